"""What every page shows around its content: areas, person, theme, and the state of the last night."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cmo_portal.last_night import Night, night
from foundation import appearance, toasts
from foundation.accounts.access import Rights, rights_of
from foundation.accounts.roles import Role
from foundation.notifications.queries import unread_count
from kpis.access import measures

SHEETS = (
    *("tokens", "base", "layout", "buttons", "cards", "status", "tables", "forms", "figures", "board"),
    *("notices", "finding", "talk", "projects", "views", "maps", "print"),
)


@dataclass(frozen=True)
class Area:
    """One entry of the main menu."""

    label: str | Promise
    icon: str
    url_name: str
    for_whom: str = "everybody"
    href: str = ""
    current: bool = False
    exact: bool = False
    under: str = ""  # every address under it belongs to the area, where that is more than the area's own page


AREAS = (
    Area(_("Home"), "home", "home"),
    Area(_("Strategy"), "target-arrow", "strategy:strategy", for_whom="readers"),
    Area(_("Indicators"), "chart-dots", "kpis:board", for_whom="readers"),
    Area(_("Projects"), "briefcase", "portfolio:projects"),
    Area(_("Roadmap"), "flag", "portfolio:roadmap"),
    Area(_("CSR"), "leaf", "rse:home", for_whom="readers"),
    Area(_("Boards"), "layout-dashboard", "boards:needs_help", for_whom="readers", under="/boards/"),
    Area(_("Decisions"), "scale", "portfolio:decisions", for_whom="executives"),
    Area(_("My duties"), "inbox", "portfolio:duties", for_whom="owing"),
    Area(_("My projects"), "user-check", "portfolio:my_projects"),
    Area(_("To validate"), "checklist", "portfolio:to_validate", for_whom="validators"),
    Area(_("Ledger"), "history", "ledger:entries", for_whom="auditors"),
    Area(_("Imports"), "upload", "exchange:imports", for_whom="administrators"),
    Area(_("Administration"), "settings", "admin:index", for_whom="administrators"),
)
OWING = {Role.TEAM_LEAD, Role.DATA_STEWARD, Role.OBJECTIVE_OWNER, Role.RSE_OFFICER}
USER_LINKS = (
    Area(_("My account"), "user", "accounts:profile"),
    Area(_("Absence"), "calendar", "accounts:absence"),
    Area(_("My data"), "download", "accounts:my_data"),
    Area(_("My views"), "star", "views:mine"),
    Area(_("Preferences"), "adjustments-horizontal", "notifications:preferences"),
    Area(_("Password"), "lock", "account_change_password"),
    Area(_("Two-step sign-in"), "shield-check", "mfa_index"),
)


@dataclass
class Portal:
    """Read by `base.html`; each part is worked out only when a page shows it."""

    request: HttpRequest
    name: str = "CMO Portal"
    sheets: list[str] = field(
        default_factory=lambda: [static("vendor/files/tabler.min.css"), *(static(f"css/{name}.css") for name in SHEETS)]
    )

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.request.user)

    @cached_property
    def theme(self) -> str:
        """`auto`, `light` or `dark`: what the person chose, else what this browser remembers."""
        return appearance.theme_of(self.request)

    @cached_property
    def night(self) -> Night:
        """What to say of the last night; nobody is told before signing in."""
        return night(timezone.now(), self.rights) if self.request.user.is_authenticated else Night()

    @property
    def areas(self) -> list[Area]:
        return _reachable(AREAS, self.rights, self.request.path, owes=self.owes)

    @property
    def user_links(self) -> list[Area]:
        return _reachable(USER_LINKS, self.rights, self.request.path, owes=self.owes)

    def owes(self) -> bool:
        """Whether something is expected of the person regularly: by their role, or because they measure an indicator."""
        return bool(OWING & self.rights.roles) or measures(self.request.user)

    @cached_property
    def unread(self) -> int:
        """How many notices wait in the tray of the person."""
        return unread_count(self.request.user)

    @property
    def initials(self) -> str:
        words = self.request.user.get_full_name().split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def notes(self) -> list[toasts.Note]:
        return [toasts.note(message) for message in get_messages(self.request)]


def _reachable(areas: tuple[Area, ...], rights: Rights, path: str, *, owes: Callable[[], bool]) -> list[Area]:
    """The areas this person may open, with their addresses; an area that is not installed is left out."""
    found = []
    for area in areas:
        if not (owes() if area.for_whom == "owing" else _is_for(area.for_whom, rights)):
            continue
        try:
            href = reverse(area.url_name)
        except NoReverseMatch:
            continue
        inside = path == href or (href != "/" and path.startswith(area.under or href))
        found.append(Area(area.label, area.icon, area.url_name, href=href, current=inside, exact=path == href))
    return found


def _is_for(whom: str, rights: Rights) -> bool:
    """Whether an area is for somebody with these rights."""
    return {
        "administrators": rights.is_admin,
        "auditors": rights.is_auditor and rights.reads.everything,
        "readers": rights.is_admin or bool(rights.roles),
        "executives": rights.is_executive,
        "validators": rights.is_admin or rights.steers or "objective_owner" in rights.roles,
    }.get(whom, True)


def portal(request: HttpRequest) -> dict[str, Portal]:
    """The context of every page: `portal`."""
    return {"portal": Portal(request)}
