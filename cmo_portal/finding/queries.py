"""What the words of a person find, inside what they may see."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.accounts.access import Rights, rights_of
from foundation.accounts.models import User
from foundation.saved_views import queries as saved_views
from foundation.search import fold, matching
from portfolio.access import visible_to
from strategy.models import StrategicObjective

PER_GROUP = 6


@dataclass(frozen=True)
class Hit:
    """One line of the palette."""

    label: str
    detail: str
    address: str
    icon: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    title: str | Promise
    hits: list[Hit]


@dataclass(frozen=True)
class Page:
    """A page or an action that the palette offers by its name."""

    label: str | Promise
    url_name: str
    icon: str
    for_admins: bool = False
    for_a_role: bool = False


PAGES = (
    Page(_("Home"), "home", "home"),
    Page(_("Strategy"), "strategy:strategy", "target-arrow"),
    Page(_("Projects"), "portfolio:projects", "briefcase"),
    Page(_("Roadmap"), "portfolio:roadmap", "flag", for_a_role=True),
    Page(_("Alignment and delivery"), "portfolio:bubbles", "chart-dots", for_a_role=True),
    Page(_("Portfolios"), "portfolios", "layout-grid", for_a_role=True),
    Page(_("Strategy map"), "strategy:map", "git-fork", for_a_role=True),
    Page(_("My views"), "views:mine", "star"),
    Page(_("To validate"), "portfolio:to_validate", "checklist"),
    Page(_("Notices"), "notifications:tray", "bell"),
    Page(_("What I am told"), "notifications:preferences", "settings"),
    Page(_("My account"), "accounts:profile", "user"),
    Page(_("My contribution"), "portfolio:my_contribution", "git-fork"),
    Page(_("My team"), "portfolio:my_team", "users"),
    Page(_("Wins"), "portfolio:wins", "star"),
    Page(_("What I follow"), "notifications:following", "bell"),
    Page(_("Absence"), "accounts:absence", "calendar"),
    Page(_("New project"), "portfolio:project_new", "plus"),
    Page(_("Who can see what"), "who_sees_what", "eye", for_admins=True),
    Page(_("Nights"), "nights", "moon-stars", for_admins=True),
    Page(_("Administration"), "admin:index", "settings", for_admins=True),
)


def find(user: User, text: str) -> list[Group]:
    """Pages, projects, objectives and people whose words begin like those of `text`; only pages for an empty text."""
    groups = [Group(_("Pages and actions"), _pages(user, text))]
    if text.strip():
        groups += [
            Group(_("Projects"), _projects(user, text)),
            Group(_("Objectives"), _objectives(user, text)),
            Group(_("Views"), _views(user, text)),
            Group(_("People"), _people(user, text)),
        ]
    return [group for group in groups if group.hits]


def _pages(user: User, text: str) -> list[Hit]:
    words = fold(text).split()
    rights, hits = rights_of(user), []
    for page in PAGES:
        if not _is_for(page, rights) or not all(word in fold(str(page.label)) for word in words):
            continue
        try:
            hits.append(Hit(str(page.label), "", reverse(page.url_name), page.icon))
        except NoReverseMatch:
            continue
    return hits[:PER_GROUP]


def _is_for(page: Page, rights: Rights) -> bool:
    """Whether the page has anything to show to a person with these rights."""
    if page.for_admins:
        return rights.is_admin
    return not page.for_a_role or rights.is_admin or bool(rights.roles)


def _projects(user: User, text: str) -> list[Hit]:
    found = matching(visible_to(user), text).select_related("unit").order_by("code")[:PER_GROUP]
    return [Hit(p.name, " · ".join(filter(None, [p.code, p.unit.name if p.unit else ""])), _address(p.code), "briefcase") for p in found]


def _address(code: str) -> str:
    return reverse("portfolio:project", args=[code])


def _objectives(user: User, text: str) -> list[Hit]:
    if not rights_of(user).roles and not rights_of(user).is_admin:
        return []
    found = matching(StrategicObjective.objects.filter(retired_on__isnull=True, plan__status="active"), text).order_by("code")[:PER_GROUP]
    return [Hit(o.name, o.code, reverse("strategy:objective", args=[o.pk]), "target-arrow") for o in found]


def _views(user: User, text: str) -> list[Hit]:
    """One's own views and the team's, by the words of their names."""
    words = fold(text).split()
    found = [view for view in saved_views.everywhere(user) if all(word in fold(view.name) for word in words)]
    return [Hit(view.name, saved_views.label_of(view), saved_views.href_of(view), "star") for view in found[:PER_GROUP]]


def _people(user: User, text: str) -> list[Hit]:
    if not rights_of(user).roles and not rights_of(user).is_admin:
        return []
    found = matching(User.objects.filter(is_active=True), text).select_related("unit").order_by("full_name")[:PER_GROUP]
    return [Hit(p.full_name, p.job_title, f"{reverse('portfolio:projects')}?lead={p.pk}", "user") for p in found]
