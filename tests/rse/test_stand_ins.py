"""Who stands in for an absent owner is told what initiatives owe, finds it among their duties, and may answer it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmo_portal.dashboards.needs import initiatives as needs
from cmo_portal.dashboards.needs.need import Reader
from foundation.accounts.actions import absences
from foundation.accounts.actions.absences import end_delegation
from foundation.notifications.models import OutboxRow
from rse.actions import initiatives
from rse.actions.reminders import remind
from rse.models import Theme
from rse.queries.initiatives import owed
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina():
    return person("Nina", role="team_lead")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ovens(lea, rita, unit, now):
    """Léa's initiative, whose monthly update is overdue."""
    day = timezone.localdate(now)
    facts = {"owner": lea, "unit": unit, "starts_on": day - timedelta(days=41), "cadence": "monthly"}
    house = Theme.objects.filter(code="energy")
    return initiatives.start_initiative(code="OVENS", name_fr="Fours", name_en="Ovens", themes=house, by=rita, at=now, **facts)


@pytest.fixture
def away(lea, nina, now):
    """Léa is away this week; Nina stands in."""
    today = timezone.localdate(now)
    return absences.delegate(person=lea, to=nina, starts_on=today, ends_on=today + timedelta(days=7), at=now)


def owed_by(user, today: date) -> list[str]:
    return [one.initiative.code for one in owed(today=today, owner=type(user).objects.get(pk=user.pk))]


def test_the_delegate_finds_the_duty_and_answers_it(ovens, away, nina, signed_in):
    browser, form = signed_in(nina), reverse("rse:initiative_update", args=["OVENS"])
    assert form in browser.get("/duties/").text
    assert form in browser.get(reverse("rse:home")).text
    assert browser.get(form).status_code == 200


def test_the_delegate_sees_the_cause_on_the_home(ovens, away, nina, now):
    [need] = needs.of_board(Reader(nina, timezone.localdate(now)))
    assert [str(line) for line in need.why] == ["You stand in for Lea Martin."]
    assert need.actions[0].href == reverse("rse:initiative_update", args=["OVENS"])


def test_without_an_absence_nothing_is_asked_of_others(ovens, nina, now, signed_in):
    assert owed_by(nina, timezone.localdate(now)) == []
    assert signed_in(nina).get(reverse("rse:initiative_update", args=["OVENS"])).status_code == 403


def test_the_duty_goes_back_when_the_absence_ends(ovens, away, lea, nina, now):
    assert owed_by(nina, timezone.localdate(now)) == ["OVENS"]
    end_delegation(delegation=away, by=lea, at=now)
    assert owed_by(nina, timezone.localdate(now)) == []
    assert owed_by(lea, timezone.localdate(now)) == ["OVENS"]


def test_notices_go_to_the_owner_and_the_delegate(ovens, away, lea, nina, rita, now):
    remind(at=now)
    late = OutboxRow.objects.get(event="initiative.late")
    assert set(late.recipients) == {lea.pk, nina.pk, rita.pk}
    initiatives.report_update(initiative=ovens, on=timezone.localdate(now), health="off_track", note="Late", by=lea, at=now)
    assert set(OutboxRow.objects.get(event="initiative.answer").recipients) == {lea.pk, nina.pk}
