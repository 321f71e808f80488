import uuid

import pytest
from django.test import RequestFactory

from foundation.accounts.models import OrganisationUnit
from foundation.submissions import once


@pytest.fixture
def request_of(rf: RequestFactory):
    def build(user):
        request = rf.post("/")
        request.user = user
        return request

    return build


def create_unit(code: str):
    def act() -> str:
        return f"/units/{OrganisationUnit.objects.create(code=code, name_fr=code, name_en=code).pk}/"

    return act


def test_a_form_sent_twice_acts_once_and_gets_the_same_answer(request_of, ada, at):
    token = uuid.uuid4()
    answers = [once(request_of(ada), token, at, create_unit(code)) for code in ("A", "B")]
    assert answers[0] == answers[1]
    assert [u.code for u in OrganisationUnit.objects.all()] == ["A"]


def test_an_action_that_fails_may_be_sent_again(request_of, ada, at):
    token = uuid.uuid4()

    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(request_of(ada), token, at, fail)
    assert once(request_of(ada), token, at, create_unit("A"))


def test_the_token_of_somebody_else_gives_nothing_away(request_of, ada, eva, at):
    token = uuid.uuid4()
    one, other = once(request_of(ada), token, at, create_unit("A")), once(request_of(eva), token, at, create_unit("B"))
    assert one != other
