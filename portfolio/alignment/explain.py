"""Why a project has its score, for its page: the published terms and levers, and the bridge since a chosen day.

The terms are those the night stored; the bridge is computed on request, for one project, by the rules of the night.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from kpis.models import Indicator
from portfolio.alignment import nights, words
from portfolio.alignment.assembly import evidence_of, is_kept
from portfolio.alignment.bridge import STEPS, bridge
from portfolio.alignment.known_facts import Span
from portfolio.models import Publication, ScoreComponent, ScoreRun, ScoreSnapshot
from rse.models import Theme
from strategy.models import StrategicObjective

Text = str | Promise
OF_INDICATORS = ("refresh_indicator", "reach_pace")
OF_THEMES = ("assess_theme", "approve_mitigation")
Pillar = ScoreComponent.Pillar
MODELS = {Pillar.CONTRIBUTION: StrategicObjective, Pillar.EVIDENCE: Indicator, Pillar.RESPONSIBILITY: Theme}


@dataclass(frozen=True)
class Term:
    """One line of the breakdown; `figures` are the numbers that were multiplied (a link: w, c, validated, declared)."""

    pillar: str
    code: str
    name: Text
    points: Decimal
    subject_id: int | None
    figures: dict[str, float]


@dataclass(frozen=True)
class Lever:
    """One change and the points it would add; `level` is what a link would be raised to."""

    kind: str
    words: Text
    code: str
    name: Text
    gain: float
    level: float | None


@dataclass(frozen=True)
class Step:
    """One step of the bridge in points, two decimals."""

    name: str
    words: Text
    points: float


@dataclass(frozen=True)
class BridgeSince:
    """From the score of an earlier run to the published one; the steps add up to the change."""

    since: date
    until: date
    before: float
    after: float
    steps: list[Step]


@dataclass(frozen=True)
class Explanation:
    """The published score of one project with all that explains it."""

    run: ScoreRun
    snapshot: ScoreSnapshot
    terms: list[Term]
    levers: list[Lever]
    bridge: BridgeSince | None


def published_run() -> ScoreRun | None:
    """The run that readers see."""
    return Publication.objects.select_related("run", "run__model").get(pk=1).run


def explanation(*, project_id: int, run: ScoreRun | None) -> Explanation | None:
    """The score of a project in `run`, explained; None before its first night. Three queries, four with indicators."""
    snapshot = ScoreSnapshot.objects.filter(run=run, project_id=project_id).first() if run else None
    if run is None or snapshot is None:
        return None
    lines = list(ScoreComponent.objects.filter(run=run, project_id=project_id).order_by("position"))
    names = _names(lines, snapshot.detail.get("levers", []))
    return Explanation(
        run=run,
        snapshot=snapshot,
        terms=[_term(line, names) for line in lines],
        levers=[_lever(stored, names) for stored in snapshot.detail.get("levers", [])],
        bridge=_stored_bridge(snapshot),
    )


def _names(lines: list[ScoreComponent], levers: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """Names by (pillar, number): objectives, indicators and themes are numbered apart."""
    wanted = {(line.pillar, line.subject_id) for line in lines if line.subject_id}
    wanted |= {(_pillar_of(lever), lever["id"]) for lever in levers}
    found = {}
    for pillar, model in MODELS.items():
        ids = {number for kind, number in wanted if kind == pillar}
        rows = model._base_manager.filter(pk__in=ids).only("name_fr", "name_en") if ids else ()
        found |= {(str(pillar), row.pk): row.name for row in rows}
    return found


def _pillar_of(lever: dict[str, Any]) -> str:
    """The pillar whose subjects a lever speaks of."""
    if lever["kind"] in OF_INDICATORS:
        return str(Pillar.EVIDENCE)
    return str(Pillar.RESPONSIBILITY if lever["kind"] in OF_THEMES else Pillar.CONTRIBUTION)


def _term(line: ScoreComponent, names: dict[tuple[str, int], str]) -> Term:
    name = words.LINES.get(line.code, "") or names.get((line.pillar, line.subject_id or 0), line.code)
    return Term(line.pillar, line.code, name, line.points, line.subject_id, line.terms)


def _lever(stored: dict[str, Any], names: dict[tuple[str, int], str]) -> Lever:
    name = names.get((_pillar_of(stored), stored["id"]), stored["code"])
    return Lever(stored["kind"], words.LEVERS[stored["kind"]], stored["code"], name, stored["gain"], stored.get("level"))


def _stored_bridge(snapshot: ScoreSnapshot) -> BridgeSince | None:
    """The bridge the night made from the day before, when the score moved."""
    stored = snapshot.detail.get("bridge")
    if not stored or snapshot.s is None:
        return None
    steps = [Step(name, words.STEPS[name], points) for name, points in stored["steps"].items()]
    return BridgeSince(date.fromisoformat(stored["since"]), snapshot.as_of, stored["from"], round(snapshot.s, 2), steps)


def bridge_since(*, project_id: int, day: date, run: ScoreRun | None) -> BridgeSince | None:
    """Compute the bridge from the last published run on or before `day` to `run`; None when either had no score."""
    earlier = ScoreRun.objects.filter(state=ScoreRun.State.PUBLISHED, as_of__lte=day).select_related("model")
    before_run = earlier.order_by("-as_of", "-id").first()
    if run is None or before_run is None or before_run.pk == run.pk:
        return None
    span = Span(project_id, project_id)
    before, after = (evidence_of(nights.moment_of(one), span) for one in (before_run, run))
    if not before.facts["project"] or not after.facts["project"] or is_kept(before.facts).any() or is_kept(after.facts).any():
        return None
    found = bridge(
        before.columns,
        after.columns,
        parameters_before=nights.parameters_of(before_run),
        parameters_after=nights.parameters_of(run),
    )
    if found.points.size == 0 or found.points[0][0] != found.points[0][0]:
        return None
    steps = [Step(name, words.STEPS[name], float(points)) for name, points in zip(STEPS, found.points[0], strict=True)]
    return BridgeSince(before_run.as_of, run.as_of, round(float(found.before[0]), 2), round(float(found.after[0]), 2), steps)
