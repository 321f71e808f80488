"""The balanced scorecard: objectives down, perspectives across, indicators where they meet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from kpis.models import Indicator, IndicatorShare
from kpis.queries.board import ORDER
from kpis.queries.cards import Newest, with_latest
from strategy.models import Perspective, StrategicObjective, StrategicPlan

NONE = ""
Columns = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Mark:
    """An indicator in a cell, with its status and how far on its way it is."""

    indicator: Indicator
    status: str
    attainment: float | None
    perspective: str


@dataclass(frozen=True)
class Row:
    """One objective: its cells (perspective, indicators), and the mean attainment by share of what is judged (None: nothing)."""

    objective: StrategicObjective | None
    cells: Sequence[tuple[str, Sequence[Mark]]]
    attainment: float | None
    worst: str


@dataclass(frozen=True)
class Scorecard:
    """All rows, the perspectives that are used, and how each perspective stands: {status: count}."""

    rows: list[Row]
    perspectives: list[tuple[str, str]]
    standing: list[dict[str, int]]


def scorecard(plan: StrategicPlan | None, *, today: date) -> Scorecard:
    """Every objective of the plan that an indicator measures, and the indicators of no objective. Three queries."""
    shares = IndicatorShare.objects.current().filter(objective__plan=plan, objective__retired_on__isnull=True) if plan else None
    placed: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for indicator, objective, share in shares.values_list("indicator_id", "objective_id", "share") if shares is not None else ():
        placed[objective].append((indicator, share))
    objectives = list(StrategicObjective.objects.filter(pk__in=placed).select_related("axis").defer("search").order_by("position", "code"))
    seen_from = {pk: o.axis.perspective for o in reversed(objectives) if o.axis for pk, _share in placed[o.pk]}
    marks = {
        row.pk: _mark(row, seen_from.get(row.pk, NONE))
        for row in with_latest(Indicator.objects.filter(retired_on__isnull=True)).order_by("code")
    }
    used = {mark.perspective for mark in marks.values()}
    columns = [(name, str(label)) for name, label in [*Perspective.choices, (NONE, "")] if name in used]
    rows = [_row(objective, placed[objective.pk], marks, columns) for objective in objectives]
    somewhere = {indicator for pairs in placed.values() for indicator, _share in pairs}
    left = [(pk, 1.0) for pk in marks if pk not in somewhere]
    if left:
        rows.append(_row(None, left, marks, columns))
    return Scorecard(rows, columns, [_standing(marks.values(), name) for name, _label in columns])


def _mark(row: Indicator, perspective: str) -> Mark:
    """One without a perspective is seen from that of its objective's axis."""
    newest = cast("Newest", row)
    return Mark(row, newest.newest_status or "no_data", newest.newest_attainment, row.perspective or perspective)


def _row(objective: StrategicObjective | None, pairs: Sequence[tuple[int, float]], marks: dict[int, Mark], columns: Columns) -> Row:
    here = [(marks[pk], share) for pk, share in pairs if pk in marks]
    cells = [(label, sorted((mark for mark, _s in here if mark.perspective == name), key=_severity)) for name, label in columns]
    judged = [(mark.attainment, share) for mark, share in here if mark.attainment is not None]
    weight = sum(share for _a, share in judged)
    mean = sum(a * share for a, share in judged) / weight if weight else None
    worst = min((mark.status for mark, _s in here), key=_rank, default="no_data")
    return Row(objective, cells, mean, worst)


def _severity(mark: Mark) -> tuple[int, str]:
    return _rank(mark.status), mark.indicator.code


def _rank(status: str) -> int:
    return [str(one) for one in ORDER].index(status)


def _standing(marks: Iterable[Mark], name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for mark in sorted((mark for mark in marks if mark.perspective == name), key=_severity):
        counts[mark.status] = counts.get(mark.status, 0) + 1
    return counts
