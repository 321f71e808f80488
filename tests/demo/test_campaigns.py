""" "Tous acteurs" is alive: 43 % of 11,800 people reached, by five campaigns."""

import pytest

from kpis.models import Measurement
from rse.models import Campaign, CampaignSession, EffectClaim
from rse.queries.campaigns import overall, reaches
from rse.queries.effects import effect
from rse.queries.heat import heat_map
from rse.queries.quiz import quiz_of
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("company")


def test_forty_three_in_a_hundred_of_eleven_thousand_eight_hundred_were_reached(db):
    found = overall()
    assert (found.people, found.headcount) == (5_074, 11_800)
    assert round(100 * found.rate) == 43


def test_the_campaigns_belong_to_the_initiative_and_one_session_is_open(db):
    assert set(Campaign.objects.values_list("initiative__code", flat=True)) == {"TOUS-ACTEURS"}
    assert CampaignSession.objects.filter(on=TODAY).count() == 1


def test_something_was_learnt_and_small_places_are_told_with_others(db):
    assert quiz_of(Campaign.objects.get(code="FRESQUE")).gained.low > 0.1
    shown = reaches(list(Campaign.objects.all()))
    assert all(one.whole.reached for one in shown)
    assert any(share.merged for one in shown for share in one.by_unit())
    assert len(heat_map(shown).rows) == 13


def test_campaigns_and_initiatives_promised_and_were_judged_by_the_values_of_their_days(db):
    claims = {claim.promiser.code: claim for claim in EffectClaim.objects.current().select_related("campaign", "initiative")}
    verdicts = {code: claim.verdict for code, claim in claims.items()}
    assert verdicts == {"ECOGESTES": "delivered", "SECONDE-VIE": "partly", "FRESQUE": "missed", "EGALES": "", "ENERGIE": ""}
    for claim in claims.values():
        known = Measurement.objects.known_at(EffectClaim.objects.filter(key=claim.key).earliest("recorded_at").recorded_at)
        newest = known.filter(indicator=claim.indicator, slice__isnull=True).latest("period_end")
        assert claim.start_value == newest.value
        assert claim.judged_on is None or claim.due_on < claim.judged_on < TODAY


def test_a_campaign_shows_its_effect_with_an_interval(db):
    habits = Campaign.objects.select_related("indicator").get(code="ECOGESTES")
    found = effect(habits.indicator, starts_on=habits.starts_on, ends_on=habits.ends_on)
    assert (found.is_better, len(found.after) >= 4) == (True, True)
