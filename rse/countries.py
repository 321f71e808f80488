"""Countries by their two letters (ISO 3166-1), named in the language of the screen by the CLDR data of Babel."""

from functools import cache

from babel import Locale

from foundation import formatting
from foundation.search import fold

# Regions of the CLDR that are no country: unions, groupings, private use.
NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@cache
def countries(locale: str) -> dict[str, str]:
    """{two letters: name} in the locale (`fr_FR`, `en_GB`), by name."""
    named = Locale.parse(locale).territories
    found = {code: name for code, name in named.items() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY}
    return dict(sorted(found.items(), key=lambda pair: fold(pair[1])))


def country_name(code: str) -> str:
    """The name of a country in the language of the screen; its letters where they are unknown."""
    return countries(str(formatting.locale())).get(code, code)


@cache
def _by_word() -> dict[str, str]:
    words = {fold(name): code for locale in ("fr", "en") for code, name in countries(locale).items()}
    return words | {code.lower(): code for code in countries("en")}


def country_of(text: str) -> str:
    """The two letters of a country written as letters or by its French or English name; nothing for anything else."""
    return _by_word().get(fold(text.strip()), "")
