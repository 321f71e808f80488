"""What pages show of questionnaires to suppliers: those outstanding, and answers beside what the portal knows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from foundation.accounts.models import User
from rse.access import may_steer
from rse.catalogues import Point, partner_points
from rse.models import Finding, Questionnaire, Supplier
from rse.partner_points import INCIDENTS, STAFF, YES_NO, Answer, change

State = Questionnaire.State
SORTS = {
    "asked": "asked_at", "until": "expires_on", "supplier": "supplier__sort_name", "answered": "answered_at",
}  # fmt: skip
MOVED = 0.1  # from a tenth on a figure that moved is pointed at
KEPT_SHOWN = 10


def in_state(state: str, *, today: date) -> Q:
    """The condition of a state; nothing for every state."""
    later = Questionnaire.objects.filter(supplier=OuterRef("supplier"), asked_at__gt=OuterRef("asked_at"))
    conditions = {
        State.OPEN: Q(answered_at__isnull=True, expires_on__gte=today),
        State.LAPSED: Q(answered_at__isnull=True, expires_on__lt=today) & ~Exists(later),  # asked anew is not left open
        State.TO_REVIEW: Q(answered_at__isnull=False, reviewed_at__isnull=True),
        State.ACCEPTED: Q(verdict=State.ACCEPTED),
        State.DOUBTED: Q(verdict=State.DOUBTED),
    }
    return conditions.get(State(state), Q()) if state in State.values else Q()


def questionnaires(*, state: str, mine: User | None, today: date) -> QuerySet[Questionnaire]:
    """Those in a state, or all; everybody's, or those a person follows."""
    rows = (
        Questionnaire.objects.filter(in_state(state, today=today)).select_related("supplier__buyer", "asked_by").defer("supplier__search")
    )
    return rows.filter(followed_by(mine)) if mine else rows


def followed_by(user: User) -> Q:
    """Those a person answers for: the buyer of the supplier, or who asked where nobody buys, as long as they decide on RSE."""
    asked = Q(supplier__buyer__isnull=True, asked_by=user)
    return Q(supplier__buyer=user) | asked if may_steer(user) else Q(supplier__buyer=user)


def to_review(user: User) -> list[Questionnaire]:
    """The answers that wait for a person, the oldest first. One query."""
    rows = Questionnaire.objects.filter(followed_by(user), answered_at__isnull=False, reviewed_at__isnull=True)
    return list(rows.select_related("supplier").defer("supplier__search").order_by("answered_at", "pk")[:50])


@dataclass(frozen=True)
class Counts:
    """How many wait for an answer, ended without one, and wait for a review."""

    open: int
    lapsed: int
    to_review: int

    @property
    def outstanding(self) -> int:
        return self.open + self.lapsed


def counts(*, today: date) -> Counts:
    """One query."""
    states = {"open": State.OPEN, "lapsed": State.LAPSED, "to_review": State.TO_REVIEW}
    asked = {name: Count("pk", filter=in_state(state, today=today)) for name, state in states.items()}
    return Counts(**Questionnaire.objects.aggregate(**asked))


# --- One supplier ---------------------------------------------------------------------------------------------------------
def of_supplier(supplier: Supplier, *, today: date) -> list[tuple[Questionnaire, State]]:
    """What a supplier was asked, the newest first, and how far each is. One query."""
    rows = Questionnaire.objects.filter(supplier=supplier).select_related("reviewed_by").order_by("-asked_at", "-id")[:KEPT_SHOWN]
    return [(row, row.state(today)) for row in rows]


@dataclass(frozen=True)
class Line:
    """One point: what was answered, what was known before and from where, and whether somebody should look at it."""

    point: Point
    answer: Answer | None
    known: Answer | None = None
    known_year: int | None = None  # of the earlier questionnaire it stands in; None: from the record of the supplier
    findings: int = 0  # about human rights, still open

    @property
    def moved(self) -> float | None:
        return change(self.known, self.answer)

    @property
    def odd(self) -> str:
        """`moved`, `contradicts` or nothing."""
        if self.findings and self.answer is False:
            return "contradicts"
        if self.point.kind == YES_NO:
            return "moved" if None not in (self.known, self.answer) and self.known is not self.answer else ""
        return "moved" if self.moved is not None and abs(self.moved) >= MOVED else ""


def compared(row: Questionnaire) -> list[Line]:
    """The answers beside what the portal knows: the record of the supplier, its findings, its answers before. Two queries."""
    earlier = Questionnaire.objects.filter(supplier=row.supplier, verdict=State.ACCEPTED, answered_at__lt=row.answered_at)
    before = earlier.order_by("-answered_at").first()
    found = Finding.objects.current().filter(supplier=row.supplier, human_rights=True).count()
    return [_line(point, row, before, found) for point in partner_points().values()]


def _line(point: Point, row: Questionnaire, before: Questionnaire | None, found: int) -> Line:
    answer = row.answers.get(point.concept)
    if point.concept == STAFF:
        return Line(point, answer, row.supplier.staff)
    findings = found if point.concept == INCIDENTS else 0
    known = before.answers.get(point.concept) if before else None
    return Line(point, answer, known, before.year if before and known is not None else None, findings)
