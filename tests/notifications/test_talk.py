from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.notifications import actions, queries
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Comment, Follow
from portfolio.actions.projects import create_project
from portfolio.actions.status import correct_status, report_status
from strategy.models import StrategicObjective, StrategicPlan
from tests.conftest import START

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
STRANGE = "<img src=x onerror=alert(1)> 🦉 \u202eשלום"


@pytest.fixture
def objective(otto):
    plan = StrategicPlan.objects.create(code="P", name_fr="Plan", name_en="Plan", starts_on=START, ends_on=START.replace(year=2040))
    return StrategicObjective.objects.create(plan=plan, code="O1", name_fr="Satisfaire", name_en="Delight", owner=otto)


@pytest.fixture
def project(lea, at):
    return create_project(by=None, at=at, code="C360", name_fr="C", name_en="Client 360", lead=lea)


@pytest.fixture
def report(project, lea, at):
    return report_status(project=project, by=lea, at=at, health="green")


def say(client, address, text):
    return client.post(address, {"text": text, "token": uuid4()})


def told(user) -> list[str]:
    deliver_outbox(at=timezone.now())
    return [notice.text for notice in queries.tray(user)]


def test_a_comment_on_an_objective_reaches_its_owner_and_whom_it_mentions(signed_in, objective, lea, eva, otto):
    address = reverse("strategy:objective_comments", args=[objective.pk])
    assert say(signed_in(lea), address, "Weigh it more @eva").status_code == 303
    assert told(otto) == ["Lea Martin comments Delight: “Weigh it more @eva”"]
    assert told(eva) == ["Lea Martin mentions you: “Weigh it more @eva”"]
    assert "Weigh it more @eva" in signed_in(otto).get(objective.get_absolute_url()).content.decode()


def test_a_comment_on_a_report_reaches_its_author_and_stays_after_a_correction(signed_in, report, lea, eva, at):
    assert say(signed_in(eva), report.get_absolute_url(), "Why green?").status_code == 303
    assert told(lea)[0].endswith("“Why green?”")
    corrected = correct_status(report=report, by=lea, at=timezone.now(), health="amber", note="Late", reason="typo")
    page = signed_in(lea).get(corrected.get_absolute_url()).content.decode()
    assert "Why green?" in page
    assert "holds now" in page


@pytest.mark.parametrize("where", ["objective", "report"])
def test_a_mention_without_access_is_neither_told_nor_revealed(signed_in, where, request, sam, eva):
    subject = request.getfixturevalue(where)
    address = reverse("strategy:objective_comments", args=[subject.pk]) if where == "objective" else subject.get_absolute_url()
    answer = say(signed_in(eva), address, "See @sam and @nobody")
    unknown = say(signed_in(eva), address, "See @nobody and @sam")
    assert told(sam) == []
    assert (answer.status_code, answer.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert signed_in(sam).get(address).status_code == 404


def test_strange_letters_stand_as_text_and_too_many_are_refused_with_what_was_typed(signed_in, report, lea):
    browser = signed_in(lea)
    say(browser, report.get_absolute_url(), STRANGE)
    assert "&lt;img src=x onerror=alert(1)&gt; 🦉" in browser.get(report.get_absolute_url()).content.decode()
    answer = say(browser, report.get_absolute_url(), "x" * 20_000)
    assert answer.status_code == 422
    assert "at most 5000 characters" in answer.content.decode().replace("\u202f", "").replace(",", "")
    assert "x" * 20_000 in answer.content.decode()
    assert Comment.objects.count() == 1


def test_follow_mute_and_usual_show_their_state(signed_in, objective, lea):
    browser = signed_in(lea)
    facts = {"kind": "strategy.strategicobjective", "number": str(objective.pk)}
    for choice, words in (("follow", "told of everything"), ("mute", "told of nothing"), ("none", "told of mentions")):
        part = browser.post(reverse("notifications:follow"), facts | {"choice": choice}, headers=HTMX)
        assert words in part.content.decode()
        assert words in browser.get(objective.get_absolute_url()).content.decode()
    assert not Follow.objects.exists()


def test_who_muted_is_told_of_nothing_even_after_speaking(signed_in, objective, otto, eva):
    actions.follow(user=otto, subject=objective, muted=True)
    address = reverse("strategy:objective_comments", args=[objective.pk])
    say(signed_in(otto), address, "No.")
    say(signed_in(eva), address, "Sure, @otto?")
    assert told(otto) == []
    assert Follow.objects.get(user=otto).muted


@pytest.mark.parametrize("number", ["1", "x", "", "9" * 70])
@pytest.mark.parametrize("kind", ["portfolio.project", "portfolio.statusreport", "accounts.user", "nothing"])
def test_what_one_does_not_see_cannot_be_followed(signed_in, sam, project, kind, number):
    answer = signed_in(sam).post(reverse("notifications:follow"), {"kind": kind, "number": number, "choice": "follow"})
    assert answer.status_code == 404


def test_the_list_of_what_i_follow_drops_what_i_no_longer_see(signed_in, project, report, objective, lea, sam):
    for subject in (project, report, objective):
        actions.follow(user=lea, subject=subject)
        actions.follow(user=sam, subject=subject, muted=True)
    assert len(signed_in(lea).get(reverse("notifications:following")).context["watched"]) == 3
    assert signed_in(sam).get(reverse("notifications:following")).context["watched"] == []


def test_a_report_page_shows_declared_beside_computed_and_who_read_it(signed_in, report, eva, lea):
    browser = signed_in(eva)
    answer = browser.post(reverse("portfolio:report_read", args=["C360", report.key]), {"question": "When?"})
    assert answer.headers["Location"] == report.get_absolute_url()
    assert "When?" in signed_in(lea).get(report.get_absolute_url()).content.decode()
