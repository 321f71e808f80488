"""Sums over the projects a person sees, done by the database: what the night keeps for whole scopes, a filter needs afresh.

Each function runs one statement whose size does not depend on the number of projects. Facts are read as they were known
at the cut-off of the run, so a board of a past date adds up like the run it shows. Money is in the plan's currency.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portfolio.alignment.parameters import Parameters
from portfolio.models import Project
from portfolio.money import NoRate, Rates


@dataclass(frozen=True)
class Selection:
    """The projects of a board, as of a run: whom it is for, and what the filters keep."""

    run_id: int
    as_of: date
    cut_off: datetime
    visible: QuerySet[Project]
    project_class: str = "strategic"
    unit_ids: frozenset[int] | None = None
    portfolio_id: int | None = None


@dataclass(frozen=True)
class Totals:
    """Counts and money of a selection. `alignment` and `delivery` are budget-weighted means; None where nothing can be judged."""

    projects: int = 0
    scored: int = 0
    money: Decimal = Decimal(0)
    unscored_money: Decimal = Decimal(0)
    undisclosed: int = 0
    alignment: float | None = None
    delivery: float | None = None
    watermelons: int = 0
    orphans: int = 0
    aligned: int = 0
    partial: int = 0
    weak: int = 0

    @property
    def unscored(self) -> int:
        return self.projects - self.scored

    @property
    def bands(self) -> dict[str, int]:
        return {"aligned": self.aligned, "partial": self.partial, "weak": self.weak, "unscored": self.unscored}


@dataclass(frozen=True)
class Placed:
    """Money of one unit on one objective (None: on no objective)."""

    unit_id: int | None
    objective_id: int | None
    amount: Decimal


# Facts of the projects of a selection, and this year's money of each in the plan's currency. A currency without a rate
# and an amount not disclosed leave the sum: they are counted, never taken for 0.
SCOPE = """
    WITH rate (currency, rate) AS (VALUES {rates}),
    scope AS (
        SELECT f.project_id, f.unit_id FROM portfolio_projectfacts f
        WHERE f.recorded_at <= %(cut_off)s AND (f.superseded_at IS NULL OR f.superseded_at > %(cut_off)s) AND NOT f.removed
          AND f.project_class = %(project_class)s AND f.status NOT IN ('closed', 'cancelled')
          AND (%(units)s::bigint[] IS NULL OR f.unit_id = ANY(%(units)s::bigint[]))
          AND (%(portfolio)s::bigint IS NULL OR f.portfolio_id = %(portfolio)s::bigint)
          AND f.project_id IN ({visible})
    ),
    money AS (
        SELECT b.project_id, SUM(b.baseline * r.rate) AS amount, bool_or(b.baseline IS NULL OR r.rate IS NULL) AS undisclosed
        FROM portfolio_budgetline b JOIN scope USING (project_id) LEFT JOIN rate r ON r.currency = b.currency
        WHERE b.recorded_at <= %(cut_off)s AND (b.superseded_at IS NULL OR b.superseded_at > %(cut_off)s) AND NOT b.removed
          AND b.year = %(year)s
        GROUP BY b.project_id
    )
"""
TOTALS = """
    SELECT count(*), count(*) FILTER (WHERE believed), coalesce(sum(amount), 0), coalesce(sum(amount) FILTER (WHERE NOT believed), 0),
           count(*) FILTER (WHERE undisclosed), sum(amount * s) FILTER (WHERE believed) / nullif(sum(amount) FILTER (WHERE believed), 0),
           sum(amount * d) / nullif(sum(amount) FILTER (WHERE d IS NOT NULL), 0),
           count(*) FILTER (WHERE watermelon), count(*) FILTER (WHERE orphan),
           count(*) FILTER (WHERE believed AND band = 'aligned'), count(*) FILTER (WHERE believed AND band = 'partial'),
           count(*) FILTER (WHERE believed AND band = 'weak')
    FROM (
        SELECT m.amount, coalesce(m.undisclosed, false) AS undisclosed, n.s, n.d, n.band, coalesce(n.watermelon, false) AS watermelon,
               coalesce(n.orphan, false) AS orphan, n.s IS NOT NULL AND round(n.c::numeric, 6) >= %(believed)s AS believed
        FROM scope LEFT JOIN money m USING (project_id)
        LEFT JOIN portfolio_scoresnapshot n ON n.run_id = %(run)s AND n.project_id = scope.project_id
    ) one
