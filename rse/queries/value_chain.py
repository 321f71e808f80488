"""What the RSE home says of suppliers: four tiles, severe findings that nothing mitigates, corrective actions overdue."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import formatting
from foundation.accounts.models import User
from foundation.tiles import Tile
from rse import access
from rse.models import CorrectiveAction, Finding, Questionnaire, Supplier
from rse.queries import questionnaires
from rse.queries.due_diligence import severe
from rse.queries.suppliers import OVERDUE, SEVERE, UNASSESSED, followed_by

SHOWN = 5


@dataclass(frozen=True)
class ValueChain:
    """The suppliers on the RSE home; `late` are told with whether the reader may close them."""

    tiles: list[Tile] = field(default_factory=list)
    severe: list[Finding] = field(default_factory=list)
    late: list[tuple[CorrectiveAction, bool]] = field(default_factory=list)


def value_chain(user: User, *, today: date) -> ValueChain:
    """What anybody with a role may know of suppliers; answers to review for who may read them. Five queries at most."""
    known = Supplier.objects.aggregate(
        count=Count("pk"),
        unassessed=Count("pk", filter=Q(inherent__isnull=True)),
        spend=Sum("spend_share", filter=Q(inherent__isnull=True)),
        severe=Count("pk", filter=Q(worst=3)),
    )
    if not known["count"]:
        return ValueChain()
    overdue = _overdue(user, today)
    tiles = [_assessed(known), _severe(known), _late(overdue), _reviews(user)]
    findings = severe().select_related("supplier__buyer").defer("supplier__search").order_by("found_on", "id")
    return ValueChain(
        [tile for tile in tiles if tile], list(findings[:SHOWN]) if known["severe"] else [], _first_late(user, today, overdue)
    )


def _assessed(known: dict) -> Tile:
    share = known["spend"]
    note = (
        _("%(share)s of the spend") % {"share": formatting.percent(share, 1)}
        if share
        else _("of %(count)s suppliers") % {"count": formatting.number(known["count"])}
    )
    return Tile(
        _("Suppliers not assessed"), formatting.number(known["unassessed"]), f"/{formatting.number(known['count'])}", note=note,
        href=f"{reverse('rse:suppliers')}?look={UNASSESSED}", status="on_track" if not known["unassessed"] else "", compared=False,
    )  # fmt: skip


def _severe(known: dict) -> Tile:
    count = known["severe"]
    note = _("that nothing mitigates") if count else _("none is open")
    return Tile(
        _("Severe finding"), formatting.number(count), note=note, status="off_track" if count else "on_track",
        href=f"{reverse('rse:suppliers')}?look={SEVERE}", compared=False,
    )  # fmt: skip


def _overdue(user: User, today: date) -> dict[str, int]:
    """How many corrective actions are overdue, and how many of them the person follows."""
    rows = CorrectiveAction.objects.current().filter(state=CorrectiveAction.State.OPEN, due_on__lt=today)
    return rows.aggregate(count=Count("pk"), mine=Count("pk", filter=followed_by(user)))


def _late(overdue: dict[str, int]) -> Tile:
    count, mine = overdue["count"], overdue["mine"]
    note = ngettext("%(count)s for you", "%(count)s for you", mine) % {"count": formatting.number(mine)} if mine else ""
    return Tile(
        _("Corrective actions overdue"), formatting.number(count), note=note, status="watch" if count else "on_track",
        href=f"{reverse('rse:corrections')}?state={OVERDUE}", compared=False,
    )  # fmt: skip


def _first_late(user: User, today: date, overdue: dict[str, int]) -> list[tuple[CorrectiveAction, bool]]:
    if not overdue["count"]:
        return []
    rows = CorrectiveAction.objects.current().filter(state=CorrectiveAction.State.OPEN, due_on__lt=today)
    rows = rows.select_related("supplier__buyer", "owner").defer("supplier__search").order_by("due_on", "pk")
    return [(row, access.may_correct(user, row)) for row in rows[:SHOWN]]


def _reviews(user: User) -> Tile | None:
    """Answers that wait for a review: everybody's for who may read them all, one's own for a buyer, nothing for others."""
    mine = questionnaires.followed_by(user)
    rows = Questionnaire.objects.filter(answered_at__isnull=False, reviewed_at__isnull=True)
    found = rows.aggregate(count=Count("pk"), mine=Count("pk", filter=mine))
    every = access.may_read_evidence(user, "")
    count = found["count"] if every else found["mine"]
    if not every and not count:
        return None
    address = f"{reverse('rse:questionnaires')}?state=to_review"
    note = ngettext("%(count)s for you", "%(count)s for you", found["mine"]) % {"count": formatting.number(found["mine"])}
    return Tile(
        _("Answers to review"), formatting.number(count), note=note if found["mine"] else "", status="review" if count else "on_track",
        href=address if every else f"{address}&mine=1", compared=False,
    )  # fmt: skip
