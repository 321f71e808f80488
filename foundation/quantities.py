"""Amounts as people write them: `1 234,5 k€`, `£1,234.50`, `£1.2m`, `(1 200)`, `12,5 %`, `Exempt under Section 43 …`.

Three answers are kept apart: a number, *not disclosed* (somebody knows and does not say), and nothing at all.
`1,234` is either 1.234 or 1234: the column decides, by declaration or by its unmistakable cells, never the cell alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from foundation.refusals import Refusal, gettext_noop

MAXIMUM = Decimal(10) ** 15
LONGEST = 60


class DecimalMark(Enum):
    """What separates the whole part from the decimals."""

    POINT = "."
    COMMA = ","

    @property
    def grouping(self) -> str:
        return "," if self is DecimalMark.POINT else "."


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stood around it. `value` is in single units (`1,2 M€` is 1200000); `scaled` says the cell named its own scale."""

    value: Decimal
    currency: str | None = None
    is_percent: bool = False
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class Undisclosed:
    """Somebody knows the amount and does not say; `words` is what they wrote instead. Never 0, never missing."""

    words: str


class NotAnAmount(Refusal):
    """The text is no amount."""


class AmbiguousAmount(Refusal):
    """The text reads as two different numbers and its column does not decide."""


UNDISCLOSED_WORDS = (
    "exempt under*",
    "not disclosed*",
    "undisclosed*",
    "confidential*",
    "withheld*",
    "redacted*",
    "non communiqué*",
    "non publié*",
    "nc",
    "n.c.",
)
MISSING_WORDS = ("", "-", "–", "—", "n/a", "n/a.", "na", "tbd", "tbc", "none", "null", "n.d.", "nd", "à déterminer", "sans objet", "s.o.")

