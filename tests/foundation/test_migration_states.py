"""A new database in seconds: what a migration adds is built alone, and steps that read rows find every model whole."""

from collections import Counter

import pytest
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from foundation.migration_states import quick_states

STEPS = [
    migrations.CreateModel("Author", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel(
        "Book", [("id", models.BigAutoField(primary_key=True)), ("author", models.ForeignKey("library.Author", models.CASCADE))]
    ),
    migrations.AddIndex("Author", models.Index(fields=["name"], name="by_name")),
    migrations.AddConstraint("Book", models.UniqueConstraint(fields=["author"], name="one_book")),
]


@pytest.fixture
def built(monkeypatch):
    """How often each model was built."""
    counts, render = Counter(), ModelState.render
    monkeypatch.setattr(ModelState, "render", lambda state, apps: (counts.update([state.name]), render(state, apps))[1])
    return counts


def after_all_steps():
    state = ProjectState()
    assert not state.apps.all_models["library"]
    for step in STEPS:
        step.state_forwards("library", state)
    return state


def test_each_model_is_built_once(built):
    with quick_states():
        after_all_steps()
    assert built == {"Author": 1, "Book": 1}
    after_all_steps()
    assert built["Author"] > 2  # outside, Django builds them again and again


def test_what_was_added_is_known_to_the_steps_after(built):
    with quick_states():
        quick = after_all_steps()
    assert quick == after_all_steps()
    assert [one.name for one in quick.apps.get_model("library", "Book")._meta.constraints] == ["one_book"]
    assert [one.name for one in quick.apps.get_model("library", "Author")._meta.indexes] == ["by_name"]


def test_a_step_that_reads_rows_finds_all_models_whole():
    with quick_states():
        state = after_all_steps()
        state.clear_delayed_apps_cache()
    author, book = (state.apps.get_model("library", name) for name in ("Author", "Book"))
    assert book._meta.get_field("author").related_model is author
    assert [relation.related_model for relation in author._meta.related_objects] == [book]
