"""What the verbs of the demo say in the ledger's trails."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "demo.seeded": _("wrote the demo company, history included"),
    "demo.removed": _("removed the demo company"),
}