CURRENCIES = {"€": "EUR", "£": "GBP", "$": "USD", "us$": "USD", "c$": "CAD", "ca$": "CAD", "$ca": "CAD", "¥": "JPY"}
ISO_CURRENCIES = frozenset(
    [
        *("EUR", "GBP", "USD", "CAD", "CHF", "JPY", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN"),
        *("CZK", "HUF", "RON", "BGN", "MAD", "TND", "DZD", "XOF", "XAF", "CNY", "INR", "BRL"),
    ]
)
THOUSANDS = ("k", "thousand", "mille", "millier", "milliers")
MILLIONS = ("m", "mn", "mio", "million", "millions")
BILLIONS = ("bn", "b", "md", "mds", "mrd", "milliard", "milliards", "billion", "billions")
SCALES = dict.fromkeys(THOUSANDS, 10**3) | dict.fromkeys(MILLIONS, 10**6) | dict.fromkeys(BILLIONS, 10**9)

SPACES = re.compile(r"\s+")
AROUND = re.compile(r"(?P<before>[^\d.,]*)(?P<body>[\d.,](?:[\d.,'’ ]*[\d.,])?(?:[eE][+-]\d{1,2})?)(?P<after>[^\d]*)", re.ASCII)
WORDS = re.compile(r"[a-z]+\$|\$[a-z]+|[^\W\d_]+|[€£$¥%]", re.IGNORECASE)
SIGNS = {"-": -1, "−": -1, "–": -1, "+": 1, "": 1}
NEITHER = gettext_noop("“%(text)s” is not an amount. Write digits with, if need be, a currency and k, M or bn: 1234.5, 1 234,5 k€, £1.2m.")
EITHER = gettext_noop("“%(text)s” may be %(small)s or %(large)s: nothing in its column decides. Declare the decimal mark (point or comma).")
CONTRARY = gettext_noop("“%(text)s” does not fit its column, whose decimal mark is “%(mark)s”. Write all its amounts the same way.")
MIXED = gettext_noop("“%(first)s” and “%(second)s” write decimals in two ways in one column. Write all its amounts the same way.")
TOO_LARGE = gettext_noop("“%(text)s” is beyond any budget (10^15). Check its unit.")


def fold(text: str) -> str:
    """Text as it is compared: one kind of space, no outer spaces, lower case."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def matches_any(text: str, patterns: Iterable[str]) -> bool:
    """Say whether the text equals one of the patterns, `*` standing for anything; case and spacing do not count."""
    return _vocabulary(tuple(patterns)).fullmatch(fold(text)) is not None


@lru_cache(maxsize=64)
def _vocabulary(patterns: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = (".*".join(re.escape(piece) for piece in fold(pattern).split("*")) for pattern in patterns)
    return re.compile("|".join(alternatives) if patterns else r"(?!)", re.DOTALL)


def parse_quantity(
    text: str,
    *,
    mark: DecimalMark | None = None,
    undisclosed: Sequence[str] = UNDISCLOSED_WORDS,
    missing: Sequence[str] = MISSING_WORDS,
) -> Quantity | Undisclosed | None:
    """Return the amount, `Undisclosed`, or None for a cell that says nothing.

    `mark` is the decimal mark of the column (see `infer_mark`). Raises NotAnAmount or AmbiguousAmount, whose text
    says what to write instead.
    """
    if matches_any(text, undisclosed):
        return Undisclosed(words=SPACES.sub(" ", text).strip())
    if matches_any(text, missing):
        return None
    return _amount(text, mark)


def infer_mark(texts: Iterable[str]) -> DecimalMark | None:
    """Return the decimal mark that the unmistakable amounts of a column show, None when there are none.

    Raises AmbiguousAmount when the column shows both.
    """
    seen: dict[DecimalMark, str] = {}
    for text in texts:
        mark = certain_mark(text)
        if mark is not None:
            seen.setdefault(mark, text.strip())
    if len(seen) > 1:
        raise AmbiguousAmount(MIXED, first=seen[DecimalMark.POINT], second=seen[DecimalMark.COMMA])
    return next(iter(seen), None)


def certain_mark(text: str) -> DecimalMark | None:
    """Return the decimal mark this one text proves, None when it proves none (whole numbers, `1,234`, words)."""
    parts = _parts(text)
    return _proof(parts[1]) if parts else None


def _amount(text: str, mark: DecimalMark | None) -> Quantity:
    parts = _parts(text)
    if parts is None:
        raise NotAnAmount(NEITHER, text=text.strip()[:LONGEST])
    sign, body, words = parts
    currency, scale, is_percent = _meaning(words, text)
    value = sign * _number(body, mark, text) * (scale or 1)
    if abs(value) >= MAXIMUM:
        raise NotAnAmount(TOO_LARGE, text=text.strip()[:LONGEST])
    return Quantity(value=value, currency=currency, is_percent=is_percent, scaled=scale is not None)


def _parts(text: str) -> tuple[int, str, list[str]] | None:
    """Split into sign, digits and the words around them; None when that is not the shape of the text."""
    cleaned = SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    negative = cleaned.startswith("(") and cleaned.endswith(")")
    found = AROUND.fullmatch(cleaned[1:-1].strip() if negative else cleaned) if len(cleaned) <= LONGEST else None
    if found is None:
        return None
    before, after = found["before"].strip(), found["after"].strip()
    signs = [mark for mark in re.findall(r"[-+−–]", before + after) if mark in SIGNS]
    bare_before, bare_after = before.strip("+-−–").strip(), after.rstrip("-−").strip()
    words = [*WORDS.findall(bare_before), *WORDS.findall(bare_after)]
    if "".join(words) != f"{bare_before}{bare_after}".replace(" ", "") or len(signs) + negative > 1:
        return None
    return (-1 if negative else SIGNS[signs[0]] if signs else 1), found["body"], words


def _meaning(words: list[str], text: str) -> tuple[str | None, int | None, bool]:
    """Return currency, scale and percent from the words around the digits; each at most once."""
    currency, scale, is_percent = None, None, False
    for word in _unglued(words):
        if currency is None and (code := _currency(word)):
            currency = code
        elif scale is None and word.casefold() in SCALES:
            scale = SCALES[word.casefold()]
        elif word == "%" and not is_percent:
            is_percent = True
        else:
            raise NotAnAmount(NEITHER, text=text.strip()[:LONGEST])
    if is_percent and (currency or scale):
        raise NotAnAmount(NEITHER, text=text.strip()[:LONGEST])
    return currency, scale, is_percent


def _unglued(words: list[str]) -> Iterable[str]:
    """Separate a scale from a currency written without a space: `kEUR`, `MEUR`, `M$`."""
    for word in words:
        scale, code = word[:-3], word[-3:]
        if scale.casefold() in SCALES and code.upper() in ISO_CURRENCIES:
            yield from (scale, code)
        elif word.endswith("$") and word[:-1].casefold() in SCALES and word.casefold() not in CURRENCIES:
            yield from (word[:-1], "$")
        else:
            yield word


def _currency(word: str) -> str | None:
    if word.upper() in ISO_CURRENCIES:
        return word.upper()
    return CURRENCIES.get(word.casefold(), "EUR" if word.casefold() in {"euro", "euros"} else None)


def _number(body: str, mark: DecimalMark | None, text: str) -> Decimal:
    """Read the digits with the mark of the column, or with what they prove themselves."""
    proof = _proof(body)
    if proof and mark and proof is not mark:
        raise NotAnAmount(CONTRARY, text=text.strip()[:LONGEST], mark=mark.value)
    chosen = mark or proof
    if chosen is None:
        if _is_ambiguous(body):
            small, large = _read(body, DecimalMark.COMMA), _read(body, DecimalMark.POINT)
            low, high = sorted(number for number in (small, large) if number is not None)
            raise AmbiguousAmount(EITHER, text=text.strip()[:LONGEST], small=low, large=high)
        chosen = DecimalMark.POINT
    number = _read(body, chosen)
    if number is None:
        raise NotAnAmount(NEITHER, text=text.strip()[:LONGEST])
    return number


def _is_ambiguous(body: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body))


def _proof(body: str) -> DecimalMark | None:
    """Return the only mark with which the digits make a number, None when both or neither do."""
    if not re.search(r"[.,]", body) or _is_ambiguous(body):
        return None
    readable = [mark for mark in DecimalMark if _read(body, mark) is not None]
    return readable[0] if len(readable) == 1 else None


def _read(body: str, mark: DecimalMark) -> Decimal | None:
    """Read digits grouped by threes (space, apostrophe or the other mark, always the same) with this decimal mark."""
    digits, _, exponent = body.lower().partition("e")
    whole, point, decimals = digits.partition(mark.value)
    if (point and not decimals.isdigit()) or not _is_grouped(whole, mark) or (not whole and not decimals):
        return None
    plain = re.sub(r"[ '’.,]", "", whole) or "0"
    return Decimal(f"{plain}{point and '.'}{decimals}E{exponent or '0'}")


def _is_grouped(whole: str, mark: DecimalMark) -> bool:
    if re.fullmatch(r"\d*", whole, re.ASCII):
        return True
    separators = (" ", "'", "’", mark.grouping)
    return any(re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(separator)}\d{{3}})+", whole, re.ASCII) for separator in separators)
