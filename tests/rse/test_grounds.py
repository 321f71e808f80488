"""Local projects, waste and materials by month, public claims: entered, corrected with a reason, reviewed, flagged past their day."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.versions import EditedMeanwhile
from rse.actions import grounds
from rse.actions.grounds import Bought, Waste
from rse.models import LocalProject, MaterialRecord, PublicClaim, WasteRecord
from rse.queries.grounds import expired_claims, waste_board
from rse.refusals import RseRefusal

MAY, PDF = date(2026, 5, 1), b"%PDF-1.4 proof\n%%EOF"


@pytest.fixture
def roofs(rita, at):
    facts = {"territory": "North", "starts_on": MAY, "planned": 16, "achieved": 11}
    return grounds.start_local_project(code="ROOFS", name_fr="Toits", by=rita, at=at, **facts)


def stated(by, at, **facts):
    days = {"period_from": date(2026, 1, 1), "period_to": date(2026, 5, 31), "expires_on": date(2999, 1, 1)}
    return grounds.state_claim(**({"statement_fr": "Sobre", "channel": "Site", "owner": by, "by": by, "at": at} | days | facts))


def test_a_local_project_is_entered_changed_and_audited(roofs, rita, at):
    with pytest.raises(RseRefusal, match="another local project"):
        grounds.start_local_project(code="roofs", name_fr="X", territory="Y", starts_on=MAY, by=rita, at=at)
    same = {"name_fr": "Toits", "territory": "North", "starts_on": MAY}
    assert "achieved" in grounds.change_local_project(project=roofs, version=1, achieved=12, by=rita, at=at, **same)
    assert [entry.verb for entry in ledger.trail(roofs)] == ["local_project.changed", "local_project.started"]
    with pytest.raises(EditedMeanwhile):
        grounds.change_local_project(project=roofs, version=1, achieved=13, by=rita, at=at, **same)
    with pytest.raises(RseRefusal, match="before the start"):
        grounds.change_local_project(project=roofs, version=2, ends_on=date(2020, 1, 1), by=rita, at=at, **same)


def test_the_share_diverted_is_reuse_recycling_and_compost_over_all(factory, rita, at):
    lines = [Waste("wood", "recycling", 50), Waste("furniture", "reuse", 15), Waste("wood", "compost", 4), Waste("mixed", "landfill", 31)]
    done = grounds.record_month(site=factory, month=MAY, waste=lines, bought=[Bought("wood", 100, 22, 78)], by=rita, at=at)
    board = waste_board()
    assert (done.added, board.diverted, board.recycled, board.certified) == (5, pytest.approx(0.69), 0.22, 0.78)
    assert grounds.record_month(site=factory, month=MAY, waste=lines, by=rita, at=at).unchanged == 4
    with pytest.raises(RseRefusal, match="reason of the correction"):
        grounds.record_month(site=factory, month=MAY, waste=[Waste("mixed", "landfill", 30)], by=rita, at=at)
    later = at + timedelta(days=1)
    grounds.record_month(site=factory, month=MAY, waste=[Waste("mixed", "landfill", 30)], reason="weighed anew", by=rita, at=later)
    assert WasteRecord.objects.known_at(at).get(stream="mixed").tonnes == 31
    assert ledger.trail(factory)[0].verb == "waste.recorded"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"waste": [Waste("wood", "reuse", -1)]}, "cannot be negative"),
        ({"waste": [Waste("wood", "reuse", float("nan"))]}, "cannot be negative"),
        ({"bought": [Bought("wood", 10, 11)]}, "More is recycled"),
        ({"month": date(2027, 1, 1)}, "not begun"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(factory, rita, at, facts, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        grounds.record_month(**({"site": factory, "month": MAY, "by": rita, "at": at} | facts))
    assert not WasteRecord.objects.exists()
    assert not MaterialRecord.objects.exists()


def test_a_claim_is_reviewed_by_somebody_else_with_its_evidence(rita, eva, at):
    claim = stated(rita, at)
    with pytest.raises(RseRefusal, match="Nothing proves"):
        grounds.review_claim(claim=claim, reviewer=eva, by=eva, at=at)
    assert claim.standing(at.date()) == "unproven"


def test_a_claim_past_its_day_is_flagged_and_comes_to_who_answers_for_it(rita, at, signed_in):
    claim = stated(rita, at, expires_on=date(2026, 6, 1))
    today = timezone.localdate()
    assert claim.standing(today) == "expired"
    assert expired_claims(rita, today=today) == [claim]
    browser = signed_in(rita)
    assert "past its day" in browser.get(reverse("rse:claims")).text
    assert "still stands in public" in browser.get(reverse("home")).text


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"statement_fr": " "}, "as it is said"),
        ({"period_to": date(2025, 1, 1)}, "end before they begin"),
        ({"expires_on": date(2026, 2, 1)}, "before its figures end"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(rita, at, facts, sentence):
    with pytest.raises(RseRefusal, match=sentence):
        stated(rita, at, **facts)


def test_when_the_ledger_fails_nothing_is_said_nor_entered(factory, rita, at, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    for act in (
        lambda: stated(rita, at),
        lambda: grounds.record_month(site=factory, month=MAY, waste=[Waste("wood", "reuse", 1)], by=rita, at=at),
        lambda: grounds.start_local_project(code="X", name_fr="X", territory="Y", starts_on=MAY, by=rita, at=at),
    ):
        with pytest.raises(ZeroDivisionError):
            act()
    assert [model.objects.count() for model in (PublicClaim, WasteRecord, LocalProject)] == [0, 0, 0]


# --- Pages ----------------------------------------------------------------------------------------------------------------
def test_a_claim_lives_in_the_browser_until_it_is_withdrawn(rita, eva, signed_in):
    browser, form = signed_in(rita), {"statement_fr": "Sobre", "channel": "Site", "owner": rita.pk}
    form |= {"period_from": "2026-01-01", "period_to": "2026-05-31", "expires_on": "2999-01-01"}
    assert browser.post(reverse("rse:claim_new"), form | {"statement_fr": ""}).status_code == 422
    assert browser.post(reverse("rse:claim_new"), form | {"evidence": SimpleUploadedFile("p.pdf", PDF)}).status_code == 303
    claim = PublicClaim.objects.current().get()
    address = reverse("rse:claim_review", args=[claim.key])
    browser.post(address)
    assert PublicClaim.objects.current().get().reviewed_on is None
    assert signed_in(eva).post(address).status_code == 303
    assert PublicClaim.objects.current().get().reviewer == eva
    known = PublicClaim.objects.current().get()
    changed = form | {"channel": "Report", "number": known.pk}
    assert browser.post(reverse("rse:claim", args=[claim.key]), changed).status_code == 303
    assert browser.post(reverse("rse:claim", args=[claim.key]), changed).status_code == 409
    now = PublicClaim.objects.current().get()
    assert (now.reviewed_on, now.evidence.name) == (None, "p.pdf")
    assert browser.post(reverse("rse:claim_withdraw", args=[claim.key]), {"reason": "Over"}).status_code == 303
    assert not PublicClaim.objects.current().exists()


def test_a_month_is_entered_like_energy_and_a_local_project_in_a_form(factory, rita, lea, sam, signed_in):
    browser, address = signed_in(rita), f"{reverse('rse:waste_month')}?site=S-1&month=2026-05"
    form = {"new_stream": "wood", "new_treatment": "reuse", "new_tonnes": "1,5", "m-wood-tonnes": "10", "m-wood-certified": "8"}
    assert browser.post(address, form | {"new_tonnes": ""}).status_code == 422
    assert browser.post(address, form).status_code == 303
    assert WasteRecord.objects.current().get().tonnes == 1.5
    assert "w-wood-reuse" in browser.get(address).text
    assert browser.post(address, {"w-wood-reuse": "2"}).status_code == 422
    assert browser.post(address, {"w-wood-reuse": "2", "reason": "typo"}).status_code == 303
    assert "100" in browser.get(reverse("rse:waste")).text
    entered = {"code": "L-1", "name_en": "Roofs", "territory": "North", "state": "active", "starts_on": "2026-01-01"}
    assert browser.post(reverse("rse:local_project_new"), entered | {"territory": ""}).status_code == 422
    assert browser.post(reverse("rse:local_project_new"), entered).status_code == 303
    changed = entered | {"volunteer_hours": "780", "version": "1"}
    assert browser.post(reverse("rse:local_project", args=["L-1"]), changed).status_code == 303
    assert "780" in browser.get(reverse("rse:local_projects")).text
    for name in ("local_project_new", "waste_month", "claim_new"):
        assert signed_in(lea).get(reverse(f"rse:{name}")).status_code == 403
    assert signed_in(sam).get(reverse("rse:waste")).status_code == 403
    for name in ("local_projects_csv", "waste_csv", "claims_csv"):
        assert len(b"".join(browser.get(reverse(f"rse:{name}")).streaming_content).decode().splitlines()) >= 1


@pytest.mark.parametrize("name", ["local_projects", "waste", "claims"])
def test_lists_cost_the_same_for_ten_rows_and_forty(name, factory, rita, at, signed_in):
    browser, counted = signed_in(rita), []
    for first, last in ((0, 10), (10, 40)):
        for n in range(first, last):
            grounds.start_local_project(code=f"L-{n}", name_fr=f"N {n}", territory="North", starts_on=MAY, by=rita, at=at)
            stated(rita, at, statement_fr=f"Claim {n}")
            month = date(2020 + n // 12, n % 12 + 1, 1)
            grounds.record_month(site=factory, month=month, waste=[Waste("wood", "reuse", 1)], by=rita, at=at)
        browser.get(reverse(f"rse:{name}"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(f"rse:{name}"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 18
