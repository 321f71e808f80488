"""The worked example of the specification as columns: four objectives, three links, three indicators, five themes, one project."""

from datetime import date

import numpy as np

from kpis.attainment import LINEAR
from portfolio.alignment.columns import (
    AUTOMATIC,
    MANUAL,
    Columns,
    Indicators,
    Links,
    Projects,
    Themes,
    WeightSet,
)
from portfolio.alignment.parameters import Parameters

O1, O2, O3, O4 = 1, 2, 3, 4
NPS, PROCESSING, ADOPTION = 1, 2, 3
GHG, ENERGY, DIVERSITY, TRAINING, RIGHTS = 1, 2, 3, 4, 5
JUDGEMENTS = np.array([[1, 2, 2, 3], [1 / 2, 1, 1, 2], [1 / 2, 1, 1, 2], [1 / 3, 1 / 2, 1 / 2, 1]])
WEIGHTS = np.array([0.424, 0.227, 0.227, 0.122])
ALL_PILLARS = Parameters(kpi_starts=date(2000, 1, 1), responsibility_starts=date(2000, 1, 1))


def days(*texts):
    return np.array(texts, "datetime64[D]")


def projects(as_of, **changes):
    today = days(as_of)
    facts = {
        "pace_on": today,
        "aged_on": today,
        "placed_on": today,
        "approved_on": days("2026-01-01"),
        "entered_on": days("2026-01-01"),
        "no_kpi_reason": np.array([False]),
        "weight_set": np.array([0]),
    }
    return Projects(**facts | changes)


def links(**changes):
    facts = {
        "owner": np.zeros(3, np.int64),
        "key": np.array([O1, O2, O4]),
        "level": np.array([1.0, 0.5, 0.25]),
        "validated_level": np.array([1.0, 0.5, np.nan]),
        "declared_on": days("2026-01-05", "2026-01-05", "2026-01-05"),
        "validated_on": days("2026-01-10", "2026-01-10", "NaT"),
        "refused": np.zeros(3, np.bool_),
        "present": np.ones(3, np.bool_),
    }
    return Links(**facts | changes)


def indicators(*, nps=27.0, nps_on="2026-06-30", processing_on="2026-04-02", **changes):
    facts = {
        "owner": np.zeros(3, np.int64),
        "key": np.array([NPS, PROCESSING, ADOPTION]),
        "share": np.array([0.5, 0.3, 0.2]),
        "first_due": days("2026-01-31", "2026-01-31", "2026-09-30"),
        "shape": np.array([LINEAR] * 3),
        "baseline": np.array([20.0, 12.0, 0.0]),
        "target": np.array([40.0, 6.0, 100.0]),
        "baseline_on": days(*["2026-01-01"] * 3),
        "target_on": days(*["2026-12-31"] * 3),
        "low": np.full(3, np.nan),
        "high": np.full(3, np.nan),
        "tolerance": np.full(3, np.nan),
        "step_on": np.empty((3, 0), "datetime64[D]"),
        "step_value": np.empty((3, 0)),
        "cadence": np.array([30.0, 30.0, 90.0]),
        "grace": np.array([7.0, 7.0, 7.0]),
        "value": np.array([nps, 8.5, np.nan]),
        "measured_on": days(nps_on, processing_on, "NaT"),
        "source": np.array([AUTOMATIC, MANUAL, AUTOMATIC]),
        "present": np.ones(3, np.bool_),
    }
    return Indicators(**facts | changes)


def themes(**changes):
    facts = {
        "owner": np.zeros(5, np.int64),
        "key": np.array([GHG, ENERGY, DIVERSITY, TRAINING, RIGHTS]),
        "materiality": np.array([3.0, 2.0, 2.0, 1.0, 2.0]),
        "effect": np.array([0.0, -0.25, 0.5, 0.5, 0.0]),
        "mitigated": np.zeros(5, np.bool_),
    }
    return Themes(**facts | changes)


def columns(as_of="2026-07-01", *, weights=WEIGHTS, nps=27.0, nps_on="2026-06-30", **tables):
    facts = {
        "projects": projects(as_of),
        "links": links(),
        "indicators": indicators(nps=nps, nps_on=nps_on),
        "themes": themes(),
        "weight_sets": (WeightSet(np.array([O1, O2, O3, O4]), weights),),
    }
    return Columns(**facts | tables)
