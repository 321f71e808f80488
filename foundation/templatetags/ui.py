"""The vocabulary of the screens. Every template has it without loading it (see TEMPLATES in the settings).

Filters: number, signed, percent, points, money, money_full, day, instant, clock, ago, days_ago.
Tags: icon, status_badge, status_icon, delta, trend, score, sparkline, tile, figure, empty_state, field, query_string, sort_header,
pager, cell, page_url.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from foundation import charts, formatting, statuses
from foundation import sparkline as drawing
from foundation.tiles import Tile

register = template.Library()
# What a change of filter or of sort makes meaningless.
POSITION = ("page", "after", "before")


# --- Numbers, money, dates -------------------------------------------------------------------------------------------
@register.filter
def number(value: object, digits: int | None = None) -> str:
    """`{{ n|number }}`, `{{ n|number:1 }}`: thousands apart, decimals of the language."""
    return formatting.number(value, digits)


@register.filter
def signed(value: object, digits: int | None = None) -> str:
    """`+3`, `−1,5`."""
    return formatting.number(value, digits, signed=True)


@register.filter
def percent(share: object, digits: int = 0) -> str:
    """A share from 0 to 1: `{{ 0.27|percent }}` → 27 %."""
    return formatting.percent(share, digits)


@register.filter
def points(share: object, digits: int = 0) -> str:
    """A difference of shares in percentage points: `{{ 0.5|points }}` → +50 pts."""
    amount = formatting.decimal_of(share)
    if amount is None:
        return formatting.ABSENT
    unit = gettext("pts")
    return f"{formatting.number(100 * amount, digits, signed=True)}{formatting.NARROW}{unit}"


@register.filter
def money(amount: object, currency: str = "EUR") -> str:
    """Shortened: `{{ amount|money }}`, `{{ amount|money:"GBP" }}` → 4,3 M€."""
    return formatting.money(amount, currency or "EUR")


@register.filter
def money_full(amount: object, currency: str = "EUR") -> str:
    """To the unit: 1 234 567 €."""
    return formatting.money_full(amount, currency or "EUR")


@register.filter
def day(value: date | datetime | None, style: str = "medium") -> str:
    """`{{ d|day }}`, `{{ d|day:"long" }}`, `{{ d|day:"month" }}`."""
    return formatting.day(value, style)


@register.filter
def instant(value: datetime | None) -> str:
    """Date and time."""
    return formatting.instant(value)


@register.filter
def clock(value: datetime | None) -> str:
    """Time of day."""
    return formatting.clock(value)


@register.filter
def ago(value: date | datetime | None) -> str:
    """`il y a 74 jours`."""
    return formatting.ago(value)


@register.filter
def days_ago(days: int) -> str:
    """A count of days in words."""
    return formatting.days_ago(days)


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """The value of a dictionary under a key that is itself a value: `{{ weights|at:objective.pk }}`."""
    return values.get(key)


# --- Signs -----------------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite: decoration, unless `label` gives it a meaning of its own."""
    address = f"{static('vendor/files/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, address)
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', css, address)


@register.simple_tag
def status_badge(status: object, word: str = "", css: str = "") -> SafeString:
    """Icon, word and colour of a status: health, link, band or run. `word` replaces the house's word."""
    look = statuses.look(status)
    return format_html('<span class="status status-{} {}">{}<span>{}</span></span>', look.tone, css, icon(look.icon), word or look.word)


@register.simple_tag
def status_icon(status: object) -> SafeString:
    """The icon of a status with its word for who does not see it; a count or a bar beside it carries the colour."""
    look = statuses.look(status)
    return icon(look.icon, str(look.word), f"tone-{look.tone}")


@register.simple_tag
def delta(change: object, unit: str = "", good: str = "up", *, digits: int = 0, since: str = "", kind: str = "number") -> SafeString:
    """A change as arrow, sign and word. `good` says which way is better (up, down or none); `kind` number or percent."""
    amount = formatting.decimal_of(change)
    if amount is None:
        return format_html('<span class="delta delta-none">{}</span>', gettext("no comparison"))
    amount = round(amount, digits + 2 if kind == "percent" else digits)
    shown = formatting.percent(amount, digits, signed=True) if kind == "percent" else formatting.number(amount, digits, signed=True)
    tone, arrow, word = _direction(amount, good)
    text = f"{shown}{formatting.NARROW}{unit}" if unit else shown
    return format_html(
        '<span class="delta delta-{}">{}<span class="delta-value">{}</span> <span class="delta-word">{}{}</span></span>',
        tone,
        icon(arrow),
        text,
        word,
        f" {since}" if since else "",
    )


def _direction(amount: Any, good: str) -> tuple[str, str, str]:
    if amount == 0:
        return "same", "arrow-narrow-right", gettext("stable")
    rising = amount > 0
    arrow = "arrow-narrow-up" if rising else "arrow-narrow-down"
    if good == "none":
        return "same", arrow, gettext("up") if rising else gettext("down")
    return ("good", arrow, gettext("better")) if rising == (good == "up") else ("bad", arrow, gettext("worse"))


@register.simple_tag
def trend(change: object, threshold: float = 0.0) -> SafeString:
    """Rising, steady or falling, without judging it."""
    amount = formatting.decimal_of(change)
    if amount is None:
        return status_badge("no_data")
    name, word = ("arrow-narrow-right", gettext("steady"))
    if abs(amount) > threshold:
        name, word = ("arrow-narrow-up", gettext("rising")) if amount > 0 else ("arrow-narrow-down", gettext("falling"))
    return format_html('<span class="trend">{}<span>{}</span></span>', icon(name), word)


