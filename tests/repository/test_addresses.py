"""Default deny: every address says who may open it, and exactly those may."""

import pytest
from django.db import transaction
from django.test import Client

from tests.repository.addresses import every_address
from tests.repository.policy import POLICY
from tests.repository.world import AT, World, build

# One door stands before the whole administration: the nearest of those it refuses tries every page, the others every list.
NEAREST = "auditor"
OPENED = ("_changelist", "_change")
DENIED, SIGN_IN = (401, 403, 404, 405), ("/account/login/", "/admin/login/")
PEOPLE = ["anonymous", "sam", "lea", "otto", "eva", "auditor", "ada"]


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_every_address_is_named_in_the_policy():
    assert [address.name for address in every_address() if address.rule() is None] == []


def test_the_policy_names_no_address_that_is_gone():
    names = {address.name for address in every_address()}
    assert [key for key in POLICY if not key.endswith("*") and key not in names] == []


def test_the_policy_knows_its_objects(world):
    unknown = {rule.at for rule in POLICY.values() if rule.at} - AT.keys()
    assert unknown == set()


def test_only_the_public_list_opens_without_signing_in():
    """The middleware asks for a login on every view but those that say they need none."""
    open_views = {a.name for a in every_address() if not getattr(a.view, "login_required", True)}
    said = {a.name for a in every_address() if a.rule() and a.rule().why_public}
    assert open_views == said


@pytest.mark.parametrize("person", PEOPLE)
def test_exactly_those_named_are_let_in(person, world, settings):
    settings.MFA_REQUIRED_FOR_ADMINS = False
    client = Client()
    if person != "anonymous":
        client.force_login(world.people[person])
    wrong = [fault for address in _tried_by(person) for fault in _faults(person, address, world, client)]
    assert not wrong, "\n".join(wrong)


def _tried_by(person):
    everything = [address for address in every_address() if address.rule()]
    if person == "ada":  # tests/admin opens every list and row as she does
        return [address for address in everything if not address.name.startswith("admin:") or not address.name.endswith(OPENED)]
    if person in ("anonymous", NEAREST):
        return everything
    return [address for address in everything if not address.name.startswith("admin:") or address.name.endswith("_changelist")]


def _faults(person, address, world, signed_in):
    rule, url = address.rule(), address.url(world)
    answer = _ask(url, rule.post, signed_in)
    yield from _judgement(person, rule, rule.lets_in(person), answer, f"{person} {'GET' if rule.post is None else 'POST'} {url}")
    if rule.writes and rule.lets_in(person):
        yield from _judgement(person, rule, person in rule.writes.split(), _ask(url, {}, signed_in), f"{person} POST {url}")


def _ask(url, post, signed_in):
    """The answer, with everything undone that it wrote."""
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    client.handler = signed_in.handler  # its middleware is loaded once
    client.cookies.update(signed_in.cookies)
    with transaction.atomic():
        answer = client.get(url) if post is None else client.post(url, post)
        if answer.streaming:
            list(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def _judgement(person, rule, let_in, answer, what):
    to_login = answer.status_code in (302, 303) and answer.get("Location", "").startswith(SIGN_IN)
    if rule.wants_token:
        if answer.status_code != 401:
            yield f"{what}: {answer.status_code}, should ask for a token"
    elif let_in:
        refused = answer.status_code in DENIED or answer.status_code >= 500 or (to_login and not rule.why_public)
        if refused and not _excused(answer, what) and not (rule.absent and answer.status_code == 404):
            yield f"{what}: {answer.status_code}, should be let in"
    elif person == "anonymous":
        if not to_login:
            yield f"{what}: {answer.status_code}, should be led to the sign-in page"
    elif answer.status_code != (403 if rule.lets_in(person) else rule.refusal(person)):
        yield f"{what}: {answer.status_code}, should be {403 if rule.lets_in(person) else rule.refusal(person)}"


def _excused(answer, what):
    """The administration says 404 (its search 403) of objects that do not exist; /healthz says 503 without workers."""
    return (answer.status_code in (403, 404) and " /admin/" in what) or (answer.status_code == 503 and "healthz" in what)
