"""Confidential alerts: anybody tells one, only the people named on it read it, and each opening carries a name."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from foundation.audit import actions as audit
from foundation.audit import queries as ledger
from foundation.audit.models import LedgerEntry
from foundation.notifications.models import OutboxRow
from rse.actions import alerts
from rse.models import Alert, AlertMessage, AlertReader, AlertRecipient
from rse.refusals import RseRefusal
from rse.views import alerts as views
from tests.conftest import person

SECRET = "Zebrawood dealers hold the passports"


@pytest.fixture
def nina(db, at):
    """Nina has no role at all, and is named to receive alerts."""
    nina = person("Nina")
    alerts.name_recipient(person=nina, by=None, at=at)
    return nina


@pytest.fixture
def told(nina, at):
    """An alert without a name, and its code."""
    return alerts.file_alert(key=uuid4(), subject="human_rights", about="Sawmill", text=SECRET, at=at)


def sent(browser, **facts):
    form = {"key": str(uuid4()), "subject": "human_rights", "text": SECRET}
    return browser.post(reverse("rse:alert_new"), form | facts)


def test_somebody_without_a_login_tells_an_alert_and_follows_it_with_the_code(nina, signed_in):
    nobody = Client(headers={"Accept-Language": "en"})
    assert nobody.get(reverse("rse:alert_new")).status_code == 200
    answer = sent(nobody)
    code = re.search(r"<code>([A-Z0-9-]{24})</code>", answer.text).group(1)
    row = Alert.objects.get()
    assert (row.reporter, code in row.code_hash) == (None, False)
    follow = reverse("rse:alert_follow")
    assert "Nobody has answered" in nobody.post(follow, {"code": code.lower()}).text
    assert signed_in(nina).post(reverse("rse:alert", args=[row.handle]), {"do": "message", "text": "Since when?"}).status_code == 303
    assert "Since when?" in nobody.post(follow, {"code": code}).text
    assert "Since May" in nobody.post(follow, {"code": code, "text": "Since May"}).text
    assert list(AlertMessage.objects.values_list("text", "by__full_name")) == [("Since when?", "Nina Martin"), ("Since May", None)]
    wrong = nobody.post(follow, {"code": "AAAA-AAAA-AAAA-AAAA-AAAA"})
    assert (wrong.status_code, SECRET in wrong.text) == (422, False)


def test_the_same_form_twice_is_one_alert_and_an_empty_one_none(nina):
    key, nobody = str(uuid4()), Client()
    assert sent(nobody, key=key).status_code == 200
    assert sent(nobody, key=key).status_code == 422
    assert sent(nobody, text=" ").status_code == 422
    assert Alert.objects.count() == 1


def test_a_flood_from_one_place_is_stopped(nina, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    browser = Client()
    assert [sent(browser).status_code for _ in range(3)] == [200, 200, 429]
    assert Alert.objects.count() == 2
    follow = [browser.post(reverse("rse:alert_follow"), {"code": "AAAA-AAAA-AAAA-AAAA-AAAA"}).status_code for _ in range(3)]
    assert follow == [422, 422, 429]


def test_without_anybody_named_no_alert_is_taken(db, at):
    with pytest.raises(RseRefusal, match="Nobody is named"):
        alerts.file_alert(key=uuid4(), subject="safety", text=SECRET, at=at)
    assert sent(Client()).status_code == 422
    assert not Alert.objects.exists()


def test_a_name_is_kept_only_when_it_is_given(nina, lea, signed_in):
    sent(signed_in(lea))
    sent(signed_in(lea), named="on")
    assert [row.reporter for row in Alert.objects.order_by("pk")] == [None, lea]
    assert not LedgerEntry.objects.filter(by=lea).exists()


def test_no_reader_beyond_the_named_whatever_the_role(told, sam, lea, otto, eva, ada, rita, nina, signed_in):
    alert, _code = told
    auditor = person("Auditor", role="auditor")
    addresses = [reverse("rse:alerts"), reverse("rse:alert", args=[alert.handle])]
    for user in (sam, lea, otto, eva, ada, rita, auditor):
        browser = signed_in(user)
        for address in addresses:
            answer = browser.get(address)
            assert (user.full_name, address, answer.status_code, SECRET in answer.text) == (user.full_name, address, 404, False)
        assert browser.post(addresses[1], {"do": "reader", "person": user.pk}).status_code == 404
    for address in addresses:
        assert Client().get(address).status_code == 302
    assert not LedgerEntry.objects.filter(verb="alert.opened").exists()
    assert SECRET in signed_in(nina).get(addresses[1]).text


def test_naming_a_recipient_opens_no_alert_received_before(told, eva, at, signed_in):
    alert, _code = told
    browser = signed_in(eva)
    assert browser.post(reverse("rse:alert_recipients"), {"person": eva.pk}).status_code == 303
    assert browser.get(reverse("rse:alert", args=[alert.handle])).status_code == 404
    later, _code = alerts.file_alert(key=uuid4(), subject="safety", text="Another", at=at)
    assert browser.get(reverse("rse:alert", args=[later.handle])).status_code == 200
    row = AlertRecipient.objects.get(user=eva)
    assert browser.post(reverse("rse:alert_relieve", args=[row.pk])).status_code == 303
    assert not AlertRecipient.objects.filter(user=eva, until__isnull=True).exists()


def test_each_opening_goes_on_record_with_its_name(told, nina, signed_in):
    alert, _code = told
    browser = signed_in(nina)
    for _time in range(2):
        page = browser.get(reverse("rse:alert", args=[alert.handle])).text
    assert [(entry.verb, entry.by) for entry in ledger.trail(alert)[:2]] == [("alert.opened", nina)] * 2
    assert "opened the confidential alert" in page


def test_a_reader_names_one_more_and_moves_the_alert(told, nina, eva, signed_in):
    alert, _code = told
    address = reverse("rse:alert", args=[alert.handle])
    browser = signed_in(nina)
    assert browser.post(address, {"do": "reader", "person": eva.pk}).status_code == 303
    assert browser.post(address, {"do": "state", "state": "looked_into"}).status_code == 303
    assert browser.post(address, {"do": "state", "state": "nonsense"}).status_code == 422
    assert signed_in(eva).get(address).status_code == 200
    alert.refresh_from_db()
    assert alert.state == "looked_into"


def test_neither_ledger_nor_notices_nor_names_tell_what_it_says(told, nina, at):
    alert, code = told
    alerts.answer_alert(alert=alert, text="Zebrawood again", by=None, at=at + timedelta(hours=1))
    alerts.open_alert(alert=alert, by=nina, at=at)
    kept = json.dumps([entry.facts for entry in LedgerEntry.objects.all()])
    noticed = json.dumps([[row.facts, row.address] for row in OutboxRow.objects.all()])
    assert OutboxRow.objects.filter(event="alert.waits").count() == 2
    for text in (kept, noticed, str(alert), str(AlertMessage.objects.get()), str(AlertReader.objects.get())):
        for word in ("Zebrawood", "Sawmill", "human_rights", code):
            assert word not in text


def test_search_administration_and_files_do_not_know_alerts(told, ada, signed_in):
    for model in (Alert, AlertMessage, AlertReader, AlertRecipient):
        assert model not in admin.site._registry
    assert "Zebrawood" not in signed_in(ada).get(reverse("find"), {"q": "zebrawood"}).text
    assert "Zebrawood" not in signed_in(ada).get(reverse("accounts:my_data")).text
    assert "Zebrawood" not in signed_in(ada).get(reverse("ledger:entries")).text


def test_when_the_ledger_fails_nothing_is_received_nor_opened(nina, told, at, monkeypatch, signed_in):
    alert, _code = told
    monkeypatch.setattr(audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        alerts.file_alert(key=uuid4(), subject="safety", text="Another", at=at)
    with pytest.raises(ZeroDivisionError):
        signed_in(nina).get(reverse("rse:alert", args=[alert.handle]))
    assert Alert.objects.count() == 1
