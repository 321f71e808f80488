"""What a person does not see: how many projects stand outside their scope, and how many are confidential."""

from django.utils.translation import ngettext

from foundation.accounts.models import User
from portfolio.access import visible_to
from portfolio.models import Project


def hidden_confidential(user: User) -> int:
    """How many confidential projects the person is not named on. They are in no total shown to them; one query."""
    seen = visible_to(user).filter(is_confidential=True)
    return Project.objects.filter(is_confidential=True).exclude(pk__in=seen.values("pk")).count()


def confidential_sentence(user: User) -> str:
    """That confidential projects are left out, and who sees them; empty where none is."""
    count = hidden_confidential(user)
    if not count:
        return ""
    return ngettext(
        "%(count)s confidential project is left out: only its lead, its sponsor and its members see it.",
        "%(count)s confidential projects are left out: only their leads, sponsors and members see them.",
        count,
    ) % {"count": count}


def left_out(user: User) -> list[str]:
    """What every list leaves out for the person, whatever its filters: counts of a filtered list would tell what is hidden. Two queries."""
    open_to_all = Project.objects.filter(is_confidential=False)
    outside = open_to_all.exclude(pk__in=visible_to(user).filter(is_confidential=False).values("pk")).count()
    sentence = ngettext(
        "%(count)s project stands outside your scope, so you do not see it here.",
        "%(count)s projects stand outside your scope, so you do not see them here.",
        outside,
    ) % {"count": outside}
    return [said for said in (sentence if outside else "", confidential_sentence(user)) if said]
