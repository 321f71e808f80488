"""Acting on a project from outside: done, told, audited, refused, rolled back; and the decisions projects wait for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.models import Delegation
from foundation.audit import queries as ledger
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Comment, Notification
from portfolio.actions import attention, decisions
from portfolio.models import ActionItem, Decision
from tests.conftest import person

pytestmark = pytest.mark.django_db


def told(user, at) -> list[str]:
    deliver_outbox(at=at)
    return list(Notification.objects.filter(user=user).order_by("id").values_list("event", flat=True))


def test_help_is_offered_to_the_lead_said_in_public_and_audited(project, lea, eva, at):
    attention.offer_help(project=project, by=eva, at=at, text="Two of my analysts are free in March.")
    assert told(lea, at) == ["help.offered"]
    assert Comment.objects.get().text == "Two of my analysts are free in March."
    assert [entry.verb for entry in ledger.trail(project)][:2] == ["help.offered", "comment.added"]


def test_a_lead_who_is_away_is_told_with_who_stands_in(project, lea, sam, eva, at):
    today = at.date()
    Delegation.objects.create(user=lea, delegate=sam, starts_on=today, ends_on=today, made_at=at)
    attention.offer_help(project=project, by=eva, at=at)
    assert told(lea, at) == told(sam, at) == ["help.offered"]


def test_nobody_offers_help_to_themselves(project, lea, at):
    with pytest.raises(ValidationError, match="Nobody else is in charge"):
        attention.offer_help(project=project, by=lea, at=at)


def test_a_question_waits_for_its_answer(project, lea, eva, at):
    item = attention.ask(project=project, by=eva, at=at, text="Which mitigation, by when?", due_on=at.date())
    assert (item.owner, item.asked_by, item.state) == (lea, eva, "open")
    assert told(lea, at) == ["question.asked"]
    assert ledger.trail(project)[0].facts["about"] == "Which mitigation, by when?"


def test_a_question_for_yesterday_or_without_words_is_refused(project, eva, at):
    for facts in ({"text": "Why?", "due_on": at.date() - timedelta(days=1)}, {"text": " ", "due_on": at.date()}):
        with pytest.raises(ValidationError):
            attention.ask(project=project, by=eva, at=at, **facts)
    assert not ActionItem.objects.exists()


def test_one_reminder_a_day_is_enough(project, lea, eva, at):
    assert attention.remind(project=project, by=eva, at=at)
    assert not attention.remind(project=project, by=eva, at=at + timedelta(hours=2))
    assert attention.remind(project=project, by=eva, at=at + timedelta(days=1))
    assert told(lea, at + timedelta(days=1)) == ["lead.reminded", "lead.reminded"]


def test_a_call_for_ideas_reaches_owner_and_leads_once_a_week(project, delight, otto, lea, eva, at):
    assert attention.call_for_ideas(objective=delight, by=eva, at=at, text="Anything on loyalty?") == 2
    attention.call_for_ideas(objective=delight, by=eva, at=at + timedelta(hours=1))
    assert told(otto, at) == told(lea, at) == ["ideas.called"]


def test_what_cannot_be_written_in_the_ledger_is_not_done(project, eva, at, monkeypatch):
    def broken(**_facts):
        raise RuntimeError

    monkeypatch.setattr("foundation.audit.actions.record", broken)
    for act in (
        lambda: attention.offer_help(project=project, by=eva, at=at),
        lambda: attention.ask(project=project, by=eva, at=at, text="Why?", due_on=at.date()),
        lambda: attention.remind(project=project, by=eva, at=at),
        lambda: attention.take_note(project=project, by=eva, at=at, matter="veto"),
        lambda: decisions.open_decision(project=project, title="Go on?", decider=eva, due_on=None, by=eva, at=at),
    ):
        with pytest.raises(RuntimeError):
            act()
    assert not ActionItem.objects.exists()
    assert not Decision.objects.exists()
    assert told(project.lead, at) == []


def test_a_decision_is_asked_taken_told_and_audited(project, lea, eva, at):
    decision = decisions.open_decision(project=project, title="Attach it or stop it", decider=eva, due_on=at.date(), by=lea, at=at)
    assert told(eva, at) == ["decision.waits"]
    taken = decisions.take_decision(decision=decision, outcome="Stop it in June.", by=eva, at=at)
    assert (taken.state, taken.outcome, taken.decided_on) == ("taken", "Stop it in June.", at.date())
    assert told(lea, at) == ["decision.taken"]
    assert [entry.verb for entry in ledger.trail(project)][:2] == ["decision.taken", "decision.opened"]


def test_who_may_not_see_the_project_is_not_asked_to_decide(project, lea, sam, at):
    with pytest.raises(ValidationError, match="may not see"):
        decisions.open_decision(project=project, title="Go on?", decider=sam, due_on=None, by=lea, at=at)


def test_the_pages_of_decisions(project, lea, eva, sam, at, signed_in):
    client = signed_in(eva)
    page = reverse("portfolio:decision_new", args=[project.code])
    assert "Ask for a decision" in client.get(page).content.decode()
    wrong = client.post(page, {"title": "", "decider": eva.pk, "due_on": "2999-01-01"})
    assert wrong.status_code == 422
    token = uuid4()
    facts = {"title": "Go on?", "decider": eva.pk, "due_on": "2999-01-01", "token": token}
    assert [client.post(page, facts).status_code for _ in range(2)] == [303, 303]
    decision = Decision.objects.get()
    assert "Go on?" in client.get(reverse("portfolio:decisions")).content.decode()
    address = reverse("portfolio:decision", args=[decision.key])
    assert signed_in(sam).get(address).status_code == 404
    assert signed_in(lea).post(address, {"outcome": "x"}).status_code == 403
    client = signed_in(eva)
    assert client.post(address, {"outcome": " "}).status_code == 422
    assert client.post(address, {"outcome": "Yes"}).status_code == 303
    assert "Yes" in client.get(address).content.decode()


def test_the_list_of_decisions_does_not_grow_in_queries(project, lea, eva, at, signed_in):
    client = signed_in(eva)
    counts = []
    for number in (3, 30):
        for one in range(number):
            decisions.open_decision(project=project, title=f"Go on {number}.{one}?", decider=lea, due_on=None, by=eva, at=at)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("portfolio:decisions"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_nothing_decided_yet_is_said(eva, signed_in):
    assert "No decision was taken yet" in signed_in(eva).get(reverse("portfolio:decisions"), {"state": "closed"}).text


def test_every_decision_is_found_on_some_page(project, lea, eva, at, signed_in, monkeypatch):
    """What was taken long ago too: the register of decisions ends nowhere silently."""
    asked = [decisions.open_decision(project=project, title=f"Go on {n}?", decider=lea, due_on=None, by=eva, at=at) for n in range(9)]
    for number, decision in enumerate(asked[:7]):
        decisions.take_decision(decision=decision, outcome="Yes", by=lea, at=at + timedelta(days=number))
    browser, address = signed_in(eva), reverse("portfolio:decisions")

    def titles(**query):
        html = browser.get(address, query).text
        return {n for n in range(9) if f"Go on {n}?" in html}

    monkeypatch.setattr("foundation.paging.page_of.__defaults__", (4,))
    assert titles() == {2, 3, 4, 5, 6, 7, 8}
    assert f"{address}?state=closed" in browser.get(address).text
    assert [titles(state="closed"), titles(state="closed", page="2")] == [{3, 4, 5, 6}, {0, 1, 2}]


def test_the_forms_answer_with_the_page_they_stood_on(project, lea, eva, signed_in):
    client = signed_in(eva)
    for name, facts in (("offer_help", {}), ("ask", {"text": "Why?"}), ("remind", {})):
        answer = client.post(reverse(f"portfolio:{name}", args=[project.code]), facts | {"next": "/?lens=ceo"})
        assert (answer.status_code, answer["Location"]) == (303, "/?lens=ceo")
    away = client.post(reverse("portfolio:offer_help", args=[project.code]), {"next": "https://elsewhere.example/"})
    assert away["Location"] == project.get_absolute_url()


@pytest.mark.parametrize(("name", "longest"), [("offer_help", 2_000), ("ask", 300)])
def test_words_too_long_are_shown_again_whole(project, eva, signed_in, name, longest):
    browser, address = signed_in(eva), reverse(f"portfolio:{name}", args=[project.code])
    words = "é" * longest + " <b>the end"
    again = browser.post(address, {"text": words, "next": "/boards/help/"})
    assert again.status_code == 422
    assert "é &lt;b&gt;the end" in again.text
    assert 'value="/boards/help/"' in again.text
    assert not ActionItem.objects.exists()


def test_a_stranger_may_do_nothing(project, sam, eva, otto, delight, signed_in):
    client = signed_in(person("Nina", role="team_lead"))
    for name in ("offer_help", "ask", "remind"):
        assert client.post(reverse(f"portfolio:{name}", args=[project.code])).status_code == 404
    assert client.post(reverse("portfolio:ideas", args=[delight.pk])).status_code == 403
