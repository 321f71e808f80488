"""What the materiality page shows: topics on both axes, their entries, and what one step would change."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from foundation.accounts.models import User
from rse import materiality as rules
from rse.catalogues import catalogue
from rse.models import Iro, MaterialityAssessment, Rating, Theme


@dataclass
class Entry:
    """One impact, risk or opportunity with its ratings."""

    iro: Iro
    ratings: list[Rating]
    rated: rules.Rated | None


@dataclass
class TopicLine:
    """One topic with its scores, entries, and whether one step would flip it."""

    theme: Theme
    topic: rules.Topic | None
    entries: list[Entry] = field(default_factory=list)
    flips: bool = False


def rating_of(iro: Iro, rater: User) -> dict[str, Any]:
    """How somebody rates an entry at present, as a form begins with it; empty where they have not yet."""
    steps = ("scale", "scope", "irremediability", "magnitude", "likelihood", "rationale")
    return Rating.objects.current().filter(iro=iro, rater=rater).values(*steps).first() or {}


def entries(assessment: MaterialityAssessment) -> list[Entry]:
    """Every entry of a version. Two queries."""
    iros = list(assessment.iros.select_related("topic"))
    ratings: dict[int, list[Rating]] = defaultdict(list)
    for rating in Rating.objects.current().filter(iro__assessment=assessment).select_related("rater").order_by("rater__full_name", "pk"):
        ratings[rating.iro_id].append(rating)
    return [Entry(iro, ratings[iro.pk], _rated(iro, ratings[iro.pk])) for iro in iros]


def rated_entries(assessment: MaterialityAssessment) -> list[rules.Rated]:
    """The rated entries as the rules take them."""
    return [one.rated for one in entries(assessment) if one.rated]


def _rated(iro: Iro, ratings: list[Rating]) -> rules.Rated | None:
    """What the raters say together."""
    if not ratings:
        return None
    steps = {name: rules.agreed([getattr(one, name) for one in ratings]) for name in ("scale", "scope", "irremediability", "magnitude")}
    likelihood = rules.LIKELIHOODS[rules.agreed([rules.LIKELIHOODS.index(one.likelihood) for one in ratings])]
    kinds = {"kind": iro.kind, "positive": iro.positive, "potential": iro.potential, "human_rights": iro.human_rights}
    return rules.Rated(iro.topic.code, likelihood=likelihood, **steps, **kinds)


def topic_lines(assessment: MaterialityAssessment) -> list[TopicLine]:
    """The topics that have entries, the weightiest first. Two queries."""
    known = entries(assessment)
    thresholds = {"impact_from": assessment.impact_from, "financial_from": assessment.financial_from}
    rated = [one.rated for one in known if one.rated]
    scores = {topic.code: topic for topic in rules.topics(rated, **thresholds)}
    flips = set(rules.flipping(rated, **thresholds))
    lines: dict[str, TopicLine] = {}
    for one in known:
        code = one.iro.topic.code
        line = lines.setdefault(code, TopicLine(one.iro.topic, scores.get(code), flips=code in flips))
        line.entries.append(one)
    return sorted(lines.values(), key=lambda line: (-(line.topic.score if line.topic else 0), line.theme.code))


def theme_weights(assessment: MaterialityAssessment) -> list[tuple[Theme, int]]:
    """μ of the eight themes in a version: frozen once in force, computed in a draft."""
    weights = assessment.themes
    if assessment.state == MaterialityAssessment.State.DRAFT:
        found = rules.topics(rated_entries(assessment), impact_from=assessment.impact_from, financial_from=assessment.financial_from)
        weights = theme_weights_of(found)
    return [(theme, int(weights.get(theme.code, 0))) for theme in house_themes()]


def theme_weights_of(found: list[rules.Topic]) -> dict[str, int]:
    """μ by theme, by the table that ships."""
    table = catalogue("topics_to_themes")
    return rules.themes(found, table["topics"], table["subtopics"])


def house_themes() -> list[Theme]:
    """The eight themes on which projects are assessed."""
    return list(Theme.objects.filter(group__code="house"))


def in_force(*, as_of: date, cut_off: datetime) -> MaterialityAssessment | None:
    """The version in force on a day, as it was known at an instant."""
    known = MaterialityAssessment.objects.filter(in_force_from__lte=as_of, put_in_force_at__lte=cut_off)
    return known.order_by("-in_force_from", "-number").first()
