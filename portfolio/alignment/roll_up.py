"""The indices of the whole portfolio, of each portfolio and of each unit with its sub-units, from the scores of a run. Worker only."""

import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db.models.fields.json import KT

from foundation.accounts.models import OrganisationUnit
from portfolio import earned_value, money
from portfolio.alignment import evidence, indices, nights
from portfolio.alignment.assembly import KEPT
from portfolio.alignment.columns import in_order
from portfolio.alignment.contribution import link_factors
from portfolio.alignment.known_facts import Rows, Span
from portfolio.alignment.parameters import Parameters
from portfolio.models import Portfolio, ScoreRun, ScoreSnapshot, health_of
from portfolio.models.projects import ProjectClass
from strategy.models import Horizon, StrategicPlan

EVERYTHING, UNIT, PORTFOLIO = "everything", "unit", "portfolio"
HORIZONS = list(Horizon.values)
HEALTH_COLUMNS = ("d_declared", "d_computed", "divergence", "outdated")


@dataclass(frozen=True)
class Rolled:
    """`projects`: a row a project in force; `splits`: its money by objective; `objectives`: what each weighs; `indices`: to store."""

    projects: pd.DataFrame
    splits: pd.DataFrame
    objectives: pd.DataFrame
    indices: list[dict[str, Any]]
    currency: str


def rolled_up(run: ScoreRun) -> Rolled:
    """Roll the run up. Confidential projects stay out: their few readers see them elsewhere."""
    p, currency = nights.parameters_of(run), money.plan_currency()
    parts = [
        _part(run, Span(first, last), p, currency)
        for first, last in run.chunks.order_by("number").values_list("first_project", "last_project")
    ]
    projects = pd.concat([part[0] for part in parts]) if parts else _no_projects()
    splits = pd.concat([part[1] for part in parts]) if parts else _no_splits()
    objectives = parts[0][2] if parts else _objectives({})
    indices_found = [
        {"scope": kind, "scope_id": number, **_index(projects[mask.to_numpy()], splits, objectives, p, currency)}
        for kind, number, mask in _scopes(projects)
    ]
    return Rolled(projects, splits, objectives, indices_found, currency)


