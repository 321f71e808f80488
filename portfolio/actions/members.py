"""The people on a project, with the share of their time."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit import actions as audit
from portfolio.actions.cards import refresh_card
from portfolio.actions.projects import hold
from portfolio.models import Project, ProjectMember


def set_member(*, project: Project, user: User, share: Decimal, by: User | None, at: datetime, role: str = "") -> ProjectMember:
    """Put `user` on the project, or change their part and share (0 to 1)."""
    with transaction.atomic():
        hold(project)
        before = ProjectMember.objects.filter(project=project, user=user).values("role", "share").first()
        member, is_new = ProjectMember.objects.update_or_create(project=project, user=user, defaults={"role": role, "share": share})
        facts = {"person": user.pk, "changes": audit.changes(before or {}, {"role": role, "share": share})}
        if is_new or facts["changes"]:
            refresh_card(project, as_of=timezone.localdate(at))
            audit.record(by=by, at=at, verb="member.joined" if is_new else "member.changed", subjects=[project], facts=facts)
        return member


def remove_member(*, member: ProjectMember, by: User | None, at: datetime) -> None:
    """Take a person off the project; the ledger keeps that they were on it."""
    with transaction.atomic():
        hold(member.project)
        deleted, _by_model = ProjectMember.objects.filter(pk=member.pk).delete()
        if deleted:
            facts = {"person": member.user_id, "role": member.role, "share": member.share}
            audit.record(by=by, at=at, verb="member.left", subjects=[member.project], facts=facts)
