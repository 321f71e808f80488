from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import actions
from foundation.accounts.models import Delegation, User
from foundation.audit.models import LedgerEntry
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Notification
from foundation.notifications.queries import tray
from portfolio import access
from portfolio.actions.projects import create_project

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def away(who, to, *, start=0, days=7, at=None):
    first = TODAY + timedelta(days=start)
    return actions.delegate(person=who, to=to, starts_on=first, ends_on=first + timedelta(days=days), at=at or timezone.now())


def test_a_lead_hands_over_their_reports_and_it_is_told_and_audited(lea, sam):
    project = create_project(by=None, at=timezone.now(), code="C360", name_fr="C", name_en="C", lead=lea)
    assert not access.sees(sam, project)
    row = away(lea, sam)
    deliver_outbox(at=timezone.now())
    assert access.can_report(User.objects.get(pk=sam.pk), project)
    assert "Lea Martin is away from" in tray(sam)[0].text
    entry = LedgerEntry.objects.get(verb="absence.delegated")
    assert (entry.by, entry.facts["delegate"], entry.facts["delegation"]) == (lea, sam.pk, row.pk)


def test_ending_it_takes_the_right_back_and_tells_the_other(lea, sam):
    row = away(lea, sam)
    for _ in range(2):
        actions.end_delegation(delegation=row, by=lea, at=timezone.now())
    deliver_outbox(at=timezone.now())
    assert access.stood_in_for(sam) == set()
    assert list(Notification.objects.filter(user=sam).order_by("id").values_list("event", flat=True)) == [
        "absence.delegated",
        "absence.ended",
    ]
    assert LedgerEntry.objects.filter(verb="absence.ended").count() == 1


def test_a_delegate_who_cannot_says_so(lea, sam):
    actions.end_delegation(delegation=away(lea, sam), by=sam, at=timezone.now())
    deliver_outbox(at=timezone.now())
    assert "cannot stand in for you" in tray(lea)[0].text


@pytest.mark.parametrize(("start", "days", "problem"), [(5, -2, "before the first"), (-9, 3, "has passed"), (0, 400, "at most a year")])
def test_days_that_make_no_sense_are_refused(lea, sam, start, days, problem):
    with pytest.raises(ValidationError, match=problem):
        away(lea, sam, start=start, days=days)


def test_nobody_stands_in_for_themselves_or_after_leaving(lea, sam):
    with pytest.raises(ValidationError, match="somebody else than yourself"):
        away(lea, lea)
    sam.is_active = False
    sam.save()
    with pytest.raises(ValidationError, match="no longer signs in"):
        away(lea, sam)


def test_a_delegate_who_is_away_too_is_refused_with_the_days(lea, sam, eva):
    away(sam, eva, start=3)
    with pytest.raises(ValidationError, match="Sam Martin is away too"):
        away(lea, sam)


def test_one_person_stands_in_at_a_time(lea, sam, eva):
    away(lea, sam)
    with pytest.raises(ValidationError, match="Sam Martin already stands in"):
        away(lea, eva, start=7)
    assert away(lea, eva, start=8)


def test_nothing_is_written_when_the_ledger_fails(lea, sam):
    with mock.patch("foundation.accounts.actions.absences.audit.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        away(lea, sam)
    assert not Delegation.objects.exists()


def test_the_page_plans_an_absence_once_for_a_double_click(signed_in, lea, sam):
    browser = signed_in(lea)
    page = browser.get(reverse("accounts:absence"))
    facts = {"to": sam.pk, "starts_on": TODAY, "ends_on": TODAY + timedelta(days=3), "token": page.context["form"]["token"].value()}
    for _ in range(2):
        assert browser.post(reverse("accounts:absence"), facts).status_code == 303
    row = Delegation.objects.get()
    assert "Sam Martin stands in for you" in browser.get(reverse("accounts:absence")).content.decode()
    assert "You stand in for" in signed_in(sam).get(reverse("accounts:absence")).content.decode()
    assert browser.post(reverse("accounts:end_absence", args=[row.pk])).status_code == 303
    assert "Past absences" in browser.get(reverse("accounts:absence")).content.decode()


def test_an_invalid_form_keeps_what_was_typed(signed_in, lea, sam):
    facts = {"to": sam.pk, "starts_on": TODAY, "ends_on": TODAY - timedelta(days=3)}
    answer = signed_in(lea).post(reverse("accounts:absence"), facts, headers={"HX-Request": "true", "HX-Target": "div#absence"})
    assert answer.status_code == 422
    assert "before the first one" in answer.content.decode()
    assert f'value="{sam.pk}" selected' in answer.content.decode()


def test_strangers_cannot_end_it(signed_in, lea, sam, eva):
    row = away(lea, sam)
    assert signed_in(eva).post(reverse("accounts:end_absence", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.revoked_at is None


def test_duties_say_for_whom(signed_in, lea, sam):
    facts = {"name_fr": "C", "name_en": "C", "lead": lea, "starts_on": date(2026, 1, 1)}
    create_project(by=None, at=timezone.now() - timedelta(days=90), code="C360", **facts)
    away(lea, sam)
    assert "You stand in for Lea Martin" in signed_in(sam).get(reverse("portfolio:duties")).content.decode()


def test_the_page_asks_the_same_whatever_is_planned(signed_in, lea, sam):
    browser = signed_in(lea)
    for number in range(2):
        away(lea, sam, start=10 * number, days=5)
    few = _queries(browser)
    for number in range(2, 20):
        away(lea, sam, start=10 * number, days=5)
    assert _queries(browser) == few


def _queries(browser):
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("accounts:absence"))
    return len(asked)
