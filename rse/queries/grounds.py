"""What the pages of local projects, waste and materials, and public claims show."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from foundation.accounts.models import Site, User
from foundation.search import matching
from rse.models import LocalProject, Material, MaterialRecord, PublicClaim, Stream, WasteRecord
from rse.social import waste_diverted

SOON_DAYS = 60
LOCAL_SORTS = {
    "name": "code", "territory": "territory", "starts": "starts_on", "budget": "budget", "beneficiaries": "beneficiaries",
    "hours": "volunteer_hours",
}  # fmt: skip
CLAIM_SORTS = {"expires": "expires_on", "statement": "statement_fr", "channel": "channel"}


# --- Local projects -----------------------------------------------------------------------------------------------------
def local_projects(*, text: str = "", state: str = "") -> QuerySet[LocalProject]:
    """The local projects that fit."""
    rows = matching(LocalProject.objects.all(), text) if text.strip() else LocalProject.objects.all()
    rows = rows.filter(state=state) if state in LocalProject.State.values else rows
    return rows.select_related("owner", "initiative").defer("search", "initiative__search")


def local_totals() -> dict[str, Any]:
    """How many there are, whom they help, the hours given, the money. One query."""
    return LocalProject.objects.aggregate(
        count=Count("pk"), beneficiaries=Sum("beneficiaries"), hours=Sum("volunteer_hours"), budget=Sum("budget")
    )


# --- Waste and materials ------------------------------------------------------------------------------------------------
@dataclass
class Month:
    """Tonnes of one month by treatment, and what is diverted from burning and landfill."""

    month: date
    tonnes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def total(self) -> float:
        return sum(self.tonnes.values())

    @property
    def diverted(self) -> float | None:
        return diverted_share(self.tonnes)


def diverted_share(tonnes: dict[str, float]) -> float | None:
    """(reuse + recycling + compost) / total; None without waste."""
    used = {name: tonnes.get(name, 0.0) for name in ("reuse", "recycling", "compost")}
    return waste_diverted(**used, total=sum(tonnes.values()))


@dataclass(frozen=True)
class WasteBoard:
    """Months, streams and materials of the time asked for."""

    months: list[Month]
    streams: list[tuple[str, float, float | None]]
    materials: list[tuple[str, float, float | None, float | None]]

    @property
    def last_year(self) -> list[Month]:
        """The last twelve months known."""
        return self.months[-12:]

    @property
    def diverted(self) -> float | None:
        """Over the last twelve months."""
        return _together(self.last_year)

    @property
    def diverted_before(self) -> float | None:
        """Over the twelve months before."""
        return _together(self.months[-24:-12])

    @property
    def total(self) -> float:
        return sum(month.total for month in self.last_year)

    @property
    def recycled(self) -> float | None:
        return _share_of(self.materials, 2)

    @property
    def certified(self) -> float | None:
        return _share_of(self.materials, 3)


def _share_of(materials: list[Any], column: int) -> float | None:
    total = sum(line[1] for line in materials)
    return sum(line[1] * (line[column] or 0) for line in materials) / total if total else None


def _together(months: list[Month]) -> float | None:
    added: dict[str, float] = defaultdict(float)
    for month in months:
        for name, tonnes in month.tonnes.items():
            added[name] += tonnes
    return diverted_share(added) if months else None


def waste_board(*, site: Site | None = None) -> WasteBoard:
    """All months by treatment; streams and materials of the last twelve. Three queries, whatever the number of sites."""
    waste = WasteRecord.objects.current().filter(**({"site": site} if site else {})).order_by()
    months: dict[date, Month] = {}
    for month, treatment, tonnes in waste.values_list("month", "treatment").annotate(t=Sum("tonnes")).order_by("month"):
        months.setdefault(month, Month(month)).tonnes[treatment] += tonnes
    known = list(months.values())
    since = known[-12:][0].month if known else date.min
    streams: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for stream, treatment, tonnes in waste.filter(month__gte=since).values_list("stream", "treatment").annotate(t=Sum("tonnes")):
        streams[stream][treatment] += tonnes
    words = dict(Stream.choices)
    lines = [(str(words.get(one, one)), sum(split.values()), diverted_share(split)) for one, split in streams.items()]
    return WasteBoard(known, sorted(lines, key=lambda line: -line[1]), _materials(site, since))


def _materials(site: Site | None, since: date) -> list[tuple[str, float, float | None, float | None]]:
    """The materials since `since`. One query."""
    rows = MaterialRecord.objects.current().filter(month__gte=since, **({"site": site} if site else {})).order_by()
    sums = rows.values_list("material").annotate(t=Sum("tonnes"), r=Sum("recycled"), c=Sum("certified"))
    words = dict(Material.choices)
    found = [(str(words.get(one, one)), t, r / t if t else None, c / t if t else None) for one, t, r, c in sums]
    return sorted(found, key=lambda line: -line[1])


@dataclass(frozen=True)
class Lines:
    """What is entered for one site and month: pairs of stream and treatment, materials, with values of now and of the month before."""

    waste: list[tuple[str, str, float | None, float | None]]
    materials: list[tuple[str, MaterialRecord | None]]


def lines_of(site: Site, month: date) -> Lines:
    """The lines of the last months known at the site. Two queries."""
    rows = WasteRecord.objects.current().filter(site=site, month__lte=month).order_by("stream", "treatment", "-month")
    pairs: dict[tuple[str, str], dict[str, float]] = {}
    for stream, treatment, when, tonnes in rows.values_list("stream", "treatment", "month", "tonnes")[:2_000]:
        seen = pairs.setdefault((stream, treatment), {})
        name = "now" if when == month else "before"
        seen.setdefault(name, tonnes)
    known = {row.material: row for row in MaterialRecord.objects.current().filter(site=site, month=month)}
    waste = [(stream, treatment, seen.get("now"), seen.get("before")) for (stream, treatment), seen in pairs.items()]
    return Lines(waste, [(material, known.get(material)) for material in Material.values])


def waste_rows() -> QuerySet[WasteRecord]:
    """Every line of waste, for a file."""
    return WasteRecord.objects.current().select_related("site").order_by("month", "site__code", "stream", "treatment")


# --- Public claims --------------------------------------------------------------------------------------------------------
def claims(*, look: str = "", today: date) -> QuerySet[PublicClaim]:
    """The claims that fit: expired, unproven, unreviewed, or all."""
    looks = {
        "expired": Q(expires_on__lt=today),
        "unproven": Q(evidence__isnull=True),
        "unreviewed": Q(reviewed_on__isnull=True),
    }
    rows = PublicClaim.objects.current().filter(looks.get(look, Q()))
    return rows.select_related("owner", "reviewer", "evidence")


def expired_claims(user: User, *, today: date) -> list[PublicClaim]:
    """The claims a person answers for that are past their day, the oldest first. One query."""
    rows = PublicClaim.objects.current().filter(expires_on__lt=today, owner=user)
    return list(rows.order_by(F("expires_on"), "pk")[:30])
