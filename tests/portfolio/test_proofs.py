"""Indicators prove projects: taken over in a click, given up only with their owner; promises are judged after their day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from foundation.audit import queries as ledger
from foundation.notifications.models import OutboxRow
from kpis.actions import definitions, measurements
from kpis.refusals import KpiRefusal
from portfolio.actions import claims, contributions, proofs
from portfolio.actions.proofs import ProofRefusal
from portfolio.alignment.assembly import evidence_of
from portfolio.alignment.known_facts import Moment, Span
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.scoring import score
from portfolio.models import KpiClaim, ProjectIndicator
from strategy.models import ObjectiveWeight, WeightSet

P = Parameters(kpi_starts=date(2000, 1, 1))
JULY, YEAR_START, YEAR_END = date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31)
LATER = datetime(2026, 7, 2, 3, 0, tzinfo=UTC)


def indicator(code, at, otto, *, baseline=20, target=40, **facts):
    made = definitions.create_indicator(
        by=otto, at=at, code=code, name_fr=code, name_en=code, owner=otto, direction="up" if target > baseline else "down", **facts
    )
    definitions.set_target(indicator=made, by=otto, at=at, baseline_on=YEAR_START, baseline=baseline, target_on=YEAR_END, target=target)
    return made


def measure(made, at, otto, value, end=date(2026, 6, 30)):
    period = {"period_start": end.replace(day=1), "period_end": end}
    values = [measurements.Value(made, **period, value=value)]
    measurements.record_measurements(values=values, by=otto, at=at)


@pytest.fixture
def nps(db, at, otto):
    made = indicator("NPS", at, otto, unit="pts")
    measure(made, at, otto, 27)
    return made


@pytest.fixture
def weights(plan, delight, at):
    found = WeightSet.objects.create(plan=plan, number=1, method="direct", in_force_from=YEAR_START, recorded_at=at)
    ObjectiveWeight.objects.create(weight_set=found, objective=delight, weight=1)
    return found


def scored(project, as_of=JULY, cut_off=LATER):
    return score(evidence_of(Moment(as_of, cut_off), Span(project.pk, project.pk)).columns, P)


def k_of(project, **moment):
    return round(float(scored(project, **moment).pillars.kpi[0]), 4)


def test_a_project_takes_over_an_indicator_and_it_is_audited(project, nps, lea, at):
    proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    assert k_of(project) == 0.7039
    assert ledger.trail(project)[0].verb == "proof.taken_over"


def test_an_indicator_without_target_proves_nothing(project, lea, at, otto):
    bare = definitions.create_indicator(by=otto, at=at, code="X", name_fr="X", name_en="X", direction="up")
    with pytest.raises(ProofRefusal, match="no target"):
        proofs.take_over(project=project, indicator=bare, by=lea, at=at)
    assert not ProjectIndicator.objects.exists()


def test_taking_over_twice_is_said(project, nps, lea, at):
    proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    with pytest.raises(ProofRefusal, match="already proves"):
        proofs.take_over(project=project, indicator=nps, by=lea, at=at)


@pytest.mark.parametrize("hide", ["end", "share", "nothing measured", "another takes the weight"])
def test_a_lead_who_hides_a_bad_indicator_gains_nothing(hide, project, delight, link, weights, lea, otto, at):
    """Whatever the lead does alone, the score of the next night is not above what the honest figure gives."""
    good, bad = indicator("GOOD", at, otto), indicator("BAD", at, otto)
    measure(good, at, otto, 40)
    measure(bad, at, otto, 21)
    uses = [proofs.take_over(project=project, indicator=one, by=lea, at=at) for one in (good, bad)]
    honest = float(scored(project).score[0])
    later = LATER + timedelta(days=100)
    match hide:
        case "end":
            proofs.ask_change(use=uses[1], ends_on=JULY, reason="no longer ours", by=lea, at=at)
        case "share":
            proofs.ask_change(use=uses[1], share=0.01, reason="small", by=lea, at=at)
        case "another takes the weight":
            proofs.ask_change(use=uses[0], share=100, reason="big", by=lea, at=at)
        case _:  # silence: nobody measures it again
            measure(good, later, otto, 40, date(2026, 9, 30))
            assert float(scored(project, as_of=date(2026, 10, 10), cut_off=later).score[0]) <= honest
            return
    assert float(scored(project).score[0]) == pytest.approx(honest)


def test_a_change_counts_once_the_owner_agrees(project, nps, lea, otto, at):
    use = proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    asked = proofs.ask_change(use=use, ends_on=JULY, reason="the service closes", by=lea, at=at)
    assert OutboxRow.objects.get(event="proof.asked").recipients == [otto.pk]
    decided = proofs.decide_change(use=asked, accept=True, by=otto, at=at)
    assert (decided.ends_on, decided.is_asked) == (JULY, False)
    assert scored(project, as_of=JULY + timedelta(days=1)).factors.indicators.due.tolist() == []
    assert ledger.trail(project)[0].verb == "proof.change_agreed"


def test_declined_it_stays_as_it_was(project, nps, lea, otto, at):
    use = proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    asked = proofs.ask_change(use=use, share=0.1, reason="small", by=lea, at=at)
    assert proofs.decide_change(use=asked, accept=False, by=otto, at=at).share == 1
    with pytest.raises(ProofRefusal, match="Nothing is asked"):
        proofs.decide_change(use=ProjectIndicator.objects.current().get(), accept=True, by=otto, at=at)


def test_without_an_indicator_evidence_counts_nothing_unless_a_reason_stands(project, lea, at):
    assert k_of(project) == 0.0
    proofs.say_no_indicator(project=project, reason="Only a legal duty", until=date(2026, 12, 1), by=lea, at=at)
    assert scored(project).pillars.kpi[0] != scored(project).pillars.kpi[0]
    with pytest.raises(ProofRefusal, match="at most a year"):
        proofs.say_no_indicator(project=project, reason="For ever", until=date(2030, 1, 1), by=lea, at=at)


def test_the_score_reads_what_was_known_at_the_cut_off(project, nps, lea, otto, at):
    proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    before = k_of(project)
    newest = nps.measurements.current().get()
    measurements.correct_measurement(measurement=newest, value=29.9, reason="late answers", by=otto, at=LATER + timedelta(hours=1))
    assert k_of(project) == before
    assert k_of(project, cut_off=LATER + timedelta(hours=2)) > before


def test_an_indicator_line_brings_its_points(project, nps, link, weights, lea, otto, at):
    contributions.validate(link=link, by=otto, at=at)
    proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    found = scored(project)
    assert round(float(found.lines.points.sum()), 2) == round(float(found.score[0]), 2)
    assert link.level == Decimal("0.5")


# --- Promises ------------------------------------------------------------------------------------------------------------
def promised(project, nps, lea, at, delta=2, due=date(2026, 9, 30)):
    return claims.promise(project=project, indicator=nps, delta=delta, due_on=due, assumption="More advisers", by=lea, at=at)


@pytest.mark.parametrize(("value", "verdict"), [(29, "delivered"), (28.5, "partly"), (27.5, "missed"), (20, "missed")])
def test_a_promise_is_judged_by_the_value_at_its_day(value, verdict, project, nps, lea, otto, at):
    promised(project, nps, lea, at)
    october = datetime(2026, 10, 5, tzinfo=UTC)
    assert claims.judge_due(as_of=date(2026, 9, 30), at=october) == 0
    measure(nps, october, otto, value, date(2026, 9, 30))
    assert claims.judge_due(as_of=date(2026, 10, 5), at=october) == 1
    judged = KpiClaim.objects.current().get()
    assert (judged.verdict, judged.end_value) == (verdict, value)
    assert claims.judge_due(as_of=date(2026, 10, 6), at=october) == 0
    assert OutboxRow.objects.filter(event="claim.judged").count() == 1


def test_a_promise_that_nobody_measures_is_missed_once_patience_ends(project, nps, lea, at):
    promised(project, nps, lea, at)
    assert claims.judge_due(as_of=date(2026, 10, 20), at=LATER + timedelta(days=110)) == 0
    assert claims.judge_due(as_of=date(2026, 11, 10), at=LATER + timedelta(days=131)) == 1
    assert KpiClaim.objects.current().get().verdict == "missed"


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"delta": -2}, "against the direction"), ({"due": JULY}, "later one"), ({"delta": 0}, "against the direction")]
)
def test_a_promise_that_cannot_be_says_what_to_do(facts, sentence, project, nps, lea, at):
    with pytest.raises(KpiRefusal, match=sentence):
        promised(project, nps, lea, at, **facts)


def test_a_promise_stands_after_a_week(project, nps, lea, at):
    claim = promised(project, nps, lea, at)
    with pytest.raises(KpiRefusal, match="within a week"):
        claims.take_back(claim=claim, by=lea, at=at + timedelta(days=8))
    claims.take_back(claim=claim, by=lea, at=at + timedelta(days=2))
    assert not KpiClaim.objects.current().exists()


# --- Pages ---------------------------------------------------------------------------------------------------------------
def page(project):
    return f"/projects/{project.code}/indicators/"


def test_the_page_shows_indicators_those_to_take_over_and_promises(signed_in, project, nps, link, delight, lea, otto, at):
    definitions.share_with_objective(indicator=nps, objective=delight, share=1, by=otto, at=at)
    browser = signed_in(lea)
    assert "Take over" in browser.get(page(project)).content.decode()
    assert browser.post(f"{page(project)}take-over/", {"indicator": "NPS"}).status_code == 303
    promised(project, nps, lea, at)
    shown = browser.get(page(project)).content.decode()
    assert "27.0" in shown
    assert "To be judged" in shown
    assert "More advisers" in shown


def test_a_stranger_and_a_reader_cannot_take_over(signed_in, project, nps, sam, eva, otto):
    assert signed_in(sam).post(f"{page(project)}take-over/", {"indicator": "NPS"}).status_code == 404
    assert signed_in(otto).post(f"{page(project)}take-over/", {"indicator": "NPS"}).status_code == 404
    assert not ProjectIndicator.objects.exists()


def test_the_owner_decides_from_their_duties(signed_in, project, nps, lea, otto, at):
    use = proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    browser = signed_in(lea)
    answer = browser.post(f"{page(project)}{use.key}/", {"version": use.pk, "share": "1", "ends_on": "2099-01-01", "reason": "it closes"})
    assert answer.status_code == 303
    owner = signed_in(otto)
    assert "it closes" in owner.get("/duties/").content.decode()
    assert owner.post(f"{page(project)}{use.key}/decide/", {"answer": "agree", "next": "duties"}).status_code == 303
    assert ProjectIndicator.objects.current().get().ends_on == date(2099, 1, 1)


def test_a_lead_does_not_decide_on_their_own_request(signed_in, project, nps, lea, at):
    use = proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    proofs.ask_change(use=use, share=0.1, reason="small", by=lea, at=at)
    assert signed_in(lea).post(f"{page(project)}{use.key}/decide/", {"answer": "agree"}).status_code == 403


def test_a_change_without_reason_is_asked_again(signed_in, project, nps, lea, at):
    use = proofs.take_over(project=project, indicator=nps, by=lea, at=at)
    assert signed_in(lea).post(f"{page(project)}{use.key}/", {"version": use.pk, "share": "2"}).status_code == 422


def test_promises_are_counted_by_unit_and_for_oneself_only(signed_in, project, nps, lea, eva, otto, at):
    promised(project, nps, lea, at)
    october = datetime(2026, 10, 5, tzinfo=UTC)
    measure(nps, october, otto, 30, date(2026, 9, 30))
    claims.judge_due(as_of=date(2026, 10, 5), at=october)
    mine, theirs = (signed_in(person).get("/promises/").content.decode() for person in (lea, eva))
    assert "Only you see this line" in mine
    assert "Only you see this line" not in theirs
    assert "Industry Division" in theirs
    assert "1 delivered" in theirs


def test_the_page_costs_the_same_whatever_the_number_of_indicators(
    signed_in, project, lea, otto, at, django_assert_max_num_queries, django_assert_num_queries
):
    for number in range(2):
        proofs.take_over(project=project, indicator=indicator(f"A{number}", at, otto), by=lea, at=at)
    browser = signed_in(lea)
    browser.get(page(project))
    with django_assert_max_num_queries(40) as few:
        browser.get(page(project))
    for number in range(10):
        proofs.take_over(project=project, indicator=indicator(f"B{number}", at, otto), by=lea, at=at)
    with django_assert_num_queries(len(few)):
        browser.get(page(project))
