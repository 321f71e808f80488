from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.models import Closure, Delegation
from foundation.audit import queries as ledger
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.models import Notification
from portfolio import access
from portfolio.actions import duties, reporting
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import create_project
from portfolio.actions.status import ReportedMeanwhile, correct_status, latest_report, report_status, withdraw_report
from portfolio.models import ActionItem, StatusDraft, StatusReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(lea, eva, at):
    facts = {"name_fr": "Client 360", "name_en": "Client 360", "lead": lea, "sponsor": eva}
    return create_project(by=None, at=at - timedelta(days=90), code="C360", **facts)


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("id").values_list("event", flat=True))


def test_a_report_is_published_frozen_told_and_audited(project, lea, eva, at):
    reporting.save_draft(project=project, by=lea, at=at, content={"note": "half"})
    report = reporting.publish(project=project, by=lea, at=at, health="green", cost_health="green", done="Lot 1", progress=40)
    deliver_outbox(at=at)
    assert len(report.payload_hash) == 64
    assert not StatusDraft.objects.exists()
    assert told(eva) == ["report.published"]
    assert ledger.trail(project)[0].facts["hash"] == report.payload_hash


def test_a_worse_dimension_asks_for_a_note(project, lea, at):
    report_status(project=project, by=lea, at=at, health="green", cost_health="green")
    with pytest.raises(ValidationError, match="a dimension is worse"):
        report_status(project=project, by=lea, at=at, health="green", cost_health="amber")
    assert report_status(project=project, by=lea, at=at, health="green", cost_health="amber", note="steel prices")


def test_the_second_of_two_authors_is_shown_the_first(project, lea, ada, at):
    first = report_status(project=project, by=lea, at=at, health="green", seen=None)
    with pytest.raises(ReportedMeanwhile) as caught:
        report_status(project=project, by=ada, at=at, health="amber", note="x", seen=None)
    assert caught.value.latest == first
    assert StatusReport.objects.count() == 1


def test_the_same_form_sent_twice_is_one_report(project, lea, at):
    token = uuid4()
    one = report_status(project=project, by=lea, at=at, health="green", token=token)
    assert report_status(project=project, by=lea, at=at, health="green", token=token) == one


def test_nothing_changed_is_confirmed_for_green_projects_only(project, lea, eva, at):
    other = create_project(by=None, at=at - timedelta(days=90), code="ERP", name_fr="ERP", name_en="ERP", lead=lea)
    report_status(project=project, by=lea, at=at - timedelta(days=31), health="green", cost_health="amber", progress=30)
    report_status(project=other, by=lea, at=at - timedelta(days=31), health="amber", note="late")
    token = uuid4()
    outcome = reporting.confirm_unchanged(projects=[project, other], by=lea, at=at, token=token)
    again = reporting.confirm_unchanged(projects=[project, other], by=lea, at=at, token=token)
    assert [r.project for r in outcome.reports] == [project]
    assert [p for p, _why in outcome.left_out] == [other]
    assert again.reports == outcome.reports
    assert (outcome.reports[0].kind, outcome.reports[0].cost_health, outcome.reports[0].progress) == ("unchanged", "amber", 30)


def test_a_report_taken_back_stays_in_the_history(project, lea, at):
    before = report_status(project=project, by=lea, at=at - timedelta(days=30), health="green")
    report = report_status(project=project, by=lea, at=at, health="amber", note="late")
    withdraw_report(report=report, by=lea, at=at + timedelta(minutes=1))
    project.card.refresh_from_db()
    assert latest_report(project) == before
    assert project.card.health_rank == 5
    assert StatusReport.objects.filter(project=project).count() == 3


def test_a_correction_is_a_new_version_that_names_its_reason(project, lea, at):
    report = report_status(project=project, by=lea, at=at, health="green", token=uuid4())
    corrected = correct_status(report=report, by=lea, at=at + timedelta(hours=1), health="amber", note="forgot", reason="typed too fast")
    assert (corrected.key, corrected.kind, corrected.reason) == (report.key, "correction", "typed too fast")
    assert corrected.payload_hash not in ("", report.payload_hash)


def test_a_correction_says_why_and_corrects_something(project, lea, at):
    report = report_status(project=project, by=lea, at=at, health="green")
    with pytest.raises(ValidationError, match="why"):
        correct_status(report=report, by=lea, at=at, health="amber", note="late", reason=" ")
    with pytest.raises(ValidationError, match="Nothing differs"):
        correct_status(report=report, by=lea, at=at, health="green", reason="typed too fast")
    assert StatusReport.objects.count() == 1


def sent(report, **changes):
    return {"version": report.pk, "health": "amber", "note": "late", "reason": "typed too fast"} | changes


