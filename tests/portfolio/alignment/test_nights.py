"""A run from wanting to publication, in one process."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from foundation.audit.queries import trail
from portfolio.actions import contributions, finance, projects
from portfolio.alignment import chunks, nights, publication, scorecards
from portfolio.alignment.parameters import Parameters
from portfolio.models import Publication, RunFigure, RunIndex, ScoreComponent, ScoreFailure, ScoreRun, ScoreSnapshot, ScoringModel
from strategy.models import ObjectiveWeight
from tests.portfolio.alignment.conftest import LATER


def score_of(run, project):
    return ScoreSnapshot.objects.get(run=run, project=project)


def test_a_run_scores_and_publishes(validated, project, at, run_now):
    run = run_now()
    snapshot = score_of(run, project)
    assert (run.state, run.projects_total, run.projects_scored, run.projects_failed) == ("published", 1, 1, 0)
    assert Publication.objects.get(pk=1).run == run
    assert snapshot.s == pytest.approx(100 * 0.6 * 0.5 / (0.6 + 0.2))
    assert (snapshot.band, snapshot.c, snapshot.c_letter, snapshot.orphan, snapshot.ranked) == ("weak", 1.0, "A", False, True)
    lines = ScoreComponent.objects.filter(run=run, project=project)
    assert [(line.code, line.points) for line in lines] == [("O1", Decimal("37.50"))]
    assert lines[0].terms == {"w": 0.6, "c": 0.5, "validated": 0.5, "declared": 0.0}
    assert snapshot.detail["levers"][0] == {"kind": "raise_link", "id": validated.objective_id, "code": "O1", "level": 0.75, "gain": 18.75}
    assert trail(run)[0].verb == "run.published"
    assert run.error == ""


def test_the_parameters_of_the_first_model_are_the_defaults(db):
    assert Parameters.from_json(ScoringModel.objects.get(number=1).parameters) == Parameters()


def test_a_project_without_weights_in_force_is_unscored_not_zero(link, project, run_now):
    run = run_now()
    assert score_of(run, project).s is None
    assert (run.projects_scored, run.projects_unscored) == (0, 1)


def test_without_any_project_the_run_is_published_empty(db, at, run_now):
    assert run_now().state == "published"


def test_the_night_is_idempotent_and_the_same_inputs_give_the_same_hash(validated, project, run_now):
    first, second = run_now(), run_now(LATER + timedelta(minutes=5))
    assert first.pk != second.pk
    assert (first.inputs_hash, first.results_hash) == (second.inputs_hash, second.results_hash)
    chunks.work(worker="test", clock=lambda: LATER)
    assert ScoreSnapshot.objects.count() == 2


def test_a_changed_fact_changes_the_hash_of_inputs(validated, project, lea, run_now):
    first = run_now()
    contributions.change_level(link=validated, level=Decimal("0.75"), by=lea, at=LATER + timedelta(minutes=1))
    second = run_now(LATER + timedelta(minutes=2))
    assert first.inputs_hash != second.inputs_hash
    assert score_of(second, project).s > score_of(first, project).s


def test_indices_are_rolled_up_for_everything_units_and_portfolios(validated, project, unit, portfolio, lea, at, run_now):
    finance.add_budget_line(project=project, year=2026, currency="EUR", baseline=Decimal(100), by=lea, at=at)
    run = run_now()
    found = {(row.scope, row.scope_id): row for row in RunIndex.objects.filter(run=run)}
    assert found.keys() == {("everything", None), ("unit", unit.pk), ("portfolio", portfolio.pk)}
    whole = found["everything", None]
    assert whole.alignment == pytest.approx(37.5)
    assert whole.spend_fit == pytest.approx(0.6)
    assert whole.horizon_balance == pytest.approx(0.45)
    assert whole.detail["money"] == 100
    assert whole.detail["orphan_objectives"] == [ObjectiveWeight.objects.get(weight=0.4).objective_id]
    assert whole.detail["bands"] == {"aligned": 0, "partial": 0, "weak": 1, "unscored": 0}


def test_a_confidential_project_stays_out_of_the_totals(validated, project, at, run_now):
    project.is_confidential = True
    project.save(update_fields=["is_confidential"])
    run = run_now()
    assert score_of(run, project).s is not None
    assert not RunIndex.objects.get(run=run, scope="everything").detail["projects"]


def test_figures_are_drawn_in_both_languages(validated, project, lea, at, run_now):
    finance.add_budget_line(project=project, year=2026, currency="EUR", baseline=Decimal(100), by=lea, at=at)
    run = run_now()
    figures = RunFigure.objects.filter(run=run)
    names = {"money-and-weight", "horizons", "units-and-objectives", "alignment-over-time", "bands", "movers"}
    assert {(figure.name, figure.language) for figure in figures} == {(name, language) for name in names for language in ("fr", "en")}
    money = figures.get(name="money-and-weight", language="en")
    assert money.figure["data"]
    assert "template" not in money.figure["layout"]
    assert money.sentence != figures.get(name="money-and-weight", language="fr").sentence


def test_a_figure_that_cannot_be_drawn_stops_no_run(validated, project, monkeypatch, run_now):
    monkeypatch.setattr("portfolio.charts.bands", lambda *args, **kwargs: 1 / 0 if False else {}["missing"])
    run = run_now()
    assert run.state == "published"
    assert "Figures" in run.error
    assert not RunFigure.objects.filter(run=run).exists()


def test_one_broken_project_is_named_and_stops_no_other(validated, project, unit, portfolio, lea, at, monkeypatch, run_now):
    good = run_now()
    other = projects.create_project(by=lea, at=at, code="P2", name_fr="Autre", name_en="Other", unit=unit, portfolio=portfolio)
    score = scorecards.score

    def broken(columns, p):
        if (columns.links.level > 0).any():
            raise ArithmeticError("level out of range")
        return score(columns, p)

    monkeypatch.setattr(scorecards, "score", broken)
    run = run_now(LATER + timedelta(days=1))
    assert (run.state, run.projects_total, run.projects_failed) == ("published", 2, 1)
    assert "level out of range" in ScoreFailure.objects.get(run=run).error
    old = score_of(run, project)
    assert (old.s, old.as_of) == (score_of(good, project).s, good.as_of)
    assert ScoreComponent.objects.filter(run=run, project=project).count() == 1
    assert score_of(run, other).as_of == run.as_of


def test_a_run_where_every_project_fails_is_not_shown(validated, project, monkeypatch, run_now):
    good = run_now()
    monkeypatch.setattr(scorecards, "score", lambda columns, p: 1 / 0)
    run = run_now(LATER + timedelta(days=1))
    assert run.state == "failed"
    assert "No project could be scored" in run.error
    assert Publication.objects.get(pk=1).run == good


def test_a_closed_project_keeps_its_last_score_and_leaves_the_indices(validated, project, lea, run_now):
    open_run = run_now()
    projects.change_project(project=project, version=project.version, by=lea, at=LATER + timedelta(hours=1), status="closed")
    run = run_now(LATER + timedelta(days=1))
    kept = score_of(run, project)
    assert (kept.s, kept.as_of, kept.ranked) == (score_of(open_run, project).s, open_run.as_of, False)
    assert RunIndex.objects.get(run=run, scope="everything").detail["projects"] == 0


def test_running_the_business_is_not_scored(validated, project, lea, run_now):
    projects.change_project(project=project, version=project.version, by=lea, at=LATER, project_class="run")
    assert not ScoreSnapshot.objects.filter(run=run_now(LATER + timedelta(hours=1))).exists()


def test_an_obligation_is_scored_but_not_ranked(validated, project, lea, run_now):
    projects.change_project(project=project, version=project.version, by=lea, at=LATER, project_class="obligation")
    snapshot = score_of(run_now(LATER + timedelta(hours=1)), project)
    assert snapshot.s is not None
    assert not snapshot.ranked


def test_a_past_date_reproduces_its_numbers_and_never_becomes_current(validated, project, lea, run_now):
    first = run_now()
    contributions.change_level(link=validated, level=Decimal(1), by=lea, at=LATER + timedelta(hours=1))
    today = run_now(LATER + timedelta(days=3))
    past = nights.want_past_run(as_of=first.as_of, by=None, at=LATER + timedelta(days=3))
    chunks.work(worker="test", clock=lambda: LATER + timedelta(days=3))
    past.refresh_from_db()
    assert past.state == "done"
    assert (past.results_hash, past.inputs_hash) == (first.results_hash, first.inputs_hash)
    assert score_of(past, project).s != score_of(today, project).s
    assert Publication.objects.get(pk=1).run == today


def test_the_bridge_tells_what_moved_since_the_day_before(validated, project, lea, run_now):
    run_now()
    contributions.change_level(link=validated, level=Decimal(1), by=lea, at=LATER + timedelta(hours=1))
    run = run_now(LATER + timedelta(days=1))
    bridge = score_of(run, project).detail["bridge"]
    assert (bridge["since"], bridge["from"]) == ("2026-07-02", 37.5)
    assert {step: points for step, points in bridge["steps"].items() if points} == {"links": 18.75}


def test_readers_never_go_back_in_time(validated, project, run_now):
    button = run_now()
    night = nights.ensure_run(day=date(2026, 7, 2), at=LATER)
    chunks.work(worker="test", clock=lambda: LATER)
    night.refresh_from_db()
    assert night.state == "done"
    assert Publication.objects.get(pk=1).run == button


def test_scores_missing_at_the_count_are_never_shown(validated, project, run_now):
    good = run_now()
    run = nights.want_run(by=None, at=LATER + timedelta(days=1))
    nights.start_next(at=LATER + timedelta(days=1))
    run.chunks.update(done_at=LATER, projects=1)
    publication.finish(run=nights.running_run(), clock=lambda: LATER)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "0 scores were stored for 1 projects.")
    assert Publication.objects.get(pk=1).run == good


def test_snapshots_are_never_edited(validated, project, run_now):
    run_now()
    with pytest.raises(Exception, match="append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE portfolio_scoresnapshot SET s = 100")


# --- Stopping and resuming -------------------------------------------------------------------------------------------------
def test_cancel_stops_and_resume_carries_on(validated, project, ada):
    run = nights.want_run(by=ada, at=LATER)
    nights.start_next(at=LATER)
    assert nights.cancel_run(run=run, by=ada, at=LATER)
    assert chunks.work(worker="test", clock=lambda: LATER) == 0
    assert not nights.cancel_run(run=run, by=ada, at=LATER)
    assert nights.resume_run(run=run, by=ada, at=LATER)
    chunks.work(worker="test", clock=lambda: LATER)
    run.refresh_from_db()
    assert run.state == "published"
    assert [line.verb for line in trail(run)][:4] == ["run.published", "run.resumed", "run.cancelled", "run.wanted"]


def test_asking_twice_gives_the_same_run(db, ada):
    assert nights.want_run(by=ada, at=LATER) == nights.want_run(by=ada, at=LATER)
    assert ScoreRun.objects.count() == 1


def test_a_silent_claim_is_taken_over_and_the_late_worker_writes_nothing(validated, project):
    nights.want_run(by=None, at=LATER)
    run = nights.start_next(at=LATER)
    slow = chunks.claim(run=run, worker="slow", at=LATER)
    assert chunks.claim(run=run, worker="other", at=LATER + timedelta(seconds=19)) is None
    taken = chunks.claim(run=run, worker="other", at=LATER + timedelta(seconds=21))
    assert (taken.pk, taken.attempts) == (slow.pk, 2)
    with pytest.raises(chunks.ClaimLost):
        chunks.score_chunk(run, slow, lambda: LATER)
    assert not ScoreSnapshot.objects.exists()
    chunks.score_chunk(run, taken, lambda: LATER)
    assert ScoreSnapshot.objects.count() == 1


def test_a_chunk_that_ends_every_worker_is_given_up_and_its_projects_named(validated, project, unit, portfolio, lea, at, settings, run_now):
    good = run_now()
    settings.SCORE_CHUNK_SIZE = 1
    projects.create_project(by=lea, at=at, code="P2", name_fr="Autre", name_en="Other", unit=unit, portfolio=portfolio)
    nights.want_run(by=None, at=LATER + timedelta(days=1))
    run = nights.start_next(at=LATER + timedelta(days=1))
    run.chunks.filter(number=1).update(attempts=3)
    chunks.work(worker="test", clock=lambda: LATER + timedelta(days=1))
    run.refresh_from_db()
    assert (run.state, run.projects_failed) == ("published", 1)
    assert score_of(run, project).as_of == good.as_of
    assert "ended 3 times" in run.failures.get().error


def test_progress_counts_projects_and_chunks(validated, project, at):
    nights.want_run(by=None, at=LATER)
    run = nights.start_next(at=LATER)
    assert (nights.progress(run).done, nights.progress(run).total, nights.progress(run).share) == (0, 1, 0.0)
    chunks.claim(run=run, worker="one", at=LATER)
    assert nights.progress(run).workers == 1


# --- What is wanted --------------------------------------------------------------------------------------------------------
def test_nothing_is_wanted_while_all_goes_on(validated, project):
    before_two, after_two = datetime(2026, 7, 1, 23, 59, tzinfo=UTC), datetime(2026, 7, 2, 0, 0, tzinfo=UTC)
    assert nights.wanted_work(before_two) == []
    assert [wanted.task for wanted in nights.wanted_work(after_two)] == [nights.ENSURE]
    run = nights.ensure_tonight(at=after_two)
    assert [wanted.task for wanted in nights.wanted_work(after_two)] == [nights.WORK]
    nights.start_next(at=after_two)
    assert [wanted.task for wanted in nights.wanted_work(after_two)] == [nights.WORK]
    chunk = chunks.claim(run=run, worker="one", at=after_two)
    assert nights.wanted_work(after_two) == []
    assert len(nights.wanted_work(after_two + timedelta(seconds=21))) == 1
    chunks.score_chunk(nights.running_run(), chunk, lambda: after_two)
    assert [wanted.task for wanted in nights.wanted_work(after_two)] == [nights.WORK]
    chunks.work(worker="one", clock=lambda: after_two)
    assert nights.wanted_work(after_two) == []


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 29), 23),  # 02:00 does not exist: the clock jumps from 01:59 to 03:00
        (date(2026, 10, 25), 25),  # 02:00 to 02:59 come twice
        (date(2026, 7, 2), 24),
    ],
)
def test_the_night_comes_exactly_once_on_every_day(db, day, hours):
    """Beat asks every ten minutes of the local day; exactly one run appears, from two o'clock on."""
    midnight = nights.cut_off_of(day).astimezone(UTC)
    asked = [midnight + timedelta(minutes=10 * step) for step in range(6 * hours)]
    appeared = []
    for at in asked:
        nights.ensure_tonight(at=at)
        appeared.append(ScoreRun.objects.filter(kind="night").count())
    run = ScoreRun.objects.get(kind="night")
    assert (run.as_of, run.cut_off) == (day, midnight)
    assert appeared[-1] == 1
    first = asked[appeared.index(1)]
    assert first - midnight == timedelta(hours=2)
    assert nights.wanted_day(midnight - timedelta(seconds=1)) == day - timedelta(days=1)
