"""Activity data and their emissions: entered, corrected, closed, restated; always with the ledger."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.history import ChangedMeanwhile
from foundation.refusals import Refusal
from rse.actions import footprint, periods
from rse.actions.footprint import Activity
from rse.computation import period_hash
from rse.models import ActivityData, EmissionResult, FootprintCell, Restatement
from rse.refusals import RseRefusal
from tests.rse.conftest import JANUARY, YEAR, release


@pytest.fixture
def power(factor, factory, contract) -> Activity:
    """January's electricity of the factory: 100 MWh, a contract with guarantees of origin."""
    return Activity("s2.1", "Meter 1", *JANUARY, 100, "MWh", factor("electricity.fr"), site=factory, market_factor=contract)


def enter(period, by, at, *values, **facts):
    return footprint.record_activities(period=period, values=values, by=by, at=at, **facts)


def test_a_line_is_entered_computed_on_both_bases_and_audited(period, power, rita, at):
    enter(period, rita, at, power)
    assert {result.basis: result.kgco2e for result in EmissionResult.objects.current()} == {"location": 5300, "market": 0}
    assert {cell.basis: (cell.kgco2e, cell.rows) for cell in FootprintCell.objects.all()} == {"location": (5300, 1), "market": (0, 1)}
    entry = ledger.trail(period)[0]
    assert (entry.verb, entry.facts["rows"]) == ("activity.recorded", 1)


def test_the_same_line_again_changes_nothing(period, power, rita, at):
    enter(period, rita, at, power)
    assert enter(period, rita, at, power).unchanged == 1
    assert ActivityData.objects.count() == 1


def test_another_value_needs_a_reason_and_keeps_both(period, power, rita, at):
    enter(period, rita, at, power)
    with pytest.raises(RseRefusal, match="give the reason"):
        enter(period, rita, at, replace(power, quantity=90))
    later = at + timedelta(hours=1)
    enter(period, rita, later, replace(power, quantity=90), correction_reason="invoice instead of estimate")
    assert [row.quantity for row in ActivityData.objects.known_at(at)] == [100]
    assert [row.quantity for row in ActivityData.objects.current()] == [90]
    assert [r.kgco2e for r in EmissionResult.objects.known_at(at).filter(basis="location")] == [5300]
    assert [r.kgco2e for r in EmissionResult.objects.current().filter(basis="location")] == [pytest.approx(4770)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quantity": -1}, "cannot be negative"),
        ({"quantity": math.nan}, "finite number"),
        ({"unit": "kg"}, "measure different things"),
        ({"unit": "zorkmids"}, "not a known unit"),
        ({"ends_on": date(2026, 1, 5)}, "outside the reporting period"),
        ({"ends_on": date(2024, 12, 5)}, "comes before"),
        ({"category": "s9"}, "not a category"),
        ({"label": " "}, "Name the source"),
        ({"category": "s1.1"}, "Only electricity and heat"),
    ],
)
def test_what_cannot_be_entered_is_said_and_nothing_is_stored(period, power, rita, at, changes, sentence):
    with pytest.raises(Refusal, match=sentence):
        enter(period, rita, at, power, replace(power, **{"label": "Meter 2", **changes}))
    assert not ActivityData.objects.exists()
    assert not EmissionResult.objects.exists()


def test_a_factor_without_a_year_is_refused(period, power, rita, at):
    undated = release("UNDATED", 0.1, year=None)
    period.releases.add(undated.release)
    with pytest.raises(RseRefusal, match="states no year"):
        enter(period, rita, at, replace(power, factor=undated))


def test_a_factor_of_a_release_the_period_does_not_use_is_refused(period, power, rita, at):
    with pytest.raises(RseRefusal, match="not of a release"):
        enter(period, rita, at, replace(power, factor=release("OTHER", 0.1)))


