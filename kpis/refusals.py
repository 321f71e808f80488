"""What indicators refuse, with what to do instead."""

from foundation.refusals import Refusal


class KpiRefusal(Refusal):
    """A definition, a target or a value that the rules do not allow; nothing was written."""


class Implausible(KpiRefusal):
    """A value outside the plausible range: asked once, accepted when confirmed."""
