"""The stories show: scored by the real night, each board has something to tell."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from cmo_portal.demo.days import Calendar
from cmo_portal.demo.history import past_nights, want_history
from foundation.audit.queries import verify
from portfolio.alignment import chunks
from portfolio.models import ProjectContribution, RseAssessment, ScoreRun, StatusReport, health_of
from rse.models import MaterialityAssessment
from strategy.models import StrategicObjective
from tests.demo.conftest import NOW, TODAY, Night, night


@pytest.fixture(scope="module")
def nights_of(company: dict[str, int], django_db_blocker: Any) -> Iterator[dict[str, Night]]:
    """Some nights of the demo, in order: before the ends, six months ago, a week ago, yesterday, today."""
    calendar = Calendar(TODAY)
    days = {
        "a year ago": calendar.month_end(-14),
        "before the last ends": calendar.month_end(-13),
        "before the recovery": calendar.month_end(-6),
        "a week ago": calendar.away(-7),
        "yesterday": calendar.away(-1),
        "today": TODAY,
    }
    with django_db_blocker.unblock(), transaction.atomic():
        yield {name: night(day) for name, day in days.items()}
        transaction.set_rollback(True)


@pytest.fixture
def today(nights_of: dict[str, Night]) -> Night:
    return nights_of["today"]


def colour(health: float | None) -> str:
    return "none" if health is None else str(health_of(health))


STORIES = {
    "DCM-01": (71.3, 1.0, 0.5),
    "DIS-01": (67.9, 1.0, 0.9),
    "DND-01": (55.0, 0.6, 0.5),
    "DCM-02": (8.8, 1.0, 0.9),
    "DIS-02": (28.1, 0.6, 0.6),
    "DIS-03": (65.1, 1.0, 0.8),
    "DCM-03": (75.8, 1.0, 0.9),
    "DST-01": (55.9, 0.6, 0.6),
    "DIS-04": (40.0, 1.0, 1.0),
    "DND-10": (50.6, 0.6, 0.6),
    "DRH-01": (48.6, 1.0, 0.9),
    "DCM-04": (29.4, 1.0, 0.6),
}


@pytest.mark.parametrize("code", STORIES)
def test_each_story_has_its_alignment_declared_and_computed_health(today, code):
    score = today.scores[code]
    alignment, declared, computed = STORIES[code]
    assert score.s == pytest.approx(alignment, abs=0.05)
    assert score.d_declared == pytest.approx(declared)
    assert score.d_computed == pytest.approx(computed)


def test_client_360_is_flagged_green_outside_red_inside(today):
    score = today.scores["DCM-01"]
    figures = score.detail["delivery"]["figures"]
    assert score.watermelon
    assert score.divergence == pytest.approx(0.5)
    assert figures["cpi"] == pytest.approx(0.86, abs=0.005)
    assert figures["spi"] == pytest.approx(0.84, abs=0.005)
    assert 8.4 / figures["cpi"] == pytest.approx(9.76, abs=0.005)


def test_client_360_was_declared_green_five_months_running(nights_of):
    reports = StatusReport.objects.current().filter(project__code="DCM-01")
    assert set(reports.filter(reported_on__gt=TODAY - timedelta(days=135)).values_list("health", flat=True)) == {"green"}
    assert reports.filter(health="amber").exists()


def test_two_projects_are_greener_than_their_figures(today):
    assert {code for code, score in today.scores.items() if score.watermelon} == {"DCM-01", "DCM-04"}


def test_saint_ambroise_came_back_from_the_red(nights_of):
    before, now = nights_of["before the recovery"].scores["DIS-01"], nights_of["today"].scores["DIS-01"]
    assert before.d_computed == pytest.approx(0.3)
    assert now.d_computed == pytest.approx(0.9)


def test_the_headset_serves_nothing_and_is_named(today):
    assert today.scores["DCM-02"].orphan
    assert {code for code, score in today.scores.items() if score.orphan} == {"DCM-02", "DCM-13", "DCM-14", "DRH-04"}
    refused = ProjectContribution.objects.current().get(project__code="DCM-02", state="refused")
    assert (TODAY - refused.decided_on).days == 63
    assert refused.reason


def test_wood_express_is_vetoed_and_capped_and_nobody_mitigates_it(today):
    score = today.scores["DIS-04"]
    assert score.veto
    assert score.s == pytest.approx(40)
    assert {code for code, score in today.scores.items() if score.veto} == {"DIS-04"}
    assert not RseAssessment.objects.current().filter(mitigation_approved_on__isnull=False).exists()


def test_materiality_weighs_as_the_company_says(today):
    weights = {"ghg": 3, "human_rights": 3, "energy": 2, "materials": 2, "diversity": 2, "waste": 1, "local": 1, "training": 1}
    assert MaterialityAssessment.objects.get().themes == weights


def test_equality_is_the_objective_without_a_project(today):
    orphans = StrategicObjective.objects.filter(pk__in=today.index.detail["orphan_objectives"])
    assert [objective.code for objective in orphans] == ["O9"]


def test_the_supplier_portal_has_been_silent_for_74_days(today):
    outdated = [code for code, score in today.scores.items() if score.detail["delivery"]["outdated"]]
    assert outdated == ["DIS-02"]
    last = StatusReport.objects.current().filter(project__code="DIS-02").order_by("-reported_on")[0]
    assert (TODAY - last.reported_on).days == 74


def test_the_trial_cannot_be_scored_yet(today):
    assert not today.scores["DCM-04"].ranked
    assert not today.scores["DCM-04"].orphan
    unscored = {code for code, score in today.scores.items() if score.c is not None and score.c < 0.5}
    assert unscored == {"DCM-02", "DCM-04", "DCM-13", "DCM-14", "DRH-04"}


def test_money_does_not_follow_strategy(today):
    assert today.index.spend_fit == pytest.approx(0.70, abs=0.005)
    by_code = {one["code"]: one for one in today.index.detail["objectives"]}
    assert by_code["O5"]["share"] == pytest.approx(0.27, abs=0.005)
    gaps = {code: one["share"] - one["weight"] for code, one in by_code.items()}
    assert max(gaps, key=gaps.get) == "O5"
    assert today.index.detail["money"] == 96_000_000
    assert today.index.detail["no_objective_money"] == pytest.approx(4_800_000)


def test_short_term_takes_two_thirds_and_long_term_next_to_nothing(today):
    short, medium, long = today.index.detail["horizons"]["shares"]
    assert short == pytest.approx(0.68, abs=0.045)
    assert medium == pytest.approx(0.26, abs=0.045)
    assert long == pytest.approx(0.06, abs=0.015)
    assert today.index.detail["horizons"]["targets"] == [0.45, 0.35, 0.20]


def test_every_band_holds_at_least_fifteen_percent(today):
    bands = Counter(score.band for score in today.strategic)
    assert sum(bands.values()) == 54
    assert min(bands.values()) >= 0.15 * 54
    assert set(bands) == {"aligned", "partial", "weak"}
    live = today.index.detail["bands"]
    assert min(live["aligned"], live["partial"], live["weak"]) >= 0.15 * 54


def test_declared_is_rosier_than_computed(today):
    declared = Counter("outdated" if score.detail["delivery"]["outdated"] else colour(score.d_declared) for score in today.strategic)
    computed = Counter(colour(score.d_computed) for score in today.strategic)
    assert declared == {"green": 30, "amber": 17, "red": 6, "outdated": 1}
    assert computed == {"green": 22, "amber": 19, "red": 13}


def test_nothing_fails_and_ended_projects_keep_their_last_score(nights_of):
    assert all(one.failed == 0 for one in nights_of.values())
    today = nights_of["today"]
    ended = [score for score in today.scores.values() if score.project.status in ("closed", "cancelled")]
    assert len(ended) == 4
    assert all(score.s is not None and score.as_of < TODAY for score in ended)


def test_strategy_moves_and_money_begins_to_follow(nights_of):
    before, now = nights_of["a week ago"].index, nights_of["today"].index
    assert now.alignment - before.alignment == pytest.approx(1.85, abs=0.35)
    assert now.spend_fit - before.spend_fit == pytest.approx(0.02, abs=0.005)
    assert now.horizon_balance < before.horizon_balance


def test_last_night_four_scores_rose_and_two_fell(nights_of):
    moves = {
        code: score.s - nights_of["yesterday"].scores[code].s
        for code, score in nights_of["today"].scores.items()
        if abs(score.s - nights_of["yesterday"].scores[code].s) > 0.05  # less is a survey that ages
    }
    assert {code for code, move in moves.items() if move > 0} == {"DIS-06", "DIS-12", "DIS-14", "DND-07"}
    assert {code for code, move in moves.items() if move < 0} == {"DND-04", "DST-04"}
    assert all(nights_of["today"].scores[code].detail["bridge"] for code in moves)


def test_obligations_stand_apart(today):
    obligations = [score for score in today.scores.values() if score.project.project_class == "obligation"]
    assert len(obligations) == 6
    assert not any(score.ranked for score in obligations)


def test_the_past_nights_are_published_in_order(seeded):
    runs = want_history(today=TODAY, at=NOW)
    assert [run.as_of for run in runs] == past_nights(Calendar(TODAY))
    assert (len(runs), runs[-1].as_of) == (19, TODAY)
    chunks.work(worker="test", clock=lambda: NOW)
    assert set(ScoreRun.objects.values_list("state", flat=True)) == {"published"}
    assert verify().fault is None
