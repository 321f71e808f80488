"""The score in words: what the steps of the bridge, the levers and the caps are called on screens."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "pace": _("Targets moved on"),
    "data": _("New measurements"),
    "ageing": _("Data grew older"),
    "links": _("Links and validation"),
    "weights": _("Weights of objectives"),
    "model": _("Scoring model"),
}

LEVERS = {
    "validate_link": _("Have the link validated"),
    "raise_link": _("Raise the contribution"),
    "refresh_indicator": _("Refresh the measurement"),
    "reach_pace": _("Bring the indicator back to its pace"),
    "assess_theme": _("Assess the theme"),
    "approve_mitigation": _("Have a mitigation approved"),
}

LINES = {
    "neutral": _("Neutral base of responsibility"),
    "veto_responsibility": _("Veto: responsibility is capped"),
    "orphan": _("Cap: no validated objective"),
    "veto": _("Cap: veto on responsibility"),
}

DIMENSIONS = {"cost": _("Cost"), "schedule": _("Schedule"), "risk": _("Risks"), "scope": _("Scope")}
