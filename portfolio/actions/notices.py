"""Who is told when a link waits, is decided or is contested; written in the transaction of the action."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from foundation.accounts.models import User
from foundation.bilingual import BilingualName
from foundation.notifications.actions import notify
from portfolio.models import KpiClaim, ProjectContribution, ProjectIndicator


def tell_owner(link: ProjectContribution, *, by: User | None, at: datetime) -> None:
    """The owner of the objective learns that a link waits for them."""
    owner = link.objective.owner
    if owner is not None and owner != by and not link.project.is_confidential:
        _tell("contribution.waits", link, [owner], by=by, at=at, address=reverse("portfolio:to_validate"))


def tell_lead(event: str, link: ProjectContribution, *, by: User | None, at: datetime, reason: str = "") -> None:
    """The lead of the project learns what was decided."""
    if link.project.lead is not None and link.project.lead != by:
        _tell(event, link, [link.project.lead], by=by, at=at, reason=reason)


def tell_leads(links: Sequence[ProjectContribution], *, by: User | None, at: datetime) -> None:
    """Each lead learns once how many of their links were validated together."""
    led = sorted((link for link in links if link.project.lead_id), key=lambda link: (link.project.lead_id, link.pk))
    for lead_id, group in groupby(led, key=lambda link: link.project.lead_id):
        mine = list(group)
        if by is None or lead_id != by.pk:
            _tell("contribution.validated", mine[0], [lead_id], by=by, at=at, count=len(mine))


def tell_both(link: ProjectContribution, *, by: User | None, at: datetime, reason: str) -> None:
    """The lead and the owner learn that somebody contests a link."""
    people = [link.project.lead, None if link.project.is_confidential else link.objective.owner]
    _tell("contribution.contested", link, [person for person in people if person is not None and person != by], by=by, at=at, reason=reason)


def _tell(
    event: str, link: ProjectContribution, people: Sequence[User | int], *, by: User | None, at: datetime, address: str = "", **facts: Any
) -> None:
    told = {"by": by.full_name if by else "", "project": _named(link.project), "objective": link.objective.code, **facts}
    address = address or reverse("portfolio:contributions", args=[link.project.code])
    key = f"{link.key}:{at.isoformat()}"
    notify(event=event, key=key, people=people, subject=link.project, address=address, at=at, facts=told)


def _named(row: BilingualName) -> dict[str, str]:
    return {"fr": row.name_fr, "en": row.name_en}


def tell_of_proof(
    event: str, use: ProjectIndicator, *, people: Sequence[User | None], by: User | None, at: datetime, reason: str = ""
) -> None:
    """Somebody asks for, or decides on, another share or an end of an indicator of a project."""
    facts = {"by": by.full_name if by else "", "project": _named(use.project), "indicator": use.indicator.code, "reason": reason}
    told = [person for person in people if person is not None and person != by]
    address = reverse("portfolio:proofs", args=[use.project.code])
    notify(event=event, key=f"{use.key}:{at.isoformat()}", people=told, subject=use.project, address=address, at=at, facts=facts)


def tell_of_claim(claim: KpiClaim, *, at: datetime) -> None:
    """The lead learns how their promise was judged."""
    verdict = {"fr": _in("fr", claim), "en": _in("en", claim)}
    facts = {"project": _named(claim.project), "indicator": claim.indicator.code, "verdict": verdict}
    people = [claim.project.lead] if claim.project.lead else []
    address = reverse("portfolio:proofs", args=[claim.project.code])
    notify(event="claim.judged", key=str(claim.key), people=people, subject=claim.project, address=address, at=at, facts=facts)


def _in(language: str, claim: KpiClaim) -> str:
    with override(language):
        return str(claim.get_verdict_display()).lower()
