"""What one may speak about and follow: each area says which of its rows, and who sees them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404

from foundation.accounts.models import User
from foundation.notifications.models import Follow

Visible = Callable[[User], models.QuerySet]


@dataclass(frozen=True)
class Kind:
    """A kind of row that can be followed: the rows a person sees, and the column that names one of them for ever."""

    visible: Visible
    column: str = "pk"


_kinds: dict[str, Kind] = {}


def register(label: str, visible: Visible, *, column: str = "pk") -> None:
    """Let rows of a model ("portfolio.project") be followed; called by each area's AppConfig.ready."""
    _kinds[label] = Kind(visible, column)


def identity(subject: models.Model) -> tuple[str, str]:
    """The kind and number under which a row is spoken of; all versions of a recorded fact share one."""
    return subject._meta.label_lower, str(getattr(subject, "key", None) or subject.pk)


def subject_to_follow(user: User, kind: str, number: str) -> models.Model:
    """The row, if `user` may see it; 404 for strangers and for what cannot be followed."""
    found = _found(user, kind, [number])
    if number not in found:
        raise Http404
    return found[number]


def subjects_of(user: User, follows: Iterable[Follow]) -> list[tuple[Follow, models.Model]]:
    """The follows with their rows, as far as `user` still sees them: one query a kind."""
    follows = list(follows)
    rows = {kind: _found(user, kind, [f.object_id for f in follows if f.kind == kind]) for kind in {f.kind for f in follows}}
    return [(follow, rows[follow.kind][follow.object_id]) for follow in follows if follow.object_id in rows[follow.kind]]


def _found(user: User, kind: str, numbers: list[str]) -> dict[str, models.Model]:
    known = _kinds.get(kind)
    if known is None:
        return {}
    field = known.visible(user).model._meta
    column = field.pk if known.column == "pk" else field.get_field(known.column)
    wanted = [number for number in numbers if _fits(column, number)]
    rows = known.visible(user).filter(**{f"{known.column}__in": wanted})
    return {str(getattr(row, known.column)): row for row in rows}


def _fits(column: models.Field, number: str) -> bool:
    try:
        column.to_python(number)
    except ValidationError:
        return False
    return len(number) <= 60
