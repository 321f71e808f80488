"""The parameters of the scoring model in words: their groups, their labels, their values and what to do about a wrong one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation import formatting
from portfolio.alignment.parameters import AT_ONCE, Parameters

GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("The three pillars"),
        (
            *("contribution_weight", "kpi_weight", "responsibility_weight"),
            *("contribution_starts", "kpi_starts", "responsibility_starts", "band_aligned", "band_partial"),
        ),
    ),
    (
        gettext_lazy("Strategic contribution"),
        ("rank_discounts", "levels", "declared_credit", "expiry_months", "orphan_days", "orphan_cap"),
    ),
    (gettext_lazy("KPI evidence"), ("pace_threshold", "freshness_halving", "no_kpi_days")),
    (
        gettext_lazy("Responsibility"),
        ("prudence_days", "prudence_materiality", "prudence_effect", "veto_effect", "veto_responsibility_cap", "veto_cap"),
    ),
    (
        gettext_lazy("Data confidence"),
        (
            *("source_automatic", "source_evidenced", "source_manual", "confidence_validated", "confidence_freshness"),
            *("confidence_source", "confidence_letters", "confidence_minimum"),
        ),
    ),
    (
        gettext_lazy("Delivery confidence"),
        (
            *("delivery_green", "delivery_amber", "delivery_red", "ratio_green", "ratio_amber", "slip_green_days", "slip_amber_days"),
            *("risk_green_below", "risk_amber_below", "scope_green", "scope_amber", "delivery_stale_days", "watermelon_above"),
        ),
    ),
    (
        gettext_lazy("Horizons and levers"),
        ("horizon_short_months", "horizon_medium_months", "horizon_targets", "lever_count", "lever_minimum"),
    ),
)

LABELS = {
    "contribution_weight": gettext_lazy("Weight of strategic contribution"),
    "kpi_weight": gettext_lazy("Weight of KPI evidence"),
    "responsibility_weight": gettext_lazy("Weight of responsibility"),
    "contribution_starts": gettext_lazy("Strategic contribution counts from"),
    "kpi_starts": gettext_lazy("KPI evidence counts from"),
    "responsibility_starts": gettext_lazy("Responsibility counts from"),
    "band_aligned": gettext_lazy("Aligned from this score"),
    "band_partial": gettext_lazy("Partly aligned from this score"),
    "rank_discounts": gettext_lazy("Discounts of the first, second and later links"),
    "levels": gettext_lazy("Levels of contribution"),
    "declared_credit": gettext_lazy("Credit of a link not yet validated"),
    "expiry_months": gettext_lazy("Months a validation holds"),
    "orphan_days": gettext_lazy("Days before a project without objective is capped"),
    "orphan_cap": gettext_lazy("Cap of a project without objective"),
    "pace_threshold": gettext_lazy("Smallest expected progress that is judged"),
    "freshness_halving": gettext_lazy("What remains of a measurement one period late"),
    "no_kpi_days": gettext_lazy("Days before a project without indicator scores nothing"),
    "prudence_days": gettext_lazy("Days before a theme not assessed counts against the project"),
    "prudence_materiality": gettext_lazy("Materiality from which that is so"),
    "prudence_effect": gettext_lazy("Effect of a theme not assessed"),
    "veto_effect": gettext_lazy("Effect that is a veto"),
    "veto_responsibility_cap": gettext_lazy("Cap of responsibility under a veto"),
    "veto_cap": gettext_lazy("Cap of the score under a veto"),
    "source_automatic": gettext_lazy("Trust in automatic measurements"),
    "source_evidenced": gettext_lazy("Trust in measurements with evidence"),
    "source_manual": gettext_lazy("Trust in measurements entered by hand"),
    "confidence_validated": gettext_lazy("Weight of validation"),
    "confidence_freshness": gettext_lazy("Weight of freshness"),
    "confidence_source": gettext_lazy("Weight of the source"),
    "confidence_letters": gettext_lazy("Thresholds of the letters A, B and C"),
    "confidence_minimum": gettext_lazy("Least confidence to be ranked"),
    "delivery_green": gettext_lazy("Value of green"),
    "delivery_amber": gettext_lazy("Value of amber"),
    "delivery_red": gettext_lazy("Value of red"),
    "ratio_green": gettext_lazy("Cost and schedule ratios that are green"),
    "ratio_amber": gettext_lazy("Cost and schedule ratios that are amber"),
    "slip_green_days": gettext_lazy("Days of slip up to green"),
    "slip_amber_days": gettext_lazy("Days of slip up to amber"),
    "risk_green_below": gettext_lazy("Risk exposure green below"),
    "risk_amber_below": gettext_lazy("Risk exposure amber below"),
    "scope_green": gettext_lazy("Change of scope up to green"),
    "scope_amber": gettext_lazy("Change of scope up to amber"),
    "delivery_stale_days": gettext_lazy("Days after which a report is too old"),
    "watermelon_above": gettext_lazy("Gap between declared and computed that needs help"),
    "horizon_short_months": gettext_lazy("Months of the short term"),
    "horizon_medium_months": gettext_lazy("Months of the medium term"),
    "horizon_targets": gettext_lazy("Target shares of short, medium and long term"),
    "lever_count": gettext_lazy("Levers shown at most"),
    "lever_minimum": gettext_lazy("Smallest lever shown (points)"),
}

WRONG = {
    "contribution_weight": gettext_lazy("Give at least one pillar a weight above 0."),
    "confidence_validated": gettext_lazy("Give at least one term of data confidence a weight above 0."),
    "horizon_targets": gettext_lazy("Write three shares of 0 or more that add up to 1."),
    "rank_discounts": gettext_lazy("Write figures that fall from at most 1 and stay at or above 0."),
    "levels": gettext_lazy("Write figures that rise from 0 to 1."),
    "confidence_letters": gettext_lazy("Write three falling thresholds between 0 and 1."),
    "ratio_green": gettext_lazy("Write a lower and an upper end."),
    "ratio_amber": gettext_lazy("Write a lower and an upper end around those of green."),
}

BOUNDS = {one.name: one.metadata.get("high") for one in fields(Parameters)}


@dataclass(frozen=True)
class Said:
    """One parameter in words."""

    label: Any
    value: str


def in_words(parameters: Parameters) -> Iterator[tuple[Any, list[Said]]]:
    """Every parameter by group."""
    for title, names in GROUPS:
        yield title, [Said(LABELS[name], value_in_words(name, getattr(parameters, name))) for name in names]


def value_in_words(name: str, value: Any) -> str:
    """A share in percent, a clock with its unit, a day as a day."""
    if name.endswith("_starts"):
        return _("not yet") if value is None else _("the beginning") if value == AT_ONCE else formatting.day(value)
    if isinstance(value, tuple):
        return " · ".join(formatting.number(part, None if part == round(part) else 2) for part in value)
    if name.endswith("_days"):
        return ngettext("%(n)s day", "%(n)s days", value) % {"n": formatting.number(value)}
    if name.endswith("_months"):
        return ngettext("%(n)s month", "%(n)s months", value) % {"n": formatting.number(value)}
    if BOUNDS[name] == 1 and value >= 0:
        return formatting.percent(value, 0 if round(value * 100, 6) == round(value * 100) else 1)
    return formatting.number(value, 0 if value == round(value) else 2)


def changes_in_words(before: Parameters, after: Parameters) -> list[str]:
    """`Weight of KPI evidence: 30 % → 40 %`, one sentence for each parameter that differs."""
    names = [one.name for one in fields(Parameters) if getattr(before, one.name) != getattr(after, one.name)]
    return [
        _("%(what)s: %(before)s → %(after)s")
        % {"what": LABELS[name], "before": value_in_words(name, getattr(before, name)), "after": value_in_words(name, getattr(after, name))}
        for name in names
    ]
