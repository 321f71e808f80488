"""Questions about people and their rights."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models

from foundation.accounts.models import RoleGrant, User
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
