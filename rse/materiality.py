"""Double materiality: what weighs on people and planet, and what weighs on the firm. Source: rse.md; ESRS 1, chapter 3. Pure.

Scales run 1–5, likelihood over {.2, .4, .6, .8, 1}; both axes run 0–5. The axes are never averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

LIKELIHOODS = (0.2, 0.4, 0.6, 0.8, 1.0)
IMPACT, RISK, OPPORTUNITY = "impact", "risk", "opportunity"
DEFAULT_THRESHOLD = 3.0
MOST = 5


@dataclass(frozen=True, slots=True)
class Rated:
    """One impact, risk or opportunity as rated. Impacts state scale, scope and irremediability; the others their magnitude."""

    topic: str
    kind: str
    positive: bool = False
    potential: bool = False
    human_rights: bool = False
    scale: int = 0
    scope: int = 0
    irremediability: int = 0
    magnitude: int = 0
    likelihood: float = 1.0

    @property
    def severity(self) -> int:
        """The gravest of scale, scope and irremediability; a positive impact has nothing to remedy."""
        return max(self.scale, self.scope, 0 if self.positive else self.irremediability)

    @property
    def score(self) -> float:
        """0–5 on its own axis; for a potential impact on human rights severity prevails over likelihood."""
        if self.kind != IMPACT:
            return self.magnitude * self.likelihood
        if not self.potential or (self.human_rights and not self.positive):
            return float(self.severity)
        return self.severity * self.likelihood


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic on both axes."""

    code: str
    impact: float
    financial: float
    material: bool

    @property
    def score(self) -> float:
        """The larger axis."""
        return max(self.impact, self.financial)


def topics(rated: Iterable[Rated], *, impact_from: float = DEFAULT_THRESHOLD, financial_from: float = DEFAULT_THRESHOLD) -> list[Topic]:
    """Each topic with the maximum over its impacts and over its risks and opportunities; material by either threshold."""
    impact: dict[str, float] = {}
    financial: dict[str, float] = {}
    for one in rated:
        axis = impact if one.kind == IMPACT else financial
        axis[one.topic] = max(axis.get(one.topic, 0.0), one.score)
    found = []
    for code in sorted(impact.keys() | financial.keys()):
        scores = round(impact.get(code, 0.0), 6), round(financial.get(code, 0.0), 6)
        found.append(Topic(code, *scores, material=scores[0] >= impact_from or scores[1] >= financial_from))
    return found


def mu(score: float) -> int:
    """Materiality 0–3 of a score 0–5."""
    return sum(score >= bound - 1e-9 for bound in (2, 3, 4))


def themes(
    found: Iterable[Topic], mapping: Mapping[str, Sequence[str]], subtopics: Mapping[str, Sequence[str]] | None = None
) -> dict[str, int]:
    """μ of each theme: the maximum over the topics that map to it; a theme whose sub-topic was rated takes its weight from that alone."""
    found, finer = list(found), subtopics or {}
    apart = {theme for topic in found for theme in finer.get(topic.code, ())}
    weights: dict[str, int] = {}
    for topic in found:
        broad = [theme for theme in mapping.get(topic.code, ()) if theme not in apart]
        for theme in (*broad, *finer.get(topic.code, ())):
            weights[theme] = max(weights.get(theme, 0), mu(topic.score))
    return weights


def flipping(rated: Sequence[Rated], *, impact_from: float, financial_from: float) -> list[str]:
    """Topics that become material, or cease to be, when one of their ratings moves by one step."""
    now = {topic.code: topic.material for topic in topics(rated, impact_from=impact_from, financial_from=financial_from)}
    flips: set[str] = set()
    for place, one in enumerate(rated):
        mates = [other for other in (*rated[:place], *rated[place + 1 :]) if other.topic == one.topic]
        for moved in neighbours(one):
            if topics([*mates, moved], impact_from=impact_from, financial_from=financial_from)[0].material != now[one.topic]:
                flips.add(one.topic)
    return sorted(flips)


def neighbours(one: Rated) -> list[Rated]:
    """The same entry with one rating one step lower or higher."""
    found = []
    for name in ("scale", "scope", "irremediability") if one.kind == IMPACT else ("magnitude",):
        value = getattr(one, name)
        found += [replace(one, **{name: value + step}) for step in (-1, 1) if value and 1 <= value + step <= MOST]
    place = LIKELIHOODS.index(one.likelihood)
    return found + [replace(one, likelihood=LIKELIHOODS[near]) for near in (place - 1, place + 1) if 0 <= near < len(LIKELIHOODS)]


def agreed(ratings: Sequence[int]) -> int:
    """What several raters say together: the median, a tie going to the graver side."""
    return int(median(ratings) + 0.5) if ratings else 0
