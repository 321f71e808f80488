"""Every change of the strategy: one function, one transaction, one entry in the ledger."""

from strategy.actions.axes import create_axis, edit_axis, remove_axis
from strategy.actions.causes import declare_cause, withdraw_cause
from strategy.actions.objectives import LEVELS, create_objective, edit_objective, reinstate_objective, retire_objective, state_levels
from strategy.actions.plans import create_plan, edit_plan
from strategy.actions.weights import Judgement, set_weights

__all__ = [
    "LEVELS",
    "Judgement",
    "create_axis",
    "create_objective",
    "create_plan",
    "declare_cause",
    "edit_axis",
    "edit_objective",
    "edit_plan",
    "reinstate_objective",
    "remove_axis",
    "retire_objective",
    "set_weights",
    "state_levels",
    "withdraw_cause",
]
