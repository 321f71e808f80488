from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import transaction

from foundation.notifications import actions, comments, delivery, mails, queries
from foundation.notifications.models import MailBatch, MailItem, Notification, OutboxRow

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def tell(people, at, *, key="1", unit, event="comment.mentioned"):
    facts = {"author": "Ada", "object": {"fr": "Projet", "en": "Project"}, "excerpt": "look"}
    actions.notify(event=event, key=key, people=people, subject=unit, address="/x/", at=at, facts=facts)


def test_a_notice_reaches_the_tray_and_the_mail_once_whatever_is_run_twice(eva, unit, at):
    tell([eva], at, unit=unit)
    tell([eva], at, unit=unit)
    assert delivery.deliver_outbox(at=at) == 1
    OutboxRow.objects.update(delivered_at=None)  # as after a crash between two steps
    delivery.deliver_outbox(at=at)
    assert [n.text for n in queries.tray(eva)] == ["Ada mentions you: “look”"]
    mails.gather(at=at)
    mails.gather(at=at)
    mails.send_waiting(at=at)
    mails.send_waiting(at=at)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == [eva.email]


def test_a_rolled_back_action_tells_nobody(eva, unit, at):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        tell([eva], at, unit=unit)
        1 / 0  # noqa: B018
    assert delivery.deliver_outbox(at=at) == 0


def test_the_message_id_is_the_same_when_a_mail_is_sent_again(eva, unit, at):
    tell([eva], at, unit=unit)
    delivery.deliver_outbox(at=at)
    mails.gather(at=at)
    mails.send_waiting(at=at)
    MailBatch.objects.update(sent_at=None)  # killed after sending, before noting it
    mails.send_waiting(at=at)
    assert len(mail.outbox) == 2
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == 1


def test_a_mail_server_that_is_away_keeps_the_mail_for_later(eva, unit, at, monkeypatch):
    tell([eva], at, unit=unit)
    delivery.deliver_outbox(at=at)
    mails.gather(at=at)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: (_ for _ in ()).throw(SMTPServerDisconnected("away")))
        assert mails.send_waiting(at=at) == (0, 1)
    assert "away" in MailBatch.objects.get().error
    assert mails.send_waiting(at=at) == (0, 0)
    assert mails.send_waiting(at=at + timedelta(minutes=5)) == (1, 0)


def test_preferences_decide_tray_and_mail(eva, unit, at):
    actions.choose(user=eva, choices={"comment.mentioned": (False, "weekly")})
    tell([eva], at, unit=unit)
    delivery.deliver_outbox(at=at)
    assert queries.tray(eva) == []
    assert MailItem.objects.get().due_at.astimezone(PARIS) == datetime(2026, 7, 6, 7, tzinfo=PARIS)  # the Monday after Wednesday 1 July


def test_daily_lines_leave_in_one_mail_in_the_reader_s_language(eva, unit, at):
    eva.language = "fr"
    eva.save(update_fields=["language"])
    actions.choose(user=eva, choices={"comment.mentioned": (True, "daily")})
    for number in range(3):
        tell([eva], at, unit=unit, key=str(number))
    delivery.deliver_outbox(at=at)
    assert mails.gather(at=at) == 0
    mails.gather(at=at + timedelta(days=1))
    mails.send_waiting(at=at + timedelta(days=1))
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.startswith("Bonjour Eva")
    assert mail.outbox[0].alternatives


def test_muted_and_inactive_people_hear_nothing(eva, sam, unit, at):
    actions.follow(user=eva, subject=unit, muted=True)
    sam.is_active = False
    sam.save(update_fields=["is_active"])
    tell([eva, sam], at, unit=unit)
    delivery.deliver_outbox(at=at)
    assert not Notification.objects.exists()


def say(by, text, unit, at, **extra):
    given = {"token": uuid4(), "may_see": lambda _user: True} | extra
    return comments.add_comment(subject=unit, by=by, at=at, text=text, address="/x/", **given)


def test_a_mention_tells_who_may_see_and_nobody_else(lea, eva, sam, unit, at):
    say(lea, "ask @eva and @sam, or x@eva.org", unit, at, may_see=lambda user: user == eva)
    delivery.deliver_outbox(at=at)
    assert list(Notification.objects.values_list("user_id", flat=True)) == [eva.pk]


def test_followers_hear_of_comments_but_not_of_their_own(lea, eva, unit, at):
    say(lea, "first", unit, at)
    say(eva, "second", unit, at)
    delivery.deliver_outbox(at=at)
    assert list(Notification.objects.values_list("user_id", "event")) == [(lea.pk, "comment.added")]


def test_a_comment_sent_twice_is_said_once(lea, unit, at):
    token = uuid4()
    assert say(lea, "once", unit, at, token=token) == say(lea, "once", unit, at, token=token)
    assert len(comments.comments_of(unit)) == 1
