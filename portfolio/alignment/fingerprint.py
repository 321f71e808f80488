"""Hashes of what decided a score: the same inputs and the same model version always give the same hash."""

import hashlib
import json
from dataclasses import fields
from typing import Any

import numpy as np

from portfolio.alignment.columns import Columns, in_order
from portfolio.alignment.delivery import Reports
from portfolio.alignment.parameters import Parameters

STEPS = ("step_on", "step_value")


def fingerprints(columns: Columns, reports: Reports, p: Parameters) -> list[str]:
    """Return one hash an owner, over its own facts, its weights and the parameters; other owners have no part in it."""
    columns = in_order(columns)
    common = hashlib.sha256(json.dumps(p.to_json(), sort_keys=True).encode()).digest()
    weights = [_digest(np.column_stack([one.objective, one.normalised()])) for one in columns.weight_sets]
    own = [_numbers(columns.projects, skip=("weight_set",)), _numbers(reports)]
    tables = [(table.owner, _numbers(table, skip=("owner", *STEPS))) for table in (columns.links, columns.indicators, columns.themes)]
    steps = _steps(columns)
    bounds = [np.searchsorted(owner, np.arange(columns.count + 1)) for owner, _ in tables]
    found = []
    for row in range(columns.count):
        digest = hashlib.sha256(common)
        chosen = columns.projects.weight_set[row]
        digest.update(weights[chosen] if chosen >= 0 else b"none")
        for figures in own:
            digest.update(figures[row].tobytes())
        for (_, figures), ends in zip(tables, bounds, strict=True):
            digest.update(b"|" + figures[ends[row] : ends[row + 1]].tobytes())
        digest.update(steps.get(row, b""))
        found.append(digest.hexdigest())
    return found


def _steps(columns: Columns) -> dict[int, bytes]:
    """The steps of each owner's indicators, without the padding: how many steps another owner has must not show."""
    rows = columns.indicators
    found: dict[int, bytes] = {}
    for place in np.flatnonzero(~np.isnan(rows.step_value).all(axis=1)) if rows.step_value.size else ():
        told = ~np.isnan(rows.step_value[place])
        own = np.column_stack([_as_floats(rows.step_on[place][told]), rows.step_value[place][told]])
        found[int(rows.owner[place])] = found.get(int(rows.owner[place]), b"") + own.tobytes()
    return found


def _digest(figures: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(figures, np.float64).tobytes()).digest()


def _numbers(table: Any, skip: tuple[str, ...] = ()) -> np.ndarray:
    """All columns of a table as one matrix of floats, every NaN and NaT alike."""
    parts = [_as_floats(getattr(table, one.name)) for one in fields(table) if one.name not in skip]
    return np.ascontiguousarray(np.column_stack(parts))


def _as_floats(column: np.ndarray) -> np.ndarray:
    if column.dtype.kind == "M":
        return np.where(np.isnat(column), np.nan, column.astype("datetime64[D]").astype(np.int64).astype(np.float64))
    floats = column.astype(np.float64)
    return np.where(np.isnan(floats), np.nan, floats)
