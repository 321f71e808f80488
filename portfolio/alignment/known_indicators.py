"""The indicators of some projects as they were known at a cut-off: target in force, newest value, and reasons for having none."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from kpis.models import Measurement, Target
from kpis.models.indicators import CADENCE_DAYS
from portfolio.alignment.known_facts import Moment, Rows, Span
from portfolio.models.indicators import NoIndicatorReason, ProjectIndicator

OF_USE = ("project_id", "indicator_id", "indicator__code", "share", "first_due", "indicator__cadence", "indicator__grace_days")
OF_TARGET = ("path", "baseline_on", "baseline", "target_on", "target", "steps", "low", "high", "tolerance")
OF_VALUE = ("value", "period_end", "source_kind")
COLUMNS = ("project", "indicator", "code", "share", "first_due", "cadence", "grace", *OF_TARGET, *OF_VALUE)


def indicators(moment: Moment, span: Span) -> Rows:
    """Indicators that count on the day, each with the target begun last and the value of the latest period. Three queries.

    `cadence` and `grace` are days. Without target or measurement its columns are None.
    """
    uses = list(_uses(moment, span).values_list(*OF_USE, "target_row", "value_row"))
    targets = _rows(Target, OF_TARGET, {use[-2] for use in uses})
    values = _rows(Measurement, OF_VALUE, {use[-1] for use in uses})
    no_target, no_value = (None,) * len(OF_TARGET), (None,) * len(OF_VALUE)
    lines = [(*use[:5], CADENCE_DAYS[use[5]], use[6], *targets.get(use[-2], no_target), *values.get(use[-1], no_value)) for use in uses]
    return dict(zip(COLUMNS, map(list, zip(*lines, strict=True)), strict=True)) if lines else {name: [] for name in COLUMNS}


def _uses(moment: Moment, span: Span) -> Any:
    begun = Target.objects.known_at(moment.cut_off).filter(indicator=OuterRef("indicator_id"), baseline_on__lte=moment.as_of)
    newest = Measurement.objects.known_at(moment.cut_off).filter(
        indicator=OuterRef("indicator_id"), slice__isnull=True, period_end__lte=moment.as_of
    )
    return (
        ProjectIndicator.objects.known_at(moment.cut_off)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=moment.as_of), starts_on__lte=moment.as_of)
        .filter(project_id__gte=span.first, project_id__lte=span.last)
        .annotate(
            target_row=Subquery(begun.order_by("-baseline_on", "-recorded_at").values("id")[:1]),
            value_row=Subquery(newest.order_by("-period_end", "-recorded_at").values("id")[:1]),
        )
        .order_by()
    )


def _rows(model: Any, names: tuple[str, ...], ids: set[int | None]) -> dict[int | None, tuple[Any, ...]]:
    found = model._base_manager.filter(pk__in=ids - {None}).order_by().values_list("pk", *names)
    return {row[0]: row[1:] for row in found}


def reasons(moment: Moment, span: Span) -> Rows:
    """Projects with a reason that stands for having no indicator."""
    standing = NoIndicatorReason.objects.known_at(moment.cut_off).filter(
        project_id__gte=span.first, project_id__lte=span.last, until__gte=moment.as_of
    )
    return {"project": list(standing.order_by().values_list("project_id", flat=True))}
