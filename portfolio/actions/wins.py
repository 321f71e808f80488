"""Good news worth a thank-you: said about a project, thanked for with one click."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import followers, notify
from portfolio.access import sees
from portfolio.models import Project, ProjectMember, Thanks, Win

EXCERPT = 140


def declare_win(*, project: Project, by: User, at: datetime, fr: str = "", en: str = "") -> Win:
    """Say a win of `project`, in one language (which then serves both) or in two. The people on it and its followers are told."""
    fr, en = " ".join(fr.split()), " ".join(en.split())
    if not fr and not en:
        raise ValidationError({"text": _("Say in a sentence what went well.")})
    with transaction.atomic():
        win = Win.objects.create(project=project, by=by, at=at, text_fr=fr or en, text_en=en or fr)
        people = _people_on(project) | followers(project)
        _tell("win.declared", win, people, key=str(win.pk), by=by, at=at)
        audit.record(by=by, at=at, verb="win.declared", subjects=[project], facts={"win": win.pk})
    return win


def thank(*, win: Win, by: User, at: datetime) -> Thanks:
    """Thank for a win; a second click changes nothing. Whoever said it and the people on the project are told."""
    with transaction.atomic():
        thanks, is_new = Thanks.objects.get_or_create(win=win, by=by, defaults={"at": at})
        if is_new:
            _tell("win.thanked", win, _people_on(win.project) | {win.by_id}, key=f"{win.pk}:{by.pk}", by=by, at=at)
            audit.record(by=by, at=at, verb="win.thanked", subjects=[win.project], facts={"win": win.pk})
    return thanks


def withdraw_win(*, win: Win, by: User, at: datetime) -> None:
    """Take back a win one has said; it is no longer shown, the ledger keeps that it was."""
    with transaction.atomic():
        if Win.objects.filter(pk=win.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
            audit.record(by=by, at=at, verb="win.withdrawn", subjects=[win.project], facts={"win": win.pk})


def _people_on(project: Project) -> set[int]:
    members = ProjectMember.objects.filter(project=project).values_list("user_id", flat=True)
    return {project.lead_id, project.sponsor_id, *members} - {None}


def _tell(event: str, win: Win, people: set[int], *, key: str, by: User, at: datetime) -> None:
    project = win.project
    told = [user for user in User.objects.filter(pk__in=people - {by.pk}, is_active=True) if sees(user, project)]
    facts = {
        "author": by.full_name,
        "project": {"fr": project.name_fr, "en": project.name_en},
        "news": {"fr": win.text_fr[:EXCERPT], "en": win.text_en[:EXCERPT]},
    }
    where = f"{reverse('portfolio:project_wins', args=[project.code])}#win-{win.pk}"
    notify(event=event, key=key, people=told, subject=project, address=where, at=at, facts=facts)
