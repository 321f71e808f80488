"""The parts of indicators that are measured for themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kpis.models import Indicator, LatestMeasurement, Slice


@dataclass(frozen=True)
class PartOf:
    """A part of an indicator with its newest value and the one before."""

    slice: Slice
    value: float | None = None
    period_end: date | None = None
    previous: float | None = None

    @property
    def change(self) -> float | None:
        """The change since the value before."""
        return None if self.value is None or self.previous is None else self.value - self.previous


def parts_of(indicator: Indicator, *, ended: bool = False) -> list[PartOf]:
    """The parts of an indicator, those in use unless `ended`. Two queries."""
    slices = Slice.objects.filter(indicator=indicator).select_related("unit", "site").order_by("pk")
    slices = slices if ended else slices.filter(ended_on__isnull=True)
    newest = {row.slice_id: row for row in LatestMeasurement.objects.filter(indicator=indicator, slice__isnull=False)}
    return [_part(one, newest.get(one.pk)) for one in slices]


def _part(one: Slice, newest: LatestMeasurement | None) -> PartOf:
    return PartOf(one, newest.value, newest.period_end, newest.previous_value) if newest else PartOf(one)


def slices_by_label(indicators: Iterable[Indicator]) -> dict[int, dict[str, Slice]]:
    """{indicator id: {folded label: slice}}. One query."""
    found: dict[int, dict[str, Slice]] = {}
    for one in Slice.objects.filter(indicator__in=list(indicators)).select_related("unit", "site"):
        found.setdefault(one.indicator_id, {}).update(dict.fromkeys(one.labels, one))
    return found


def parts_by_label(indicators: Iterable[Indicator]) -> dict[int, dict[str, int]]:
    """{indicator id: {folded label: slice id}}. One query."""
    return {pk: {label: one.pk for label, one in slices.items()} for pk, slices in slices_by_label(indicators).items()}
