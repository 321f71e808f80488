"""Dates as people write them, in a style that is declared or that the whole column proves.

`03/04/2026` is a day in April or in March: the column decides, by declaration or by its unmistakable cells. What
cannot be a date (0000-00-00, 31/02) is refused with a sentence; a year outside 1970–2099 is read, and flagged.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from foundation.refusals import Refusal, gettext_noop


class DateStyle(Enum):
    """The orders in which a date may be written; `/`, `.` and `-` separate alike, two-digit years are 1970–2069."""

    ISO = "Y-m-d"
    DAY_FIRST = "d/m/Y"
    MONTH_FIRST = "m/d/Y"
    WORDS = "d month Y"
    SERIAL = "serial"
    YEAR = "Y"
    YEAR_MONTH = "Y-m"


class NotADate(Refusal):
    """The text is no date in the style of its column."""


class AmbiguousDate(Refusal):
    """The column reads both day first and month first."""


MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
ABBREVIATIONS = {"janv": 1, "jan": 1, "fevr": 2, "fev": 2, "feb": 2, "mar": 3, "avr": 4, "apr": 4, "jun": 6, "juil": 7, "jul": 7, "aug": 8,
                 "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12}  # fmt: skip
FIRST_PLAUSIBLE, LAST_PLAUSIBLE = 1970, 2099
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}  # a spreadsheet counts days from here; it believes in 29 February 1900
LAST_SERIAL = 2_958_465

LETTERS = re.ASCII | re.IGNORECASE
YEARS = r"(?P<y>\d{4}|\d{2})"
CLOCK = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?"
SHAPES = {
    DateStyle.ISO: re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){CLOCK}", LETTERS),
    DateStyle.DAY_FIRST: re.compile(rf"(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.]{YEARS}{CLOCK}", LETTERS),
    DateStyle.MONTH_FIRST: re.compile(
        rf"(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){CLOCK}", re.ASCII | re.IGNORECASE
    ),
    DateStyle.WORDS: re.compile(
        r"(?:(?P<d>\d{1,2})(?:er|st|nd|rd|th)? ?[- ]?)?(?P<month>[^\W\d_]{3,10})\.?[- ]"
        r"(?:(?P<d_us>\d{1,2})(?:st|nd|rd|th)?, ?)?(?P<y>\d{4})",
        re.IGNORECASE,
    ),
    DateStyle.SERIAL: re.compile(r"(?P<serial>\d{1,7})(?:\.\d+)?", re.ASCII),
    DateStyle.YEAR: re.compile(r"(?P<y>\d{4})", re.ASCII),
    DateStyle.YEAR_MONTH: re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})", re.ASCII),
}
INFERRED = (DateStyle.ISO, DateStyle.DAY_FIRST, DateStyle.MONTH_FIRST, DateStyle.WORDS, DateStyle.YEAR, DateStyle.YEAR_MONTH)
UNKNOWN = gettext_noop("“%(text)s” is not a date written %(style)s. Write it like the other dates of the column, or declare another style.")
IMPOSSIBLE = gettext_noop("“%(text)s” is a date that does not exist. Correct its day, month or year.")
EITHER = gettext_noop("“%(text)s” may begin with the day or with the month, and nothing in its column decides. Declare the date style.")
UNLIKE = gettext_noop("“%(text)s” is not a date written like the rest of its column. Write 2026-07-31, 31/07/2026 or 31 July 2026.")


def parse_date(text: str, style: DateStyle, *, last_day: bool = False, epoch_1904: bool = False) -> date:
    """Read a date written in this style; a time of day behind it is dropped.

    `last_day`: a bare year or month stands for its last day instead of its first. Raises NotADate.
    """
    cleaned = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    found = SHAPES[style].fullmatch(cleaned)
    if found is None:
        raise NotADate(UNKNOWN, text=cleaned[:40], style=style.value)
    parts = found.groupdict()
    if style is DateStyle.SERIAL:
        return from_serial(int(parts["serial"]), epoch_1904=epoch_1904)
    day, month = parts.get("d") or parts.get("d_us"), _month(parts, cleaned)
    return _existing(cleaned, _year(parts["y"]), month, int(day) if day else None, last_day=last_day)


def from_serial(serial: int | float | Decimal, *, epoch_1904: bool = False) -> date:
    """Read the day number of a spreadsheet (1 = 1 January 1900, or 1904 on request). Raises NotADate outside 1900–9999."""
    if not 0 < serial <= LAST_SERIAL or (int(serial) == 60 and not epoch_1904):
        raise NotADate(IMPOSSIBLE, text=serial)
    shift = 1 if serial < 60 and not epoch_1904 else 0
    try:
        return EPOCHS[epoch_1904] + timedelta(days=int(serial) + shift)
    except OverflowError:
        raise NotADate(IMPOSSIBLE, text=serial) from None


def infer_style(texts: Iterable[str]) -> DateStyle | None:
    """Return the one style in which every text of a column is a date, None for a column without text.

    Raises NotADate naming the first text no style reads with the others, AmbiguousDate where day and month may be exchanged.
    """
    possible, first = list(INFERRED), ""
    for text in texts:
        first = first or text
        remaining = [style for style in possible if _reads(text, style)]
        if not remaining:
            raise NotADate(IMPOSSIBLE if _is_shaped(text, possible) else UNLIKE, text=text.strip()[:40])
        possible = remaining
    if not first:
        return None
    if {DateStyle.DAY_FIRST, DateStyle.MONTH_FIRST} <= set(possible):
        raise AmbiguousDate(EITHER, text=first.strip()[:40])
    return possible[0]


def is_plausible(day: date) -> bool:
    """Say whether the year lies in 1970–2099; others are read but deserve a look."""
    return FIRST_PLAUSIBLE <= day.year <= LAST_PLAUSIBLE


def _reads(text: str, style: DateStyle) -> bool:
    try:
        parse_date(text, style)
    except NotADate:
        return False
    return True


def _is_shaped(text: str, styles: Iterable[DateStyle]) -> bool:
    return any(SHAPES[style].fullmatch(text.strip()) for style in styles)


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _month(parts: dict[str, str | None], text: str) -> int | None:
    if parts.get("m"):
        return int(parts["m"] or 0)
    if not parts.get("month"):
        return None
    name = _plain(parts["month"] or "")
    for names in MONTHS.values():
        for number, full in enumerate(names, start=1):
            if _plain(full) == name:
                return number
    if name not in ABBREVIATIONS:
        raise NotADate(UNKNOWN, text=text[:40], style=DateStyle.WORDS.value)
    return ABBREVIATIONS[name]


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(letter))


def _existing(text: str, year: int, month: int | None, day: int | None, *, last_day: bool) -> date:
    try:
        if day is not None:
            return date(year, month or 1, day)
        if not last_day:
            return date(year, month or 1, 1)
        return date(year, 12, 31) if month in (None, 12) else date(year, (month or 1) + 1, 1) - timedelta(days=1)
    except ValueError:
        raise NotADate(IMPOSSIBLE, text=text[:40]) from None
