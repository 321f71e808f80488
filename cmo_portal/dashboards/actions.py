"""Remembering what a person has seen of what needs them, and setting a matter aside."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cmo_portal.dashboards.models import SeenMatter
from foundation.accounts.models import User
from portfolio.actions import attention
from portfolio.models import Project
from strategy.models import StrategicObjective

SET_ASIDE_DAYS = 14
KEPT_DAYS = 180


def remember_seen(*, user: User, matters: Mapping[str, str], on: date) -> None:
    """Remember that `user` saw these matters ({key: fingerprint}) on a day; a second time on the same day changes nothing."""
    with transaction.atomic():
        SeenMatter.objects.filter(user=user, seen_on__lt=on - timedelta(days=KEPT_DAYS)).delete()
        known = {row.key: row for row in SeenMatter.objects.select_for_update(no_key=True).filter(user=user, key__in=matters)}
        fresh = [
            SeenMatter(user=user, key=key, fingerprint=fingerprint, seen_on=on) for key, fingerprint in matters.items() if key not in known
        ]
        SeenMatter.objects.bulk_create(fresh, ignore_conflicts=True)
        changed = [row for row in known.values() if _seen_again(row, matters[row.key], on)]
        SeenMatter.objects.bulk_update(changed, ["fingerprint", "days", "seen_on", "set_aside_until"])


def _seen_again(row: SeenMatter, fingerprint: str, on: date) -> bool:
    """Note another day, or a first day where the matter changed; says whether anything is to be stored."""
    if row.fingerprint != fingerprint:
        row.fingerprint, row.days, row.seen_on, row.set_aside_until = fingerprint, 1, on, None
        return True
    if row.seen_on >= on:
        return False
    row.days, row.seen_on = row.days + 1, on
    return True


def set_aside(*, key: str, fingerprint: str, about: Project | StrategicObjective, by: User, at: datetime) -> None:
    """Take note of a matter: it leaves one's list for two weeks unless it changes; who answers for it is told."""
    on, matter = timezone.localdate(at), key.partition(":")[0]
    with transaction.atomic():
        facts = {"fingerprint": fingerprint, "seen_on": on, "set_aside_until": on + timedelta(days=SET_ASIDE_DAYS)}
        SeenMatter.objects.update_or_create(user=by, key=key, defaults=facts)
        if isinstance(about, Project):
            attention.take_note(project=about, by=by, at=at, matter=matter)
        else:
            attention.note_objective(objective=about, by=by, at=at, matter=matter)
