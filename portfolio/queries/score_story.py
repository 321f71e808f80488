"""Why this score? What the published run keeps of a project, told: lines that add up, levers, the bridge since a day, the history."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kpis.models import Indicator
from portfolio.alignment import words
from portfolio.alignment.explain import BridgeSince, bridge_since
from portfolio.models import Project, ProjectContribution, ScoreComponent, ScoreRun, ScoreSnapshot
from portfolio.queries.suppliers import Veto, vetoes
from strategy.models import StrategicObjective

HISTORY_SHOWN = 120
LOOK_BACK = timedelta(days=30)
OF_LINKS = ("validate_link", "raise_link")
OF_INDICATORS = ("refresh_indicator", "reach_pace")


@dataclass(frozen=True)
class Line:
    """One line of the breakdown: what it is, the numbers that were multiplied, its points, and the link behind it."""

    pillar: str
    code: str
    points: Decimal
    terms: dict[str, float]
    objective: StrategicObjective | None = None
    link: ProjectContribution | None = None
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Lever:
    """One change and the points it would add."""

    kind: str
    code: str
    gain: float
    level: float | None = None
    objective: StrategicObjective | None = None
    link: ProjectContribution | None = None
    indicator: Indicator | None = None


@dataclass(frozen=True)
class Story:
    """Everything the page tells of one score; `snapshot` is None for a project never scored."""

    run: ScoreRun | None
    snapshot: ScoreSnapshot | None
    lines: list[Line] = field(default_factory=list)
    levers: list[Lever] = field(default_factory=list)
    history: list[ScoreSnapshot] = field(default_factory=list)
    vetoes: list[Veto] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """What the lines add up to: the score as printed."""
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def points(self) -> list[tuple[date, float | None]]:
        """The score day by day, for the chart of its history."""
        return [(one.run.as_of, one.s) for one in self.history]

    @property
    def lacks_indicators(self) -> bool:
        """Does the share of indicators count 0 because nothing proves the project's effect?"""
        return bool(
            self.snapshot and self.snapshot.k == 0 and not any(line.pillar == ScoreComponent.Pillar.EVIDENCE for line in self.lines)
        )

    @property
    def delivery(self) -> dict[str, Any]:
        """Bands and figures of delivery, as they were computed."""
        return (self.snapshot.detail.get("delivery") if self.snapshot else None) or {}

    @property
    def bands(self) -> list[tuple[str, float | None]]:
        """The dimensions of delivery in the order of the screens, with their bands."""
        known = self.delivery.get("bands") or {}
        return [(name, known[name]) for name in words.DIMENSIONS if name in known]

    @property
    def is_old(self) -> bool:
        """Did the last night keep the score of an earlier day?"""
        return bool(self.run and self.snapshot and self.snapshot.as_of < self.run.as_of)


def story(project: Project, run: ScoreRun | None) -> Story:
    """The score of a project in the published run. Four queries, five with levers on unknown objectives, one more with indicators."""
    history = _history(project)
    snapshot = next((one for one in history if run and one.run_id == run.pk), None)
    if snapshot is None:
        return Story(run, None, history=history)
    links = {link.objective_id: link for link in _links(project)}
    parts = list(ScoreComponent.objects.filter(run=snapshot.run_id, project=project).order_by("position"))
    levers = snapshot.detail.get("levers", [])
    objectives = _objectives(links, [*(part.subject_id for part in parts if part.pillar == "A"), *_subjects(levers, OF_LINKS)])
    proofs = [*(part.subject_id for part in parts if part.pillar == "K"), *_subjects(levers, OF_INDICATORS)]
    indicators = Indicator.objects.in_bulk({one for one in proofs if one}) if proofs else {}
    return Story(
        run,
        snapshot,
        [_line(part, links, objectives, indicators) for part in parts],
        [_lever(lever, links, objectives, indicators) for lever in levers],
        history,
        vetoes([project.pk], run.cut_off) if run and snapshot.veto else [],
    )


def _subjects(levers: list[dict[str, Any]], kinds: tuple[str, ...]) -> list[int]:
    return [lever["id"] for lever in levers if lever["kind"] in kinds]


def _history(project: Project) -> list[ScoreSnapshot]:
    """The published scores of a project, oldest first; a day that was computed twice shows its last."""
    published = ScoreSnapshot.objects.filter(project=project, run__state=ScoreRun.State.PUBLISHED)
    return list(published.select_related("run").order_by("-run_id")[:HISTORY_SHOWN])[::-1]


def _links(project: Project) -> list[ProjectContribution]:
    links = ProjectContribution.objects.current().filter(project=project)
    return list(links.select_related("objective__owner", "declared_by", "decided_by"))


def _objectives(links: dict[int, ProjectContribution], ids: list[int | None]) -> dict[int, StrategicObjective]:
    known = {objective_id: link.objective for objective_id, link in links.items()}
    missing = {one for one in ids if one and one not in known}
    return known | (StrategicObjective.objects.in_bulk(missing) if missing else {})


def _line(part: ScoreComponent, links: dict[int, Any], objectives: dict[int, Any], indicators: dict[int, Any]) -> Line:
    number = part.subject_id or 0
    facts = (part.pillar, part.code, part.points, part.terms)
    if part.pillar == ScoreComponent.Pillar.EVIDENCE:
        return Line(*facts, indicator=indicators.get(number))
    subject = number if part.pillar == ScoreComponent.Pillar.CONTRIBUTION else 0
    return Line(*facts, objectives.get(subject), links.get(subject))


def _lever(lever: dict[str, Any], links: dict[int, Any], objectives: dict[int, Any], indicators: dict[int, Any]) -> Lever:
    facts = (lever["kind"], lever.get("code", ""), float(lever["gain"]), lever.get("level"))
    if lever["kind"] in OF_INDICATORS:
        return Lever(*facts, indicator=indicators.get(lever["id"]))
    subject = lever["id"] if lever["kind"] in OF_LINKS else 0
    return Lever(*facts, objectives.get(subject), links.get(subject))


def bridge(project: Project, told: Story, since: date | None) -> BridgeSince | None:
    """What moved the score since the last run at or before `since`; by default since a month ago, or the first run there is."""
    earlier = [one.run.as_of for one in told.history[:-1] if one.s is not None]
    if told.run is None or told.snapshot is None or told.snapshot.s is None or not earlier:
        return None
    day = since or max(told.run.as_of - LOOK_BACK, earlier[0])
    return bridge_since(project_id=project.pk, day=max(day, earlier[0]), run=told.run)
