from datetime import UTC, date, datetime, timedelta

import pytest

from foundation.audit.models import LedgerEntry
from portfolio.alignment import chunks, nights
from portfolio.alignment.thinning import superfluous, thin_history
from portfolio.models import Publication, ScoreComponent, ScoreRun, ScoreSnapshot
from tests.portfolio.alignment.conftest import LATER

TODAY = date(2026, 7, 2)


@pytest.fixture
def years(db):
    """A published night for each of the last 200 days, none with scores."""
    model_id = nights.ScoringModel.objects.get(number=1).pk
    days = [TODAY - timedelta(days=back) for back in range(200, 0, -1)]
    ScoreRun.objects.bulk_create(
        ScoreRun(
            kind="night",
            state="published",
            as_of=day,
            cut_off=nights.cut_off_of(day),
            model_id=model_id,
            wanted_at=LATER,
            finished_at=LATER,
        )
        for day in days
    )
    return days


def test_daily_for_ninety_days_then_month_ends(years, at):
    left = thin_history(today=TODAY, by=None, at=LATER)
    kept = list(ScoreRun.objects.order_by("as_of").values_list("as_of", flat=True))
    recent = [day for day in years if day >= TODAY - timedelta(days=90)]
    assert kept == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), *recent]
    assert left["portfolio.scorerun"] == 200 - len(kept)


def test_it_is_told_in_the_ledger_and_done_once(years):
    thin_history(today=TODAY, by=None, at=LATER)
    entry = LedgerEntry.objects.get(verb="history.thinned")
    assert entry.facts["rows"]["portfolio.scorerun"] == 106
    assert len(entry.facts["hash"]) == 64
    assert thin_history(today=TODAY, by=None, at=LATER) == {}
    assert LedgerEntry.objects.filter(verb="history.thinned").count() == 1


def test_scores_leave_with_their_run_but_never_those_readers_see(validated, project, run_now):
    for day in range(2, 5):
        run_now(datetime(2026, 7, day, 3, 0, tzinfo=UTC))
    shown = Publication.objects.get(pk=1).run_id
    left = thin_history(today=date(2027, 7, 2), by=None, at=LATER)
    assert left["portfolio.scoresnapshot"] == left["portfolio.scorecomponent"] == 2
    assert set(ScoreSnapshot.objects.values_list("run_id", flat=True)) == {shown}
    assert set(ScoreComponent.objects.values_list("run_id", flat=True)) == {shown}


def test_a_run_that_goes_on_keeps_what_it_stands_on(validated, project, run_now):
    run = run_now()
    nights.want_past_run(as_of=run.as_of, by=None, at=LATER)
    run_now(LATER + timedelta(days=300))
    assert run.pk not in superfluous(date(2028, 1, 1))
    chunks.work(worker="test", clock=lambda: LATER)


def test_without_the_named_way_scores_cannot_be_deleted(validated, project, run_now):
    run_now()
    with pytest.raises(Exception, match="append_only"):
        ScoreSnapshot.objects.all().delete()
