"""One card a project: everything the night keeps about its score, from frames to rows. Worker only."""

import json
import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpis import attainment
from portfolio.alignment.assembly import Evidence
from portfolio.alignment.breakdown import Line
from portfolio.alignment.bridge import STEPS, bridge
from portfolio.alignment.columns import in_order, total
from portfolio.alignment.delivery import DIMENSIONS, Delivery, Reports, deliveries
from portfolio.alignment.evidence import Frames, delivery_reports
from portfolio.alignment.fingerprint import fingerprints
from portfolio.alignment.kpi import paths_of
from portfolio.alignment.levers import Lever
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import rounded
from portfolio.alignment.scoring import UNSCORED, Scores, score
from portfolio.models.projects import ProjectClass

# The pillar and the code of each kind of line; a link, an indicator and a theme carry their own code.
LINES = {
    Line.LINK: ("A", ""),
    Line.INDICATOR: ("K", ""),
    Line.NEUTRAL: ("R", "neutral"),
    Line.THEME: ("R", ""),
    Line.VETO_RESPONSIBILITY: ("cap", "veto_responsibility"),
    Line.ORPHAN: ("cap", "orphan"),
    Line.VETO: ("cap", "veto"),
}
OF_INDICATORS = (Lever.REFRESH_INDICATOR, Lever.REACH_PACE)
OF_THEMES = (Lever.ASSESS_THEME, Lever.APPROVE_MITIGATION)
DELIVERY_FIGURES = ("cpi", "spi", "spi_t", "slip_days", "exposure", "scope_change")


@dataclass(frozen=True)
class Earlier:
    """The scores to bridge from: the printed S by project, and what was known then."""

    as_of: date
    scores: dict[int, float]
    frames: Frames
    parameters: Parameters


@dataclass(frozen=True)
class Card:
    """The score of one project: the columns of its snapshot, and the lines of its breakdown."""

    project: int
    snapshot: dict[str, Any]
    lines: list[dict[str, Any]]


@dataclass(frozen=True)
class Judgement:
    """What was read of some projects and what came out, row by row in the same order."""

    frames: Frames
    evidence: Evidence
    parameters: Parameters
    scores: Scores
    reports: Reports
    delivered: Delivery

    @property
    def projects(self) -> list[int]:
        """The numbers of the projects."""
        return self.evidence.facts["project"]

    @property
    def indicator_codes(self) -> dict[int, str]:
        """The codes of the indicators that prove something."""
        return dict(zip(self.evidence.indicators["indicator"], self.evidence.indicators["code"], strict=True))

    @property
    def theme_codes(self) -> dict[int, str]:
        """The codes of the themes that weigh something."""
        return dict(zip(self.evidence.themes["theme"], self.evidence.themes["code"], strict=True))

    @property
    def codes(self) -> dict[int, str]:
        """The codes of the objectives that weigh something."""
        return dict(zip(self.evidence.weights["objective"], self.evidence.weights["code"], strict=True))


def scorecards(frames: Frames, p: Parameters, *, earlier: Earlier | None = None) -> list[Card]:
    """Score every project of `frames`, with levers, delivery, and the bridge since `earlier` where the printed score moved."""
    evidence = frames.evidence()
    reports = delivery_reports(frames, evidence, p)
    judged = Judgement(frames, evidence, p, score(evidence.columns, p), reports, deliveries(reports, p))
    details, lines = _details(judged), _lines(judged)
    for project, steps in _bridges(judged, earlier).items():
        details[project]["bridge"] = steps
    hashes = fingerprints(evidence.columns, reports, p)
    cards = []
    for row, (project, digest) in enumerate(zip(judged.projects, hashes, strict=True)):
        kept = {"detail": json.dumps(details[project]), "hash": digest}
        cards.append(Card(project, _alignment(judged, row) | _delivery(judged, row) | kept, lines[project]))
    return cards


def _alignment(judged: Judgement, row: int) -> dict[str, Any]:
    scores, p = judged.scores, judged.parameters
    s, c = _number(scores.score[row]), _number(scores.confidence[row])
    believed = c is not None and round(c, 6) >= p.confidence_minimum
    return {
        "s": s,
        "low": _number(scores.low[row]),
        "high": _number(scores.high[row]),
        "band": "" if scores.band[row] == UNSCORED else scores.band[row],
        "a": _number(scores.pillars.contribution[row]),
        "k": _number(scores.pillars.kpi[row]),
        "r": _number(scores.pillars.responsibility[row]),
        "c": c,
        "c_letter": scores.letter[row],
        "ranked": s is not None and believed and judged.evidence.facts["project_class"][row] == ProjectClass.STRATEGIC,
        "orphan": bool(scores.pillars.orphan[row]),
        "veto": bool(scores.pillars.veto[row]),
        "as_of": judged.frames.moment.as_of,
    }


def _delivery(judged: Judgement, row: int) -> dict[str, Any]:
    delivered, worst = judged.delivered, int(judged.delivered.worst[row])
    return {
        "d": _number(delivered.delivery[row]),
        "d_declared": _number(delivered.declared[row]),
        "d_computed": _number(delivered.computed[row]),
        "d_worst": DIMENSIONS[worst] if worst >= 0 else "",
        "divergence": _number(delivered.divergence[row]),
        "watermelon": bool(delivered.watermelon[row]),
    }


def _number(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)