def test_a_lead_corrects_a_report_on_its_page(project, lea, eva, signed_in, at):
    report = report_status(project=project, by=lea, at=at, health="green", cost_health="green")
    address = f"{report.get_absolute_url()}correct/"
    assert signed_in(eva).get(address).status_code == 403
    browser = signed_in(lea)
    assert "Correct the report of" in browser.get(address).content.decode()
    assert browser.post(address, sent(report, reason="")).status_code == 422
    assert browser.post(address, sent(report)).status_code == 303
    now = latest_report(project)
    assert (now.health, now.kind, now.cost_health) == ("amber", "correction", "")
    page = browser.get(report.get_absolute_url()).content.decode()
    assert "typed too fast" in page
    assert ledger.trail(project)[0].verb == "status.corrected"
    assert told(eva) == []
    deliver_outbox(at=now.recorded_at)
    assert told(eva) == ["report.corrected"]


def test_the_second_of_two_correctors_is_shown_the_first_version(project, lea, ada, signed_in, at):
    report = report_status(project=project, by=lea, at=at, health="green")
    reporting.correct(report=report, by=ada, at=at, reason="the figures were old", health="red", note="stopped")
    answer = signed_in(lea).post(f"{report.get_absolute_url()}correct/", sent(report))
    assert answer.status_code == 409
    assert "stopped" in answer.content.decode()
    assert latest_report(project).health == "red"


def test_help_is_asked_of_somebody_who_may_see_and_answered(project, lea, eva, sam, at):
    day = at.date() + timedelta(days=7)
    asked = {"project": project, "health": "amber", "note": "blocked", "help_needed": "A buyer for two weeks", "by": lea, "at": at}
    with pytest.raises(ValidationError, match="may not see"):
        reporting.publish(**asked, help_from=sam, help_by=day)
    assert not StatusReport.objects.exists()
    reporting.publish(**asked, help_from=eva, help_by=day)
    item = ActionItem.objects.current().get()
    reporting.answer_help(item=item, answer="Paul comes on Monday", by=eva, at=at)
    deliver_outbox(at=at)
    assert "help.asked" in told(eva)
    assert told(lea) == ["help.answered"]


def test_the_sponsor_asks_and_the_author_is_told(project, lea, eva, at):
    report = report_status(project=project, by=lea, at=at, health="green")
    reporting.acknowledge(report=report, by=eva, at=at, question="And the suppliers?")
    deliver_outbox(at=at)
    assert told(lea) == ["report.questioned"]


def test_due_days_follow_reports_and_closures(project, lea, at):
    report_status(project=project, by=lea, at=at, health="green")  # Wednesday 1 July
    project.card.refresh_from_db()
    assert project.card.due_on == date(2026, 8, 3)
    Closure.objects.create(name_fr="Août", name_en="August", starts_on="2026-08-01", ends_on="2026-08-23")
    refresh_card(project, as_of=at.date())
    project.card.refresh_from_db()
    assert project.card.due_on == date(2026, 8, 24)


def test_paused_projects_owe_nothing(project, lea, at):
    type(project).objects.filter(pk=project.pk).update(status="paused")
    refresh_card(project, as_of=at.date())
    project.card.refresh_from_db()
    assert project.card.due_on is None


@pytest.mark.parametrize(("days", "lead", "sponsor"), [(-3, 0, 0), (-2, 1, 0), (10, 1, 0), (11, 1, 1), (21, 1, 2)])
def test_silence_is_told_step_by_step_and_once(project, lea, eva, at, days, lead, sponsor):
    when = at + timedelta(days=days)
    project.card.due_on = at.date()
    project.card.save(update_fields=["due_on"])
    for _ in range(2):
        duties.remind(at=when)
        deliver_outbox(at=when)
    assert len(told(lea)) == lead
    assert len(told(eva)) == sponsor


def test_a_delegate_reports_while_the_lead_is_away_and_not_after(project, lea, sam, at, monkeypatch):
    today = date.today()  # noqa: DTZ011
    row = Delegation.objects.create(user=lea, delegate=sam, starts_on=today, ends_on=today, made_at=at)
    assert access.project_to_report(sam, "C360") == project
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    sam.__dict__.pop("_stood_in_for")
    with pytest.raises(Exception, match="No Project"):
        access.project_to_report(sam, "C360")


def test_old_reports_stand_on_the_pages_behind(project, lea, eva, at, signed_in, monkeypatch):
    for week in range(3):
        report_status(project=project, by=lea, at=at + timedelta(weeks=week), health="green", note=f"Week {week}")
    monkeypatch.setattr("portfolio.views.reports.PAGE", 2)
    browser, address = signed_in(eva), "/projects/C360/reports/"
    shown = [[week for week in range(3) if f"Week {week}" in browser.get(address, {"page": page}).text] for page in ("1", "2", "x")]
    assert shown == [[1, 2], [0], [1, 2]]


def test_a_question_too_long_is_shown_again_whole(project, lea, eva, at, signed_in):
    report = report_status(project=project, by=lea, at=at, health="green")
    browser, address = signed_in(eva), f"{report.get_absolute_url()}read/"
    assert browser.post(address, {"question": "é" * 2_001}).status_code == 422
    assert not report.acknowledgements.exists()
    assert browser.post(address, {"question": "é" * 2_000}).status_code == 303
    assert report.acknowledgements.get().text == "é" * 2_000
