"""What the strategy refuses, with what to do instead."""

from foundation.refusals import Refusal


class StrategyRefusal(Refusal):
    """A change that the rules of the strategy do not allow; nothing was written."""


class WeightsChangedMeanwhile(Exception):
    """Somebody else set new weights after the page was read; `number` is the latest set now."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Weight set {number} was recorded after the page was read.")
