"""Suppliers out of a file: a column for the code, the name and the country, others where they are known; each fault with its cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from foundation.accounts.models import User
from foundation.quantities import AmbiguousAmount, Quantity, parse_quantity
from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from foundation.search import fold
from foundation.tabular import Row, Table, Unreadable
from rse.countries import country_of
from rse.models import Supplier
from rse.refusals import RseRefusal

COLUMNS = {
    "code": ("code", "supplier code", "code fournisseur", "number", "numero", "id"),
    "name": ("name", "supplier", "nom", "fournisseur", "raison sociale"),
    "country": ("country", "pays"),
    "tier": ("tier", "rang"),
    "spend_share": ("spend share", "share of spend", "part des achats", "part"),
    "staff": ("employees", "staff", "effectif", "salaries"),
    "contact": ("contact", "email", "mail", "courriel"),
    "buyer": ("buyer", "acheteur", "acheteuse"),
}
NEEDED = ("code", "name", "country")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
MOST_ROWS, SHOWN_PROBLEMS = 20_000, 200


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: `place` is like C9, the sentence has named gaps."""

    place: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """The lines that can be recorded, and what is wrong with the others."""

    rows: list[dict[str, Any]]
    problems: list[Problem]


class Fault(Exception):
    """What is wrong with one cell of a line."""

    def __init__(self, column: str, sentence: str, **facts: Any) -> None:
        self.column, self.sentence, self.facts = column, sentence, facts
        super().__init__(sentence)


def read_rows(table: Table) -> Read:
    """Read each line on its own; a code or a company that stands twice is a fault. Two queries.

    Raises RseRefusal when a needed column is missing or the file is too long.
    """
    places = _places(table.headings)
    if len(table.rows) > MOST_ROWS:
        raise RseRefusal(_("The file has %(count)s lines, more than %(limit)s: split it."), count=len(table.rows), limit=MOST_ROWS)
    problems = [Problem(one.place, one.sentence, dict(one.facts)) for one in table.problems]
    broken = {one.row for one in table.problems}
    people = {email.casefold(): email for email in User.objects.filter(is_active=True).values_list("email", flat=True)}
    known = {(fold(name), country): code for code, name, country in Supplier.objects.values_list("code", "name", "country")}
    codes: dict[str, int] = {}
    companies: dict[tuple[str, str], int] = {}
    rows = []
    for row in table.rows:
        if row.number in broken:
            continue
        try:
            line = _line(row, places, people)
            _refuse_doubles(line, codes, companies, known)
        except Fault as fault:
            place = table.place(row.number, places.get(fault.column, places["code"]))
            problems.append(Problem(place, fault.sentence, fault.facts))
            continue
        codes[line["code"].casefold()] = companies[fold(line["name"]), line["country"]] = row.number
        rows.append(line)
    return Read(rows, problems)


def _places(headings: Sequence[str]) -> dict[str, int]:
    folded = [fold(heading).replace("_", " ").strip() for heading in headings]
    found = {name: next((folded.index(word) for word in words if word in folded), -1) for name, words in COLUMNS.items()}
    missing = [COLUMNS[name][0] for name in NEEDED if found[name] < 0]
    if missing:
        raise RseRefusal(
            _("The file lacks the column %(missing)s: give it the headings code, name and country."), missing=", ".join(missing)
        )
    return {name: place for name, place in found.items() if place >= 0}


def _refuse_doubles(
    line: dict[str, Any], codes: dict[str, int], companies: dict[tuple[str, str], int], known: dict[tuple[str, str], str]
) -> None:
    company = (fold(line["name"]), line["country"])
    if first := codes.get(line["code"].casefold()):
        raise Fault("code", _("The code %(code)s already stands in line %(line)s: keep one of them."), code=line["code"], line=first)
    if first := companies.get(company):
        raise Fault("name", _("“%(name)s” already stands in line %(line)s, same country: keep one of them."), name=line["name"], line=first)
    if known.get(company, line["code"]) != line["code"]:
        raise Fault("name", _("“%(name)s” is known already as %(code)s: use that code."), name=line["name"], code=known[company])


def _line(row: Row, places: dict[str, int], people: dict[str, str]) -> dict[str, Any]:
    cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in places.items()}
    for name, cell in cells.items():
        if isinstance(cell, Unreadable):
            raise Fault(name, cell.sentence)
    text = {name: _text(cells.get(name)) for name in COLUMNS}
    code, country = text["code"], country_of(text["country"])
    if not CODE.fullmatch(code):
        raise Fault("code", _("“%(code)s” cannot be a code: use up to 30 letters, digits, points and dashes."), code=code[:40])
    if not text["name"] or len(text["name"]) > 200:
        raise Fault("name", _("Write a name of at most 200 characters."))
    if not country:
        raise Fault("country", _("“%(country)s” is no country: write its name or its two letters."), country=text["country"][:40])
    return {
        "line": row.number,
        "code": code,
        "name": text["name"],
        "country": country,
        "tier": _whole("tier", text["tier"], most=9),
        "spend_share": _share(text["spend_share"]),
        "staff": _whole("staff", text["staff"], most=5_000_000),
        "contact": _address(text["contact"]),
        "buyer": _buyer(text["buyer"], people),
    }


def _text(cell: object) -> str:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    return str(cell if cell is not None else "").strip()


def _whole(column: str, text: str, *, most: int) -> int | None:
    if not text:
        return None
    found = _number(text)
    if found is None or found != found.to_integral_value() or not 0 < found <= most:
        raise Fault(column, _("“%(text)s” is no whole number from 1 to %(most)s."), text=text[:40], most=most)
    return int(found)


def _share(text: str) -> str | None:
    """A percentage, with its sign or without: 1,5 and 1.5 % are both 0.015."""
    if not text:
        return None
    found = _number(text.replace("%", "").strip())
    if found is None or not 0 <= found <= 100:
        raise Fault("spend_share", _("“%(text)s” is no percentage between 0 and 100."), text=text[:40])
    return str((found / 100).quantize(Decimal("0.000001")))


def _number(text: str) -> Decimal | None:
    try:
        found = parse_quantity(text)
    except AmbiguousAmount:
        return None
    except Refusal:
        return None
    return found.value if isinstance(found, Quantity) and not found.currency else None


def _address(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Fault("contact", _("“%(text)s” is no e-mail address."), text=text[:60]) from None
    return text


def _buyer(text: str, people: dict[str, str]) -> str:
    if text and text.casefold() not in people:
        raise Fault("buyer", _("Nobody here has the address “%(text)s”: correct it, or leave the buyer empty."), text=text[:60])
    return people.get(text.casefold(), "")
