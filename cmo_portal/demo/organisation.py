"""Writing units, sites, people and their rights."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cmo_portal.demo.company import DOMAIN, person_key, read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import said
from foundation.accounts.models import Closure, OrganisationUnit, RoleGrant, Site, User
from foundation.accounts.roles import Role, Scope
from foundation.bilingual import language


def write_organisation(calendar: Calendar) -> tuple[dict[str, OrganisationUnit], dict[str, User]]:
    """Units by code and people by key, with sites and the August closures."""
    facts = read("organisation")
    units: dict[str, OrganisationUnit] = {}
    for unit in facts["unit"]:
        units[unit["code"]] = OrganisationUnit.objects.create(
            code=unit["code"], name_fr=unit["fr"], name_en=unit["en"], parent=units.get(unit.get("parent", "")), is_demo=True
        )
    people = _write_people(units, calendar)
    for unit in facts["unit"]:
        if "head" in unit:
            OrganisationUnit.objects.filter(code=unit["code"]).update(head=people[unit["head"]])
    Site.objects.bulk_create(
        Site(code=site["code"], unit=units[site["unit"]], name_fr=site["fr"], name_en=site["en"], is_demo=True) for site in facts["site"]
    )
    Closure.objects.bulk_create(_august(year) for year in range(calendar.today.year - 1, calendar.today.year + 2))
    return units, people


def write_grants(
    units: dict[str, OrganisationUnit], people: dict[str, User], objectives: dict[str, Any], calendar: Calendar
) -> list[RoleGrant]:
    """The rights of each person, since the plan began."""
    since = calendar.month_start(-22)
    grants = []
    for person in read("people")["person"]:
        for told in person["grants"]:
            held, _, scope = told.partition("@")
            role, _, lens = held.partition(":")
            kind, number = _scope(scope, units, objectives)
            grants.append(
                RoleGrant(
                    user=people[person_key(person)],
                    role=Role(role),
                    lens=lens,
                    scope=kind,
                    scope_id=number,
                    valid_from=since,
                    granted_at=instant(since),
                )
            )
    return RoleGrant.objects.bulk_create(grants)


def _scope(code: str, units: dict[str, OrganisationUnit], objectives: dict[str, Any]) -> tuple[Scope, int | None]:
    if not code:
        return Scope.EVERYTHING, None
    return (Scope.UNIT, units[code].pk) if code in units else (Scope.OBJECTIVE, objectives[code].pk)


def _write_people(units: dict[str, OrganisationUnit], calendar: Calendar) -> dict[str, User]:
    told = read("people")["person"]
    password = make_password(settings.DEMO_PASSWORD if settings.PORTAL_ENV == "demo" else None)
    joined = instant(calendar.month_start(-24) + timedelta(days=2))
    users = User.objects.bulk_create(
        User(
            email=f"{person['login']}@{DOMAIN}",
            full_name=person["name"],
            job_title=said(person["job"]),
            unit=units[person["unit"]],
            language=language(),
            password=password,
            is_demo=True,
            joined_at=joined,
        )
        for person in told
    )
    return {person_key(person): user for person, user in zip(told, users, strict=True)}


def _august(year: int) -> Closure:
    august = date(year, 8, 1)
    monday = august + timedelta(days=-august.weekday() % 7)
    return Closure(
        name_fr=f"Fermeture d’été {year}",
        name_en=f"Summer closure {year}",
        starts_on=monday,
        ends_on=monday + timedelta(days=13),
        is_demo=True,
    )
