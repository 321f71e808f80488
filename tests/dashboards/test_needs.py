"""What needs a person: ranked by weight, severity and novelty; remembered without a GET; acted upon; the same number of queries."""

from datetime import date, timedelta

import pytest

from cmo_portal.dashboards import actions
from cmo_portal.dashboards.models import SeenMatter
from cmo_portal.dashboards.needs import need as pure
from foundation.accounts.models import User
from foundation.audit import queries as ledger
from foundation.history import record
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Notification
from portfolio.models import ActionItem, Decision, EarnedValuePoint, Project, ProjectContribution
from tests.dashboards.company import ENTERED, TODAY, Company


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, *_args: value.date() if value else TODAY)


def needs(client, address: str = "/"):
    return client.get(address).context["needs"]


def titles(client, address: str = "/") -> list[str]:
    return [need.title for need in needs(client, address).first]


def test_novelty_falls_with_each_day_and_with_what_one_did():
    assert [round(pure.novelty(days), 2) for days in (0, 1, 3, 30)] == [1.0, 0.74, 0.49, 0.35]
    assert pure.novelty(0, handled=True) == 0.5


def test_a_large_matter_outranks_a_small_grave_one_and_kinds_alternate():
    small = pure.Need("veto", "project:1", "off_track", "small", "/", weight=0.004)
    large = pure.Need("needs_help", "project:2", "needs_help", "large", "/", weight=0.2)
    second = pure.Need("needs_help", "project:3", "needs_help", "second", "/", weight=0.19)
    many = [pure.Need("outdated", f"project:{n}", "outdated", f"late {n}", "/", weight=0.001) for n in range(4, 9)]
    chosen = pure.first([small, large, second, *many])
    assert [need.title for need in chosen][:3] == ["large", "second", "small"]
    assert len(chosen) == 5


def test_each_matter_says_what_why_who_and_since_when(company: Company, eva: User, signed_in) -> None:
    project = Project.objects.get(code="C360")
    money = {"planned_value": 4_200_000, "earned_value": 3_530_000, "actual_cost": 4_100_000, "budget_at_completion": 8_400_000}
    record(EarnedValuePoint, at=ENTERED, by=None, project=project, on=date(2026, 7, 1), currency="EUR", **money)
    first = needs(signed_in(eva)).first[0]
    assert (first.title, first.owner, first.status) == ("Client 360", "Lea Martin", "needs_help")
    assert first.change == "Alignment −4.0 since 1 Jul 2026"
    assert [action.label for action in first.actions] == ["Offer help", "Ask", "Acknowledge"]
    assert first.why[0].startswith("Weight")
    assert first.why[2] == "New to you: it ranks higher."


def test_looking_at_the_page_remembers_nothing(company: Company, eva: User, signed_in) -> None:
    signed_in(eva).get("/")
    assert not SeenMatter.objects.exists()


