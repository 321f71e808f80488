"""A new database in seconds.

Django builds every related model anew for each model, index and constraint that a migration adds. Here all models point at people and
units, so that is all of them, some hundred and fifty times over: two thirds of the time a new database takes. What is only added needs
none of it: a new model is built alone, and an index, a constraint or a trigger is only noted on its model. Steps that read or write
rows get models that were all built anew, as Django does after steps it calls delayed; the tables that result are the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger


@contextmanager
def quick_states() -> Iterator[None]:
    """Within, migrations build anew only what they change; what reads rows finds all models whole."""
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(AddTrigger, "state_forwards", _add_trigger),
    ):
        yield


def _add_model(state: ProjectState, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.is_delayed = True
        state.apps.render_multiple([model])


def _append_option(state: ProjectState, app_label: str, model_name: str, option_name: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option_name] = [*options.get(option_name, []), added]
    if "apps" in state.__dict__:
        setattr(state.apps.get_model(app_label, model_name)._meta, option_name, options[option_name])


def _add_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    _append_option(state, app_label, operation.model_name, "triggers", operation.trigger)
