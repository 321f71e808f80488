"""The versioned catalogues that ship with the product, read once: rule sets, themes, posts, factors."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from rse.equality_index import RuleSet

FOLDER = Path(__file__).parent / "catalogue"


@lru_cache
def catalogue(name: str) -> Any:
    """The catalogue `name`.json."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@lru_cache
def equality_rules(year: int) -> RuleSet | None:
    """The rule set of the index in force in `year`; None where the product knows none."""
    found = next((one for one in catalogue("equality_rules")["rule_sets"] if one["first_year"] <= year <= one["last_year"]), None)
    if found is None:
        return None
    return RuleSet(**{name: value for name, value in found.items() if name not in ("name_fr", "name_en", "source")})
