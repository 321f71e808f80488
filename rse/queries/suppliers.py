"""What the pages of suppliers show: the list with its filters and sorts, the matrix of risks, one supplier, corrective actions."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from foundation.accounts.models import User
from foundation.search import matching
from rse.models import CorrectiveAction, DueDiligence, Finding, Supplier

State = CorrectiveAction.State
RISKS = range(1, 6)
HIGH = 4  # from this residual risk on a supplier needs a closer look
OPEN, SEVERE, OVERDUE, UNASSESSED, HIGH_RISK = "open", "severe", "overdue", "unassessed", "high"
SORTS = {
    "name": "sort_name", "code": "code", "tier": "tier", "country": "country", "spend": "spend_share", "inherent": "inherent",
    "residual": "residual", "assessed": "assessed_on", "worst": "worst", "due": "due_on",
}  # fmt: skip
ACTION_SORTS = {"due": "due_on", "supplier": "supplier__sort_name", "owner": "owner__full_name", "closed": "closed_on"}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the suppliers; every field is empty by default."""

    q: str = ""
    tier: int | None = None
    country: str = ""
    look: str = ""  # open, severe, overdue, unassessed or high
    inherent: int | None = None
    residual: int | None = None
    buyer: int | None = None


def suppliers(wanted: Wanted, *, today: date) -> QuerySet[Supplier]:
    """The suppliers that fit, not yet in order."""
    rows = matching(Supplier.objects.all(), wanted.q) if wanted.q.strip() else Supplier.objects.all()
    exact = {"tier": wanted.tier, "country": wanted.country, "inherent": wanted.inherent, "residual": wanted.residual}
    rows = rows.filter(**{name: value for name, value in exact.items() if value}, **({"buyer": wanted.buyer} if wanted.buyer else {}))
    looks = {
        OPEN: Q(open_actions__gt=0),
        SEVERE: Q(worst=3),
        OVERDUE: Q(due_on__lt=today),
        UNASSESSED: Q(inherent__isnull=True),
        HIGH_RISK: Q(residual__gte=HIGH),
    }
    return rows.filter(looks.get(wanted.look, Q())).select_related("buyer").defer("search")


def in_order(rows: QuerySet[Any], sort: str, sorts: dict[str, str]) -> QuerySet[Any]:
    """The rows by a column of `sorts`, `-` for the other way round; what is unknown comes last."""
    column = F(sorts[sort.removeprefix("-")])
    return rows.order_by(column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True), "pk")


def countries_in_use() -> list[str]:
    """The countries suppliers are in. One query over an index of few values."""
    return list(Supplier.objects.order_by("country").values_list("country", flat=True).distinct())


@dataclass(frozen=True)
class Totals:
    """How the suppliers stand, in five figures."""

    count: int
    assessed: int
    severe: int
    overdue: int
    open_actions: int
    high: int

    @property
    def assessed_share(self) -> float | None:
        return self.assessed / self.count if self.count else None


def totals(*, today: date) -> Totals:
    """One query."""
    found = Supplier.objects.aggregate(
        count=Count("pk"),
        assessed=Count("pk", filter=Q(inherent__isnull=False)),
        severe=Count("pk", filter=Q(worst=3)),
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        under_way=Count("pk", filter=Q(open_actions__gt=0)),
        high=Count("pk", filter=Q(residual__gte=HIGH)),
    )
    return Totals(found["count"], found["assessed"], found["severe"], found["overdue"], found["under_way"], found["high"])


# --- The matrix -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """How many suppliers stand at one pair of risks, and how they are to be looked at."""

    inherent: int
    residual: int
    count: int
    severe: int

    @property
    def tone(self) -> str:
        """Good, watch or bad, by the residual risk; none where no supplier can or does stand."""
        if not self.count:
            return "none"
        return "bad" if self.residual >= HIGH else "watch" if self.residual == HIGH - 1 else "good"

    @property
    def possible(self) -> bool:
        return self.residual <= self.inherent


def matrix() -> list[list[Cell]]:
    """Rows from the highest inherent risk downwards, residual risk to the right. One query."""
    rows = Supplier.objects.filter(inherent__isnull=False).order_by().values_list("inherent", "residual")
    counted = {(one, other): (count, grave) for one, other, count, grave in rows.annotate(n=Count("pk"), s=Count("pk", filter=Q(worst=3)))}
    return [[Cell(one, other, *counted.get((one, other), (0, 0))) for other in RISKS] for one in reversed(RISKS)]


# --- One supplier ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class FindingLine:
    """One finding with its corrective actions."""

    finding: Finding
    actions: list[CorrectiveAction]

    @property
    def mitigated(self) -> bool:
        """Is all that was asked closed with its evidence?"""
        return bool(self.actions) and all(action.state == State.CLOSED for action in self.actions)

    @property
    def vetoes(self) -> bool:
        return self.finding.severity == "severe" and not self.mitigated


def findings_of(supplier: Supplier) -> list[FindingLine]:
    """The findings of a supplier with their actions, what is open and grave first. Two queries."""
    actions: dict[UUID, list[CorrectiveAction]] = defaultdict(list)
    known = CorrectiveAction.objects.current().filter(supplier=supplier).select_related("owner", "evidence")
    for action in known.order_by("due_on", "id"):
        actions[action.finding_key].append(action)
    rows = Finding.objects.current().filter(supplier=supplier).select_related("theme", "evidence", "recorded_by")
    lines = [FindingLine(row, actions[row.key]) for row in rows.order_by("-found_on", "-id")]
    rank = {"severe": 0, "major": 1, "minor": 2}
    return sorted(lines, key=lambda line: (line.mitigated, rank[line.finding.severity]))


def versions_of(supplier: Supplier) -> list[DueDiligence]:
    """The assessments of a supplier through time, the newest first. One query."""
    return list(DueDiligence.objects.filter(supplier=supplier, removed=False).order_by("-recorded_at", "-id")[:20])


# --- Corrective actions -----------------------------------------------------------------------------------------------------
def corrections(*, state: str, mine: User | None, today: date) -> QuerySet[CorrectiveAction]:
    """The corrective actions: open, overdue or closed; all, or those somebody follows or whose supplier they buy from."""
    rows = CorrectiveAction.objects.current().select_related("supplier", "owner", "evidence").defer("supplier__search")
    rows = rows.filter(state=State.CLOSED) if state == "closed" else rows.filter(state=State.OPEN)
    if state == OVERDUE:
        rows = rows.filter(due_on__lt=today)
    return rows.filter(followed_by(mine)) if mine else rows


def followed_by(user: User) -> Q:
    """The actions a person answers for: named on them, or the buyer where nobody is."""
    return Q(owner=user) | Q(owner__isnull=True, supplier__buyer=user)


def due_corrections(user: User, *, until: date) -> list[CorrectiveAction]:
    """What a person has to see to by a day, the oldest first. One query."""
    rows = CorrectiveAction.objects.current().filter(followed_by(user), state=State.OPEN, due_on__lte=until)
    return list(rows.select_related("supplier").defer("supplier__search").order_by("due_on", "pk")[:50])
