"""What the ledger says of people, rights and units."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "person.invited": _("invited the person"),
    "person.changed": _("changed the account"),
    "person.deactivated": _("deactivated the account and ended its sessions"),
    "person.reactivated": _("reactivated the account"),
    "person.exported": _("took their personal data out"),
    "person.pseudonymised": _("took the name from the person"),
    "role.granted": _("gave a role"),
    "role.taken_back": _("took a role back"),
    "unit.added": _("added the unit"),
    "unit.changed": _("changed the unit"),
    "site.added": _("added the site"),
    "site.changed": _("changed the site"),
    "reference.added": _("added in the administration"),
    "reference.changed": _("changed in the administration"),
    "reference.removed": _("removed in the administration"),
    "absence.delegated": _("had a colleague report during an absence"),
    "absence.ended": _("ended a delegation"),
    "account.password_changed": _("changed their password"),
    "account.second_factor_set": _("set up two-step sign-in"),
    "account.second_factor_removed": _("removed two-step sign-in"),
    "account.second_factor_reset": _("removed the two-step sign-in of the person"),
    "account.recovery_codes_made": _("made new recovery codes"),
    "account.sessions_ended": _("signed out everywhere else"),
    "view.saved": _("saved a view"),
    "view.changed": _("changed a view"),
    "view.deleted": _("deleted a view"),
}
EVENTS = [
    (
        "absence.delegated",
        _("Somebody asks me to stand in"),
        _("%(author)s is away from %(start)s to %(end)s and asks you to report in their place."),
        "now",
    ),
    ("absence.ended", _("I no longer stand in"), _("%(author)s is back: you no longer stand in for them."), "now"),
    (
        "absence.declined",
        _("My delegate cannot stand in"),
        _("%(author)s cannot stand in for you from %(start)s to %(end)s: choose somebody else."),
        "now",
    ),
]
