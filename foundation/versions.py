"""Rows that people edit by hand carry a `version`, so that nobody overwrites what somebody else has just written."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class EditedMeanwhile(Exception):
    """Somebody else saved the row after it was read; `row` is what it is now, nothing was written."""

    def __init__(self, row: models.Model) -> None:
        self.row = row
        super().__init__(f"{row._meta.label} {row.pk} was changed by someone else after it was read.")


def save_version(row: Row, *, version: int, **values: Any) -> dict[str, list[Any]]:
    """Write `values` on the row that was read at `version`, and count the version up; the caller has opened the transaction.

    Returns what changed as {name: [old, new]}, empty (and nothing written) when nothing differs; `row` then holds the new values.
    Raises EditedMeanwhile when the row is no longer at `version`.
    """
    stored = type(row)._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if stored.version != version:
        raise EditedMeanwhile(stored)
    changed = {name: [getattr(stored, name), value] for name, value in values.items() if getattr(stored, name) != value}
    for name, value in values.items():
        setattr(row, name, value)
    row.version = stored.version
    if changed:
        row.version += 1
        row.save(update_fields=[*changed, "version"])
    return changed
