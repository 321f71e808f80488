"""The life of a run. The arithmetic is replaced by a store that writes bare scores; its own tests are elsewhere."""

import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection

from portfolio.alignment import nights
from portfolio.models import Project, Publication, ScoreChunk, ScoreFailure, ScoreRun, ScoreSnapshot, ScoringModel

NIGHT = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)  # 02:30 in Paris
DAY = date(2026, 7, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def model(db):
    if not ScoringModel.objects.exists():
        ScoringModel.objects.create(number=1, parameters={}, in_force_from="2020-01-01", recorded_at=NIGHT)


@pytest.fixture
def projects(settings):
    settings.SCORE_CHUNK_SIZE = 2
    return [Project.objects.create(code=f"P{n}", name_fr="p", name_en="p", entered_on=DAY) for n in range(5)]


@pytest.fixture
def store(monkeypatch, projects):
    """A store whose behaviour a test may change."""

    def score_chunk(*, run, project_ids):
        fake.calls.append(project_ids)
        ScoreSnapshot.objects.bulk_create(ScoreSnapshot(run=run, project_id=i, s=50.0, as_of=run.as_of) for i in project_ids)
        return SimpleNamespace(scored=len(project_ids), unscored=0, failed=0)

    fake = SimpleNamespace(
        calls=[],
        score_chunk=score_chunk,
        complete_run=lambda *, run: None,
        projects_to_score=lambda *, cut_off: [project.pk for project in projects],
    )
    monkeypatch.setitem(sys.modules, "portfolio.alignment.store", fake)
    monkeypatch.setattr("portfolio.alignment.store", fake, raising=False)
    return fake


def clock() -> datetime:
    return NIGHT


def work() -> int:
    return nights.work(worker="test", clock=clock)


def test_a_night_is_scored_chunk_by_chunk_and_published(store):
    run = nights.ensure_run(day=DAY, at=NIGHT)
    assert work() == 3
    run.refresh_from_db()
    assert (run.state, run.projects_total, run.projects_scored) == ("published", 5, 5)
    assert nights.published() == run


def test_the_same_night_wanted_twice_is_one_run(store):
    assert nights.ensure_run(day=DAY, at=NIGHT) == nights.ensure_run(day=DAY, at=NIGHT)
    work()
    nights.ensure_run(day=DAY, at=NIGHT)
    assert work() == 0
    assert ScoreRun.objects.count() == 1


@pytest.mark.parametrize(
    ("utc", "wanted"),
    [
        ("2026-03-28T23:30", None),  # 00:30 in Paris, the night the clock jumps from 02:00 to 03:00
        ("2026-03-29T00:59", None),  # 01:59
        ("2026-03-29T01:00", date(2026, 3, 29)),  # 03:00: 02:00 never was
        ("2026-10-25T00:00", date(2026, 10, 25)),  # 02:00, the first time
        ("2026-10-25T01:00", date(2026, 10, 25)),  # 02:00, again
        ("2026-07-01T21:59", date(2026, 7, 1)),  # a beat that was down catches up
    ],
)
def test_each_day_has_one_night_also_when_the_clock_changes(utc, wanted):
    assert nights.night_wanted(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == wanted


def test_the_cut_off_is_local_midnight():
    assert nights.cut_off_of(DAY).astimezone(UTC) == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_chunk_that_fails_leaves_the_old_run_published_and_is_tried_again(store):
    first = nights.ensure_run(day=date(2026, 6, 30), at=NIGHT)
    work()
    good, crashes = store.score_chunk, iter([True])

    def score_chunk(**facts):
        good(**facts)
        if next(crashes, False):
            raise MemoryError
        return SimpleNamespace(scored=len(facts["project_ids"]), unscored=0, failed=0)

    store.score_chunk = score_chunk
    second = nights.ensure_run(day=DAY, at=NIGHT)
    with pytest.raises(MemoryError):
        work()
    assert nights.published() == first
    assert not ScoreSnapshot.objects.filter(run=second).exists()
    work()
    assert nights.published() == second
    assert ScoreSnapshot.objects.filter(run=second).count() == 5


def test_a_chunk_that_always_kills_its_worker_is_given_up_and_its_projects_named(store, projects):
    poisoned = projects[2].pk
    good = store.score_chunk

    def score_chunk(*, run, project_ids):
        if poisoned in project_ids:
            raise MemoryError
        return good(run=run, project_ids=project_ids)

    store.score_chunk = score_chunk
    run = nights.ensure_run(day=DAY, at=NIGHT)
    for _ in range(nights.ATTEMPTS):
        with pytest.raises(MemoryError):
            work()
    work()
    assert nights.published() == run
    assert set(ScoreFailure.objects.values_list("project_id", flat=True)) == {projects[2].pk, projects[3].pk}


def test_a_run_overtaken_by_another_is_not_published(store):
    late = nights.ensure_run(day=DAY, at=NIGHT)
    nights.running(at=NIGHT)
    other = ScoreRun.objects.create(kind="button", as_of=DAY, cut_off=NIGHT, model=late.model, wanted_at=NIGHT, state="published")
    Publication.objects.update(run=other)
    work()
    late.refresh_from_db()
    assert late.state == "failed"
    assert nights.published() == other


def test_a_count_that_does_not_add_up_is_not_published(store):
    store.score_chunk = lambda **facts: SimpleNamespace(scored=0, unscored=0, failed=0)
    run = nights.ensure_run(day=DAY, at=NIGHT)
    work()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "5 projects, but 0 scores" in run.error
    assert nights.published() is None


def test_a_cancelled_run_stops_between_chunks(store, ada):
    run = nights.want_run(by=ada, at=NIGHT)
    nights.running(at=NIGHT)
    nights.score_next_chunk(run=run, worker="test")
    assert nights.cancel(run=run, by=ada, at=NIGHT)
    assert work() == 0
    assert nights.published() is None
    assert not nights.cancel(run=run, by=ada, at=NIGHT)


def test_asking_twice_for_a_run_gives_the_one_that_waits(store, ada):
    assert nights.want_run(by=ada, at=NIGHT) == nights.want_run(by=ada, at=NIGHT)


def test_a_past_run_uses_the_cut_off_of_its_day_and_never_becomes_current(store, ada):
    tonight = nights.ensure_run(day=DAY, at=NIGHT)
    work()
    past = nights.want_past_run(as_of=DAY, by=ada, at=NIGHT)
    work()
    past.refresh_from_db()
    assert (past.state, past.cut_off) == ("done", tonight.cut_off)
    assert nights.published() == tonight


def test_a_portfolio_without_projects_is_published_too(store):
    store.projects_to_score = lambda *, cut_off: []
    run = nights.ensure_run(day=DAY, at=NIGHT)
    work()
    assert nights.published() == run


def test_one_run_goes_on_at_a_time_by_rule_of_the_database(store):
    nights.ensure_run(day=DAY, at=NIGHT)
    nights.want_past_run(as_of=date(2026, 6, 1), by=None, at=NIGHT)
    first = nights.running(at=NIGHT)
    assert nights.running(at=NIGHT) == first
    assert ScoreRun.objects.filter(state="running").count() == 1


def test_the_night_is_late_when_it_is_not_published_by_six(store):
    at_seven = datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert nights.is_late(at_seven)
    nights.ensure_run(day=DAY, at=NIGHT)
    work()
    assert not nights.is_late(at_seven)


@pytest.mark.django_db(transaction=True)
def test_a_chunk_in_other_hands_is_left_to_them(store, projects):
    from threading import Thread

    run = nights.ensure_run(day=DAY, at=NIGHT)
    nights.running(at=NIGHT)
    seen = []
    good = store.score_chunk

    def slow(*, run, project_ids):
        if not seen:
            seen.append("first")
            other = Thread(target=lambda: (seen.append(nights.work(worker="other", clock=clock)), connection.close()))
            other.start()
            other.join(30)
        return good(run=run, project_ids=project_ids)

    store.score_chunk = slow
    work()
    run.refresh_from_db()
    assert seen[1] == 2  # the other worker did the two free chunks and left the third alone
    assert run.state == "published"
    assert ScoreChunk.objects.filter(run=run, attempts=1).count() == 3
