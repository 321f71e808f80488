"""K, evidence by indicators: progress against the pace due today, decayed by age. Source: alignment.md, K."""

from dataclasses import dataclass, fields

import numpy as np

from kpis import attainment as rules
from portfolio.alignment.columns import Bools, Columns, Floats, Indicators, Ints
from portfolio.alignment.parameters import Parameters


@dataclass(frozen=True, slots=True)
class IndicatorFactors:
    """A project's indicators at their date: attainment n, freshness f (0 when never measured), and whether the measurement is due."""

    owner: Ints
    key: Ints
    share: Floats
    attained: Floats
    fresh: Floats
    due: Bools
    measured: Bools
    source: Floats


def indicator_factors(columns: Columns, p: Parameters) -> IndicatorFactors:
    """Judge each indicator at its project's dates."""
    rows = columns.indicators
    paced = columns.projects.pace_on[rows.owner]
    aged = columns.projects.aged_on[rows.owner]
    paths = paths_of(rows)
    expected = rules.expected_to_date(paths, paced)
    measured = ~np.isnan(rows.value) & ~np.isnat(rows.measured_on)
    return IndicatorFactors(
        owner=rows.owner,
        key=rows.key,
        share=rows.share,
        attained=np.where(measured, rules.attainment(paths, rows.value, expected), 0.0),
        fresh=np.where(measured, rules.freshness(rows.measured_on, aged, rows.cadence, rows.grace, p.freshness_halving), 0.0),
        due=_due(rows, expected, measured, columns, p),
        measured=measured,
        source=np.array([p.source_automatic, p.source_evidenced, p.source_manual])[rows.source],
    )


def paths_of(rows: Indicators) -> rules.Paths:
    """The targets of the rows as the rules of indicators read them."""
    return rules.Paths(**{one.name: getattr(rows, one.name) for one in fields(rules.Paths)})


def _due(rows: Indicators, expected: Floats, measured: Bools, columns: Columns, p: Parameters) -> Bools:
    """A measurement makes an indicator due; without one it is due once the grace after its first date has passed."""
    aged = columns.projects.aged_on[rows.owner]
    placed = columns.projects.placed_on[rows.owner]
    cadence = np.round(rows.cadence).astype("timedelta64[D]")
    first = np.where(np.isnat(rows.first_due), rows.baseline_on + cadence, rows.first_due)
    late = (placed >= first) & (aged > first + np.round(rows.grace).astype("timedelta64[D]"))
    judged = rules.under_way(paths_of(rows), expected, p.pace_threshold)
    due: Bools = rows.present & (measured | late) & judged & (rows.share > 0)
    return due
