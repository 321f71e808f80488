"""The words of the company: names are kept in both languages, what people say is told in the one the demo was asked in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from foundation.bilingual import language


@dataclass(frozen=True)
class Said:
    """The same words in both languages."""

    fr: str
    en: str

    @classmethod
    def of(cls, pair: Mapping[str, str]) -> Self:
        """`{fr, en}` of a data file."""
        return cls(pair["fr"], pair["en"])

    def __str__(self) -> str:
        """The words in the language in which the demo is being told: the active one."""
        return self.en if language() == "en" else self.fr


def said(words: Said | Mapping[str, str] | str) -> str:
    """What a person says: in the language of the telling; plain words are the same in both (a number, a proper name, nothing)."""
    return str(Said.of(words)) if isinstance(words, Mapping) else str(words)
