"""What the relay finds waiting, on the real tables."""

import pytest
from django.core import mail

from cmo_portal import waiting
from foundation.notifications import actions
from foundation.notifications.tasks import send_mails
from portfolio.alignment import nights

pytestmark = pytest.mark.django_db


def test_a_wanted_run_wakes_a_worker(ada, at):
    nights.want_run(by=ada, at=at)
    assert "portfolio.tasks.work_on_runs" in [wake_up.task for wake_up in waiting.nights.wanted_work(at)]


def test_notices_are_delivered_by_the_relay_and_mails_by_a_worker(eva, unit, at):
    facts = {"author": "Ada", "object": "x", "excerpt": "look"}
    actions.notify(event="comment.mentioned", key="1", people=[eva], subject=unit, address="/x/", at=at, facts=facts)
    assert [wake_up.task for wake_up in waiting.notices(at)] == ["foundation.notifications.tasks.send_mails"]
    send_mails()
    assert len(mail.outbox) == 1
    assert list(waiting.notices(at)) == []
