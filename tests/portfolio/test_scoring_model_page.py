"""The scoring model on its page: read in words, previewed, put in force as a new version."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.queries import trail
from portfolio.alignment import nights
from portfolio.alignment.known_facts import Moment
from portfolio.alignment.model_versions import revise_model
from portfolio.alignment.parameter_words import GROUPS, LABELS
from portfolio.alignment.parameters import Parameters
from portfolio.models import ScoringModel
from strategy.models import ObjectiveWeight, WeightSet

URL = "/scoring-model/"
NAMES = [one.name for one in fields(Parameters)]


def sent(**changes):
    """What the form posts when only `changes` were made."""
    latest = ScoringModel.objects.latest("number")
    held = Parameters.from_json(latest.parameters).to_json()
    shown = {name: "; ".join(str(part) for part in value) if isinstance(value, list) else value for name, value in held.items()}
    plain = {name: "" if value is None else value for name, value in shown.items()}
    tomorrow = timezone.localdate() + timedelta(days=1)
    return plain | {"based_on": latest.number, "note": "Asked by the committee", "in_force_from": tomorrow, "do": "in_force"} | changes


def test_every_parameter_stands_in_one_group_and_has_words():
    grouped = [name for _, names in GROUPS for name in names]
    assert sorted(grouped) == sorted(NAMES) == sorted(LABELS)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_administrator_reads_the_model_in_words(signed_in, ada, language):
    page = signed_in(ada, language).get(URL).content.decode()
    assert ("Weight of KPI evidence" if language == "en" else "Poids") in page
    assert ("30%" if language == "en" else "30\u202f%") in page
    assert ('value="0.5"' if language == "en" else 'value="0,5"') in page


def test_others_do_not_open_the_model(signed_in, eva, sam):
    for person in (eva, sam):
        assert signed_in(person).get(URL).status_code == 403
        assert signed_in(person).post(URL, sent(kpi_weight="0.4")).status_code == 403


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_version_is_put_in_force_and_told_in_the_ledger(signed_in, ada, language):
    half = "0.4" if language == "en" else "0,4"
    browser = signed_in(ada, language)
    assert browser.post(URL, sent(kpi_weight=half, kpi_starts="2026-09-01")).status_code == 303
    model = ScoringModel.objects.latest("number")
    held = Parameters.from_json(model.parameters)
    assert (model.number, model.recorded_by, held.kpi_weight, held.kpi_starts.isoformat()) == (2, ada, 0.4, "2026-09-01")
    entry = trail(model)[0]
    assert (entry.verb, entry.by, entry.facts["changes"]["kpi_weight"]) == ("scoring_model.revised", ada, [0.3, 0.4])
    assert "Asked by the committee" in browser.get(URL).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kpi_weight": "2"}, "less than or equal to 1"),
        ({"kpi_weight": "much"}, "Enter a number"),
        ({"band_aligned": "30"}, "above that of “Partly aligned from this score”"),
        ({"horizon_targets": "0.5; 0.1; 0.1"}, "three shares"),
        ({"rank_discounts": "1; x"}, "semicolons"),
        ({"rank_discounts": "nan"}, "semicolons"),
        ({"contribution_weight": "0", "kpi_weight": "0", "responsibility_weight": "0"}, "at least one pillar"),
        ({"note": ""}, "required"),
        ({"in_force_from": "2020-01-01"}, "today or a later day"),
        ({}, "Nothing differs"),
    ],
)
def test_a_wrong_figure_is_explained_beside_its_field(signed_in, ada, wrong, said):
    changes = wrong if not wrong.keys() & {"note", "in_force_from"} else wrong | {"kpi_weight": "0.4"}
    answer = signed_in(ada).post(URL, sent(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert ScoringModel.objects.count() == 1


def test_a_preview_tells_the_effect_and_keeps_nothing(signed_in, ada, link, plan, delight, loyalty, at):
    weights = WeightSet.objects.create(plan=plan, number=1, method="direct", in_force_from=plan.starts_on, recorded_at=at)
    ObjectiveWeight.objects.create(weight_set=weights, objective=delight, weight=0.6)
    ObjectiveWeight.objects.create(weight_set=weights, objective=loyalty, weight=0.4)
    answer = signed_in(ada).post(URL, sent(declared_credit="1", orphan_cap="100", note="", do="preview"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 score of 1 would change, +" in page
    assert "Credit of a link not yet validated: 50% → 100%" in page
    assert ScoringModel.objects.count() == 1


def test_a_version_put_in_force_meanwhile_is_not_overwritten(signed_in, ada, at):
    body = sent(kpi_weight="0.4")
    revise_model(parameters=Parameters(declared_credit=1.0), in_force_from=timezone.localdate(), note="", by=None, at=at)
    answer = signed_in(ada).post(URL, body)
    assert answer.status_code == 409
    assert "Version 2 was put in force meanwhile" in answer.content.decode()
    assert ScoringModel.objects.count() == 2


def test_the_page_costs_the_same_for_many_versions(signed_in, ada, at):
    browser = signed_in(ada)
    browser.get(URL)
    with CaptureQueriesContext(connection) as few:
        browser.get(URL)
    for credit in (0.6, 0.7, 0.8):
        revise_model(parameters=Parameters(declared_credit=credit), in_force_from=timezone.localdate(), note="", by=ada, at=at)
    with CaptureQueriesContext(connection) as many:
        browser.get(URL)
    assert len(few) == len(many) <= 15
    assert nights.model_in_force(Moment(timezone.localdate(), timezone.now())).number == 4
