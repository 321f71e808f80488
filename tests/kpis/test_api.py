"""Programs send measurements with a token: whole batches, once, within limits, each fault named."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from foundation.api import door
from foundation.api.actions import create_token, digest_of, revoke_token
from foundation.api.models import ApiAnswer, ApiToken
from foundation.audit.models import LedgerEntry
from foundation.refusals import Refusal
from kpis.models import Measurement

URL = "/api/v1/measurements"


@pytest.fixture
def token(nps, otto):
    at = timezone.now()
    return create_token(
        holder=otto, name="Warehouse", scope="measurements:write", expires_on=at.date() + timedelta(days=30), by=otto, at=at
    )


def send(text, body, key="k1", **headers):
    content = body if isinstance(body, str) else json.dumps(body)
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": key, **headers}
    return Client().post(URL, content, content_type="application/json", headers=headers)


def batch(*items):
    return {"source": "warehouse", "measurements": list(items)}


def item(**changes):
    return {"indicator": "NPS", "period": "2026-06", "value": 27} | changes


def test_the_token_is_kept_only_as_a_hash_and_both_ends_are_audited(token, otto):
    row, text = token
    assert row.digest == digest_of(text)
    assert text not in str(ApiToken.objects.values().get())
    revoke_token(token=row, by=otto, at=timezone.now())
    assert list(LedgerEntry.objects.order_by("-position").values_list("verb", flat=True)[:2]) == ["token.revoked", "token.created"]


def test_a_batch_is_recorded_as_automatic(token):
    answer = send(token[1], batch(item(), item(period="2026-05", value=25.5, unit="pts")))
    assert (answer.status_code, answer.json()) == (200, {"added": 2, "corrected": 0, "unchanged": 0})
    assert {(one.source_kind, one.source) for one in Measurement.objects.all()} == {("automatic", "warehouse")}


def test_the_same_key_answers_the_same_and_changes_nothing(token):
    assert send(token[1], batch(item())).json()["added"] == 1
    again = send(token[1], batch(item()))
    assert (again.json()["added"], again.headers["Idempotent-Replay"]) == (1, "true")
    assert Measurement.objects.count() == 1
    assert send(token[1], batch(item(value=28))).status_code == 409
    assert send(token[1], batch(item()), key="k2").json() == {"added": 0, "corrected": 0, "unchanged": 1}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "27"}, "without quotes"),
        ({"value": True}, "no number"),
        ({"indicator": "NOSUCH"}, "no indicator that you may measure"),
        ({"period": "hier"}, "no period"),
        ({"unit": "kg"}, "convert"),
        ({"colour": "red"}, "unknown"),
    ],
)
def test_one_wrong_item_records_none_and_is_named(wrong, sentence, token):
    answer = send(token[1], batch(item(period="2026-05"), item(**wrong)))
    assert answer.status_code == 422
    assert answer.json()["items"][0]["item"] == 1
    assert sentence in answer.json()["items"][0]["message"]
    assert not Measurement.objects.exists()
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_what_is_no_finite_number_is_refused(number, token):
    body = json.dumps(batch(item(value="?"))).replace('"?"', number)
    answer = send(token[1], body)
    assert answer.status_code in (400, 422)
    assert "number" in json.dumps(answer.json())
    assert not Measurement.objects.exists()


def test_the_future_and_a_correction_without_reason_are_refused(token):
    assert "future" in send(token[1], batch(item(period="2999-01"))).json()["message"]
    send(token[1], batch(item()))
    assert "reason of the correction" in send(token[1], batch(item(value=29)), key="k2").json()["message"]
    corrected = send(token[1], {**batch(item(value=29)), "correction_reason": "late answers"}, key="k3")
    assert corrected.json() == {"added": 0, "corrected": 1, "unchanged": 0}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"measurements": []}', '{"measurements": 3}', "{", "[" * 100_000])
def test_what_is_no_batch_is_told(body, token):
    answer = send(token[1], body)
    assert answer.status_code in (400, 422)
    assert answer.json()["message"]


def test_a_token_that_is_missing_wrong_revoked_or_expired_opens_nothing(token, otto):
    row, text = token
    assert Client().post(URL, "{}", content_type="application/json").status_code == 401
    assert send("cmo_wrong", batch(item())).status_code == 401
    ApiToken.objects.filter(pk=row.pk).update(expires_on=date(2020, 1, 1))
    assert send(text, batch(item())).status_code == 401
    ApiToken.objects.filter(pk=row.pk).update(expires_on=date(2999, 1, 1))
    revoke_token(token=row, by=otto, at=timezone.now())
    assert send(text, batch(item())).status_code == 401


def test_a_token_measures_only_what_its_holder_may(nps, lea):
    at = timezone.now()
    text = create_token(holder=lea, name="x", scope="measurements:write", expires_on=at.date(), by=lea, at=at)[1]
    assert send(text, batch(item())).status_code == 422


def test_too_many_requests_are_told_to_wait(token, monkeypatch):
    monkeypatch.setattr(door, "PER_MINUTE", 2)
    answers = [send(token[1], batch(item()), key=f"k{n}") for n in range(4)]
    assert 429 in {answer.status_code for answer in answers}
    assert next(answer for answer in answers if answer.status_code == 429).headers["Retry-After"] == "60"


def test_without_a_key_or_with_too_much_nothing_is_recorded(token):
    assert send(token[1], batch(item()), key="").status_code == 400
    assert send(token[1], " " * 1_100_000).status_code == 413
    assert send(token[1], batch(*[item()] * 1_001)).status_code == 422


def test_a_person_creates_and_revokes_a_token_on_the_page(signed_in, otto, lea, nps):
    browser, soon = signed_in(otto), (timezone.localdate() + timedelta(days=30)).isoformat()
    shown = browser.post("/api/v1/", {"name": "Warehouse", "expires_on": soon}).content.decode()
    text = shown.split('id="token-shown" value="')[1].split('"')[0]
    assert send(text, batch(item())).status_code == 200
    assert text not in browser.get("/api/v1/").content.decode()
    number = ApiToken.objects.get().pk
    assert signed_in(lea).post(f"/api/v1/tokens/{number}/revoke/").status_code == 404
    assert browser.post(f"/api/v1/tokens/{number}/revoke/").status_code == 303
    assert send(text, batch(item()), key="k2").status_code == 401
    assert browser.post("/api/v1/", {"name": "x", "expires_on": "2999-01-01"}).status_code == 422


def test_a_token_lasts_at_most_a_year(otto):
    at = timezone.now()
    with pytest.raises(Refusal, match="at most a year"):
        create_token(holder=otto, name="x", scope="measurements:write", expires_on=date(2999, 1, 1), by=otto, at=at)


def test_programs_read_the_description(signed_in, otto):
    found = signed_in(otto).get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert "/measurements" in found["paths"]
    assert set(found["components"]["schemas"]) == {"Batch", "Measurement", "Outcome", "Error"}
