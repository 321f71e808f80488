from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.notifications.models import OutboxRow
from portfolio.actions import contributions
from portfolio.models import ProjectContribution
from portfolio.queries.validation import last_decision

HALF = Decimal("0.5")
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def current() -> ProjectContribution:
    return ProjectContribution.objects.current().get()


@pytest.fixture
def declare(project):
    return reverse("portfolio:declare", args=["C360"])


def test_a_lead_declares_by_a_written_statement_and_the_owner_is_told(declare, delight, signed_in, lea, otto):
    page = signed_in(lea).get(declare)
    assert "a direct effect on a part of the objective" in page.content.decode()
    facts = {"objective": delight.pk, "level": "0.5", "rationale": "One view"}
    assert signed_in(lea).post(declare, facts).status_code == 303
    assert (current().level, current().state, current().rationale) == (HALF, "declared", "One view")
    assert OutboxRow.objects.get(event="contribution.waits").recipients == [otto.pk]


def test_a_declaration_sent_twice_is_answered_twice_and_stands_once(declare, delight, signed_in, lea):
    """The second sending finds its objective no longer on offer; that it was served by the first counts before."""
    facts = {"objective": delight.pk, "level": "0.5", "rationale": "", "token": str(uuid4())}
    browser = signed_in(lea)
    answers = [browser.post(declare, facts) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ProjectContribution.objects.count() == 1


def test_an_objective_may_state_its_own_levels(declare, delight, signed_in, lea):
    from strategy.models import ContributionLevel

    ContributionLevel.objects.create(objective=delight, level=HALF, statement_fr="Une région", statement_en="One region")
    part = signed_in(lea).get(declare, {"objective": delight.pk}, headers=HTMX | {"HX-Target": "div#levels"}).content.decode()
    assert part.strip().startswith('<div id="levels">')
    assert "One region" in part
    assert "Otto Martin owns this objective" in part


@pytest.mark.parametrize("facts", [{"level": "0.5"}, {"objective": "group", "level": "0.5"}, {"objective": "leaf", "level": "0.3"}])
def test_a_wrong_declaration_is_explained(declare, delight, group, signed_in, lea, facts):
    numbers = {"group": group.pk, "leaf": delight.pk}
    facts = facts | ({"objective": numbers[facts["objective"]]} if "objective" in facts else {})
    assert signed_in(lea).post(declare, facts).status_code == 422
    assert not ProjectContribution.objects.exists()


def test_a_level_is_changed_and_the_second_editor_is_told(link, signed_in, lea):
    url = reverse("portfolio:link_level", args=["C360", link.key])
    browser = signed_in(lea)
    assert browser.post(url, {"version": link.pk, "level": "1"}).status_code == 303
    lost = browser.post(url, {"version": link.pk, "level": "0.25"})
    assert lost.status_code == 409
    assert "it now stands at “Full”" in lost.content.decode()
    assert current().level == 1


def test_a_link_is_withdrawn_and_brought_back(link, signed_in, lea, otto):
    withdraw, back = (reverse(f"portfolio:link_{verb}", args=["C360", link.key]) for verb in ("withdraw", "restore"))
    assert signed_in(otto).post(withdraw).status_code == 403
    assert signed_in(lea).post(withdraw).status_code == 303
    assert not ProjectContribution.objects.current().exists()
    signed_in(lea).post(back)
    assert current().level == HALF


def test_whoever_sees_a_link_may_contest_it_and_both_sides_are_told(link, signed_in, eva, lea, otto, sam):
    url = reverse("portfolio:link_contest", args=["C360", link.key])
    assert signed_in(sam).get(url).status_code == 404
    assert signed_in(eva).post(url, {"reason": ""}).status_code == 422
    assert signed_in(eva).post(url, {"reason": "No effect seen"}).status_code == 303
    assert OutboxRow.objects.get(event="contribution.contested").recipients == sorted([lea.pk, otto.pk])
    assert "No effect seen" in signed_in(eva).get("/projects/C360/trail/").content.decode()
    assert current() == link


# --- The queue -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def two(link, project, loyalty, lea, at):
    """A link for Otto, and one to an objective without an owner."""
    return link, contributions.declare_contribution(project=project, objective=loyalty, level=Decimal(1), by=lea, at=at)


def waiting(answer) -> list[str]:
    return [link.objective.code for group in answer.context["waiting"] for link in group.links]


def test_each_sees_what_waits_for_them(two, signed_in, otto, eva, ada):
    assert waiting(signed_in(otto).get("/validate/")) == ["O1"]
    assert waiting(signed_in(eva).get("/validate/")) == ["O2"]
    assert waiting(signed_in(ada).get("/validate/")) == ["O1", "O2"]


def test_who_owns_nothing_is_refused(two, signed_in, lea, sam):
    for user in (lea, sam):
        assert signed_in(user).get("/validate/").status_code == 403
        assert signed_in(user).post("/validate/accept/", {"link": two[0].pk}).status_code == 403


def test_ticked_links_are_validated_together_and_may_be_taken_back(two, signed_in, ada, lea):
    browser = signed_in(ada)
    answer = browser.post("/validate/accept/", {"link": [link.pk for link in two]}, follow=True)
    assert "2 links validated." in answer.content.decode()
    assert {row.state for row in ProjectContribution.objects.current()} == {"validated"}
    assert OutboxRow.objects.get(event="contribution.validated").facts["count"] == 2
    position = last_decision(ada).position
    assert reverse("portfolio:decision_undo", args=[position]) in answer.content.decode()
    assert browser.post(reverse("portfolio:decision_undo", args=[position])).status_code == 303
    assert {row.state for row in ProjectContribution.objects.current()} == {"declared"}
    assert browser.post(reverse("portfolio:decision_undo", args=[position + 5])).status_code == 404


def test_a_link_of_somebody_else_is_not_validated(two, signed_in, otto):
    answer = signed_in(otto).post("/validate/accept/", {"link": [link.pk for link in two]})
    assert answer.status_code == 409
    assert {row.state for row in ProjectContribution.objects.current()} == {"declared"}


def test_a_link_that_changed_meanwhile_is_looked_at_again(link, signed_in, otto, lea, at):
    contributions.change_level(link=link, level=Decimal(1), by=lea, at=at)
    answer = signed_in(otto).post("/validate/accept/", {"link": link.pk}, headers=HTMX | {"HX-Target": "div#queue"})
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.content.decode()
    assert current().state == "declared"


def test_nothing_ticked_is_said(link, signed_in, otto):
    assert signed_in(otto).post("/validate/accept/").status_code == 422


def test_a_refusal_needs_a_reason_and_the_lead_is_told(link, signed_in, otto, lea):
    url = reverse("portfolio:refuse", args=[link.key])
    assert signed_in(lea).get(url).status_code == 403
    assert signed_in(otto).post(url, {"reason": ""}).status_code == 422
    assert signed_in(otto).post(url, {"reason": "No effect", "version": link.pk}).status_code == 303
    assert (current().state, current().reason) == ("refused", "No effect")
    assert OutboxRow.objects.get(event="contribution.refused").recipients == [lea.pk]
    assert "No effect" in signed_in(lea).get("/my/").content.decode()


def test_the_yearly_question_is_one_click(project, delight, signed_in, lea, otto, at):
    long_ago = timezone.now() - timedelta(days=350)
    link = contributions.declare_contribution(project=project, objective=delight, level=HALF, by=lea, at=long_ago)
    contributions.validate(link=link, by=otto, at=long_ago)
    assert "Still true: 1 link" in signed_in(otto).get("/validate/").content.decode()
    assert signed_in(otto).post("/validate/renew/", {"link": current().pk}).status_code == 303
    assert current().decided_on == timezone.localdate()
    assert "Still true" not in signed_in(otto).get("/validate/").content.decode()


def test_the_queue_asks_as_much_for_two_links_as_for_one(two, signed_in, ada, django_assert_max_num_queries):
    browser = signed_in(ada)
    with django_assert_max_num_queries(12):
        browser.get("/validate/")


def test_the_link_of_a_confidential_project_waits_for_named_people_only(link, project, signed_in, otto, lea, at):
    from portfolio.actions import projects

    projects.change_project(project=project, version=1, by=lea, at=at, is_confidential=True)
    assert waiting(signed_in(otto).get("/validate/")) == []