# --- Reading -------------------------------------------------------------------------------------------------------------
def _part(run: ScoreRun, span: Span, p: Parameters, currency: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The projects of a span with score and money, their money by objective, and the objectives."""
    frames = evidence.read(nights.moment_of(run), span, evidence.FOR_INDICES)
    facts = frames.tables["facts"]
    open_ones = facts[~facts["confidential"].astype(bool) & ~facts["status"].isin(KEPT)]
    frames = frames.only(open_ones["project"].tolist())
    amounts, undisclosed = evidence.money_of(frames, currency)
    objectives = _objectives(frames.weights)
    projects = open_ones.set_index("project").sort_index()
    projects["money"] = [math.nan if number in undisclosed else amounts.get(number, math.nan) for number in projects.index]
    projects["strategic"] = projects["project_class"] == ProjectClass.STRATEGIC
    projects["default_plan"] = projects["plan"].isna() | (projects["plan"] == _default_plan(objectives))
    projects = projects.join(_scores(run, span)).join(_last_earned(frames, currency))
    splits, main = _splits(frames, projects, objectives, p)
    return projects.join(main), splits, objectives


def _scores(run: ScoreRun, span: Span) -> pd.DataFrame:
    names = ["project_id", "s", "c", "d", "band", "orphan", "veto", "watermelon", "ranked", *HEALTH_COLUMNS]
    rows = ScoreSnapshot.objects.filter(run=run, project_id__gte=span.first, project_id__lte=span.last)
    rows = rows.annotate(outdated=KT("detail__delivery__outdated")).values_list(*names)
    table = pd.DataFrame(list(rows), columns=names).set_index("project_id")
    table["outdated"] = table["outdated"] == "true"
    return table.astype(dict.fromkeys(("s", "c", "d", "d_declared", "d_computed", "divergence"), float))


def _last_earned(frames: evidence.Frames, currency: str) -> pd.DataFrame:
    """The last earned-value point of each project in the plan's currency; one that cannot be converted is left out."""
    points = frames.tables["earned"]
    done = points[points["earned"].notna() & points["actual"].notna()].sort_values("on")
    done = evidence.up_to(done, frames.moment.as_of).drop_duplicates("project", keep="last")
    found = {}
    for row in done.itertuples():
        try:
            rate = float(frames.rates.rate(row.currency, currency, frames.moment.as_of))
        except money.NoRate:
            continue
        found[row.project] = [float(value) * rate for value in (row.planned, row.earned, row.actual, row.budget)]
    return pd.DataFrame.from_dict(found, orient="index", columns=["pv", "ev", "ac", "bac"], dtype=float)


def _objectives(weights: Rows) -> pd.DataFrame:
    """What each objective weighs in its plan; the last plan to come into force is the default one."""
    table = pd.DataFrame(weights or {name: [] for name in ("plan", "in_force_from", "objective", "code", "horizon", "weight")})
    table = table.sort_values(["in_force_from", "plan", "code"]).set_index("objective")
    table["weight"] = table["weight"].astype(float)
    sums = table.groupby("plan")["weight"].transform("sum")
    table["weight"] = (table["weight"] / sums.where(sums > 0)).fillna(0.0)
    return table


def _default_plan(objectives: pd.DataFrame) -> Any:
    return objectives["plan"].iloc[-1] if len(objectives) else None


def _splits(frames: evidence.Frames, projects: pd.DataFrame, objectives: pd.DataFrame, p: Parameters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each project's money by objective in proportion to c·v, and the horizon of its largest link."""
    known = frames.evidence()
    columns = in_order(known.columns)
    links, owners = link_factors(columns, p), known.projects
    credit = links.proved + p.declared_credit * links.claimed
    amounts = projects["money"].reindex(owners).to_numpy(np.float64)
    by_link, stray = indices.split_money(money=amounts, owner=links.owner, credit=credit)
    splits = pd.DataFrame({"project": owners[links.owner], "objective": links.key, "money": by_link, "proved": links.proved > 0})
    order = np.lexsort((links.key, -links.weight, -credit, links.owner))
    first = order[np.unique(links.owner[order], return_index=True)[1]]
    first = first[credit[first] * links.weight[first] > 0]
    horizon = objectives["horizon"].reindex(links.key[first]).map(HORIZONS.index).to_numpy(np.int64)
    main = pd.DataFrame({"main": links.key[first], "horizon": horizon}, index=owners[links.owner[first]])
    main = main.reindex(owners).assign(stray=stray)
    return splits, main.fillna({"horizon": indices.NO_HORIZON})


def _no_projects() -> pd.DataFrame:
    names = ["money", "strategic", "default_plan", "s", "c", "d", "band", "orphan", "veto", "watermelon"]
    names += ["unit", "portfolio", *HEALTH_COLUMNS]
    return pd.DataFrame({name: [] for name in [*names, "pv", "ev", "ac", "bac", "main", "horizon", "stray"]})


def _no_splits() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("project", "objective", "money", "proved")})


# --- Scopes ---------------------------------------------------------------------------------------------------------------
def _scopes(projects: pd.DataFrame) -> list[tuple[str, int | None, "pd.Series[bool]"]]:
    """Everything, each portfolio, each unit with all below it; only those that hold a project."""
    everything = pd.Series(True, index=projects.index)
    portfolios = [
        (PORTFOLIO, int(number), projects["portfolio"] == number)
        for number in Portfolio.objects.order_by("id").values_list("id", flat=True)
    ]
    below = _units_below()
    units = [(UNIT, number, projects["unit"].isin(inside)) for number, inside in sorted(below.items())]
    return [(EVERYTHING, None, everything), *(scope for scope in [*portfolios, *units] if scope[2].any())]


def _units_below() -> dict[int, set[int]]:
    """The units inside each unit, itself included."""
    parent = dict(OrganisationUnit.objects.values_list("id", "parent_id"))
    inside: dict[int, set[int]] = {number: {number} for number in parent}
    for number, directly_above in parent.items():
        above, seen = directly_above, {number}
        while above and above not in seen:
            inside[above].add(number)
            seen.add(above)
            above = parent[above]
    return inside


def _index(projects: pd.DataFrame, splits: pd.DataFrame, objectives: pd.DataFrame, p: Parameters, currency: str) -> dict[str, Any]:
    """The indices of one scope, over its strategic projects."""
    mine = projects[projects["strategic"].astype(bool)]
    amounts = mine["money"].to_numpy(np.float64)
    found = indices.alignment_index(money=amounts, score=mine["s"].to_numpy(np.float64), confidence=mine["c"].to_numpy(np.float64), p=p)
    fit, fit_detail = _fit(mine, splits, objectives)
    balance, horizon_detail = _horizons(mine, objectives, p)
    detail = {
        "currency": currency,
        "projects": len(mine),
        "obligations": int((~projects["strategic"].astype(bool)).sum()),
        "scored": found.scored,
        "unscored": found.unscored,
        "undisclosed": found.undisclosed,
        "money": found.money,
        "unscored_money": found.unscored_money,
        "unscored_share": _plain(found.unscored_share),
        "bands": _bands(mine, p),
        "orphans": int(mine["orphan"].sum()),
        "vetoes": int(mine["veto"].sum()),
        "watermelons": int(mine["watermelon"].sum()),
        "health": _health(mine),
        "gap": _plain(float(mine["divergence"].astype(float).mean())),
        "earned": _earned(mine),
        **fit_detail,
        **horizon_detail,
    }
    return {
        "alignment": _plain(found.alignment),
        "spend_fit": _plain(fit),
        "horizon_balance": _plain(balance),
        "delivery": _plain(_weighted(mine["d"].to_numpy(np.float64), amounts)),
        "detail": json.dumps(detail),
    }


