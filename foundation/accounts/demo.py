"""The logins of the invented company, shown on the sign-in page of a demo and nowhere else."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from foundation.accounts.models import RoleGrant, User


@dataclass(frozen=True)
class DemoLogin:
    """One line of the list: who, as what, with which login."""

    email: str
    name: str
    title: str
    password: str


def logins() -> list[DemoLogin]:
    """The demo people who were given a role by name, one for each role and lens; none outside a demo."""
    if settings.PORTAL_ENV != "demo":
        return []
    grants = RoleGrant.objects.in_force(timezone.localdate()).order_by("pk")
    people = User.objects.filter(is_demo=True, is_active=True).prefetch_related(Prefetch("grants", grants, to_attr="given")).order_by("pk")
    firsts: dict[str, DemoLogin] = {}
    for person in people:
        for grant in person.given:
            shown = DemoLogin(person.email, person.full_name, person.job_title or str(grant.get_role_display()), settings.DEMO_PASSWORD)
            firsts.setdefault(f"{grant.role} {grant.lens}", shown)
    return list({login.email: login for login in firsts.values()}.values())
