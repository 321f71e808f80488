"""What readings and alerts say, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import formatting
from kpis.models import Alert, Forecast, Indicator
from kpis.presentation import in_unit
from kpis.queries.cards import Card

METHODS: dict[str, str | Promise] = {
    "naive": gettext_lazy("the last value carried on"),
    "seasonal_naive": gettext_lazy("last year's season carried on"),
    "theta": gettext_lazy("Theta"),
    "theta_seasonal": gettext_lazy("Theta with seasons"),
    "ets_level": gettext_lazy("smoothed level"),
    "ets_damped": gettext_lazy("smoothed level and fading trend"),
    "ets_seasonal": gettext_lazy("smoothed level and seasons"),
    "ets_damped_seasonal": gettext_lazy("smoothed level, fading trend and seasons"),
    "ets_seasonal_log": gettext_lazy("smoothed level, fading trend and growing seasons"),
}
FEW_GAPS = 2
ICONS = {"anomaly": "alert-triangle", "shift": "arrows-sort", "gap": "minus", "duplicate": "copy", "restated": "rotate"}


@dataclass(frozen=True)
class Said:
    """One sentence with its icon."""

    icon: str
    text: str


def standing(card: Card) -> str:
    """Where the indicator stands, in one sentence: value, what was expected, how far on the way."""
    indicator = card.indicator
    if card.value is None:
        return _("Nothing has been measured yet.")
    facts = {"value": in_unit(card.value, indicator), "day": formatting.day(card.period_end)}
    if card.target is None:
        return _("%(value)s on %(day)s. No target is set, so nobody can say whether that is good.") % facts
    if card.expected is None or card.attainment is None:
        return _("%(value)s on %(day)s.") % facts
    facts |= {"expected": in_unit(card.expected, indicator), "share": formatting.percent(card.attainment)}
    return _("%(value)s on %(day)s; %(expected)s was expected by today: %(share)s of the change due so far is achieved.") % facts


def of_trend(read: Forecast, indicator: Indicator) -> str:
    """The trend with its bounds; that there is none to see when the bounds point both ways."""
    if read.trend is None or read.trend_low is None or read.trend_high is None:
        return _("Too few values for a trend.")
    digits = indicator.decimals + 1
    shown = [formatting.number(value, digits, signed=True) for value in (read.trend, read.trend_low, read.trend_high)]
    facts = dict(zip(("slope", "low", "high"), shown, strict=True)) | {"periods": read.trend_periods}
    if read.trend_low > 0 or read.trend_high < 0:
        return _("Trend of the last %(periods)s periods: %(slope)s a period (between %(low)s and %(high)s).") % facts
    return _("No clear trend over the last %(periods)s periods: between %(low)s and %(high)s a period.") % facts


def of_forecast(read: Forecast, indicator: Indicator) -> str:
    """Where the forecast ends, by which method, and how well that method did in its test."""
    if not read.path or not read.method:
        return ""
    day, value, low, high = read.path[-1]
    facts = {"day": formatting.day(date.fromisoformat(day))}
    facts |= {name: in_unit(number, indicator) for name, number in (("value", value), ("low", low), ("high", high))}
    said = [_("Forecast for %(day)s: %(value)s (8 cases of 10 between %(low)s and %(high)s).") % facts]
    method = METHODS.get(read.method, read.method)
    if read.mase is None:
        said.append(_("Method: %(method)s; the series is too short to test others.") % {"method": method})
    else:
        errors = {"method": method, "error": formatting.number(read.mase, 2), "naive": formatting.number(read.mase_naive, 2)}
        said.append(_("Method: %(method)s, whose error in the test was %(error)s; carrying the last value on: %(naive)s.") % errors)
    return " ".join(said)


def of_findings(found: Sequence[dict[str, Any]], indicator: Indicator, *, most: int = 8) -> list[Said]:
    """What is unusual, newest first; several missing periods make one sentence."""
    gaps = [one for one in found if one["kind"] == "gap"]
    if len(gaps) > FEW_GAPS:
        facts = {"count": formatting.number(len(gaps)), "day": formatting.day(date.fromisoformat(gaps[-1]["on"]))}
        said = Said(ICONS["gap"], _("%(count)s periods without a value, the last one ending %(day)s.") % facts)
        rest = [one for one in found if one["kind"] != "gap"]
        return [*of_findings(rest, indicator, most=most - 1), said]
    return [Said(ICONS.get(one["kind"], "info-circle"), _of_finding(one, indicator)) for one in list(reversed(found))[:most]]


def _of_finding(one: dict[str, Any], indicator: Indicator) -> str:
    facts = {"day": formatting.day(date.fromisoformat(one["on"]))}
    facts |= {name: in_unit(one.get(name), indicator) for name in ("value", "low", "high")}
    match one["kind"]:
        case "anomaly":
            return _("%(day)s: %(value)s lies outside its usual limits (%(low)s to %(high)s).") % facts
        case "shift":
            return _("%(day)s: the level moved for good. Did the method, the scope or the unit change?") % facts
        case "gap":
            return _("%(day)s: no value for this period.") % facts
        case "duplicate":
            return _("%(day)s: measured twice; the newest value counts.") % facts
    return _("%(day)s: restated; the earlier value stays visible below.") % facts


def of_alert(alert: Alert) -> str:
    """Why an indicator needs somebody, in one short sentence."""
    facts = {"day": formatting.day(alert.on)}
    match alert.kind:
        case Alert.Kind.OFF_TRACK:
            return _("Off track since %(day)s.") % facts
        case Alert.Kind.STALE:
            return _("Its next value was due on %(day)s.") % facts
        case Alert.Kind.TARGET:
            chance = formatting.percent(alert.facts.get("probability"))
            return _("At this pace the target of %(day)s is out of reach (%(chance)s).") % (facts | {"chance": chance})
        case Alert.Kind.ANOMALY:
            return _("Unusual value on %(day)s.") % facts
        case Alert.Kind.SHIFT:
            return _("Its level moved on %(day)s.") % facts
    return _("No value for the period ending %(day)s.") % facts
