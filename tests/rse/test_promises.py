"""Campaigns and initiatives promise effects on indicators: taken back within a week, judged once after their day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.audit.queries import verify
from foundation.notifications.models import OutboxRow
from kpis.actions import definitions, measurements
from kpis.refusals import KpiRefusal
from rse.actions import promises
from rse.actions.campaigns import Audience, plan_campaign
from rse.actions.initiatives import start_initiative
from rse.models import EffectClaim, Theme
from rse.tasks import judge_promises
from tests.races import race

JUNE, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
TOKENS = iter(f"5b0e3c4e-9d2b-4f7e-8a41-{number:012d}" for number in range(1000))


def measure(indicator, at, rita, value, end=JUNE):
    values = [measurements.Value(indicator, period_start=end.replace(day=1), period_end=end, value=value)]
    measurements.record_measurements(values=values, by=rita, at=at)


@pytest.fixture
def trained(db, rita, at):
    """An indicator that should rise and stands at 27."""
    made = definitions.create_indicator(code="TRAINED", name_fr="Formés", name_en="Trained", direction="up", owner=rita, by=rita, at=at)
    measure(made, at, rita, 27)
    return made


@pytest.fixture
def campaign(unit, rita, at):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    themes, audience = Theme.objects.filter(code="training"), [Audience(unit, None, 40)]
    return plan_campaign(code="C1", name_fr="Gestes", themes=themes, audience=audience, owner=rita, by=rita, at=at, **days)


@pytest.fixture
def initiative(unit, rita, at):
    facts = {"owner": rita, "unit": unit, "starts_on": date(2026, 1, 1), "cadence": "monthly"}
    return start_initiative(code="OVENS", name_fr="Fours", themes=Theme.objects.filter(code="energy"), by=rita, at=at, **facts)


@pytest.fixture(params=["campaign", "initiative"])
def promiser(request):
    return request.getfixturevalue(request.param)


def promised(promiser, indicator, rita, at, delta=2, due=SEPTEMBER):
    return promises.promise(promiser=promiser, indicator=indicator, delta=delta, due_on=due, assumption="More hours", by=rita, at=at)


def test_a_promise_is_recorded_and_audited(promiser, trained, rita, at):
    claim = promised(promiser, trained, rita, at)
    assert (claim.promiser, claim.start_value, claim.recorded_by) == (promiser, 27, rita)
    entry = ledger.trail(promiser)[0]
    assert (entry.verb, entry.facts["about"]) == ("promise.made", "TRAINED")


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"delta": -2}, "against the direction"), ({"delta": 0}, "against the direction"), ({"due": JUNE}, "later one")]
)
def test_a_promise_that_cannot_be_says_what_to_do(facts, sentence, promiser, trained, rita, at):
    with pytest.raises(KpiRefusal, match=sentence):
        promised(promiser, trained, rita, at, **facts)
    assert not EffectClaim.objects.exists()


def test_without_the_ledger_nothing_is_promised(promiser, trained, rita, at, monkeypatch):
    def refuse(**_facts):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(RuntimeError, match="away"):
        promised(promiser, trained, rita, at)
    assert not EffectClaim.objects.exists()


def test_a_promise_is_taken_back_within_a_week_and_stands_after(promiser, trained, rita, at):
    claim = promised(promiser, trained, rita, at)
    with pytest.raises(KpiRefusal, match="within a week"):
        promises.take_back(claim=claim, by=rita, at=at + timedelta(days=8))
    promises.take_back(claim=claim, by=rita, at=at + timedelta(days=2))
    assert not EffectClaim.objects.current().exists()
    assert ledger.trail(promiser)[0].verb == "promise.taken_back"


@pytest.mark.parametrize(("value", "verdict"), [(29, "delivered"), (28.5, "partly"), (27.5, "missed")])
def test_a_promise_is_judged_once_by_the_value_of_its_day(value, verdict, promiser, trained, rita, at):
    promised(promiser, trained, rita, at)
    assert promises.judge_due(as_of=SEPTEMBER, at=OCTOBER) == 0
    measure(trained, OCTOBER, rita, value, SEPTEMBER)
    assert [promises.judge_due(as_of=date(2026, 10, 5), at=OCTOBER) for _time in range(2)] == [1, 0]
    judged = EffectClaim.objects.current().get()
    assert (judged.verdict, judged.end_value, judged.judged_on) == (verdict, value, date(2026, 10, 5))
    assert OutboxRow.objects.get(event="promise.judged").recipients == [rita.pk]
    assert ledger.trail(promiser)[0].verb == "promise.judged"


@pytest.mark.django_db(transaction=True)
def test_a_promise_judged_twice_at_once_is_judged_once(initiative, trained, rita, at):
    promised(initiative, trained, rita, at)
    assert sorted(race(*[lambda: promises.judge_due(as_of=date(2027, 10, 5), at=OCTOBER)] * 3)) == [0, 0, 1]
    assert EffectClaim.objects.current().get().verdict == "missed"
    assert OutboxRow.objects.filter(event="promise.judged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_promise_waits_for_who_changes_its_promiser(campaign, trained, rita, at):
    """Two promises at once stand one behind the other: the second starts once the first is written."""
    made = race(*[lambda: promised(campaign, trained, rita, at)] * 3)
    assert len({claim.pk for claim in made}) == 3
    assert verify().fault is None


def test_the_hourly_job_judges_what_nobody_measured(initiative, trained, rita):
    long_ago = timezone.now() - timedelta(days=400)
    measure(trained, long_ago, rita, 27, long_ago.date().replace(day=1) - timedelta(days=1))
    promised(initiative, trained, rita, long_ago, due=timezone.localdate(long_ago) + timedelta(days=30))
    judge_promises()
    judge_promises()
    assert EffectClaim.objects.current().get().verdict == "missed"


# --- Pages -----------------------------------------------------------------------------------------------------------------
def form(trained, **facts):
    later = timezone.localdate() + timedelta(days=90)
    filled = {"indicator": trained.pk, "delta": "2", "due_on": later.isoformat(), "assumption": "More hours"}
    return {"token": next(TOKENS)} | filled | facts


def test_the_owner_promises_on_the_page_and_takes_back(promiser, trained, rita, signed_in):
    browser, page = signed_in(rita), promiser.get_absolute_url()
    assert "Trained" in browser.get(f"{page}promises/").text
    sent = form(trained)
    assert [browser.post(f"{page}promises/", sent).status_code for _time in range(2)] == [303, 303]
    claim = EffectClaim.objects.current().get()
    text = browser.get(page).text
    assert "More hours" in text
    assert "To be judged" in text
    assert browser.post(f"{page}promises/{claim.key}/").status_code == 303
    assert not EffectClaim.objects.current().exists()


@pytest.mark.parametrize(("facts", "sentence"), [({"delta": "-2"}, "against the direction"), ({"assumption": ""}, "required")])
def test_an_invalid_promise_is_asked_again(facts, sentence, promiser, trained, rita, signed_in):
    answer = signed_in(rita).post(f"{promiser.get_absolute_url()}promises/", form(trained, **facts))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not EffectClaim.objects.exists()


def test_who_does_not_run_it_does_not_promise(promiser, trained, rita, lea, at, signed_in):
    claim = promised(promiser, trained, rita, at)
    browser, page = signed_in(lea), promiser.get_absolute_url()
    assert "promises/" not in browser.get(page).text
    assert browser.get(f"{page}promises/").status_code == 403
    assert browser.post(f"{page}promises/{claim.key}/").status_code == 403
    assert EffectClaim.objects.current().exists()


def test_the_page_costs_the_same_whatever_is_promised(
    promiser, trained, rita, at, signed_in, django_assert_max_num_queries, django_assert_num_queries
):
    promised(promiser, trained, rita, at)
    browser, page = signed_in(rita), promiser.get_absolute_url()
    browser.get(page)
    with django_assert_max_num_queries(50) as few:
        browser.get(page)
    for _number in range(9):
        promised(promiser, trained, rita, at)
    with django_assert_num_queries(len(few)):
        browser.get(page)


# --- On the page of all promises --------------------------------------------------------------------------------------
def test_promises_are_counted_by_unit_and_for_oneself_only(promiser, trained, rita, lea, unit, at, signed_in):
    rita.unit = unit
    rita.save()
    promised(promiser, trained, rita, at)
    measure(trained, OCTOBER, rita, 29, SEPTEMBER)
    promises.judge_due(as_of=OCTOBER.date(), at=OCTOBER)
    mine, theirs = (signed_in(person).get("/promises/").text for person in (rita, lea))
    assert promiser.name in theirs
    assert promiser.get_absolute_url() in theirs
    assert f"{unit.name}" in theirs
    assert "1 delivered" in theirs
    assert "Only you see this line" in mine
    assert "Only you see this line" not in theirs


def test_the_page_of_all_promises_is_narrowed_by_verdict_and_by_who_promised(campaign, initiative, trained, rita, lea, at, signed_in):
    promised(campaign, trained, rita, at)
    promised(initiative, trained, rita, at)
    browser = signed_in(lea)

    def shown(**query):
        html = browser.get("/promises/", query).text
        return [one.name for one in (campaign, initiative) if one.get_absolute_url() in html]

    assert shown() == shown(verdict="waiting") == shown(of="nonsense") == [campaign.name, initiative.name]
    assert shown(of="campaign") == [campaign.name]
    assert shown(of="initiative", verdict="waiting") == [initiative.name]
    assert shown(of="project") == shown(verdict="missed") == []


def test_the_page_of_all_promises_is_sorted_and_paged_by_its_address(campaign, initiative, trained, rita, at, signed_in, monkeypatch):
    for one, day in ((campaign, 3), (initiative, 1), (campaign, 2)):
        promised(one, trained, rita, at, due=date(2027, 5, day))
    browser = signed_in(rita)

    def days(**query):
        return [row.claim.due_on.day for row in browser.get("/promises/", query).context["rows"]]

    assert (days(), days(sort="due"), days(sort="nonsense")) == ([3, 2, 1], [1, 2, 3], [3, 2, 1])
    names = sorted({campaign.name, initiative.name}, key=str.lower)
    assert browser.get("/promises/", {"sort": "who"}).context["rows"][0].name == names[0]
    monkeypatch.setattr("portfolio.views.proofs.PAGE", 2)
    assert (days(), days(page="2"), days(page="nonsense")) == ([3, 2], [1], [3, 2])


def test_the_page_of_all_promises_costs_the_same_for_few_and_many(
    campaign, initiative, trained, rita, at, signed_in, django_assert_max_num_queries, django_assert_num_queries
):
    browser = signed_in(rita)
    for one in (campaign, initiative):
        promised(one, trained, rita, at)
    browser.get("/promises/")
    with django_assert_max_num_queries(25) as few:
        browser.get("/promises/")
    for number in range(12):
        promised((campaign, initiative)[number % 2], trained, rita, at)
    with django_assert_num_queries(len(few)):
        browser.get("/promises/")


def test_a_promise_counts_from_the_value_known_when_it_is_made(initiative, trained, rita, at):
    measure(trained, at + timedelta(days=40), rita, 31, date(2026, 7, 31))
    assert promised(initiative, trained, rita, at).start_value == 27
