"""Questionnaires by link: asked, answered once, reviewed."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from foundation import formatting
from foundation.accounts.models import User
from foundation.attachments.actions import keep_evidence
from foundation.audit import actions as audit
from foundation.notifications.actions import notify
from foundation.refusals import gettext_noop as _
from rse.actions.suppliers import SupplierFacts, change_supplier
from rse.catalogues import most_employees, partner_points
from rse.models import Questionnaire, Supplier
from rse.partner_points import STAFF, Answer, faults
from rse.refusals import RseRefusal

DAYS_TO_ANSWER = 30
TOKEN_BYTES = 24
YEARS_BACK = 3


def hash_of(token: str) -> str:
    """What is kept of a link; its 24 drawn bytes cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def ask_questionnaire(*, supplier: Supplier, by: User | None, at: datetime) -> tuple[Questionnaire, str]:
    """Ask a supplier; returns the token of its link, which is shown once and kept nowhere. An earlier link still open ends."""
    today = timezone.localdate(at)
    token, until = secrets.token_urlsafe(TOKEN_BYTES), today + timedelta(days=DAYS_TO_ANSWER)
    with transaction.atomic():
        held = Supplier.objects.select_for_update(no_key=True, of=("self",)).get(pk=supplier.pk)
        if (held.staff or 0) > most_employees():
            raise RseRefusal(
                _("%(name)s employs more than %(most)s people: ask for its own sustainability report instead of these questions."),
                name=held.name,
                most=formatting.number(most_employees()),
            )
        still_open = Questionnaire.objects.filter(supplier=held, answered_at__isnull=True, expires_on__gte=today)
        still_open.update(expires_on=today - timedelta(days=1))
        row = Questionnaire.objects.create(supplier=held, token_hash=hash_of(token), asked_at=at, asked_by=by, expires_on=until)
        audit.record(by=by, at=at, verb="questionnaire.asked", subjects=[held], facts={"about": held.name, "until": until})
    return row, token


def find_link(token: str) -> Questionnaire | None:
    """The questionnaire a link leads to, or nothing."""
    return Questionnaire.objects.select_related("supplier").filter(token_hash=hash_of(token)).first()


def answer_questionnaire(
    *,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    year: int,
    respondent: str,
    at: datetime,
    evidence: UploadedFile | None = None,
) -> Questionnaire:
    """Keep the answers of a link that is open, once. Raises RseRefusal or EvidenceRefused; nothing is stored then."""
    _refuse_unfit(answers, year, respondent, timezone.localdate(at))
    with transaction.atomic():
        row = Questionnaire.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier").get(pk=questionnaire.pk)
        refuse_closed(row, at=at)
        supplier = row.supplier
        if evidence:
            row.evidence = keep_evidence(kind="rse.supplier", object_id=str(supplier.pk), upload=evidence, by=None, at=at)
        row.answers, row.year, row.respondent, row.answered_at = dict(answers), year, respondent.strip(), at
        row.save(update_fields=["answers", "year", "respondent", "answered_at", "evidence"])
        _tell_buyer(row, at=at)
        told = {"about": supplier.name, "points": len(answers), "year": year, "evidence": row.evidence_id}
        audit.record(by=None, at=at, verb="questionnaire.answered", subjects=[supplier], facts=told)
    return row


def _refuse_unfit(answers: Mapping[str, Answer], year: int, respondent: str, today: date) -> None:
    if not answers:
        raise RseRefusal(_("Answer one question at least."))
    if not respondent.strip():
        raise RseRefusal(_("Say who answers: name and function."))
    if not today.year - YEARS_BACK <= year <= today.year:
        raise RseRefusal(_("Choose the year of the figures in the list."))
    wrong = faults({name: point.kind for name, point in partner_points().items()}, answers)
    if wrong:
        raise RseRefusal(next(iter(wrong.values())))
    if answers.get(STAFF, 0) > most_employees():
        raise RseRefusal(
            _("These questions are for partners of up to %(most)s employees: send your own sustainability report to whoever asked you."),
            most=formatting.number(most_employees()),
        )


def refuse_closed(row: Questionnaire, *, at: datetime) -> None:
    """Raises RseRefusal for a link that was used or has ended."""
    if row.answered_at is not None:
        raise RseRefusal(_("This link was used already and its answers are kept. To change them, ask whoever sent it for a new link."))
    if row.expires_on < timezone.localdate(at):
        raise RseRefusal(_("This link has ended. Ask whoever sent it for a new one."))


def _tell_buyer(row: Questionnaire, *, at: datetime) -> None:
    """Who buys learns of it; where nobody does, who asked."""
    address = reverse("rse:questionnaire_review", args=[row.supplier.code, row.pk])
    people = [person for person in [row.supplier.buyer_id or row.asked_by_id] if person]
    facts = {"supplier": row.supplier.name}
    notify(event="questionnaire.answered", key=str(row.pk), people=people, subject=row.supplier, address=address, at=at, facts=facts)


def review_questionnaire(
    *, questionnaire: Questionnaire, verdict: str, by: User | None, at: datetime, note: str = "", take_staff: bool = False
) -> Questionnaire:
    """Accept the answers or say what is doubtful; `take_staff` carries the number of employees over to the supplier."""
    if verdict not in Questionnaire.Verdict.values:
        raise RseRefusal(_("Accept the answers, or say that they raise questions."))
    if verdict == Questionnaire.Verdict.DOUBTED and not note.strip():
        raise RseRefusal(_("Say what raises questions."))
    with transaction.atomic():
        rows = Questionnaire.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier__buyer")
        row = rows.get(pk=questionnaire.pk)
        if row.answered_at is None:
            raise RseRefusal(_("Nobody has answered yet."))
        row.verdict, row.note, row.reviewed_at, row.reviewed_by = verdict, note.strip(), at, by
        row.save(update_fields=["verdict", "note", "reviewed_at", "reviewed_by"])
        if take_staff and verdict == Questionnaire.Verdict.ACCEPTED and STAFF in row.answers:
            _take_staff(row, by=by, at=at)
        told = {"about": row.supplier.name, "reason": row.note, "verdict": verdict}
        audit.record(by=by, at=at, verb="questionnaire.reviewed", subjects=[row.supplier], facts=told)
    return row


def _take_staff(row: Questionnaire, *, by: User | None, at: datetime) -> None:
    one = row.supplier
    named = {name: getattr(one, name) for name in ("code", "name", "country", "tier", "spend_share", "contact", "buyer")}
    facts = SupplierFacts(**named, staff=int(row.answers[STAFF]))
    change_supplier(supplier=one, version=one.version, facts=facts, by=by, at=at)
