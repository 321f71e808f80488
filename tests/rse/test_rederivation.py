"""Any published figure, computed anew as of a past date, gives the same hash; an altered one does not."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from rse.actions import footprint, periods
from rse.actions.footprint import Activity
from rse.models import EmissionResult
from rse.rederivation import published_hash, rederive, stored_market_kg
from tests.rse.conftest import JANUARY, YEAR


@pytest.fixture
def restated(period, factor, factory, contract, rita, at):
    """2025: electricity under contract and diesel, closed, the electricity restated forty days later."""
    power = Activity("s2.1", "Meter", *JANUARY, 100, "MWh", factor("electricity.fr"), site=factory, market_factor=contract)
    lorries = Activity("s1.2", "Lorries", *YEAR, 1000, "litre", factor("fuel.diesel"), marks={"reliability": 3})
    rows = footprint.record_activities(period=period, values=[power, lorries], by=rita, at=at).added
    footprint.correct_activity(activity=rows[1], reason="invoice", quantity=900, by=rita, at=at + timedelta(hours=1))
    closed = periods.close_period(period=period, by=rita, at=at + timedelta(hours=2))
    footprint.restate_activity(activity=rows[0], reason="meter read twice", quantity=80, by=rita, at=at + timedelta(days=40))
    return closed


def test_each_past_day_gives_the_figure_that_was_published_then(restated, at):
    before, after = at + timedelta(days=39), at + timedelta(days=41)
    assert rederive(restated, before).anew == restated.closed_hash == published_hash(restated, before)
    told = restated.restatements.get()
    assert rederive(restated, after).anew == told.hash_after == published_hash(restated, after)
    assert told.hash_before == restated.closed_hash != told.hash_after
    for instant in (at, at + timedelta(minutes=90), before, after):
        found = rederive(restated, instant)
        assert found.holds
        assert found.results == 3
        assert found.market_kg == pytest.approx(stored_market_kg(restated, instant))
    assert published_hash(restated, at) == ""


def test_what_is_entered_later_elsewhere_changes_nothing(restated, factor, rita, at):
    before = rederive(restated, at + timedelta(days=41))
    days = {"starts_on": YEAR[0].replace(year=2026), "ends_on": YEAR[1].replace(year=2026)}
    other = periods.open_period(code="2026", releases=restated.releases.all(), by=rita, at=at, **days)
    lorries = Activity("s1.2", "Lorries", days["starts_on"], days["ends_on"], 1000, "litre", factor("fuel.diesel"))
    footprint.record_activities(period=other, values=[lorries, replace(lorries, label="Vans")], by=rita, at=at)
    assert rederive(restated, at + timedelta(days=41)) == before


def test_the_command_says_so(restated, at):
    out = StringIO()
    call_command("rederive_footprint", "2025", at=at + timedelta(days=39), stdout=out)
    assert "Same figures, same hash." in out.getvalue()
    assert restated.closed_hash in out.getvalue()
    with pytest.raises(CommandError, match="no reporting period"):
        call_command("rederive_footprint", "1999", stdout=out)


def test_an_altered_figure_is_found(restated, at):
    with pgtrigger.ignore():
        EmissionResult._base_manager.filter(basis="location").update(hash="0" * 64)
    with pytest.raises(CommandError, match="not those that were published"):
        call_command("rederive_footprint", "2025", stdout=StringIO())
