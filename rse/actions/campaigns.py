"""Campaigns: planned for an audience, held in sessions, changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from foundation.accounts.models import OrganisationUnit, Site, User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import EditedMeanwhile
from rse.actions.attendance import count_again
from rse.identities import join_code
from rse.models import Campaign, CampaignGroup, CampaignSession, Participation, Theme
from rse.refusals import RseRefusal

TRIES = 5


@dataclass(frozen=True)
class Audience:
    """Some of those whom something is for: a unit, or a site of it, and how many people work there."""

    unit: OrganisationUnit
    site: Site | None
    headcount: int

    @property
    def place(self) -> tuple[int, int | None]:
        return self.unit.pk, self.site.pk if self.site else None


def plan_campaign(
    *,
    code: str,
    name_fr: str = "",
    name_en: str = "",
    themes: Sequence[Theme],
    audience: Sequence[Audience],
    by: User | None,
    at: datetime,
    **facts: Any,
) -> Campaign:
    """Plan a campaign for an audience. Raises RseRefusal where the code is taken, the days are upside down or nobody is meant."""
    _check(facts["starts_on"], facts["ends_on"], audience)
    with transaction.atomic():
        if Campaign.objects.filter(code=code).exists():
            raise RseRefusal(_("The code %(code)s is taken: choose another."), code=code)
        campaign = Campaign.objects.create(code=code, **both_names(fr=name_fr, en=name_en), **facts)
        campaign.themes.set(themes)
        CampaignGroup.objects.bulk_create(_group(campaign, one) for one in audience)
        told = {"about": code, "people": sum(one.headcount for one in audience), "from": campaign.starts_on, "to": campaign.ends_on}
        audit.record(by=by, at=at, verb="campaign.planned", subjects=[campaign], facts=told)
    return campaign


def change_campaign(
    *,
    campaign: Campaign,
    version: int,
    name_fr: str = "",
    name_en: str = "",
    themes: Sequence[Theme],
    audience: Sequence[Audience],
    by: User | None,
    at: datetime,
    **facts: Any,
) -> Campaign:
    """Change what a campaign is or whom it is for. Raises EditedMeanwhile, or RseRefusal where people came from a place taken out."""
    _check(facts["starts_on"], facts["ends_on"], audience)
    with transaction.atomic():
        held = Campaign.objects.select_for_update(no_key=True, of=("self",)).get(pk=campaign.pk)
        if held.version != version:
            raise EditedMeanwhile(held)
        values = facts | both_names(fr=name_fr, en=name_en)
        changed = audit.changes({name: getattr(held, name) for name in values}, values)
        for name, value in values.items():
            setattr(held, name, value)
        held.version += 1
        held.save()
        held.themes.set(themes)
        _change_audience(held, audience)
        count_again(held)
        told = {"about": held.code, "changes": changed, "people": sum(one.headcount for one in audience)}
        audit.record(by=by, at=at, verb="campaign.changed", subjects=[held], facts=told)
    return held


def hold_session(
    *, campaign: Campaign, on: date, place: str, hours: Any, by: User | None, at: datetime, closes_on: date | None = None, **facts: Any
) -> CampaignSession:
    """Call a session; it gets a code by which people join until `closes_on` (its own day where none is given)."""
    until = closes_on or on
    if not campaign.starts_on <= on <= campaign.ends_on:
        raise RseRefusal(_("The session lies outside the days of its campaign: choose another day, or change the campaign."))
    if until < on:
        raise RseRefusal(_("Sign-in ends before the session: choose a later day."))
    with transaction.atomic():
        session = _with_a_code(campaign=campaign, on=on, closes_on=until, place=place, hours=hours, **facts)
        told = {"about": f"{campaign.code} · {place}", "day": on, "hours": hours}
        audit.record(by=by, at=at, verb="session.called", subjects=[campaign, session], facts=told)
    return session


def cancel_session(*, session: CampaignSession, by: User | None, at: datetime) -> None:
    """Take back a session to which nobody came."""
    with transaction.atomic():
        held = CampaignSession.objects.select_for_update(no_key=True, of=("self",)).select_related("campaign").get(pk=session.pk)
        if Participation.objects.filter(session=held).exists():
            raise RseRefusal(_("People came to this session: it stays."))
        told = {"about": f"{held.campaign.code} · {held.place}", "day": held.on}
        number = held.pk
        held.delete()
        audit.record(by=by, at=at, verb="session.cancelled", subjects=[held.campaign], facts=told | {"session": number})


def _with_a_code(**facts: Any) -> CampaignSession:
    """The session under a code that no other has."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return CampaignSession.objects.create(code=join_code(), **facts)
        except IntegrityError:
            continue
    raise RseRefusal(_("No free code was found: try again."))


def _check(starts_on: date, ends_on: date, audience: Sequence[Audience]) -> None:
    if ends_on < starts_on:
        raise RseRefusal(_("The campaign ends before it begins: check both days."))
    if not audience:
        raise RseRefusal(_("Say whom the campaign is for: one line a site or unit, with its people."))
    if len({one.place for one in audience}) < len(audience):
        raise RseRefusal(_("A site or unit stands twice in the audience: keep one line of it."))


def _group(campaign: Campaign, one: Audience) -> CampaignGroup:
    return CampaignGroup(campaign=campaign, unit=one.unit, site=one.site, headcount=one.headcount)


def _change_audience(campaign: Campaign, audience: Sequence[Audience]) -> None:
    wanted = {one.place: one for one in audience}
    for group in campaign.groups.all():
        told = wanted.pop((group.unit_id, group.site_id), None)
        if told is None:
            if Participation.objects.filter(group=group).exists():
                raise RseRefusal(_("People of %(place)s have come: they stay in the audience."), place=str(group))
            group.delete()
        elif told.headcount != group.headcount:
            CampaignGroup.objects.filter(pk=group.pk).update(headcount=told.headcount)
    CampaignGroup.objects.bulk_create(_group(campaign, one) for one in wanted.values())