"""
# A validated level counts whole, a level only declared above it counts in part; either expires unless renewed.
CREDIT = """,
    accepted AS (
        SELECT c.project_id, c.objective_id, c.level, c.declared_on, c.decided_on, least(coalesce(c.validated_level, 0), c.level) AS proved
        FROM portfolio_projectcontribution c JOIN scope USING (project_id)
        WHERE c.recorded_at <= %(cut_off)s AND (c.superseded_at IS NULL OR c.superseded_at > %(cut_off)s) AND NOT c.removed
          AND c.state <> 'refused'
    ),
    credit AS (
        SELECT project_id, objective_id,
               CASE WHEN decided_on + %(expiry)s::interval > %(as_of)s THEN proved ELSE 0 END
               + %(declared)s * CASE WHEN declared_on + %(expiry)s::interval > %(as_of)s THEN level - proved ELSE 0 END AS worth
        FROM accepted
    ),
    worth AS (SELECT project_id, objective_id, worth, sum(worth) OVER (PARTITION BY project_id) AS whole FROM credit WHERE worth > 0)
"""
PLACED = """
    SELECT scope.unit_id, w.objective_id, sum(m.amount * coalesce(w.worth / w.whole, 1))
    FROM scope JOIN money m USING (project_id) LEFT JOIN worth w USING (project_id)
    WHERE m.amount > 0 GROUP BY 1, 2
"""
HORIZONS = """
    SELECT o.horizon, sum(m.amount) FROM money m
    JOIN (SELECT DISTINCT ON (w.project_id) w.project_id, w.objective_id
          FROM worth w JOIN strategy_strategicobjective o ON o.id = w.objective_id
          ORDER BY w.project_id, w.worth DESC, o.code) largest USING (project_id)
    JOIN strategy_strategicobjective o ON o.id = largest.objective_id
    WHERE m.amount > 0 GROUP BY 1
"""


@dataclass(frozen=True)
class Sums:
    """The statements over one selection."""

    selection: Selection
    parameters: Parameters
    rates: Rates
    currency: str

    def totals(self) -> Totals:
        """Counts, money and weighted means."""
        row = self._rows(TOTALS)[0]
        return Totals(row[0], row[1], row[2], row[3], row[4], _number(row[5]), _number(row[6]), *row[7:])

    @cached_property
    def placed(self) -> list[Placed]:
        """Money by unit and objective: each project's money splits over its links in proportion to level and validation."""
        return [Placed(*row) for row in self._rows(CREDIT + PLACED)]

    def by_horizon(self) -> dict[str, Decimal]:
        """Money by the horizon of each project's largest link."""
        return dict(self._rows(CREDIT + HORIZONS))

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        visible, visible_params = self.selection.visible.order_by().values("pk").query.sql_with_params()
        rates, rate_params = self._rate_table()
        names = {f"v{place}": value for place, value in enumerate(visible_params)}
        each = iter(names)
        visible = re.sub("%s", lambda _match: f"%({next(each)})s", visible)
        sql = (SCOPE + statement).replace("{visible}", visible).replace("{rates}", rates)
        with connection.cursor() as cursor:
            cursor.execute(sql, self._params() | names | rate_params)
            return cursor.fetchall()

    def _params(self) -> dict[str, Any]:
        one = self.selection
        return {
            "run": one.run_id,
            "cut_off": one.cut_off,
            "as_of": one.as_of,
            "year": one.as_of.year,
            "project_class": one.project_class,
            "units": None if one.unit_ids is None else sorted(one.unit_ids),
            "portfolio": one.portfolio_id,
            "believed": self.parameters.confidence_minimum,
            "declared": self.parameters.declared_credit,
            "expiry": f"{self.parameters.expiry_months} months",
        }

    def _rate_table(self) -> tuple[str, dict[str, Any]]:
        """The rate of each known currency into the plan's, as rows of a VALUES list."""
        known = list(_known_rates(self.rates, self.currency, self.selection.as_of))
        params: dict[str, Any] = {}
        for place, (code, rate) in enumerate(known):
            params |= {f"c{place}": code, f"r{place}": rate}
        return ", ".join(f"(%(c{place})s, %(r{place})s::numeric)" for place in range(len(known))), params


def _known_rates(rates: Rates, currency: str, on: date) -> Iterable[tuple[str, Decimal]]:
    for code in sorted({currency} | {code for pair in rates.by_pair for code in pair}):
        try:
            yield code, rates.rate(code, currency, on)
        except NoRate:
            continue


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
