"""What can be done about each kind of matter; every form posts to an action that is audited and tells who answers for it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cmo_portal.dashboards.needs.need import Action, Need
from foundation.accounts.models import User
from portfolio import access
from portfolio.models import Decision, Project


def actions_on_project(kind: str, project: Project, *, user: User, back: str, decision: Decision | None = None) -> list[Action]:
    """The buttons of a matter about a project, the main one first; a decision that waits for `user` comes before all."""
    own = project.lead_id == user.pk
    makers: dict[str, list[Callable[[], Action | None]]] = {
        "veto": [
            lambda: _plan(project, back),
            lambda: _decide(project, user, back, _("Suspend “%(project)s” until a mitigation is approved?")),
        ],
        "needs_help": [lambda: _offer(project, back), lambda: _ask(project, back)],
        "off_track": [lambda: _offer(project, back), lambda: _ask(project, back)],
        "orphan": [
            lambda: _attach(project, user),
            lambda: _decide(project, user, back, _("Attach “%(project)s” to an objective, or stop it?")),
            lambda: _ask(project, back),
        ],
        "outdated": [lambda: _remind(project, back), lambda: _ask(project, back)],
        "over_budget": [lambda: _ask(project, back), lambda: _decide(project, user, back, _("Accept the forecast of “%(project)s”?"))],
    }
    if decision:
        return [take(decision, back), *([] if own else [_ask(project, back)])]
    if own:
        return [Action("link", _("Report"), reverse("portfolio:report", args=[project.code]), "message")]
    return [action for make in makers[kind] if (action := make())][:3]


def actions_on_objective(need: Need, *, back: str) -> list[Action]:
    """Call for ideas, and the page of the objective."""
    call = Action(
        "say", _("Call for ideas"), reverse("portfolio:ideas", args=[need.objective_id]), "sparkles",
        field_label=_("What are you looking for?"), hidden=(("next", back),),
    )  # fmt: skip
    return [call]


def _offer(project: Project, back: str) -> Action:
    return Action(
        "say", _("Offer help"), reverse("portfolio:offer_help", args=[project.code]), "heart-handshake",
        field_label=_("What can you do for them? (optional)"), hidden=(("next", back),),
    )  # fmt: skip


def _ask(project: Project, back: str, label: str = "", text: str = "") -> Action:
    return Action(
        "say", label or _("Ask"), reverse("portfolio:ask", args=[project.code]), "message",
        field_label=_("Your question; an answer is asked for within a week"), text=text, required=True, hidden=(("next", back),),
    )  # fmt: skip


def _plan(project: Project, back: str) -> Action:
    return _ask(project, back, _("Ask for a plan"), _("Which mitigation do you propose, by when, and who answers for it?"))


def _remind(project: Project, back: str) -> Action:
    return Action("post", _("Remind"), reverse("portfolio:remind", args=[project.code]), "send", hidden=(("next", back),))


def _attach(project: Project, user: User) -> Action | None:
    if not access.can_edit(user, project):
        return None
    return Action("link", _("Attach"), reverse("portfolio:declare", args=[project.code]), "link")


def _decide(project: Project, user: User, back: str, title: str) -> Action | None:
    """Bring the question to a decision, already worded."""
    if not access.can_open_decision(user, project):
        return None
    query = urlencode({"title": title % {"project": project.name}, "next": back})
    return Action("link", _("Ask for a decision"), f"{reverse('portfolio:decision_new', args=[project.code])}?{query}", "scale")


def take(decision: Decision, back: str) -> Action:
    return Action("link", _("Decide"), f"{reverse('portfolio:decision', args=[decision.key])}?{urlencode({'next': back})}", "check")


def set_aside(need: Need, *, back: str) -> Action:
    """Take note: the matter leaves one's list for two weeks unless it changes; who answers for it is told."""
    return Action("post", _("Acknowledge"), reverse("matter_noted"), "eye", hidden=(("matter", need.seen_value), ("next", back)))
