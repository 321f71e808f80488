"""What the ledger says of indicators, in words."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "indicator.created": _("Indicator created"),
    "indicator.edited": _("Indicator edited"),
    "indicator.retired": _("Indicator retired"),
    "indicator.shared": _("Indicator attached to an objective"),
    "indicator.unshared": _("Indicator detached from an objective"),
    "slice.added": _("Slice added"),
    "slice.ended": _("Slice no longer measured"),
    "target.set": _("Target set"),
    "target.ended": _("Target withdrawn"),
    "measurements.recorded": _("Measurements recorded"),
    "measurement.corrected": _("Measurement corrected"),
    "status.overridden": _("Status set by a person"),
    "status.override_ended": _("Computed status speaks again"),
}

EVENTS = [
    ("indicator.entrusted", _("I am named for an indicator"), _("%(by)s counts on you to measure: %(indicator)s."), "daily"),
    ("measurement.due", _("A measurement of mine is due"), _("%(indicator)s: a value is due on %(day)s."), "daily"),
    ("measurement.late", _("A measurement of mine is late"), _("%(indicator)s: the value due on %(day)s is missing."), "daily"),
]
