import pytest
from django.contrib.messages import get_messages

from foundation.audit.models import LedgerEntry
from foundation.history import ChangedMeanwhile
from strategy.actions import declare_cause, withdraw_cause
from strategy.map_layout import NODE_HEIGHT, WIDTH, chain, layout, wrapped
from strategy.models import ObjectiveLink, StrategicAxis, StrategicObjective, StrategicPlan
from strategy.refusals import StrategyRefusal


@pytest.fixture
def plan(db):
    return StrategicPlan.objects.create(
        code="P", name_fr="Plan", name_en="Plan", starts_on="2026-01-01", ends_on="2028-12-31", status="active"
    )


@pytest.fixture
def three(plan, otto) -> list[StrategicObjective]:
    """Skills (Otto's), quality, customers, on two axes."""
    people = StrategicAxis.objects.create(plan=plan, code="P", name_fr="Équipes", name_en="People", perspective="people", position=2)
    market = StrategicAxis.objects.create(plan=plan, code="M", name_fr="Marché", name_en="Market", perspective="customer", position=1)
    return [
        StrategicObjective.objects.create(plan=plan, axis=axis, code=code, name_fr=name, name_en=name, owner=owner)
        for axis, code, name, owner in ((people, "O1", "Skills", otto), (people, "O2", "Quality", None), (market, "O3", "Customers", None))
    ]


@pytest.fixture
def link(three, eva, at) -> ObjectiveLink:
    return declare_cause(cause=three[0], effect=three[1], because_en="Skilled teams err less", by=eva, at=at)


def verbs() -> list[str]:
    return list(LedgerEntry.objects.order_by("position").values_list("verb", flat=True))


# --- Actions ---------------------------------------------------------------------------------------------------------------
def test_a_link_is_declared_in_both_languages_and_audited(link):
    assert (link.because_fr, link.because) == ("Skilled teams err less", "Skilled teams err less")
    assert verbs() == ["cause.declared"]


def test_a_withdrawn_link_keeps_its_history_and_comes_back_under_its_key(link, three, eva, at):
    withdraw_cause(link=link, by=eva, at=at)
    assert not ObjectiveLink.objects.current().exists()
    again = declare_cause(cause=three[0], effect=three[1], by=eva, at=at)
    assert again.key == link.key
    assert verbs() == ["cause.declared", "cause.withdrawn", "cause.declared"]
    with pytest.raises(ChangedMeanwhile):
        withdraw_cause(link=link, by=eva, at=at)


def test_what_cannot_stand_is_refused_with_a_sentence(link, three, eva, at):
    skills, quality, customers = three
    declare_cause(cause=quality, effect=customers, by=eva, at=at)
    other = StrategicPlan.objects.create(code="Q", name_fr="Q", name_en="Q", starts_on="2029-01-01", ends_on="2030-01-01")
    stranger = StrategicObjective.objects.create(plan=other, code="O1", name_fr="x", name_en="x")
    retired = StrategicObjective.objects.create(plan=skills.plan, code="O9", name_fr="Old", name_en="Old", retired_on="2026-01-01")
    for cause, effect, said in (
        (skills, skills, "does not cause itself"),
        (skills, quality, "already"),
        (customers, skills, "circle"),
        (skills, stranger, "another plan"),
        (skills, retired, "retired"),
    ):
        with pytest.raises(StrategyRefusal, match=said):
            declare_cause(cause=cause, effect=effect, by=eva, at=at)


