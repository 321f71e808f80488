"""The six initiatives tell their story: what they brought, who is late, what waits for an answer."""

from datetime import timedelta

from rse.models import AdjustmentDuty, Initiative, InitiativeEffect
from tests.demo.conftest import TODAY

CODES = {"ENERGIE", "SECONDE-VIE", "BOIS-VERIFIE", "EGALES", "TOITS", "TOUS-ACTEURS"}


def test_six_initiatives_serve_objectives_and_say_what_they_brought(company):
    assert set(Initiative.objects.values_list("code", flat=True)) == CODES
    assert all(one.objective_links.current().exists() and one.updates.count() > 2 for one in Initiative.objects.all())
    brought = InitiativeEffect.objects.current().values_list("initiative__code", "unit", "expected", "realised")
    assert ("ENERGIE", "tCO2e", -4100.0, -900.0) in brought
    assert ("SECONDE-VIE", "%", 80.0, 69.0) in brought
    assert ("TOITS", "logements", 40.0, 26.0) in brought
    assert ("TOUS-ACTEURS", "%", 60.0, 43.0) in brought


def test_verified_wood_is_off_track_and_waits_for_an_answer(company):
    duty = AdjustmentDuty.objects.get(answered_at__isnull=True)
    assert (duty.initiative.code, duty.due_on) == ("BOIS-VERIFIE", TODAY - timedelta(days=5) + timedelta(days=14))


def test_one_update_is_overdue(company):
    late = [one.code for one in Initiative.objects.all() if one.due_on(one.updates.first().on) < TODAY]
    assert late == ["TOITS"]
