"""Who is told what initiatives owe: once each, by the outbox, in the transaction of what opens it."""

from datetime import date, timedelta

import pytest

from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Notification, OutboxRow
from rse import tasks
from rse.actions import initiatives
from rse.actions.reminders import remind
from rse.models import Initiative, Theme


@pytest.fixture
def ovens(lea, rita, unit, at):
    """Léa's initiative of January, reported on each quarter; Rita is the CSR officer."""
    house = Theme.objects.filter(code="energy")
    facts = {"owner": lea, "unit": unit, "starts_on": date(2026, 1, 5), "cadence": "quarterly"}
    return initiatives.start_initiative(code="OVENS", name_fr="Fours", name_en="Ovens", themes=house, by=rita, at=at, **facts)


def report(ovens, by, at, health="on_track"):
    return initiatives.report_update(initiative=ovens, on=at.date(), health=health, note="Furnace late", by=by, at=at)


def told():
    return list(OutboxRow.objects.order_by("pk").values_list("event", "recipients"))


def test_an_off_track_report_tells_the_owner_what_is_wanted_and_by_when(ovens, lea, rita, at):
    report(ovens, rita, at, "off_track")
    report(ovens, rita, at + timedelta(days=1), "off_track")
    assert told() == [("initiative.answer", [lea.pk])]
    deliver_outbox(at=at)
    notice = Notification.objects.get(user=lea)
    assert notice.address == "/rse/initiatives/OVENS/answer/"
    assert notice.facts == {"initiative": {"fr": "Fours", "en": "Ovens"}, "day": {"date": "2026-07-15"}}


def test_without_an_owner_the_csr_officers_are_told(ovens, rita, at):
    Initiative.objects.update(owner=None)
    report(Initiative.objects.get(), rita, at, "off_track")
    assert told() == [("initiative.answer", [rita.pk])]


def test_on_track_and_watch_tell_nobody(ovens, rita, at):
    report(ovens, rita, at)
    report(ovens, rita, at, "watch")
    assert told() == []


def test_an_answer_that_stays_away_is_told_once_to_owner_and_officers(ovens, lea, rita, at):
    report(ovens, lea, at, "off_track")
    remind(at=at + timedelta(days=3))
    assert told() == [("initiative.answer", [lea.pk])]
    for days in (15, 16):
        remind(at=at + timedelta(days=days))
    assert told()[1:] == [("initiative.unanswered", sorted([lea.pk, rita.pk]))]
    initiatives.accept_initiative(initiative=ovens, why="It costs less", by=lea, at=at + timedelta(days=17))
    assert remind(at=at + timedelta(days=18)) == 0


def test_an_update_is_told_of_a_week_before_its_day_and_when_it_is_late(ovens, lea, rita, at):
    report(ovens, lea, at)
    due = timedelta(days=92)
    assert remind(at=at + due - timedelta(days=8)) == 0
    for days in (7, 5, 0):
        remind(at=at + due - timedelta(days=days))
    assert told() == [("initiative.due", [lea.pk])]
    remind(at=at + due + timedelta(days=1))
    assert told()[1:] == [("initiative.late", sorted([lea.pk, rita.pk]))]
    assert remind(at=at + due + timedelta(days=121)) == 0


def test_what_has_ended_owes_nothing(ovens, rita, at):
    initiatives.change_initiative(initiative=ovens, version=1, state="stopped", by=rita, at=at)
    assert remind(at=at + timedelta(days=92)) == 0


def test_the_number_of_queries_grows_by_one_notice_each_and_no_more(ovens, rita, unit, at, django_assert_num_queries):
    house = Theme.objects.filter(code="waste")
    facts = {"unit": unit, "starts_on": date(2026, 1, 5), "by": rita, "at": at}
    for number in range(4):
        initiatives.start_initiative(code=f"W-{number}", name_fr="Déchets", themes=house, **facts)
    with django_assert_num_queries(2 + 2 + 5):
        assert remind(at=at) == 5


def test_the_task_may_be_called_twice_and_takes_words_of_tomorrow(ovens):
    tasks.remind()
    tasks.remind(something="of tomorrow")


def test_when_the_ledger_fails_nobody_is_told(ovens, rita, at, monkeypatch):
    def fail(**_facts):
        raise RuntimeError("no ledger")

    monkeypatch.setattr("foundation.audit.actions.record", fail)
    with pytest.raises(RuntimeError):
        report(ovens, rita, at, "off_track")
    assert told() == []
