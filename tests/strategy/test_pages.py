"""The pages of the strategy: allowed, refused, invalid, part, page, query count."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from strategy import actions, queries
from strategy.models import StrategicAxis, StrategicObjective, StrategicPlan, WeightSet

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def part(client, address, target):
    return client.get(address, headers=HTMX | {"HX-Target": f"div#{target}"})


@pytest.fixture
def weighed(plan, objectives, eva, at):
    """Objectives with weights in force."""
    weights = {objectives.o1.pk: 0.4, objectives.o2.pk: 0.3, objectives.o3.pk: 0.2, objectives.o4.pk: 0.1}
    actions.set_weights(plan=plan, method="direct", weights=weights, in_force_from=date(2026, 1, 1), reason="First year", by=eva, at=at)
    return objectives


def addresses(plan, objectives):
    return [
        reverse("strategy:strategy"),
        reverse("strategy:tree"),
        reverse("strategy:one_page"),
        reverse("strategy:weights", args=[plan.pk]),
        reverse("strategy:weight_set", args=[plan.pk, 1]),
        reverse("strategy:objective", args=[objectives.o1.pk]),
    ]


def steering(plan, objectives):
    return [
        reverse("strategy:plan_create"),
        reverse("strategy:plan_edit", args=[plan.pk]),
        reverse("strategy:axis_create", args=[plan.pk]),
        reverse("strategy:axis_edit", args=[objectives.o1.axis_id]),
        reverse("strategy:objective_create", args=[plan.pk]),
        reverse("strategy:objective_edit", args=[objectives.o3.pk]),
        reverse("strategy:levels", args=[objectives.o3.pk]),
        reverse("strategy:retire", args=[objectives.o3.pk]),
    ]


# --- Doors -----------------------------------------------------------------------------------------------------------
def test_everybody_with_a_role_reads_the_strategy(plan, weighed, signed_in, lea):
    lea_reads = signed_in(lea)
    for address in addresses(plan, weighed):
        answer = lea_reads.get(address)
        assert answer.status_code == 200, address
        assert "Edit" not in answer.text.split("<main")[1].replace("Edited", "")


def test_a_stranger_sees_nothing(plan, weighed, signed_in, sam):
    sam_reads = signed_in(sam)
    found = {address: sam_reads.get(address).status_code for address in addresses(plan, weighed) + steering(plan, weighed)}
    assert set(found.values()) == {403, 404}
    assert found[reverse("strategy:objective", args=[weighed.o1.pk])] == 404
    assert found[reverse("strategy:strategy")] == 403


def test_a_team_lead_may_not_steer(plan, weighed, signed_in, lea):
    lea_asks = signed_in(lea)
    for address in steering(plan, weighed):
        assert lea_asks.get(address).status_code == 403, address
        assert lea_asks.post(address, {}).status_code == 403, address
    assert lea_asks.post(reverse("strategy:weights", args=[plan.pk]), {}).status_code == 403
    assert lea_asks.post(reverse("strategy:axis_remove", args=[weighed.o1.axis_id])).status_code == 403
    assert lea_asks.post(reverse("strategy:reinstate", args=[weighed.o1.pk])).status_code == 403


def test_nobody_reads_without_signing_in(plan, weighed, client):
    for address in addresses(plan, weighed) + steering(plan, weighed):
        assert client.get(address).status_code == 302


def test_an_owner_changes_the_words_of_their_objective_only(plan, weighed, signed_in, otto):
    browser = signed_in(otto)
    page = browser.get(reverse("strategy:objective_edit", args=[weighed.o1.pk]))
    assert "id_why_en" in page.text
    assert "id_owner" not in page.text
    words = {"version": 1, "name_en": "Delight", "name_fr": "", "why_en": "They pay us.", "why_fr": "", "horizon": "short"}
    answer = browser.post(reverse("strategy:objective_edit", args=[weighed.o1.pk]), words)
    assert (answer.status_code, answer["Location"]) == (303, reverse("strategy:objective", args=[weighed.o1.pk]))
    changed = StrategicObjective.objects.get(pk=weighed.o1.pk)
    assert (changed.name_en, changed.name_fr, changed.why_en, changed.horizon) == ("Delight", "Delight", "They pay us.", "medium")
    assert browser.get(reverse("strategy:objective_edit", args=[weighed.o2.pk])).status_code == 403


# --- Reading ---------------------------------------------------------------------------------------------------------
def test_the_tree_shows_axes_weights_and_owners(weighed, signed_in, eva):
    page = signed_in(eva).get(reverse("strategy:tree")).text
    for words in ("Customers", "70.0%", "Delight customers", "40.0%", "Otto Martin", "Add an objective", "Version 1"):
        assert words in page, words


def test_the_tree_costs_the_same_for_more_objectives(plan, weighed, signed_in, eva, at):
    browser = signed_in(eva)
    before = queries_of(browser, reverse("strategy:tree"))
    for number in range(20):
        actions.create_objective(plan=plan, code=f"N{number}", name_en=f"New {number}", axis=weighed.o1.axis, by=eva, at=at)
    assert queries_of(browser, reverse("strategy:tree")) == before <= 18


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


@pytest.mark.parametrize("name", ["tree", "one_page"])
def test_without_a_plan_the_pages_lead_to_the_blank_state(name, signed_in, eva, db):
    answer = signed_in(eva).get(reverse(f"strategy:{name}"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("strategy:strategy"))
    page = signed_in(eva).get(reverse("strategy:strategy")).text
    assert "No strategic plan yet" in page
    assert reverse("strategy:plan_create") in page


def test_the_one_page_strategy_gives_three_facts_an_objective(plan, weighed, signed_in, eva):
    plan.values.create(name_fr="Audace", name_en="Boldness", position=0)
    page = signed_in(eva).get(reverse("strategy:one_page")).text
    for words in ("Make every home lasting", "Boldness", "Delight customers", "Weight", "Horizon", "Owner", "40%", "≤ 36 months"):
        assert words in page, words


def test_the_pages_speak_french(plan, weighed, signed_in, eva):
    browser = signed_in(eva, language="fr")
    eva.language = "fr"
    eva.save(update_fields=["language"])
    tree = browser.get(reverse("strategy:tree")).text.replace("\u202f", " ")
    for words in ("Axes et objectifs", "Satisfaire mieux", "40,0 %", "Ajouter un objectif"):
        assert words in tree, words
    assert "Trois classes" in browser.get(reverse("strategy:weights", args=[plan.pk])).text


def test_an_odd_plan_in_the_address_falls_back(plan, weighed, signed_in, eva):
    for odd in ("x", "999999", "-1"):
        assert "Living tomorrow" in signed_in(eva).get(reverse("strategy:tree"), {"plan": odd}).text


def test_another_plan_is_chosen_in_the_address(plan, weighed, signed_in, eva, at):
    dates = {"starts_on": date(2029, 1, 1), "ends_on": date(2032, 12, 31)}
    other = actions.create_plan(name_en="The day after", by=eva, at=at, **dates)
    page = signed_in(eva).get(reverse("strategy:tree"), {"plan": other.pk}).text
    assert "<h1>The day after</h1>" in page
    assert "The plan has no axis yet" in page
    assert f'<option value="{other.pk}" selected>The day after (draft)</option>' in page
    assert "Delight customers" not in page


def test_the_objective_page_tells_why_who_and_when(plan, weighed, signed_in, otto, at):
    actions.edit_objective(objective=weighed.o1, version=1, why_en="Customers pay us.", by=otto, at=at)
    page = signed_in(otto).get(reverse("strategy:objective", args=[weighed.o1.pk])).text
    for words in ("Customers pay us.", "Otto Martin", "40.0%", "version 1", "No project serves it yet", "changed the objective", "Full: "):
        assert words in page, words


# --- Creating and editing --------------------------------------------------------------------------------------------
PLAN = {
    "name_en": "Living tomorrow", "name_fr": "", "starts_on": "2025-01-01", "ends_on": "2028-12-31", "status": "active", "currency": "eur",
    "target_short": "45", "target_medium": "35,0", "target_long": "20 %",
    "values-TOTAL_FORMS": "2", "values-INITIAL_FORMS": "0", "values-0-name_en": "Boldness", "values-1-name_en": "",
}  # fmt: skip


def test_a_first_plan_is_written_without_javascript(signed_in, eva):
    answer = signed_in(eva).post(reverse("strategy:plan_create"), PLAN)
    plan = StrategicPlan.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{reverse('strategy:tree')}?plan={plan.pk}")
    assert (plan.name_fr, plan.currency, str(plan.target_medium), plan.values.count()) == ("Living tomorrow", "EUR", "0.3500", 1)


def test_a_form_sent_twice_creates_one_plan(signed_in, eva):
    browser = signed_in(eva)
    token = {"token": "7d3a7ee1-6a6f-4f2b-9d6d-0c4f4f6a1b11"}
    answers = [browser.post(reverse("strategy:plan_create"), PLAN | token)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert StrategicPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"target_long": "30"}, "must add up to 100%"),
        ({"target_long": "a lot"}, "Write a percentage"),
        ({"ends_on": "2024-01-01"}, "must end after it starts"),
        ({"name_en": ""}, "This field is required"),
    ],
)
def test_an_invalid_plan_says_what_to_correct(wrong, sentence, signed_in, eva):
    answer = signed_in(eva).post(reverse("strategy:plan_create"), PLAN | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not StrategicPlan.objects.exists()


def test_a_second_active_plan_is_refused(plan, signed_in, eva):
    answer = signed_in(eva).post(reverse("strategy:plan_create"), PLAN)
    assert answer.status_code == 422
    assert "close it first" in answer.text


def test_a_plan_is_edited_with_its_values(plan, signed_in, eva):
    words = PLAN | {"version": 1, "name_fr": "Habiter demain", "vision_en": "Homes for all."}
    assert signed_in(eva).post(reverse("strategy:plan_edit", args=[plan.pk]), words).status_code == 303
    plan.refresh_from_db()
    assert (plan.vision_en, plan.name_fr, [value.name for value in plan.values.all()]) == ("Homes for all.", "Habiter demain", ["Boldness"])


def test_the_second_of_two_editors_sees_both_versions(weighed, signed_in, eva, otto, at):
    first = StrategicObjective.objects.get(pk=weighed.o1.pk)
    actions.edit_objective(objective=first, version=1, name_fr="Ravir", name_en="Theirs", by=otto, at=at)
    address = reverse("strategy:objective_edit", args=[weighed.o1.pk])
    mine = {
        "version": 1, "code": "O1", "name_en": "Mine", "name_fr": "Ravir", "horizon": "medium", "position": 1,
        "axis": weighed.o1.axis_id, "owner": otto.pk,
    }  # fmt: skip
    answer = signed_in(eva).post(address, mine)
    assert answer.status_code == 409
    for words in ("Theirs", "Mine", "Somebody else saved this", 'name="version" value="2"'):
        assert words in answer.text, words
    assert StrategicObjective.objects.get(pk=weighed.o1.pk).name_en == "Theirs"
    assert signed_in(eva).post(address, mine | {"version": 2}).status_code == 303
    assert StrategicObjective.objects.get(pk=weighed.o1.pk).name_en == "Mine"


def test_an_objective_is_added_where_it_was_asked_for(plan, weighed, signed_in, eva):
    address = f"{reverse('strategy:objective_create', args=[plan.pk])}?axis={weighed.o3.axis_id}"
    page = signed_in(eva).get(address).text
    assert f'<option value="{weighed.o3.axis_id}" selected>' in page
    assert 'value="O5"' in page
    words = {"code": "O5", "name_en": "New", "name_fr": "", "axis": weighed.o3.axis_id, "horizon": "long", "position": 5}
    answer = signed_in(eva).post(address, words)
    created = StrategicObjective.objects.get(code="O5")
    assert answer["Location"] == reverse("strategy:objective", args=[created.pk])


def test_a_code_is_used_once(plan, weighed, signed_in, eva):
    words = {"code": "O1", "name_en": "New", "horizon": "long", "position": 5}
    answer = signed_in(eva).post(reverse("strategy:objective_create", args=[plan.pk]), words)
    assert answer.status_code == 422
    assert "choose a free one" in answer.text


def test_a_weighted_objective_refuses_parts_with_a_way_out(plan, weighed, signed_in, eva):
    words = {"code": "O9", "name_en": "New", "horizon": "long", "position": 5, "parent": weighed.o1.pk}
    answer = signed_in(eva).post(reverse("strategy:objective_create", args=[plan.pk]), words)
    assert answer.status_code == 422
    assert "then move them under it" in answer.text


def test_an_objective_is_not_offered_what_stands_below_it(weighed, signed_in, eva, at):
    actions.edit_objective(objective=weighed.o2, version=1, parent=None, by=eva, at=at)
    page = signed_in(eva).get(reverse("strategy:objective_edit", args=[weighed.o1.pk])).text
    parents = page.split('id="id_parent"')[1].split("</select>")[0]
    assert f'value="{weighed.o2.pk}"' in parents
    assert f'value="{weighed.o1.pk}"' not in parents


def test_levels_are_put_in_words(weighed, signed_in, otto):
    address = reverse("strategy:levels", args=[weighed.o1.pk])
    answer = signed_in(otto).post(address, {"version": 1, "level_50_en": "NPS gains two points."})
    assert answer.status_code == 303
    assert "NPS gains two points." in signed_in(otto).get(answer["Location"]).text
    assert signed_in(otto).post(address, {"version": 1, "level_50_en": "Other"}).status_code == 409
    assert signed_in(otto).post(address, {"version": "x"}).status_code == 422


def test_retiring_says_what_becomes_of_the_weight_and_can_be_undone(plan, weighed, signed_in, eva):
    browser = signed_in(eva)
    address = reverse("strategy:retire", args=[weighed.o1.pk])
    assert "Its weight of 40.0% goes to the other objectives" in browser.get(address).text
    assert browser.post(address, {"version": 1}).status_code == 303
    assert "Retired" in browser.get(reverse("strategy:tree")).text
    assert queries.latest_number(plan) == 2
    assert browser.post(reverse("strategy:reinstate", args=[weighed.o1.pk])).status_code == 303
    assert StrategicObjective.objects.get(pk=weighed.o1.pk).retired_on is None
    assert browser.post(address, {"version": 1}).status_code == 409


def test_axes_are_added_edited_and_removed(plan, weighed, signed_in, eva):
    browser = signed_in(eva)
    facts = {"code": "A3", "name_en": "Sustainability", "name_fr": "Durable", "perspective": "rse", "position": 3}
    assert browser.post(reverse("strategy:axis_create", args=[plan.pk]), facts).status_code == 303
    axis = StrategicAxis.objects.get(code="A3")
    edit = reverse("strategy:axis_edit", args=[axis.pk])
    assert browser.post(edit, facts | {"version": 1, "name_en": "Planet"}).status_code == 303
    assert browser.post(edit, facts | {"version": 1, "name_en": "Late"}).status_code == 409
    assert browser.post(edit, facts | {"version": 2, "code": "A1"}).status_code == 422
    browser.post(reverse("strategy:axis_remove", args=[weighed.o1.axis_id]))
    browser.post(reverse("strategy:axis_remove", args=[axis.pk]))
    assert set(StrategicAxis.objects.values_list("code", flat=True)) == {"A1", "A2"}


# --- Weights ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def weights_of(plan):
    return f"{reverse('strategy:weights', args=[plan.pk])}?method="


def today():
    return timezone.localdate().isoformat()


def classes(objectives, *values):
    chosen = zip((objectives.o1, objectives.o2, objectives.o3, objectives.o4), values, strict=True)
    return {f"class_{each.pk}": value for each, value in chosen} | {"in_force_from": today(), "step": "save"}


def test_three_classes_are_the_default_and_saved_without_javascript(plan, objectives, signed_in, eva, weights_of):
    page = signed_in(eva).get(reverse("strategy:weights", args=[plan.pk])).text
    assert f'id="id_class_{objectives.o1.pk}_0"' in page
    answer = signed_in(eva).post(weights_of + "classes", classes(objectives, 3, 2, 1, 0) | {"based_on": 0})
    assert (answer.status_code, answer["Location"]) == (303, reverse("strategy:weights", args=[plan.pk]))
    weights = queries.weights_in_force(plan, timezone.localdate())
    assert weights.of(objectives.o1.pk) == pytest.approx(0.5)
    assert weights.of(objectives.o4.pk) is None
    assert queries.classes_of(weights.weight_set) == {objectives.o1.pk: 3, objectives.o2.pk: 2, objectives.o3.pk: 1}


def test_a_preview_tells_the_effect_and_saves_nothing(plan, weighed, signed_in, eva, weights_of):
    data = classes(weighed, 1, 1, 1, 3) | {"based_on": 1, "step": "preview"}
    answer = signed_in(eva).post(weights_of + "classes", data)
    assert answer.status_code == 200
    for words in ("Before and after", "“Equality and inclusion” gains most, “Delight customers” loses most.", "50.0%", "+40.0", "−23.3"):
        assert words in answer.text, words
    assert queries.latest_number(plan) == 1


def test_a_change_swaps_only_the_effect(plan, weighed, signed_in, eva, weights_of):
    data = classes(weighed, 1, 1, 1, 3) | {"based_on": 1}
    del data["step"]
    answer = signed_in(eva).post(weights_of + "classes", data, headers=HTMX | {"HX-Target": "div#effect"})
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="effect"')
    assert "+40.0" in answer.text
    assert queries.latest_number(plan) == 1


def test_percentages_far_from_100_are_scaled_only_when_asked(plan, objectives, signed_in, eva, weights_of):
    data = {f"weight_{objectives.o1.pk}": "60", f"weight_{objectives.o2.pk}": "20,0 %", "in_force_from": today(), "based_on": 0}
    answer = signed_in(eva).post(weights_of + "direct", data)
    assert answer.status_code == 422
    assert "The weights add up to 80.0%" in answer.text
    assert signed_in(eva).post(weights_of + "direct", data | {"scale": "on"}).status_code == 303
    assert queries.weights_in_force(plan, timezone.localdate()).of(objectives.o1.pk) == pytest.approx(0.75)


def test_every_sentence_of_the_weights_can_be_said_in_french(plan, objectives, signed_in, eva, weights_of):
    eva.language = "fr"
    eva.save(update_fields=["language"])
    data = {f"weight_{objectives.o1.pk}": "60", "in_force_from": today(), "based_on": 0}
    page = signed_in(eva, language="fr").post(weights_of + "direct", data).text.replace("\u202f", " ")
    assert "Les poids font 60,0 % au total" in page
    assert "« Les ramener à 100 % »" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"in_force_from": "2020-01-01"}, "Weights cannot change the past"),
        ({"in_force_from": ""}, "This field is required"),
        ({"o1": "120"}, "Write a percentage"),
        ({"o1": "0"}, "Give at least one objective a weight"),
    ],
)
def test_wrong_percentages_say_what_to_correct(wrong, sentence, plan, objectives, signed_in, eva, weights_of):
    data = {f"weight_{objectives.o1.pk}": wrong.get("o1", "100"), "in_force_from": wrong.get("in_force_from", today()), "based_on": 0}
    answer = signed_in(eva).post(weights_of + "direct", data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not WeightSet.objects.exists()


def test_pairs_are_compared_by_axis_then_within(plan, objectives, signed_in, eva, weights_of):
    o, customers, people = objectives, objectives.o1.axis_id, objectives.o3.axis_id
    data = {
        f"pair_0_{customers}_{people}": "3", f"pair_{customers}_{o.o1.pk}_{o.o2.pk}": "1/3", f"pair_{people}_{o.o3.pk}_{o.o4.pk}": "1",
        "in_force_from": today(), "based_on": 0,
    }  # fmt: skip
    assert "Customers" in signed_in(eva).get(weights_of + "pairwise").text
    assert signed_in(eva).post(weights_of + "pairwise", data).status_code == 303
    weights = queries.weights_in_force(plan, timezone.localdate())
    assert [weights.of(each.pk) for each in (o.o1, o.o2, o.o3, o.o4)] == pytest.approx([0.1875, 0.5625, 0.125, 0.125])
    assert (weights.weight_set.consistency_ratio, weights.weight_set.judgements.count()) == (0, 3)
    assert queries.judgements_of(weights.weight_set)[0, customers, people] == 3
    assert '<option value="1/3" selected>' in signed_in(eva).get(weights_of + "pairwise").text


def test_contradictory_pairs_need_a_written_reason(plan, customers, signed_in, eva, at, weights_of):
    one, two, three = (
        actions.create_objective(plan=plan, code=f"C{n}", name_en=f"Aim {n}", axis=customers, by=eva, at=at) for n in (1, 2, 3)
    )
    pairs = {(one, two): "9", (two, three): "9", (one, three): "1/9"}
    data = {f"pair_{customers.pk}_{a.pk}_{b.pk}": value for (a, b), value in pairs.items()} | {"in_force_from": today(), "based_on": 0}
    answer = signed_in(eva).post(weights_of + "pairwise", data)
    assert answer.status_code == 422
    for words in ("change one, or write why they stand", "Contradictory", "look again at “Aim 1” against “Aim 3”"):
        assert words in answer.text, words
    assert signed_in(eva).post(weights_of + "pairwise", data | {"reason": "The board insists."}).status_code == 303
    assert WeightSet.objects.get().consistency_ratio > 0.1


def test_the_second_of_two_weighers_sees_both(plan, weighed, signed_in, eva, weights_of):
    answer = signed_in(eva).post(weights_of + "classes", classes(weighed, 3, 3, 3, 3) | {"based_on": 0})
    assert answer.status_code == 409
    assert "Eva Martin recorded version 1" in answer.text
    assert 'name="based_on" value="1"' in answer.text
    assert queries.latest_number(plan) == 1


def test_what_cannot_be_compared_says_so(plan, weighed, signed_in, eva, at, weights_of):
    actions.create_objective(plan=plan, code="O9", name_en="Homeless", by=eva, at=at)
    answer = signed_in(eva).get(weights_of + "pairwise")
    assert answer.status_code == 200
    assert "Some objectives have no axis" in answer.text
    assert signed_in(eva).post(weights_of + "pairwise", {"in_force_from": today(), "based_on": 1}).status_code == 422


def test_readers_see_weights_and_their_history_without_a_form(plan, weighed, signed_in, lea):
    page = signed_in(lea).get(reverse("strategy:weights", args=[plan.pk])).text
    assert "First year" in page
    assert "Save these weights" not in page
    assert signed_in(lea).get(reverse("strategy:weight_set", args=[plan.pk, 7])).status_code == 404


def test_the_history_names_what_is_in_force_and_what_begins_later(plan, weighed, signed_in, lea, eva, at):
    later = timezone.localdate() + timedelta(days=30)
    actions.set_weights(plan=plan, method="direct", weights={weighed.o1.pk: 1.0}, in_force_from=later, by=eva, at=at)
    history = signed_in(lea).get(reverse("strategy:weights", args=[plan.pk])).text.split("History")[1]
    assert history.index("Version 2") < history.index("begins later") < history.index("Version 1") < history.index("in force</span>")


def test_the_part_is_in_the_page(weighed, signed_in, eva, settings):
    with translation.override("en"):
        for name, target in (("tree", "tree"), ("one_page", "sheet")):
            address = reverse(f"strategy:{name}")
            fragment = part(signed_in(eva), address, target).text.strip()
            assert f'id="{target}"' in fragment[:80]
            assert "<html" not in fragment
            assert fragment in signed_in(eva).get(address).text
