"""What the verbs of this area say in the ledger's trails."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "factors.imported": _("imported emission factors"),
    "period.opened": _("opened the reporting period"),
    "period.reviewed": _("put the reporting period under review"),
    "period.reopened": _("took the reporting period back to entry"),
    "period.closed": _("closed the reporting period"),
    "activity.recorded": _("entered activity data for"),
    "activity.corrected": _("corrected activity data of"),
    "activity.removed": _("removed activity data of"),
    "activity.restated": _("restated a closed figure of"),
    "category.stated": _("said what is known of the category"),
    "footprint.computed": _("computed the emissions of"),
    "footprint.imported": _("imported reported footprints"),
    "reduction_target.set": _("set the reduction target"),
    "reduction_target.changed": _("changed the reduction target"),
    "equality_index.computed": _("computed the equality index of"),
    "materiality.drafted": _("began the materiality assessment"),
    "materiality.rated": _("rated"),
    "materiality.in_force": _("put into force the materiality assessment"),
    "iro.added": _("added to the materiality assessment"),
    "iro.removed": _("took out of the materiality assessment"),
    "initiative.started": _("started the initiative"),
    "initiative.changed": _("changed the initiative"),
    "initiative.updated": _("reported on the initiative"),
    "initiative.effect_set": _("stated the effect of the initiative"),
    "initiative.adjusted": _("adjusted the initiative"),
    "initiative.accepted": _("accepted that the initiative is off track"),
    "initiative.linked": _("linked the initiative to"),
    "initiative.unlinked": _("unlinked the initiative from"),
}