@register.simple_tag
def score(value: object, band: str = "", digits: int = 0, reliable: bool = True) -> SafeString:
    """An alignment score out of 100 with the word of its band; greyed and said so when the data cannot carry it."""
    if formatting.decimal_of(value) is None:
        return status_badge("unscored")
    look = statuses.look(band) if band else None
    tone = "none" if not reliable or look is None else look.tone
    word = gettext("to be confirmed") if not reliable else look.word if look else ""
    sign = icon(look.icon) if look and reliable else icon("help-circle") if not reliable else ""
    return format_html(
        '<span class="score score-{}"><span class="score-value">{}</span><span class="score-band">{}{}</span></span>',
        tone,
        formatting.number(value, digits),
        sign,
        word,
    )


@register.inclusion_tag("components/sparkline.html")
def sparkline(
    values: Sequence[float | None], target: float | None = None, *, label: str = "", width: int = 96, height: int = 28
) -> dict[str, Any]:
    """A small line of `values`, oldest first, with its target line; `label` says in words what it shows."""
    return {"line": drawing.sparkline(list(values or ()), target=target, width=width, height=height), "label": label}


# --- Blocks ----------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/tile.html")
def tile(item: Tile | None = None, **facts: Any) -> dict[str, Any]:
    """A tile, from a `Tile` or from its facts by name."""
    return {"tile": item or Tile(**facts)}


@register.inclusion_tag("components/figure.html")
def figure(item: charts.Figure, heading: int = 3) -> dict[str, Any]:
    """A chart with its sentence and its table; `heading` is the level of its title."""
    return {
        "figure": item,
        "heading": f"h{heading}",
        "plot_id": f"{item.key}-plot",
        "data_id": f"{item.key}-data",
        "table_id": f"{item.key}-table",
        "table": [list(zip(item.columns, row, strict=True)) for row in item.rows],
    }


@register.simple_tag
def cell(value: object, column: charts.Column, currency: str = "EUR") -> str:
    """One value of a figure's table, written as its column says."""
    match column.kind:
        case "number":
            return formatting.number(value, column.digits)
        case "percent":
            return formatting.percent(value, column.digits or 0)
        case "money":
            return formatting.money(value, currency)
        case "day":
            # A figure kept with a run holds its days as ISO text.
            return formatting.day(date.fromisoformat(value) if isinstance(value, str) else value)  # type: ignore[arg-type]
        case "status":
            return status_badge(value)
    return formatting.ABSENT if value is None or value == "" else str(value)


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str | Promise,
    text: str | Promise = "",
    action_url: str = "",
    action_label: str = "",
    *,
    icon_name: str = "inbox",
    compact: bool = False,
) -> dict[str, Any]:
    """What is not there, why, and the one thing to do about it."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "icon_name": icon_name,
        "compact": compact,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hide_label: bool = False, css: str = "", help_after: bool = False) -> dict[str, Any]:
    """A form field: label, help, control and error, tied together for screen readers.

    `help_after`: the help stands behind the control, where it holds a link that Tab would meet first.
    """
    kind = bound.field.widget.__class__.__name__
    choice = getattr(bound.field.widget, "input_type", "")
    boxes = kind in ("RadioSelect", "CheckboxSelectMultiple")
    single = choice == "checkbox" and not boxes
    attrs = {} if boxes else {"class": _control_class(choice, single)}
    if kind == "Textarea":  # a browser cuts what is pasted beyond it without a word; the form says how long it may be
        bound.field.widget.attrs.pop("maxlength", None)
    return {
        "field": bound,
        "label": label or bound.label,
        "hide_label": hide_label,
        "css": css,
        "help_after": help_after,
        "boxes": boxes,
        "single": single,
        "control": "" if boxes else bound.as_widget(attrs=attrs),
        "optional": not bound.field.required,
    }


def _control_class(kind: str, single: bool) -> str:
    if single:
        return "form-check-input"
    return "form-select" if kind == "select" else "form-control"


# --- Addresses of lists ----------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def query_string(context: template.Context, **changes: object) -> str:
    """The query string of this page with `changes` made (None removes) and the position in the list forgotten."""
    query: QueryDict = context["request"].GET.copy()
    for name in POSITION:
        query.pop(name, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query.setlist(name, [str(v) for v in value] if isinstance(value, list | tuple) else [str(value)])
    for name in [name for name, values in query.lists() if not any(values)]:
        query.pop(name)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: template.Context, key: str, label: str, *, default: str = "", target: str = "", css: str = "") -> dict[str, Any]:
    """A column heading that sorts: a link that turns `sort=key` into `sort=-key` and back. `default` is the sort of the bare page."""
    current = context["request"].GET.get("sort") or default
    ascending, descending = current == key, current == f"-{key}"
    return {
        "key": key,
        "label": label,
        "target": target,
        "css": css,
        "ascending": ascending,
        "descending": descending,
        "href": query_string(context, sort=f"-{key}" if ascending else key),
    }


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page, count: str = "", target: str = "") -> dict[str, Any]:
    """Previous and next of a list with numbered pages; `count` is a sentence, `target` the part that is drawn anew."""
    return {
        "count": count,
        "target": target,
        "next_href": query_string(context, page=page.next_page_number()) if page.has_next() else "",
        "previous_href": query_string(context, page=page.previous_page_number()) if page.has_previous() else "",
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, after: str = "", before: str = "", count: str = "", target: str = "") -> dict[str, Any]:
    """Previous and next of a list kept in order by key: `after` and `before` are the cursors, `count` a sentence."""
    return {
        "count": count,
        "target": target,
        "next_href": query_string(context, after=after) if after else "",
        "previous_href": query_string(context, before=before) if before else "",
    }
