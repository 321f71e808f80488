"""Pages of a sorted list by key: each page starts after the last row of the one before, whatever was added meanwhile.

No OFFSET: the hundredth page costs what the first costs. Rows without a value in the sorted column come last, in both directions.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

Row = TypeVar("Row")
PRESENT, MISSING = 0, 1
LARGEST = 2**63  # what a cursor may compare with


@dataclass(frozen=True)
class Column:
    """A column to sort by: its path, the path of the id beside it in the index, the rows without a value, the type of its values."""

    path: str
    id_path: str = "id"
    missing: Q | None = None
    present: Q | None = None
    kind: type = str

    def value_of(self, row: Any) -> Any:
        """The value of the column in a row."""
        for name in self.path.split("__"):
            row = getattr(row, name)
        return row


@dataclass(frozen=True)
class Sort:
    """A column and a direction."""

    column: Column
    descending: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the cursors of the pages around them, empty at either end."""

    rows: list[Row]
    after: str
    before: str


class RowCompares(Func):
    """`(column, id) > (value, id)`: a comparison of rows, which an index on both answers by one seek."""

    output_field = BooleanField()
    conditional = True
    arity = 4

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        (column, row_id, value, last_id), params = zip(*parts, strict=True)
        sql = f"({column}, {row_id}) {self.extra['sign']} ({value}, {last_id})"
        return sql, [one for group in params for one in group]


def page(queryset: QuerySet, sort: Sort, *, size: int, after: str = "", before: str = "") -> Page:
    """The page after (or before) a cursor; an unreadable cursor gives the first page. One or two queries."""
    backwards = bool(before) and not after
    cursor = _decoded(before if backwards else after, sort.column)
    if cursor is None:
        backwards = False
    rows = _walk(queryset, sort, cursor, backwards=backwards, limit=size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    return Page(
        rows=[row for _, row in rows],
        after=_encoded(sort.column, *rows[-1]) if rows and has_next else "",
        before=_encoded(sort.column, *rows[0]) if rows and has_previous else "",
    )


def walk_all(queryset: QuerySet, sort: Sort, *, size: int = 500) -> Iterator[Any]:
    """Every row in order, page after page: an export holds no long transaction and little memory."""
    after = ""
    while True:
        found = page(queryset, sort, size=size, after=after)
        yield from found.rows
        after = found.after
        if not after:
            return


def _walk(queryset: QuerySet, sort: Sort, cursor: tuple[int, Any, int] | None, *, backwards: bool, limit: int) -> list[tuple[int, Any]]:
    segments = [PRESENT] if sort.column.missing is None else [PRESENT, MISSING]
    if backwards:
        segments.reverse()
    found: list[tuple[int, Any]] = []
    for segment in segments[segments.index(cursor[0]) if cursor and cursor[0] in segments else 0 :]:
        start = cursor if cursor and cursor[0] == segment else None
        rows = _segment(queryset, sort, segment, start, backwards=backwards)[: limit - len(found)]
        found += [(segment, row) for row in rows]
        if len(found) >= limit:
            break
    return found


def _segment(queryset: QuerySet, sort: Sort, segment: int, start: tuple[int, Any, int] | None, *, backwards: bool) -> QuerySet:
    column, descending = sort.column, sort.descending != backwards
    minus, sign = ("-", "<") if descending else ("", ">")
    if segment == MISSING:
        rows = queryset.filter(column.missing).order_by(f"{minus}id")
        return rows.filter(**{f"id__{'lt' if descending else 'gt'}": start[2]}) if start else rows
    rows = queryset.filter(column.present) if column.present is not None else queryset
    rows = rows.order_by(f"{minus}{column.path}", f"{minus}{column.id_path}")
    return rows.filter(_beyond(column, sign, start)) if start else rows


def _beyond(column: Column, sign: str, start: tuple[int, Any, int]) -> RowCompares:
    return RowCompares(F(column.path), F(column.id_path), Value(start[1]), Value(start[2]), sign=sign)


# --- Cursors: [segment, value, id], in the address ---------------------------------------------------------------------
def _encoded(column: Column, segment: int, row: Any) -> str:
    value = None if segment == MISSING else column.value_of(row)
    plain = value if value is None or isinstance(value, (int, float, str)) else str(value)
    text = json.dumps([segment, plain, row.pk], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(text: str, column: Column) -> tuple[int, Any, int] | None:
    try:
        segment, value, row_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if segment not in (PRESENT, MISSING) or not isinstance(row_id, int) or not 0 <= row_id < LARGEST:
            return None
        return segment, None if segment == MISSING else _typed(value, column.kind), row_id
    except (ValueError, TypeError, ArithmeticError, RecursionError):  # whoever writes one by hand gets the first page
        return None


def _typed(value: Any, kind: type) -> Any:
    if kind is date:
        return date.fromisoformat(value)
    if kind in (int, float) and not isinstance(value, (int, float)):
        raise TypeError(value)
    found = kind(value)
    if kind is str:
        found.encode()  # half a letter cannot be
        within = "\0" not in found
    else:
        within = abs(found) < LARGEST  # false for what is no number
    if not within:
        raise ValueError(value)
    return found