def _details(judged: Judgement) -> dict[int, dict[str, Any]]:
    """Levers with what they add, and what delivery was computed from."""
    objectives, indicators, themes, levers = judged.codes, judged.indicator_codes, judged.theme_codes, judged.scores.levers
    details: dict[int, dict[str, Any]] = {
        project: {"levers": [], "delivery": _delivery_detail(judged, row)} for row, project in enumerate(judged.projects)
    }
    for owner, kind, key, level, gain in zip(levers.owner, levers.lever, levers.key, levers.level, levers.gain, strict=True):
        codes = indicators if kind in OF_INDICATORS else themes if kind in OF_THEMES else objectives
        lever = {"kind": Lever(kind).name.lower(), "id": int(key), "code": codes.get(int(key), ""), "gain": round(float(gain), 4)}
        details[judged.projects[owner]]["levers"].append(lever | ({} if math.isnan(level) else {"level": float(level)}))
    return details


def _delivery_detail(judged: Judgement, row: int) -> dict[str, Any]:
    reports, delivered = judged.reports, judged.delivered
    figures = {name: _number(getattr(reports, name)[row]) for name in DELIVERY_FIGURES}
    return {
        "bands": {name: _number(band) for name, band in zip(DIMENSIONS, delivered.bands[row], strict=True)},
        "figures": {name: round(value, 6) for name, value in figures.items() if value is not None},
        "outdated": bool(reports.outdated[row]),
        "unverified": bool(delivered.unverified[row]),
        "waived": bool(delivered.waived[row]),
    }


def _lines(judged: Judgement) -> dict[int, list[dict[str, Any]]]:
    """The lines that bring or take points, with the figures that were multiplied."""
    found: dict[int, list[dict[str, Any]]] = {project: [] for project in judged.projects}
    objectives, indicators, themes, lines = judged.codes, judged.indicator_codes, judged.theme_codes, judged.scores.lines
    terms = {Line.LINK: _link_terms(judged.scores), Line.INDICATOR: _indicator_terms(judged), Line.THEME: _theme_terms(judged)}
    telling = np.flatnonzero((lines.exact != 0) | np.isin(lines.line, [Line.NEUTRAL, Line.INDICATOR]))
    for owner, kind, key, points in zip(lines.owner[telling], lines.line[telling], lines.key[telling], lines.points[telling], strict=True):
        pillar, code = LINES[Line(kind)]
        mine = found[judged.projects[owner]]
        codes = indicators if kind == Line.INDICATOR else themes if kind == Line.THEME else objectives
        mine.append(
            {
                "position": len(mine),
                "pillar": pillar,
                "code": code or codes.get(int(key), str(int(key))),
                "subject_id": None if code else int(key),
                "points": f"{points:.2f}",
                "terms": json.dumps(terms.get(kind, {}).get((int(owner), int(key)), {})),
            }
        )
    return found


def _link_terms(scores: Scores) -> dict[tuple[int, int], dict[str, float]]:
    links = scores.factors.links
    rows = zip(links.owner, links.key, links.weight, links.level, links.proved, links.claimed, strict=True)
    return {
        (int(owner), int(key)): {"w": round(float(weight), 6), "c": float(level), "validated": float(proved), "declared": float(claimed)}
        for owner, key, weight, level, proved, claimed in rows
    }


def _indicator_terms(judged: Judgement) -> dict[tuple[int, int], dict[str, Any]]:
    """Share among the due indicators, attainment n, freshness f, and the value with its day, target and what was expected."""
    rows, facts = judged.scores.factors.indicators, in_order(judged.evidence.columns).indicators
    paced = np.full(len(facts.owner), np.datetime64(judged.frames.moment.as_of, "D"))
    expected = attainment.expected_to_date(paths_of(facts), paced)
    weight = total(rows.owner, rows.share * rows.due, len(judged.projects))
    found = {}
    for place in np.flatnonzero(rows.due):
        owner = int(rows.owner[place])
        figures = {
            "s": rows.share[place] / weight[owner],
            "n": rows.attained[place],
            "f": rows.fresh[place],
            "value": facts.value[place],
            "expected": expected[place],
            "target": facts.target[place],
        }
        told: dict[str, Any] = {name: round(float(figure), 6) for name, figure in figures.items() if not math.isnan(figure)}
        if rows.measured[place]:
            told["on"] = str(facts.measured_on[place])
        found[owner, int(rows.key[place])] = told
    return found


def _theme_terms(judged: Judgement) -> dict[tuple[int, int], dict[str, Any]]:
    """Materiality μ and net effect q of each theme that counts; `prudent` where nobody assessed it in time."""
    themes = judged.scores.factors.themes
    return {
        (int(owner), int(key)): {"mu": float(weight), "q": float(effect), "prudent": not assessed}
        for owner, key, weight, effect, assessed in zip(
            themes.owner, themes.key, themes.materiality, themes.effect, themes.assessed, strict=True
        )
    }


def _bridges(judged: Judgement, earlier: Earlier | None) -> dict[int, dict[str, Any]]:
    """The steps since the earlier moment, for the projects whose printed score moved."""
    if earlier is None:
        return {}
    printed = zip(judged.projects, rounded(judged.scores.score), strict=True)
    moved = [project for project, now in printed if not math.isnan(now) and earlier.scores.get(project, now) != now]
    before = earlier.frames.only(moved)
    both = before.projects
    if not both:
        return {}
    after = judged.frames.only(both).evidence().columns
    steps = bridge(before.evidence().columns, after, parameters_before=earlier.parameters, parameters_after=judged.parameters)
    return {
        project: {
            "since": earlier.as_of.isoformat(),
            "from": float(rounded(steps.before)[row]),
            "steps": {name: float(points) for name, points in zip(STEPS, steps.points[row], strict=True)},
        }
        for row, project in enumerate(both)
        if not np.isnan(steps.points[row]).any()
    }
