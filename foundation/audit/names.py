"""The names of the rows that entries of the ledger speak of, asked for together and fetched once a model."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models


class Names:
    """First `ask` for all rows, then read them with `of`: one query for each model."""

    def __init__(self) -> None:
        self._asked: dict[type[models.Model], set[str]] = defaultdict(set)
        self._found: dict[type[models.Model], dict[str, models.Model]] = {}

    def ask(self, model: type[models.Model], keys: Iterable[object]) -> None:
        """Want the rows of `model` with these keys (None is nobody's)."""
        self._asked[model] |= {str(key) for key in keys if key is not None and str(key).isdecimal()}

    def row(self, model: type[models.Model], key: object) -> models.Model | None:
        """The row, or None when it is gone."""
        if model not in self._found:
            rows = model._base_manager.in_bulk(self._asked[model])
            self._found[model] = {str(pk): row for pk, row in rows.items()}
        return self._found[model].get(str(key))

    def of(self, model: type[models.Model], key: object) -> str | None:
        """The name of the row; its number when it is gone; None for no row."""
        if key is None:
            return None
        row = self.row(model, key)
        return str(row) if row is not None else str(key)
