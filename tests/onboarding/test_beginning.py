from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from cmo_portal.onboarding import actions, queries
from cmo_portal.onboarding.models import Beginning
from cmo_portal.waiting import SOURCES
from foundation.accounts.models import User
from foundation.audit.models import LedgerEntry
from portfolio.models import Project, ScoreRun
from tests.conftest import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db) -> User:
    return User.objects.create_superuser("first@example.org", None, full_name="First Martin", language="en")


def choose(client, choice):
    return client.post(reverse("start"), {"choice": choice})


def test_an_empty_portal_asks_its_first_administrator_how_to_begin(signed_in, first):
    browser = signed_in(first)
    assert browser.get("/").headers["Location"] == reverse("start")
    page = browser.get(reverse("start")).content.decode()
    for words in ("My projects", "A demonstration", "A blank portal"):
        assert words in page


def test_others_are_not_asked(signed_in, eva):
    assert signed_in(eva).get("/").status_code == 200
    assert signed_in(eva).get(reverse("start")).status_code == 403


def test_a_portal_with_projects_does_not_ask(signed_in, first):
    Project.objects.create(code="P", name_fr="P", name_en="P", entered_on=START)
    assert signed_in(first).get("/").status_code == 200
    assert signed_in(first).get(reverse("start")).headers["Location"] == "/"


@pytest.mark.parametrize(("choice", "leads_to"), [("blank", "strategy:strategy"), ("import", "exchange:imports")])
def test_a_choice_leads_on_is_audited_and_never_asked_again(signed_in, first, choice, leads_to):
    browser = signed_in(first)
    assert choose(browser, choice).headers["Location"] == reverse(leads_to)
    assert browser.get("/").status_code == 200
    assert browser.get(reverse("start")).headers["Location"] == "/"
    entry = LedgerEntry.objects.get(verb="portal.begun")
    assert (entry.by, entry.facts) == (first, {"choice": choice})


def test_a_choice_that_means_nothing_asks_again(signed_in, first):
    assert choose(signed_in(first), "x").status_code == 200
    assert not Beginning.objects.exists()


def test_the_demonstration_waits_for_a_worker_and_the_request_does_not(signed_in, first):
    browser = signed_in(first)
    with mock.patch("cmo_portal.onboarding.actions.seed_demo") as seed:
        assert choose(browser, "demo").headers["Location"] == reverse("start_progress")
        choose(browser, "blank")
    assert not seed.called
    assert Beginning.objects.get().choice == "demo"
    assert queries.TASK in [wake_up.task for source in SOURCES for wake_up in source(timezone.now())]
    assert "A worker takes it up" in browser.get(reverse("start_progress")).content.decode()


def test_a_worker_writes_it_once_and_its_nights_are_wanted(signed_in, first):
    browser = signed_in(first)
    choose(browser, "demo")
    with mock.patch("cmo_portal.onboarding.actions.seed_demo") as seed:
        at = timezone.now()
        assert actions.write_demo(at=at)
        assert not actions.write_demo(at=at)
    assert seed.call_count == 1
    assert queries.waiting(at) == []
    page = browser.get(reverse("start_progress")).content.decode()
    assert f"0 of {ScoreRun.objects.count()} nights" in page
    ScoreRun.objects.update(state="published")
    assert "Open the board" in browser.get(reverse("start_progress")).content.decode()


def test_a_worker_that_was_killed_is_followed_by_another(signed_in, first):
    choose(signed_in(first), "demo")
    at = timezone.now()
    Beginning.objects.update(state="running", claimed_at=at)
    assert queries.waiting(at) == []
    later = at + timedelta(minutes=6)
    assert [wake_up.task for wake_up in queries.waiting(later)] == [queries.TASK]
    with mock.patch("cmo_portal.onboarding.actions.seed_demo"):
        assert actions.write_demo(at=later)


def test_what_failed_is_said_and_may_be_chosen_again(signed_in, first):
    browser = signed_in(first)
    choose(browser, "demo")
    with mock.patch("cmo_portal.onboarding.actions.seed_demo", side_effect=OSError("disk full")), pytest.raises(OSError, match="disk"):
        actions.write_demo(at=timezone.now())
    assert "disk full" in browser.get(reverse("start_progress")).content.decode()
    assert "disk full" in browser.get(reverse("start")).content.decode()
    assert choose(browser, "blank").headers["Location"] == reverse("strategy:strategy")
    assert list(LedgerEntry.objects.order_by("position").values_list("verb", flat=True)) == ["portal.begun", "portal.begun_again"]


def test_nobody_watches_a_demonstration_that_nobody_asked_for(signed_in, first):
    assert signed_in(first).get(reverse("start_progress")).status_code == 404
