"""What the ledger says of the strategy, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "plan.created": _("Plan created"),
    "plan.edited": _("Plan edited"),
    "axis.created": _("Axis added"),
    "axis.edited": _("Axis edited"),
    "axis.removed": _("Axis removed"),
    "objective.created": _("Objective added"),
    "objective.edited": _("Objective edited"),
    "objective.levels_stated": _("Levels of contribution put in words"),
    "objective.retired": _("Objective retired"),
    "objective.reinstated": _("Objective taken back"),
    "weights.set": _("New weights set"),
}