def _fit(mine: pd.DataFrame, splits: pd.DataFrame, objectives: pd.DataFrame) -> tuple[float, dict[str, Any]]:
    """Does money follow strategy? Over the projects and the objectives of the default plan."""
    weighed = objectives[objectives["plan"] == _default_plan(objectives)].sort_values("code")
    judged = mine[mine["default_plan"].astype(bool)]
    inside = splits[splits["project"].isin(judged.index)]
    received = inside.groupby("objective")["money"].sum().reindex(weighed.index).fillna(0.0)
    served = weighed.index.isin(inside["objective"][inside["proved"].astype(bool)])
    astray = float(judged["stray"].sum()) + float(inside["money"].sum() - received.sum())
    weight = weighed["weight"].to_numpy(np.float64)
    fit = indices.spend_fit(money_by_objective=received.to_numpy(np.float64), weight=weight, no_objective=max(astray, 0.0))
    orphans = indices.orphan_objectives(weight=weight, served=served)
    rows = zip(weighed.index, weighed["code"], weight, fit.share, received, served, strict=True)
    return fit.fit, {
        "objectives": [
            {"id": int(number), "code": code, "weight": float(w), "share": _plain(share), "money": float(amount), "served": bool(is_served)}
            for number, code, w, share, amount, is_served in rows
        ],
        "orphan_objectives": [int(number) for number in weighed.index[orphans]],
        "no_objective_money": max(astray, 0.0),
        "no_objective_share": _plain(fit.no_objective_share),
    }


def _horizons(mine: pd.DataFrame, objectives: pd.DataFrame, p: Parameters) -> tuple[float, dict[str, Any]]:
    plan = StrategicPlan.objects.filter(pk=_default_plan(objectives)).first()
    targets = np.array([plan.target_short, plan.target_medium, plan.target_long] if plan else p.horizon_targets, np.float64)
    balance = indices.horizon_balance(money=mine["money"].to_numpy(np.float64), horizon=mine["horizon"].to_numpy(np.int64), targets=targets)
    shares = [_plain(share) for share in balance.share]
    return balance.balance, {"horizons": {"shares": shares, "targets": targets.tolist(), "no_horizon_money": balance.no_horizon}}


def _bands(mine: pd.DataFrame, p: Parameters) -> dict[str, int]:
    """How many projects stand in each band; those whose data cannot be believed are unscored."""
    believed = mine["s"].notna() & (mine["c"].astype(float).round(6) >= p.confidence_minimum)
    counts = mine["band"][believed].value_counts()
    return {band: int(counts.get(band, 0)) for band in ("aligned", "partial", "weak")} | {"unscored": int((~believed).sum())}


def _health(mine: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many projects are declared, and computed, in each colour; silence is told apart from what was declared before it."""
    declared = [_colour(share) for share in mine["d_declared"].astype(float)]
    silent = mine["outdated"].astype(bool)
    told = Counter("outdated" if is_silent else colour for colour, is_silent in zip(declared, silent, strict=True))
    computed = Counter(_colour(share) for share in mine["d_computed"].astype(float))
    return {"declared": dict(told), "computed": dict(computed)}


def _colour(share: float) -> str:
    return "none" if math.isnan(share) else str(health_of(share))


def _earned(mine: pd.DataFrame) -> dict[str, float | None]:
    """Earned value of the scope: sums first, then ratios."""
    sums = {name: float(mine[name].sum()) for name in ("pv", "ev", "ac", "bac")}
    figures = earned_value.performance(planned=sums["pv"], earned=sums["ev"], actual=sums["ac"], budget=sums["bac"])
    return {name: _plain(float(getattr(figures, name))) for name in ("cpi", "spi", "eac", "vac", "tcpi")}


def _weighted(values: np.ndarray, weights: np.ndarray) -> float:
    """The mean of known values by known weights; NaN without any."""
    known = ~np.isnan(values) & (np.nan_to_num(weights) > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else math.nan


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
