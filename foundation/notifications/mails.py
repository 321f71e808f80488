"""Mails: lines that are due are gathered into one mail a person, sent at least once, recognisable when sent twice."""

import logging
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from foundation.notifications import events
from foundation.notifications.delivery import message_id
from foundation.notifications.models import MailBatch, MailItem

log = logging.getLogger(__name__)
LINES_PER_MAIL = 100
ATTEMPTS = 12


def waits(*, at: datetime) -> bool:
    """Whether a mail, or a line for one, may go now."""
    return MailItem.objects.filter(batch__isnull=True, due_at__lte=at).exists() or _ready(at).exists()


def gather(*, at: datetime, limit: int = 1_000) -> int:
    """Put the lines that are due into mails, one a person; returns how many mails. The Message-ID is fixed here."""
    with transaction.atomic():
        due = MailItem.objects.select_for_update(skip_locked=True).filter(batch__isnull=True, due_at__lte=at)
        lines = sorted(due.order_by("user_id", "id")[:limit], key=lambda line: (line.user_id, line.pk))
        count = 0
        for user_id, group in groupby(lines, key=lambda line: line.user_id):
            mine = list(group)[:LINES_PER_MAIL]
            batch = MailBatch.objects.create(user_id=user_id, message_id=message_id(user_id, [line.key for line in mine]), created_at=at)
            MailItem.objects.filter(pk__in=[line.pk for line in mine]).update(batch=batch)
            count += 1
    return count


def send_waiting(*, at: datetime, limit: int = 50) -> tuple[int, int]:
    """Send up to `limit` waiting mails; returns (sent, failed). A failure is kept with its error and tried again later."""
    sent = failed = 0
    for _turn in range(limit):
        outcome = _send_one(at=at)
        if outcome is None:
            break
        sent, failed = sent + outcome, failed + (not outcome)
    return sent, failed


def _send_one(*, at: datetime) -> bool | None:
    """Send the oldest mail that may go now, under its lock; None when there is none."""
    with transaction.atomic():
        batch = _ready(at).select_for_update(skip_locked=True, of=("self",)).select_related("user").order_by("id").first()
        if batch is None:
            return None
        try:
            _mail(batch).send()
        except (OSError, SMTPException) as error:
            minutes = min(2**batch.attempts, 240)
            log.warning("mail not sent", extra={"batch": batch.pk, "attempt": batch.attempts + 1})
            changes = {"attempts": batch.attempts + 1, "error": str(error)[:500], "retry_at": at + timedelta(minutes=minutes)}
            MailBatch.objects.filter(pk=batch.pk).update(**changes)
            return False
        MailBatch.objects.filter(pk=batch.pk).update(sent_at=at, attempts=batch.attempts + 1, error="")
        return True


def _ready(at: datetime) -> QuerySet[MailBatch]:
    """Mails not sent that may be tried now; one that failed too often waits for an administrator."""
    return MailBatch.objects.filter(sent_at__isnull=True, attempts__lt=ATTEMPTS).exclude(retry_at__gt=at)


def _mail(batch: MailBatch) -> EmailMultiAlternatives:
    person = batch.user
    with translation.override(person.language):
        lines = [
            {"text": events.known(item.event).tell(item.facts), "address": absolute(item.address), "at": item.at}
            for item in batch.items.order_by("id")
        ]
        subject = lines[0]["text"] if len(lines) == 1 else _many(len(lines))
        context = {"person": person, "lines": lines, "settings_address": absolute("/notifications/preferences/")}
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split())[:180],
            body=render_to_string("notifications/mail.txt", context),
            to=[person.email],
            headers={"Message-ID": batch.message_id},
            connection=get_connection(),
        )
        mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
        return mail


def _many(count: int) -> str:
    return ngettext("%(count)s notice from CMO Portal", "%(count)s notices from CMO Portal", count) % {"count": count}


def absolute(address: str) -> str:
    """The address as it stands in a mail."""
    return f"{settings.PORTAL_URL.rstrip('/')}{address}" if address.startswith("/") else address
