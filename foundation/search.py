"""Words found whatever their accents, case or order, without any database extension."""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, GeneratedField, TextField

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿœæšžø’"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyoaszo'"


FOLDED = f"translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN.replace(chr(39), chr(39) * 2)}')"


class Folded(Func):
    """A text column in lower case and without accents, computed by the database: names sort by it."""

    template = FOLDED
    output_field = TextField()


class FoldedVector(Func):
    """The search vector of some text columns, lower case and without accents, computed by the database."""

    template = f"to_tsvector('simple', {FOLDED})"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def folded_column(*fields: str) -> GeneratedField:
    """A stored column that holds the folded words of `fields`; index it with GIN."""
    return GeneratedField(expression=FoldedVector(*fields), output_field=SearchVectorField(), db_persist=True)


def sort_column(field: str) -> GeneratedField:
    """A stored column by which the names in `field` sort as a reader expects: É beside E, whatever the case."""
    return GeneratedField(expression=Folded(field), output_field=TextField(), db_persist=True)


def fold(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", text.lower().translate(str.maketrans(ACCENTED, PLAIN)))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words_query(text: str) -> SearchQuery | None:
    """The query that finds every word of `text` by its beginning, in any order; None when there is no word in it."""
    words = re.findall(r"\w+", fold(text))[:8]
    return SearchQuery(" & ".join(map(_beginning, words)), search_type="raw", config="simple") if words else None


def _beginning(word: str) -> str:
    """The query for words that begin like `word`; the parser reads the 01 of DIS-01 as a negative number."""
    return f"({word}:* | '-{word}':*)" if word[0].isdigit() else f"{word}:*"


def matching(queryset: Any, text: str, *, column: str = "search") -> Any:
    """The rows whose search column holds every word of `text`; all rows for an empty text."""
    query = words_query(text)
    return queryset.filter(**{column: query}) if query is not None else queryset
