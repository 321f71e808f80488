"""The scores that moved since the night before, with the step of the bridge that explains most."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from portfolio.alignment.words import STEPS
from portfolio.models import Project, ScoreRun, ScoreSnapshot

SHOWN, MOVED = 3, 0.05
MOVES = """
    SELECT n.project_id, n.s - o.s AS change FROM portfolio_scoresnapshot n
    JOIN portfolio_scoresnapshot o ON o.project_id = n.project_id AND o.run_id = %s
    WHERE n.run_id = %s AND abs(n.s - o.s) >= %s AND n.project_id IN ({visible})
"""


@dataclass(frozen=True)
class Move:
    """One project whose score changed."""

    project: Project
    change: float
    score: float
    cause: str


@dataclass(frozen=True)
class Moves:
    """How many rose and fell since a day, and the widest of both."""

    since: date | None = None
    rose: int = 0
    fell: int = 0
    widest: tuple[Move, ...] = ()


def moves(projects: QuerySet[Project], run: ScoreRun, previous: ScoreRun | None) -> Moves:
    """What moved among `projects` between two runs. Two queries."""
    if previous is None:
        return Moves()
    visible, params = projects.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(MOVES.replace("{visible}", visible), [previous.pk, run.pk, MOVED, *params])
        changes = dict(cursor.fetchall())
    ups = sorted((pk for pk, change in changes.items() if change > 0), key=lambda pk: (-changes[pk], pk))
    downs = sorted((pk for pk, change in changes.items() if change < 0), key=lambda pk: (changes[pk], pk))
    shown = [*ups[:SHOWN], *downs[:SHOWN]]
    rows = ScoreSnapshot.objects.filter(run=run, project__in=shown).select_related("project")
    found = {row.project_id: row for row in rows.only("s", "detail", "project__code", "project__name_fr", "project__name_en")}
    widest = tuple(Move(found[pk].project, changes[pk], found[pk].s, _cause(found[pk])) for pk in shown)
    return Moves(previous.as_of, len(ups), len(downs), widest)


def _cause(row: ScoreSnapshot) -> str:
    steps = row.detail.get("bridge", {}).get("steps", {})
    return str(STEPS[max(steps, key=lambda step: abs(steps[step]))]) if steps else ""