def test_what_was_seen_on_earlier_days_ranks_lower(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    before = needs(client).first[0]
    for days in (3, 2, 1):
        actions.remember_seen(user=eva, matters={before.key: before.fingerprint}, on=TODAY - timedelta(days=days))
    after = next(need for need in needs(client).first if need.key == before.key)
    assert after.days_before == 3
    assert after.rank < before.rank
    assert after.why[2] == "You saw it on 3 earlier days: it ranks lower."


def test_the_same_day_counts_once_and_a_change_makes_it_new(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    value = needs(client).first[0].seen_value
    for _ in range(2):
        assert client.post("/home/seen/", {"matter": [value, "<b>", "x|y"]}).status_code == 204
    row = SeenMatter.objects.get()
    assert (row.days, row.seen_on) == (1, TODAY)
    assert needs(client).first[0].is_new
    actions.remember_seen(user=eva, matters={row.key: row.fingerprint}, on=TODAY + timedelta(days=1))
    assert SeenMatter.objects.get().days == 2
    actions.remember_seen(user=eva, matters={row.key: "changed"}, on=TODAY + timedelta(days=2))
    assert SeenMatter.objects.get().days == 1


def test_acknowledging_sets_it_aside_tells_the_lead_and_is_audited(company: Company, eva: User, lea: User, signed_in, at) -> None:
    client = signed_in(eva)
    first = needs(client).first[0]
    answer = client.post("/home/noted/", {"matter": first.seen_value, "next": "/?lens=coo"})
    assert (answer.status_code, answer["Location"]) == (303, "/?lens=coo")
    left = needs(client)
    assert first.title not in [need.title for need in left.first]
    assert left.aside == 1
    deliver_outbox(at=at)
    assert list(Notification.objects.filter(user=lea).values_list("event", flat=True)) == ["matter.noted"]
    assert ledger.trail(Project.objects.get(code="C360"))[0].verb == "matter.noted"


def test_a_matter_set_aside_comes_back_when_it_changes(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    first = needs(client).first[0]
    client.post("/home/noted/", {"matter": first.seen_value})
    SeenMatter.objects.update(fingerprint="needs_help/:0.8")
    assert first.title in titles(client)


def test_nothing_is_set_aside_when_the_ledger_cannot_be_written(company: Company, eva: User, signed_in, monkeypatch) -> None:
    client = signed_in(eva)
    client.raise_request_exception = False
    value = needs(client).first[0].seen_value
    monkeypatch.setattr("foundation.audit.actions.record", lambda **_facts: 1 / 0)
    assert client.post("/home/noted/", {"matter": value}).status_code == 500
    assert not SeenMatter.objects.exists()


def test_nobody_notes_what_they_may_not_see(company: Company, lea: User, signed_in) -> None:
    other = Project.objects.get(code="ERP")
    client = signed_in(lea)
    assert client.post("/home/noted/", {"matter": f"orphan:project:{other.pk}|orphan/x"}).status_code == 404
    assert client.post("/home/noted/", {"matter": "nonsense"}).status_code == 404


def test_what_one_did_is_said_and_ranks_lower(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    rank = needs(client).first[0].rank
    client.post("/projects/C360/offer-help/", {"text": "Two analysts in March", "next": "/"})
    again = next(need for need in needs(client).first if need.title == "Client 360")
    assert "You offered help" in again.handled
    assert again.rank == pytest.approx(rank / 2)


def test_a_decision_that_waits_comes_with_its_project(company: Company, eva: User, signed_in) -> None:
    project = Project.objects.get(code="HELM")
    record(Decision, at=ENTERED, by=None, project=project, title="Attach or stop?", decider=eva, due_on=TODAY + timedelta(days=5))
    helm = next(need for need in needs(signed_in(eva)).first if need.title == "Casque immersif")
    assert helm.actions[0].label == "Decide"
    assert "Your decision is wanted by 13 Jul 2026: “Attach or stop?”." in helm.cause


def test_a_question_waits_on_the_home_of_who_was_asked(company: Company, lea: User, eva: User, signed_in) -> None:
    project = Project.objects.get(code="C360")
    asked = {"project": project, "owner": lea, "asked_by": eva, "due_on": TODAY}
    item = record(ActionItem, at=ENTERED, by=eva, title="Which mitigation?", **asked)
    client = signed_in(lea)
    only = needs(client).first[0]
    assert (only.kind, only.cause, only.owner) == ("asked", "“Which mitigation?”", "Eva Martin")
    answer = client.post(only.actions[0].href, {"answer": "A second supplier by May", "next": "/"})
    assert answer["Location"] == "/"
    assert ActionItem.objects.current().get(key=item.key).state == "done"
    assert "All is up to date. Thank you." in client.get("/").content.decode()


def test_the_roles_look_at_different_things_first(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    weights = {lens: {need.kind: need.severity for need in needs(client, f"/?lens={lens}").first} for lens in ("cmo", "cfo", "ceo")}
    assert weights["cfo"]["orphan"] > weights["cmo"]["orphan"]
    assert weights["ceo"]["orphan_objective"] > weights["cmo"]["orphan_objective"]


def test_the_good_empty_state(db: None, company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    for need in [need for need in needs(client).first if need.kind != "validate"]:
        client.post("/home/noted/", {"matter": need.seen_value})
    assert "You have taken note of 3 other matters; they come back when they change." in client.get("/").content.decode()
    ProjectContribution.objects.filter(project__code="AI").update(superseded_at=ENTERED)
    html = client.get("/").content.decode()
    assert "Nothing needs you" in html
    assert "You have taken note of 3 matters; they come back when they change." in html


def test_what_waits_by_name_weighs_and_shows_the_money_of_its_project_in_the_currency_of_the_board(company, eva, signed_in):
    ai = Project.objects.get(code="AI")
    company.count_in_yen("AI", rate=0.01)
    record(Decision, at=ENTERED, by=None, project=ai, title="Stop?", decider=eva, due_on=TODAY + timedelta(days=5))
    waiting = next(need for need in needs(signed_in(eva)).first if need.kind == "decision")
    assert (waiting.amount, round(waiting.money_share, 6)) == (10_000, round(10_000 / 10_000_000, 6))


def test_what_waits_by_name_without_a_rate_shows_no_money(company, lea, signed_in):
    c360 = Project.objects.get(code="C360")
    company.count_in_yen("C360", rate=None)
    record(ActionItem, at=ENTERED, by=None, project=c360, title="Who can help?", owner=lea, due_on=TODAY)
    asked = next(need for need in needs(signed_in(lea)).first if need.kind == "asked")
    assert (asked.amount, asked.money_share) == (None, 0)


def test_serving_nothing_is_sorted_and_told_in_the_currency_of_the_board(company, eva, signed_in):
    company.project("TINY", unit="DCM", budget=90_000, orphan=True)
    company.count_in_yen("HELM", rate=0.01)
    rows = signed_in(eva).get("/").context["board"].orphan_projects
    assert [(row.code, row.money) for row in rows] == [("TINY", 90_000), ("HELM", 10_000)]
