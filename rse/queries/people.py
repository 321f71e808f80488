"""What the RSE home says of people: whom campaigns reach, which waves are open, what the newest well-being wave found."""

from datetime import date

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.tiles import Tile
from rse.models import Campaign, Survey, SurveyWave
from rse.queries import campaigns, surveys


def people_tiles(*, today: date) -> list[Tile]:
    """Reach of campaigns, those that run, waves open, answers and recommendation of the newest closed waves. At most eight queries."""
    return [*_reached(), *_running(today), *_open(today), *_answered()]


def _running(today: date) -> list[Tile]:
    """The campaigns that run, and how many of them reach their share in step with their days."""
    rows = list(Campaign.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("ends_on", "pk").defer("search"))
    if not rows:
        return []
    told = [(one, campaigns.pace(one.campaign, one.whole.rate, today=today)) for one in campaigns.reaches(rows)]
    behind = [one for one, status in told if status in ("watch", "off_track")]
    facts = {
        "name": behind[0].campaign.name,
        "rate": formatting.percent(behind[0].whole.rate),
        "goal": formatting.percent(behind[0].campaign.goal / 100),
    } if behind else {}  # fmt: skip
    note = _("%(name)s: %(rate)s reached, %(goal)s wanted") % facts if behind else _("each in step with its days")
    return [
        Tile(
            _("Campaigns under way"), formatting.number(len(rows)), note=note, status="watch" if behind else "on_track",
            href=f"{reverse('rse:campaigns')}?state=running", compared=False,
        )
    ]  # fmt: skip


def _open(today: date) -> list[Tile]:
    """The waves that take answers, the first to end with its share where that may be told."""
    rows = SurveyWave.objects.filter(state=SurveyWave.State.OPEN).select_related("survey").defer("results").order_by("closes_on", "pk")
    waves = list(rows.annotate(asked=Sum("groups__invited"), given=Sum("groups__answered")))
    if not waves:
        return []
    first, rate = waves[0], surveys.response(waves[0])
    facts = {"name": first.survey.name, "day": formatting.day(first.closes_on), "rate": formatting.percent(rate)}
    note = _("%(name)s: %(rate)s answered, until %(day)s") % facts if rate is not None else _("%(name)s, until %(day)s") % facts
    return [
        Tile(
            _("Survey waves open"), formatting.number(len(waves)), note=note, status="outdated" if first.closes_on < today else "",
            href=f"{reverse('rse:surveys')}?state=open", compared=False,
        )
    ]  # fmt: skip


def _reached() -> list[Tile]:
    found = campaigns.overall()
    if not found.headcount:
        return []
    value = "" if found.rate is None else formatting.percent(found.rate)
    note = _("of %(all)s people, by all campaigns") % {"all": formatting.number(found.headcount)}
    return [Tile(_("Reached at least once"), value, note=note, href=reverse("rse:campaigns"), compared=False)]


def _answered() -> list[Tile]:
    closed = SurveyWave.objects.filter(state=SurveyWave.State.CLOSED, survey__kind=Survey.Kind.WELLBEING).select_related("survey")
    waves = list(closed.order_by("-closes_on", "-pk")[:2])
    if not waves or not (waves[0].results or {}).get("cells"):
        return []
    wave, survey = waves[0], waves[0].survey
    href = reverse("rse:wave", args=[survey.code, wave.number])
    rate, now = surveys.response(wave), _score(wave)
    before = _score(waves[1]) if len(waves) > 1 and waves[1].survey_id == wave.survey_id else None
    share = "" if rate is None else formatting.percent(rate)
    tiles = [
        Tile(survey.name, share, note=_("answered, %(day)s") % {"day": formatting.day(wave.closes_on, "month")}, href=href, compared=False)
    ]
    if now is not None:
        change = None if before is None else now - before
        value, note = formatting.number(now, 0, signed=True), _("from −100 to +100")
        tiles.append(Tile(_("Would advise working here"), value, "NPS", change, note=note, href=href, compared=before is not None))
    return tiles


def _score(wave: SurveyWave) -> float | None:
    """The recommendation score of all who answered."""
    cell = next(iter((wave.results or {}).get("cells", [])), None)
    scores = [figure["nps"] for figure in cell["figures"].values() if figure.get("nps")] if cell else []
    return float(scores[0][0]) if scores else None
