"""Writes scores in bulk: COPY for what was computed, one statement for what is carried over. Worker only."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from portfolio.alignment.scorecards import Card
from portfolio.models import ScoreRun

MEASURES = (
    *("s", "low", "high", "band", "a", "k", "r", "c", "c_letter"),
    *("d", "d_declared", "d_computed", "d_worst", "divergence", "orphan", "veto", "watermelon", "detail", "hash"),
)
LINE = ("position", "pillar", "code", "subject_id", "points", "terms")

# What a project without an earlier score is given: nothing, which is not 0.
BLANKS = {"band": "''", "c_letter": "''", "d_worst": "''", "orphan": "false", "veto": "false", "watermelon": "false", "hash": "''"} | {
    "detail": "'{}'"
}

# The last published score of each project before this run, so that a past date finds what it found then.
LAST = """
    SELECT score.* FROM portfolio_scoresnapshot score JOIN portfolio_scorerun run ON run.id = score.run_id
    WHERE score.project_id = wanted.project_id AND score.run_id < %(before)s AND run.state = 'published' AND run.as_of <= %(as_of)s
    ORDER BY score.run_id DESC LIMIT 1
"""


def write_cards(run: ScoreRun, cards: Sequence[Card]) -> None:
    """Store the scores and their lines; the caller has opened the transaction."""
    rows = (
        (run.pk, card.project, card.snapshot["ranked"], card.snapshot["as_of"], *(card.snapshot[name] for name in MEASURES))
        for card in cards
    )
    _copy("portfolio_scoresnapshot", ("run_id", "project_id", "ranked", "as_of", *MEASURES), rows)
    lines = ((run.pk, card.project, *(line[name] for name in LINE)) for card in cards for line in card.lines)
    _copy("portfolio_scorecomponent", ("run_id", "project_id", *LINE), lines)


def write_failures(run: ScoreRun, failures: Iterable[tuple[int, str]]) -> None:
    """Name the projects that could not be scored, and why."""
    _copy("portfolio_scorefailure", ("run_id", "project_id", "error"), ((run.pk, project, error) for project, error in failures))


def write_indices(run: ScoreRun, rows: Sequence[dict[str, Any]]) -> None:
    """Store the indices of each part of the portfolio."""
    names = ("scope", "scope_id", "alignment", "spend_fit", "horizon_balance", "delivery", "detail")
    _copy("portfolio_runindex", ("run_id", *names), ((run.pk, *(row[name] for name in names)) for row in rows))


def carry_over(run: ScoreRun, projects: Sequence[int], *, ranked: bool, before: int) -> None:
    """Give projects their last published score, dated as it was; a project that never had one is unscored.

    `ranked` False takes them out of the rankings (closed projects); True keeps what they were (failed ones).
    """
    if not projects:
        return
    measures = ", ".join(f"coalesce(last.{name}, {BLANKS[name]})" if name in BLANKS else f"last.{name}" for name in MEASURES)
    facts = {"run": run.pk, "projects": list(projects), "before": before, "as_of": run.as_of, "ranked": ranked}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO portfolio_scoresnapshot (run_id, project_id, ranked, as_of, {", ".join(MEASURES)})
            SELECT %(run)s, wanted.project_id, %(ranked)s AND coalesce(last.ranked, false), coalesce(last.as_of, %(as_of)s), {measures}
            FROM unnest(%(projects)s::bigint[]) AS wanted(project_id) LEFT JOIN LATERAL ({LAST}) last ON true""",  # noqa: S608 our own names
            facts,
        )
        cursor.execute(
            f"""INSERT INTO portfolio_scorecomponent (run_id, project_id, {", ".join(LINE)})
            SELECT %(run)s, line.project_id, {", ".join(f"line.{name}" for name in LINE)}
            FROM unnest(%(projects)s::bigint[]) AS wanted(project_id) CROSS JOIN LATERAL ({LAST}) last
            JOIN portfolio_scorecomponent line ON line.run_id = last.run_id AND line.project_id = last.project_id""",  # noqa: S608 our own names
            facts,
        )


def hash_of_inputs(run: ScoreRun) -> str:
    """One hash over what decided each score of the run."""
    return _hash(run, "hash")


def hash_of_results(run: ScoreRun) -> str:
    """One hash over the scores of the run."""
    return _hash(run, "concat_ws('/', s, low, high, c, coalesce(d::text, '-'), orphan, veto, as_of)")


def _hash(run: ScoreRun, what: str) -> str:
    listed = f"coalesce(string_agg(project_id || ':' || {what}, ',' ORDER BY project_id), '')"
    rows = "FROM portfolio_scoresnapshot WHERE run_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT encode(sha256(convert_to({listed}, 'UTF8')), 'hex') {rows}", [run.pk])
        return str(cursor.fetchone()[0])


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
