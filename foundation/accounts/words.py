"""What the ledger says of people, rights and units."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "person.invited": _("Invited"),
    "person.changed": _("Account changed"),
    "person.deactivated": _("Deactivated, sessions ended"),
    "person.reactivated": _("Reactivated"),
    "role.granted": _("Role granted"),
    "role.taken_back": _("Role taken back"),
    "unit.added": _("Unit added"),
    "unit.changed": _("Unit changed"),
    "site.added": _("Site added"),
    "site.changed": _("Site changed"),
    "reference.added": _("Added in the administration"),
    "reference.changed": _("Changed in the administration"),
    "reference.removed": _("Removed in the administration"),
    "account.password_changed": _("Password changed"),
    "account.second_factor_set": _("Second factor set up"),
    "account.second_factor_removed": _("Second factor removed"),
    "account.recovery_codes_made": _("New recovery codes made"),
    "account.sessions_ended": _("Other sessions ended"),
}
