"""What needs somebody about people: a campaign behind the participation it wants, a wave that closes with too few answers."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cmo_portal.dashboards.needs.need import Action, Need, Reader
from foundation import formatting
from rse import access
from rse.models import Campaign, SurveyWave
from rse.queries import campaigns, surveys

READ, LATE_DAYS, SOON_DAYS = 20, 30, 7
LIGHT = 0.02  # of what serves no objective of its own
BEHIND = ("watch", "off_track")


def of_people(reader: Reader) -> list[Need]:
    """Those of everybody for who decides on RSE, else one's own. Three queries."""
    every = access.may_steer(reader.user)
    return _campaigns(reader, every=every) + _waves(reader, every=every)


def _campaigns(reader: Reader, *, every: bool) -> list[Need]:
    """Campaigns that run, or ended lately, behind their share."""
    rows = Campaign.objects.filter(starts_on__lte=reader.today, ends_on__gte=reader.today - timedelta(days=LATE_DAYS))
    rows = rows.filter(Q() if every else Q(owner=reader.user)).select_related("owner").defer("search")
    reaches = campaigns.reaches(list(rows[:READ]))
    told = [(one, campaigns.pace(one.campaign, one.whole.rate, today=reader.today)) for one in reaches]
    return [_behind(one, status) for one, status in told if status in BEHIND]


def _behind(reach: campaigns.Reach, status: str) -> Need:
    campaign, href = reach.campaign, reverse("rse:campaign", args=[reach.campaign.code])
    facts = {
        "rate": formatting.percent(reach.whole.rate),
        "goal": formatting.percent(campaign.goal / 100),
        "day": formatting.day(campaign.ends_on),
    }
    return Need(
        kind="campaign",
        about=f"campaign:{campaign.pk}",
        status=status,
        title=campaign.name,
        href=href,
        cause=_("%(rate)s of its people were reached, %(goal)s were wanted until %(day)s.") % facts,
        owner=campaign.owner.full_name if campaign.owner else "",
        weight=LIGHT,
        state=status,
        actions=[Action("link", _("Call a session"), reverse("rse:session_new", args=[campaign.code]), "plus")],
        why=[_("A campaign counts by the people it reaches.")],
    )


def _waves(reader: Reader, *, every: bool) -> list[Need]:
    """Open waves that close within a week with fewer answers than wanted."""
    rows = surveys.closing_low(reader.today, reader.today + timedelta(days=SOON_DAYS))
    rows = rows if every else rows.filter(survey__owner=reader.user)
    told = [(wave, surveys.response(wave)) for wave in rows[:READ]]
    return [_low(wave, rate) for wave, rate in told if rate is not None and rate < wave.goal / 100]


def _low(wave: SurveyWave, rate: float) -> Need:
    href = reverse("rse:wave", args=[wave.survey.code, wave.number])
    facts = {"rate": formatting.percent(rate), "goal": formatting.percent(wave.goal / 100), "day": formatting.day(wave.closes_on)}
    return Need(
        kind="wave",
        about=f"wave:{wave.pk}",
        status="watch",
        title=wave.survey.name,
        href=href,
        cause=_("Closes on %(day)s: %(rate)s answered, %(goal)s were wanted.") % facts,
        owner=wave.survey.owner.full_name if wave.survey.owner else "",
        weight=LIGHT,
        state=str(wave.closes_on),
        actions=[Action("link", _("Remind those asked"), href, "send")],
        why=[_("Few answers tell little, and may not be told at all.")],
    )
