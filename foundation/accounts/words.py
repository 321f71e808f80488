"""What the ledger says of people, rights and units."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "person.invited": _("invited the person"),
    "person.changed": _("changed the account"),
    "person.deactivated": _("deactivated the account and ended its sessions"),
    "person.reactivated": _("reactivated the account"),
    "role.granted": _("gave a role"),
    "role.taken_back": _("took a role back"),
    "unit.added": _("added the unit"),
    "unit.changed": _("changed the unit"),
    "site.added": _("added the site"),
    "site.changed": _("changed the site"),
    "reference.added": _("added in the administration"),
    "reference.changed": _("changed in the administration"),
    "reference.removed": _("removed in the administration"),
    "account.password_changed": _("changed their password"),
    "account.second_factor_set": _("set up two-step sign-in"),
    "account.second_factor_removed": _("removed two-step sign-in"),
    "account.second_factor_reset": _("removed the two-step sign-in of the person"),
    "account.recovery_codes_made": _("made new recovery codes"),
    "account.sessions_ended": _("signed out everywhere else"),
}
