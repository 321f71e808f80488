"""The project that four people prepare in secret: it shows for them, and for nobody else, on no page and in no figure."""

import re

import pytest
from django.urls import reverse

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Project
from portfolio.queries.left_out import hidden_confidential
from portfolio.queries.sight import seers
from strategy.models import StrategicObjective
from tests.demo.conftest import TODAY

NAMED = {"cmo", "ceo", "cfo", "olivier.mazeran"}
ITS_WORDS = re.compile("Garance|Rivoire|GV-01")
LISTS = [
    "/", "/?lens=cfo", "/projects/", "/projects.csv", "/roadmap/", "/roadmap.csv", "/bubbles/", "/portfolios/", "/portfolios/VAUTERRE/",
    "/boards/help/", "/boards/silent/", "/boards/stop-first/", "/boards/help.csv", "/boards/silent.csv", "/boards/stop-first.csv",
    "/decisions/", "/strategy/", "/strategy/map/", "/promises/", "/wins/", "/my/", "/my/team/", "/notifications/", "/account/data/",
    "/rse/funded/", "/find/?q=gv", "/find/?q=offre",
]  # fmt: skip
THAT_NAME_IT = ["/projects/", "/projects.csv", "/roadmap/", "/decisions/", "/find/?q=gv"]
THAT_SAY_SO = ["/projects/", "/roadmap/", "/bubbles/", "/portfolios/", "/boards/silent/", "/boards/stop-first/", "/decisions/"]


def of(login: str) -> User:
    return User.objects.get(email=f"{login}@vauterre.example")


def told(browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_four_people_are_named_and_nobody_else_sees_it(seeded):
    project = Project.objects.get(is_confidential=True)
    assert {seer.user.email.split("@")[0] for seer in seers(project, TODAY)} == NAMED
    for person in User.objects.filter(is_demo=True):
        named = person.email.split("@")[0] in NAMED
        assert visible_to(person).filter(pk=project.pk).exists() == named
        assert hidden_confidential(person) == (0 if named else 1)


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_name_it_to_the_finance_director_and_not_to_the_one_of_operations(seeded, signed_in, path):
    assert not ITS_WORDS.search(told(signed_in(of("coo")), path))
    if path in THAT_NAME_IT:
        assert ITS_WORDS.search(told(signed_in(of("cfo")), path))


@pytest.mark.parametrize("path", THAT_SAY_SO)
def test_the_pages_say_that_a_project_is_left_out(seeded, signed_in, path):
    sentence = r"1 confidential project is (left out|not shown)"
    assert re.search(sentence, told(signed_in(of("coo")), path))
    assert not re.search(sentence, told(signed_in(of("cfo")), path))


def test_its_address_answers_strangers_as_if_it_were_not_there(seeded, signed_in):
    for name in ("project", "reports", "milestones", "money", "trail", "comments"):
        path = reverse(f"portfolio:{name}", args=["GV-01"])
        assert signed_in(of("cfo")).get(path).status_code == 200
        for login in ("coo", "admin", "auditor", "owner"):
            assert signed_in(of(login)).get(path).status_code == 404


def test_neither_objective_nor_ledger_tells_of_it(seeded, signed_in):
    objective = reverse("strategy:objective", args=[StrategicObjective.objects.get(code="O3").pk])
    assert ITS_WORDS.search(told(signed_in(of("olivier.mazeran")), objective))
    for login, path in (("coo", objective), ("auditor", "/ledger/"), ("auditor", "/ledger/ledger.csv"), ("admin", "/rights/?q=garance")):
        assert not ITS_WORDS.search(told(signed_in(of(login)), path).replace("q=Garance", "")), path
