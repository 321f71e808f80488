"""What the RSE area refuses, as sentences that say what to do next."""

from foundation.refusals import Refusal


class RseRefusal(Refusal):
    """Something that may not be entered or done as things stand."""