def test_when_the_ledger_fails_nothing_is_stored(period, power, rita, at, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enter(period, rita, at, power)
    assert not ActivityData.objects.exists()


def test_a_removed_line_leaves_the_total_and_can_come_back(period, power, rita, at):
    row = enter(period, rita, at, power).added[0]
    footprint.remove_activity(activity=row, by=rita, at=at)
    assert not FootprintCell.objects.exists()
    assert not EmissionResult.objects.current().exists()
    enter(period, rita, at, power)
    assert FootprintCell.objects.count() == 2


def test_a_closed_period_refuses_entry_and_correction(period, power, rita, at):
    row = enter(period, rita, at, power).added[0]
    periods.close_period(period=period, by=rita, at=at)
    with pytest.raises(RseRefusal, match="closed"):
        enter(period, rita, at, replace(power, label="Meter 2"))
    with pytest.raises(RseRefusal, match="closed"):
        footprint.correct_activity(activity=row, reason="typo", quantity=1, by=rita, at=at)
    with pytest.raises(RseRefusal, match="closed"):
        footprint.recompute_period(period=period, by=rita, at=at)


def test_a_restatement_keeps_both_values_both_totals_and_the_past(period, power, rita, at):
    row = enter(period, rita, at, replace(power, market_factor=None)).added[0]
    closed = periods.close_period(period=period, by=rita, at=at)
    later = at + timedelta(days=30)
    with pytest.raises(RseRefusal, match="reason of the restatement"):
        footprint.restate_activity(activity=row, reason=" ", quantity=80, by=rita, at=later)
    _, told = footprint.restate_activity(activity=row, reason="meter read twice", quantity=80, by=rita, at=later)
    assert (told.quantity_before, told.quantity_after) == (100, 80)
    assert (told.kgco2e_before, told.kgco2e_after) == (5300, pytest.approx(4240))
    assert told.hash_before == closed.closed_hash == period_hash(period.pk, at)
    assert told.hash_after == period_hash(period.pk, later) != told.hash_before
    assert ledger.trail(period)[0].verb == "activity.restated"


def test_only_a_closed_figure_is_restated(period, power, rita, at):
    row = enter(period, rita, at, power).added[0]
    with pytest.raises(RseRefusal, match="not closed"):
        footprint.restate_activity(activity=row, reason="why", quantity=80, by=rita, at=at)


def test_two_restatements_of_one_version_the_second_is_told(period, power, rita, at):
    row = enter(period, rita, at, power).added[0]
    periods.close_period(period=period, by=rita, at=at)
    footprint.restate_activity(activity=row, reason="a", quantity=80, by=rita, at=at)
    with pytest.raises(ChangedMeanwhile):
        footprint.restate_activity(activity=row, reason="b", quantity=70, by=rita, at=at)
    assert Restatement.objects.count() == 1


def test_the_same_activity_in_two_years_gives_two_results_and_an_edited_factor_leaves_the_closed_one(rita, factory, at):
    old, new = release("F2019", 0.2556), release("F2020", 0.2331)
    years = [
        periods.open_period(code=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), releases=[one.release], by=rita, at=at)
        for year, one in ((2019, old), (2020, new))
    ]
    for year, one in zip(years, (old, new), strict=True):
        enter(year, rita, at, Activity("s2.1", "Meter", year.starts_on, year.ends_on, 1000, "kWh", one, site=factory))
    closed = periods.close_period(period=years[0], by=rita, at=at)
    assert [cell.kgco2e for cell in FootprintCell.objects.filter(basis="market").order_by("period__code")] == [
        pytest.approx(255.6),
        pytest.approx(233.1),
    ]
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        type(old).objects.filter(pk=old.pk).update(kgco2e=9)
    corrected = release("F2019-corrected", 0.3)
    years[0].releases.add(corrected.release)
    footprint.recompute_period(period=years[1], by=rita, at=at)
    assert period_hash(years[0].pk, at + timedelta(days=400)) == closed.closed_hash


def test_recomputing_what_did_not_change_adds_nothing(period, power, rita, at):
    enter(period, rita, at, power)
    found = footprint.recompute_period(period=period, by=rita, at=at)
    assert (found.added, found.closed, found.unchanged) == (0, 0, 2)


def test_foreign_keys_of_a_whole_period_are_checked_with_each_statement(period, power, rita, at):
    """Checks that wait for the commit slow the append-only trigger of every row that is closed."""
    enter(period, rita, at, power)
    period.gwp_set = "AR5"
    period.save()
    with CaptureQueriesContext(connection) as asked:
        found = footprint.recompute_period(period=period, by=rita, at=at + timedelta(days=1))
    told = [query["sql"] for query in asked]
    at_once = told.index("SET CONSTRAINTS ALL IMMEDIATE")
    closing = next(place for place, sql in enumerate(told) if sql.startswith('UPDATE "rse_emissionresult"'))
    assert at_once < closing < told.index("SET CONSTRAINTS ALL DEFERRED")
    assert (found.added, found.closed) == (2, 2)


def test_evidence_raises_coverage_and_leaves_the_figure(period, power, rita, at):
    row = enter(period, rita, at, power).added[0]
    proof = Attachment.objects.create(
        kind="rse.activitydata", object_id=str(row.key), name="bill.pdf", content_type="application/pdf", size=1, sha256="0" * 64,
        added_at=at, added_by=rita,
    )  # fmt: skip
    before = period_hash(period.pk, at)
    footprint.attach_evidence(activity=row, evidence=proof, by=rita, at=at)
    cell = FootprintCell.objects.get(basis="location")
    assert (cell.evidenced, cell.kg_evidenced) == (1, 5300)
    assert period_hash(period.pk, at) == before


def test_a_category_that_is_not_relevant_says_why(period, rita, at):
    with pytest.raises(RseRefusal, match="Say why"):
        periods.state_category(period=period, category="s3.14", state="not_relevant", reason="", by=rita, at=at)
    stated = periods.state_category(period=period, category="s3.14", state="not_relevant", reason="no franchise", by=rita, at=at)
    assert stated.reason == "no franchise"


def test_a_period_goes_from_entry_to_review_to_closed_and_never_back(period, rita, at):
    periods.review_period(period=period, by=rita, at=at)
    periods.reopen_period(period=period, by=rita, at=at)
    closed = periods.close_period(period=period, by=rita, at=at)
    assert (closed.closed_by, closed.closed_at) == (rita, at)
    with pytest.raises(RseRefusal, match="Closed"):
        periods.reopen_period(period=period, by=rita, at=at)
    with pytest.raises(RseRefusal, match="already"):
        periods.open_period(code="2025", starts_on=YEAR[0], ends_on=YEAR[1], releases=[], by=rita, at=at)
    assert [entry.verb for entry in ledger.trail(period)][:2] == ["period.closed", "period.reopened"]


def test_the_hash_at_closing_is_taken_under_the_lock_and_holds_what_came_while_it_closed(period, power, rita, at):
    enter(period, rita, at + timedelta(seconds=2), power)
    with CaptureQueriesContext(connection) as asked:
        closed = periods.close_period(period=period, by=rita, at=at)
    sent = [query["sql"] for query in asked]
    assert next(n for n, sql in enumerate(sent) if "FOR NO KEY UPDATE" in sql) < next(
        n for n, sql in enumerate(sent) if "emissionresult" in sql
    )
    assert closed.closed_hash == period_hash(period.pk, at + timedelta(days=1))
