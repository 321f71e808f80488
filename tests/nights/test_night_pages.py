import pytest
from django.urls import reverse

from foundation.audit import queries as ledger
from portfolio.alignment import chunks, nights
from portfolio.models import ScoreRun

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "div#night", "HX-Request-Type": "partial"}


def test_an_administrator_runs_the_scores_and_follows_them(signed_in, ada, at):
    browser = signed_in(ada)
    answer = browser.post(reverse("nights_run"))
    run = ScoreRun.objects.get()
    assert answer.headers["Location"] == reverse("night", args=[run.pk])
    assert 'hx-trigger="load delay:1s"' in browser.get(answer.headers["Location"]).content.decode()
    chunks.work(worker="test", clock=lambda: at)
    part = browser.get(reverse("night", args=[run.pk]), headers=PART).content.decode()
    assert "<html" not in part
    assert "hx-trigger" not in part
    assert "Published" in part
    assert [entry.verb for entry in ledger.trail(run)][-1] == "run.wanted"


def test_a_run_is_stopped_and_taken_up_again(signed_in, ada, at):
    run = nights.want_run(by=ada, at=at)
    browser = signed_in(ada)
    assert browser.post(reverse("night_cancel", args=[run.pk])).status_code == 303
    run.refresh_from_db()
    assert run.state == "cancelled"
    browser.post(reverse("night_resume", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "wanted"


def test_nobody_else_sees_or_runs_nights(signed_in, eva, ada, at):
    run = nights.want_run(by=ada, at=at)
    browser = signed_in(eva)
    for address in (reverse("nights"), reverse("night", args=[run.pk])):
        assert browser.get(address).status_code == 403
    assert browser.post(reverse("nights_run")).status_code == 403
    assert browser.post(reverse("night_cancel", args=[run.pk])).status_code == 403


def test_the_list_pages_with_a_flat_number_of_queries(signed_in, ada, at, django_assert_max_num_queries):
    model = nights.want_run(by=ada, at=at).model
    runs = [ScoreRun(kind="past", as_of="2026-01-01", cut_off=at, model=model, wanted_at=at, state="done") for _ in range(40)]
    ScoreRun.objects.bulk_create(runs)
    browser = signed_in(ada)
    with django_assert_max_num_queries(11):
        page = browser.get(reverse("nights"))
    assert len(page.context["runs"]) == 30
    assert len(browser.get(reverse("nights"), {"before": page.context["older"]}).context["runs"]) == 11
