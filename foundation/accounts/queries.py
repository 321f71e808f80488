"""Questions about people and their rights."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models

from foundation.accounts.models import Delegation, RoleGrant, User
from foundation.accounts.roles import Role


@dataclass(frozen=True)
class OpenSession:
    """A browser somebody is signed in with."""

    key: str
    browser: str
    address: str
    since: datetime
    is_this_one: bool


def administrators(on: date) -> models.QuerySet[User]:
    """Active people who administer the portal on a day."""
    holders = RoleGrant.objects.in_force(on).filter(role=Role.ADMIN).values("user_id")
    return User.objects.filter(models.Q(is_superuser=True) | models.Q(pk__in=holders), is_active=True)


def absences(person: User, *, starts_on: date, ends_on: date) -> models.QuerySet[Delegation]:
    """The delegations of `person` that touch these days."""
    return person.delegations.filter(revoked_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on)


def stand_ins(today: date) -> dict[int, list[int]]:
    """{person away today: the people who stand in for them}. One query."""
    found: dict[int, list[int]] = {}
    running = Delegation.objects.filter(starts_on__lte=today, ends_on__gte=today, revoked_at__isnull=True)
    for away, delegate in running.values_list("user_id", "delegate_id"):
        found.setdefault(away, []).append(delegate)
    return found


@dataclass(frozen=True)
class Absences:
    """What the page of one's absences shows: one's own to come and past, and those one stands in for."""

    own: list[Delegation]
    past: list[Delegation]
    for_others: list[Delegation]


PAST_SHOWN = 10


def absences_of(person: User, today: date) -> Absences:
    """Three queries."""
    ahead = models.Q(revoked_at__isnull=True, ends_on__gte=today)
    own = person.delegations.select_related("delegate").order_by("starts_on", "id")
    return Absences(
        own=list(own.filter(ahead)),
        past=list(own.exclude(ahead).order_by("-starts_on", "-id")[:PAST_SHOWN]),
        for_others=list(person.delegated_to_me.filter(ahead, user__is_active=True).select_related("user").order_by("starts_on", "id")),
    )


def has_second_factor(person: User) -> bool:
    """Does the person confirm sign-in with an authenticator app?"""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def open_sessions(person: User, *, this_one: str | None) -> list[OpenSession]:
    """The browsers `person` is signed in with, the newest first; sessions that are over leave the list."""
    sessions = sorted(UserSession.objects.purge_and_list(person), key=lambda session: session.created_at, reverse=True)
    return [OpenSession(s.session_key, browser(s.user_agent), s.ip, s.created_at, s.session_key == this_one) for s in sessions]


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def browser(user_agent: str) -> str:
    """The name of a browser and its system in a few words, from what it says of itself."""
    named = [next((name for mark, name in kinds if mark in user_agent), "") for kinds in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or user_agent[:60]


def named_on(person: User) -> int:
    """In how many places of the organisation the person still stands: projects led, objectives owned, units headed."""
    roles = ("led_projects", "owned_objectives", "heads")
    return sum(getattr(person, name).count() for name in roles if hasattr(person, name))
