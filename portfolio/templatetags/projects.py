"""Words and signs of projects: levels, lines of a score, levers, steps of a bridge, bands of delivery."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import formatting
from foundation.templatetags import ui
from kpis.presentation import in_unit
from portfolio.alignment import words
from portfolio.models import Project, ProjectContribution, health_of
from portfolio.queries.project_list import health_of_rank
from portfolio.queries.score_story import Lever, Line

register = template.Library()
Word = str | Promise
LEVELS = {
    "0": gettext_lazy("None"),
    "0.25": gettext_lazy("Weak"),
    "0.5": gettext_lazy("Partial"),
    "0.75": gettext_lazy("Strong"),
    "1": gettext_lazy("Full"),
}
# Reliability in words: the letters stay in the specification.
RELIABILITY = {"A": gettext_lazy("high"), "B": gettext_lazy("good"), "C": gettext_lazy("fair"), "D": gettext_lazy("low")}
LEVER_SENTENCES = {
    "validate_link": gettext_lazy("Have the link to %(what)s validated"),
    "raise_link": gettext_lazy("Contribute to %(what)s at the level “%(level)s”"),
    "refresh_indicator": gettext_lazy("Measure %(what)s anew"),
    "reach_pace": gettext_lazy("Bring %(what)s up to its expected pace"),
    "assess_theme": gettext_lazy("Assess the theme %(what)s"),
    "approve_mitigation": gettext_lazy("Have the mitigation of %(what)s approved"),
}


# --- Signs -----------------------------------------------------------------------------------------------------------
@register.simple_tag
def health_badge(rank: int | None) -> SafeString:
    """The declared health of a card, in word, icon and colour."""
    return ui.status_badge(health_of_rank(rank) or "no_data")


@register.simple_tag
def band_badge(value: float | str | None) -> SafeString:
    """A band of delivery, from 0 to 1, in word, icon and colour; a template without a score gives an empty text."""
    if not isinstance(value, (int, float)):
        return ui.status_badge("no_data")
    return ui.status_badge(health_of(value))


@register.simple_tag
def project_score(row: Project) -> SafeString:
    """The alignment of a row of the list; what cannot be believed is greyed and said so."""
    reliable = row.score_ranked is not False or row.project_class != "strategic"
    return ui.score(row.score_s, band=row.score_band or "", reliable=reliable)


@register.simple_tag
def budget_of(row: Project, plan_currency: str) -> str:
    """The budget of the year on a card, in the currency of the project's portfolio."""
    if row.card.budget is None and row.card.budget_undisclosed:
        return _("not disclosed")
    return formatting.money(row.card.budget, row.portfolio.currency if row.portfolio else plan_currency)


@register.simple_tag
def link_badge(link: ProjectContribution, expires_on: object, today: object) -> SafeString:
    """Where a link stands: validated, waiting for its second key, refused or expired."""
    if link.state != ProjectContribution.State.REFUSED and expires_on <= today:  # type: ignore[operator]
        return ui.status_badge("expired")
    return ui.status_badge(link.state)


# --- Words -----------------------------------------------------------------------------------------------------------
@register.filter
def level_name(level: object) -> Word:
    """`0.75` → Strong."""
    amount = formatting.decimal_of(level)
    return formatting.ABSENT if amount is None else LEVELS.get(str(amount.normalize()), str(level))


@register.filter
def reliability(letter: str) -> Word:
    """The reliability of a score in a word."""
    return RELIABILITY.get(letter, formatting.ABSENT)


@register.filter
def line_name(line: Line) -> Word:
    """What a line of the breakdown speaks of."""
    if line.objective is not None:
        return f"{line.objective.code} · {line.objective.name}"
    if line.indicator is not None:
        return f"{line.indicator.code} · {line.indicator.name}"
    return words.LINES.get(line.code, line.code)


@register.filter
def key_words(link: ProjectContribution | None) -> str:
    """Who turned the keys of a link, and when."""
    if link is None:
        return _("withdrawn since")
    if link.state == ProjectContribution.State.VALIDATED:
        who, day = link.decided_by, link.decided_on
        if who is None:
            return _("validated on %(day)s") % {"day": formatting.day(day)} + (f" · {link.source}" if link.source else "")
        return _("validated by %(who)s on %(day)s") % {"who": who.full_name, "day": formatting.day(day)}
    if link.state == ProjectContribution.State.REFUSED:
        return _("refused on %(day)s") % {"day": formatting.day(link.decided_on)}
    facts = {"day": formatting.day(link.declared_on), "level": level_name(link.validated_level)}
    if link.validated_level:
        return _("raised on %(day)s, validated only up to “%(level)s”") % facts
    return _("declared on %(day)s, counts half until validated") % facts


@register.filter
def proof_words(line: Line) -> str:
    """What an indicator of a score says: value, day, what was expected, how fresh."""
    terms, indicator = line.terms, line.indicator
    if indicator is None or "value" not in terms:
        return _("due and never measured: it counts 0")
    facts = {
        "value": in_unit(terms["value"], indicator),
        "day": formatting.day(date.fromisoformat(str(terms["on"]))),
        "expected": in_unit(terms.get("expected"), indicator),
        "pace": formatting.percent(terms["n"]),
    }
    told = _("%(value)s on %(day)s: inside its range at %(pace)s") if "expected" not in terms else ""
    told = told or _("%(value)s on %(day)s for %(expected)s expected: %(pace)s of the pace")
    late = _(", out of date: counts %(share)s") % {"share": formatting.percent(terms["f"])} if terms["f"] < 1 else ""
    return told % facts + late


@register.filter
def lever_words(lever: Lever) -> str:
    """One change worth making, as a sentence."""
    sentence = LEVER_SENTENCES.get(lever.kind, lever.kind)
    subject = lever.objective or lever.indicator
    what = f"{subject.code} · {subject.name}" if subject else lever.code
    return str(sentence) % {"what": what, "level": level_name(lever.level)}


@register.filter
def dimension_name(name: str) -> Word:
    """A dimension of delivery."""
    return words.DIMENSIONS.get(name, name)


@register.filter
def share_of(part: object, whole: object) -> int:
    """How many percent `part` is of `whole`, from 0 to 100: the width of a bar."""
    some, total = formatting.decimal_of(part), formatting.decimal_of(whole)
    return max(0, min(100, round(100 * some / total))) if some and total else 0


@register.filter
def item(values: dict, name: object) -> object:
    """`{{ statements|item:level }}`."""
    return values.get(name)


@register.simple_tag
def next_night() -> str:
    """When the scores are computed next, in words."""
    zone = ZoneInfo(settings.NIGHT_TIMEZONE)
    now = timezone.localtime(timezone.now(), zone)
    night = datetime.combine(now.date(), time(settings.NIGHT_HOUR), zone)
    if night <= now:
        night = datetime.combine(now.date() + timedelta(days=1), time(settings.NIGHT_HOUR), zone)
    return _("%(day)s at %(hour)s") % {"day": formatting.day(night), "hour": formatting.clock(night)}
