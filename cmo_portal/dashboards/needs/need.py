"""One thing that needs a person, and the order of such things: strategic weight × severity × novelty."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.utils.functional import Promise

from foundation.accounts.models import User
from portfolio.models import Decision

Words = str | Promise

SHOWN, OF_ONE_KIND = 5, 1
SEVERITY = {
    "veto": 1.0,
    "decision": 0.95,
    "asked": 0.9,
    "needs_help": 0.9,
    "duties": 0.8,
    "supplier": 0.9,
    "review": 0.5,
    "values": 0.6,
    "correction": 0.7,
    "claim": 0.6,
    "orphan_objective": 0.7,
    "orphan": 0.8,
    "off_track": 0.45,
    "indicator": 0.6,
    "initiative": 0.6,
    "refused": 0.6,
    "validate": 0.55,
    "outdated": 0.65,
    "over_budget": 0.3,
    "wave": 0.45,
    "campaign": 0.4,
}
# What each role looks at first, as a factor on severity.
FOCUS: dict[str, dict[str, float]] = {
    "cmo": {},
    "ceo": {"decision": 1.2, "veto": 1.2, "orphan_objective": 1.3, "outdated": 0.7, "over_budget": 0.8},
    "cfo": {"over_budget": 2.6, "orphan": 1.2, "needs_help": 1.1, "outdated": 0.8, "off_track": 0.9},
    "coo": {"outdated": 1.4, "off_track": 1.6, "needs_help": 1.1, "orphan_objective": 0.7, "orphan": 0.8},
}
LIGHTEST = 0.004  # a matter without money or objective keeps some weight
FADING, FAINTEST, HANDLED = 0.35, 0.35, 0.5


@dataclass(frozen=True)
class Seen:
    """What a person remembers of a matter."""

    fingerprint: str
    days: int
    seen_on: date
    set_aside_until: date | None = None

    def aside(self, fingerprint: str, today: date) -> bool:
        """Was it set aside, and has not changed since?"""
        return self.set_aside_until is not None and self.set_aside_until > today and self.fingerprint == fingerprint

    def days_before(self, fingerprint: str, today: date) -> int:
        """On how many earlier days it was seen in this state."""
        if self.fingerprint != fingerprint:
            return 0
        return self.days - (self.seen_on == today)


def novelty(days_before: int, *, handled: bool = False) -> float:
    """1 for what one has not seen, falling with each day on which one saw it; half as much once one acted on it."""
    fresh = max(FAINTEST, 1 / (1 + FADING * days_before))
    return fresh * HANDLED if handled else fresh


@dataclass(frozen=True)
class Action:
    """Something to do about it. `how`: link (GET), post (one click) or say (a sentence first)."""

    how: str
    label: Words
    href: str
    icon: str = "arrow-right"
    field_label: Words = ""
    field_name: str = "text"
    text: str = ""
    required: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Need:
    """One matter: the object, its status, the cause in a sentence, what changed, who answers, what to do, why it is here."""

    kind: str
    about: str  # kind and number of the object: "project:12"
    status: str
    title: str
    href: str
    cause: Words = ""
    change: Words = ""
    owner: str = ""
    project_id: int | None = None
    objective_id: int | None = None
    amount: float | None = None
    weight: float = 0.0
    money_share: float = 0.0
    objective_code: str = ""
    objective_weight: float = 0.0
    urgency: float = 1.0
    focus: float = 1.0
    state: str = ""
    days_before: int = 0
    handled: Words = ""
    actions: Sequence[Action] = ()
    why: Sequence[Words] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.about}"

    @property
    def fingerprint(self) -> str:
        """The state of the matter; when it changes, the matter is new again."""
        return f"{self.kind}/{self.state}"[:80]

    @property
    def seen_value(self) -> str:
        """What the page sends back once it was seen."""
        return f"{self.key}|{self.fingerprint}"

    @property
    def severity(self) -> float:
        return SEVERITY[self.kind] * self.urgency * self.focus

    @property
    def novelty(self) -> float:
        return novelty(self.days_before, handled=bool(self.handled))

    @property
    def rank(self) -> float:
        """The root keeps a small project from vanishing beside a large one."""
        return math.sqrt(max(self.weight, LIGHTEST)) * self.severity * self.novelty

    @property
    def is_new(self) -> bool:
        return self.days_before == 0


@dataclass(frozen=True)
class Reader:
    """Who looks, on which day, with which lens; where the forms lead back to; the decisions on projects that wait for them."""

    user: User
    today: date
    back: str = "/"
    lens: str = "cmo"
    waiting: Mapping[int, Decision] = field(default_factory=dict)


@dataclass(frozen=True)
class Needs:
    """The first matters, how many there are, and how many the person has set aside."""

    first: Sequence[Need] = ()
    total: int = 0
    aside: int = 0


def strategic_weight(money_share: float, objective_weight: float) -> float:
    """The mean of the share of the money and the weight of the main objective, 0–1; the share alone where it serves none."""
    return (money_share + objective_weight) / 2 if objective_weight else money_share


def first(found: Iterable[Need]) -> list[Need]:
    """The heaviest, one for each object, one of a kind while others wait: five times the same news is one."""
    kinds: Counter[str] = Counter()
    chosen, rest, objects = [], [], set()
    for need in sorted(found, key=lambda need: (-need.rank, need.title, need.key)):
        if need.about in objects:
            continue
        objects.add(need.about)
        kinds[need.kind] += 1
        (chosen if kinds[need.kind] <= OF_ONE_KIND else rest).append(need)
    return sorted([*chosen, *rest][:SHOWN], key=lambda need: (-need.rank, need.title, need.key))
