"""The index: thirty official cases (50 to 250 persons), and cases of ours from 251 persons on."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rse.catalogues import equality_rules
from rse.equality_index import Inputs, PayGroup, RateGroup, caught_up, equality_index, pay_gap, raise_gap, top_ten
from tests.exchange.real_data import needs_real_data
from tests.rse.real_data import rse_file

RULES = equality_rules(2025)
AGES = (":29", "30:39", "40:49", "50:")


def official(case) -> Inputs:
    """A case of the official file as our inputs."""
    pay, raised = case["indicateur1"], case["indicateur2and3"]
    named = {one["name"]: one.get("category", {}) for one in pay.get("remunerations", [])}
    leave = case["indicateur4"].get("count", {})
    if pay["mode"] == "csp":
        cells = [
            (csp["ageRanges"][age], named.get(name, {}).get(age, {})) for name, csp in case["effectifs"]["csp"].items() for age in AGES
        ]
        groups = [PayGroup(head["women"], head["men"], cell.get("womenSalary"), cell.get("menSalary")) for head, cell in cells]
    elif named:
        cells = [one["category"][age] for one in pay["remunerations"] for age in AGES]
        groups = [PayGroup(c.get("womenCount", 0), c.get("menCount", 0), c.get("womenSalary"), c.get("menSalary")) for c in cells]
    return Inputs(
        groups,
        case["indicateur5"]["women"],
        case["indicateur5"]["men"],
        grouping="csp" if pay["mode"] == "csp" else "levels",
        raised=(raised["raisedCount"]["women"], raised["raisedCount"]["men"]) if raised["calculable"] == "oui" else None,
        returns_from_leave=leave.get("total", 0),
        returns_raised=leave.get("raised", 0),
    )


@needs_real_data
@pytest.mark.real_data
@pytest.mark.parametrize("number", range(30))
def test_official_case(number):
    case = json.loads(rse_file("index_vectors_50_250.json").read_text())[number]
    index = equality_index(official(case), RULES)
    pay, raises, leave, top = index.indicators
    assert (index.points, index.internal) == (case["result"]["resultRaw"], case["result"]["note"])
    assert (index.value is None) == (index.obtainable < 75)
    assert top.points == case["resultIndicateur5"]["note"]
    assert leave.computable == bool(case["resultIndicateur4"])
    assert raises.computable == bool(case["resultIndicateur2and3"])
    if pay.computable:
        assert (pay.points, pay.gap) == (case["resultIndicateur1"]["note"], pytest.approx(case["resultIndicateur1"]["result"]))
    if raises.computable:
        expected = case["resultIndicateur2and3"]
        assert raises.raw == pytest.approx(expected["resultRaw"])
        assert (raises.gap, raises.staff_gap) == (expected["result"], expected["equivalentEmployeeCountGap"])
        assert raises.favours.replace("parity", "equality") == expected["favorablePopulation"]


def large(**changes) -> Inputs:
    """A firm of 300, made by hand: men earn 8 % more, three points after tolerance; raises favour men, promotions women."""
    groups = [PayGroup(75, 75, 30_000, 30_000 / 0.92), PayGroup(75, 75, 46_000, 50_000)]
    facts = {
        "raises": [RateGroup(150, 150, 60, 66)],
        "promotions": [RateGroup(150, 150, 15, 9)],
        "returns_from_leave": 4,
        "returns_raised": 4,
    }
    return replace(Inputs(groups, 3, 7), **(facts | changes))


def test_our_large_firm_adds_five_indicators():
    index = equality_index(large(), RULES)
    assert [(one.code, one.points, one.gap) for one in index.indicators] == [
        ("pay", 37, 3.0),
        ("raises", 10, 4.0),
        ("promotions", 15, 4.0),
        ("leave", 15, 100.0),
        ("top", 5, 3.0),
    ]
    assert index.indicators[2].caught_up
    assert (index.points, index.obtainable, index.value) == (82, 100, 82)
    assert (index.corrective_measures, index.objectives) == (False, True)


def test_our_large_firm_without_promotions_to_compare():
    index = equality_index(large(promotions=[RateGroup(9, 200, 1, 20)]), RULES)
    assert index.indicators[2].reason == "groups"
    assert (index.points, index.obtainable, index.value) == (67, 85, 79)


def test_parity_of_raises_counts_as_catching_up():
    assert equality_index(large(raises=[RateGroup(150, 150, 60, 60)]), RULES).indicators[1].points == 20


def test_an_index_below_seventy_five_obtainable_points_is_never_published():
    groups = [PayGroup(2, 60, None, None), PayGroup(40, 2, None, None)]
    index = equality_index(Inputs(groups, 2, 8, returns_from_leave=1, returns_raised=1), RULES)
    assert (index.value, index.obtainable) == (None, 25)
    assert [one.reason for one in index.indicators[:2]] == ["groups", "no_raise"]


def test_a_return_from_leave_without_any_raise_meanwhile_is_not_computable():
    assert equality_index(large(raises_during_leave=False), RULES).indicators[3].reason == "no_raise_meanwhile"


def test_no_rule_set_is_known_for_2027():
    assert equality_rules(2027) is None


def test_catching_up_needs_a_pay_gap_that_costs_points():
    pay = pay_gap([PayGroup(60, 60, 30_000, 30_000)], "csp", RULES)
    raises = raise_gap((10, 20), [PayGroup(60, 60)], RULES)
    assert caught_up(raises, pay) == raises


heads = st.integers(5, 120)


@given(heads, heads, st.data())
def test_swapping_the_sexes_changes_neither_raises_nor_the_top_ten(women, men, data):
    raised = data.draw(st.integers(0, women)), data.draw(st.integers(0, men))
    one, other = raise_gap(raised, [PayGroup(women, men)], RULES), raise_gap(raised[::-1], [PayGroup(men, women)], RULES)
    assert (one.points, one.gap, one.staff_gap, one.reason) == (other.points, other.gap, other.staff_gap, other.reason)
    top = data.draw(st.integers(0, 10))
    assert top_ten(top, 10 - top, RULES).points == top_ten(10 - top, top, RULES).points
