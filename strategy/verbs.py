"""What the ledger says of the strategy: "Eva Martin …"."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "plan.created": _("wrote the plan"),
    "plan.edited": _("changed the plan"),
    "axis.created": _("added the axis"),
    "axis.edited": _("changed the axis"),
    "axis.removed": _("removed the axis"),
    "objective.created": _("added the objective"),
    "objective.edited": _("changed the objective"),
    "objective.levels_stated": _("put the levels of contribution in words"),
    "objective.retired": _("retired the objective"),
    "objective.reinstated": _("took the objective back"),
    "cause.declared": _("said what leads to what"),
    "cause.withdrawn": _("took back that one leads to the other"),
    "weights.set": _("set new weights"),
}