def test_nothing_is_written_when_the_ledger_refuses(three, eva, at, monkeypatch):
    monkeypatch.setattr("strategy.actions.causes.audit.record", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        declare_cause(cause=three[0], effect=three[1], by=eva, at=at)
    assert not ObjectiveLink.objects.exists()


# --- Pages -----------------------------------------------------------------------------------------------------------------
def test_the_map_draws_and_lists_objectives_and_links(link, three, plan, signed_in, eva, lea, sam):
    answer = signed_in(eva).get("/strategy/map/")
    page = answer.content.decode()
    assert [row.title for row in answer.context["rows"]] == ["Market", "People"]
    assert "<title>O1 → O2: Skilled teams err less</title>" in page
    assert 'aria-label="O1 · Skills · Orphan"' in page
    assert "Withdraw O1 → O2" in page
    assert "Withdraw O1 → O2" not in signed_in(lea).get("/strategy/map/").content.decode()
    assert signed_in(sam).get("/strategy/map/").status_code == 403


def test_the_map_is_grouped_by_perspective_and_shows_one_chain(link, three, signed_in, eva):
    answer = signed_in(eva).get("/strategy/map/", {"by": "perspective", "of": three[0].pk})
    assert [str(row.title) for row in answer.context["rows"]] == ["Customers", "People and learning"]
    assert {node.objective.code: node.dim for row in answer.context["rows"] for node in row.nodes} == {"O1": False, "O2": False, "O3": True}
    part = signed_in(eva).get("/strategy/map/", headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#map"})
    assert part.content.decode().strip().startswith('<div id="map"')


def test_the_owner_of_one_side_declares_and_a_stranger_to_both_does_not(three, plan, signed_in, otto, lea):
    skills, quality, customers = three
    url = f"/strategy/plans/{plan.pk}/causes/new/"
    assert signed_in(lea).get(url).status_code == 403
    owner = signed_in(otto)
    assert owner.get(url, {"cause": skills.pk}).status_code == 200
    refused = owner.post(url, {"cause": quality.pk, "effect": customers.pk})
    assert refused.status_code == 422
    assert "must be an objective you answer for" in refused.content.decode()
    answer = owner.post(url, {"cause": skills.pk, "effect": customers.pk, "because_en": "They listen"})
    assert (answer.status_code, answer["Location"]) == (303, f"/strategy/map/?plan={plan.pk}")
    assert ObjectiveLink.objects.current().get().because == "They listen"


def test_a_form_that_makes_no_sense_says_so(link, three, plan, signed_in, eva):
    url, browser = f"/strategy/plans/{plan.pk}/causes/new/", signed_in(eva)
    assert browser.post(url, {"because_en": "So"}).status_code == 422
    again = browser.post(url, {"cause": three[0].pk, "effect": three[1].pk})
    assert again.status_code == 422
    assert "leads to “Quality” already" in again.content.decode()


def test_a_link_is_withdrawn_and_brought_back_from_the_toast(link, signed_in, eva, lea):
    assert signed_in(lea).post(f"/strategy/causes/{link.key}/withdraw/").status_code == 403
    browser = signed_in(eva)
    answer = browser.post(f"/strategy/causes/{link.key}/withdraw/")
    assert answer.status_code == 303
    assert not ObjectiveLink.objects.current().exists()
    [message] = get_messages(answer.wsgi_request)
    assert browser.post(f"/strategy/causes/{link.key}/withdraw/").status_code == 404
    assert browser.post(message.extra_tags.removeprefix("undo=")).status_code == 303
    assert ObjectiveLink.objects.current().get().because == "Skilled teams err less"


def test_the_page_of_an_objective_tells_its_causes_and_effects(link, three, signed_in, eva):
    assert "Skilled teams err less" in signed_in(eva).get(f"/strategy/objectives/{three[0].pk}/").content.decode()
    assert "Nothing is said to lead to it" in signed_in(eva).get(f"/strategy/objectives/{three[2].pk}/").content.decode()


def test_four_objectives_cost_as_many_queries_as_forty(link, three, plan, signed_in, eva, at, django_assert_max_num_queries):
    browser = signed_in(eva)
    for n in range(40):
        one = StrategicObjective.objects.create(plan=plan, axis=three[0].axis, code=f"X{n}", name_fr=f"X{n}", name_en=f"X{n}")
        declare_cause(cause=one, effect=three[2], by=eva, at=at)
    with django_assert_max_num_queries(18):
        browser.get("/strategy/map/")


# --- Places ----------------------------------------------------------------------------------------------------------------
def test_boxes_stand_in_their_bands_and_arrows_between_them():
    found = layout([[1, 2], [3]], [(3, 1), (1, 2), (9, 1)])
    assert found.boxes[1].y == found.boxes[2].y < found.boxes[3].y
    assert set(found.paths) == {(3, 1), (1, 2)}
    assert found.paths[3, 1].startswith(f"M{found.boxes[3].middle:.1f} {found.boxes[3].y:.1f}C")
    assert found.height == found.bands[1].y + found.bands[1].height


def test_many_objectives_of_a_band_stand_on_several_lines_inside_the_field():
    found = layout([list(range(12))], [])
    assert len({box.y for box in found.boxes.values()}) == 3
    assert all(box.x >= 0 and box.x + box.width <= WIDTH for box in found.boxes.values())
    assert found.bands[0].height > 3 * NODE_HEIGHT


def test_names_fit_their_boxes():
    lines = wrapped("Numériser les parcours et les données de toute la maison sans perdre personne en chemin", 180)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert wrapped("Short", 180) == ["Short"]


def test_a_chain_goes_both_ways_and_not_sideways():
    assert chain([(1, 2), (2, 3), (4, 2), (1, 5)], 2) == {1, 2, 3, 4}
