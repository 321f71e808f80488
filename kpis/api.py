"""Measurements from programs: what a batch may hold, and its description for programs (OpenAPI 3.1), written by hand."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from kpis import entry, imports, rhythm
from kpis.actions.measurements import Value
from kpis.models import Indicator, Slice
from kpis.refusals import KpiRefusal

MOST = 1_000
FIELDS = {"indicator", "slice", "period", "value", "unit", "note"}
Fault = dict[str, Any]
Parts = Mapping[int, Mapping[str, Slice]]  # the slices of indicators, by folded label


def values_of(body: Any, indicators: Mapping[str, Indicator], parts: Parts) -> tuple[list[Value], list[Fault]]:
    """Read each item on its own: the values, and for each that cannot be one its place and a sentence."""
    values, faults = [], []
    for place, item in enumerate(items_of(body)):
        try:
            values.append(_value(item, indicators, parts))
        except Refusal as refusal:
            faults.append({"item": place, "message": refusal.sentence % refusal.facts})
    return values, faults


def items_of(body: Any) -> list[Any]:
    """The items of a batch; KpiRefusal when there are none or too many."""
    items = body.get("measurements") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise KpiRefusal(_("The body needs a list “measurements” with at least one item."))
    if len(items) > MOST:
        raise KpiRefusal(_("The batch has %(count)s items, more than %(limit)s: send several batches."), count=len(items), limit=MOST)
    return items


def _value(item: Any, indicators: Mapping[str, Indicator], parts: Parts) -> Value:
    if not isinstance(item, dict):
        raise KpiRefusal(_("An item is an object with indicator, period and value."))
    if unknown := sorted(set(item) - FIELDS):
        raise KpiRefusal(
            _("The field %(names)s is unknown: send indicator, slice, period, value, unit, note."), names=", ".join(unknown)[:80]
        )
    code, number = item.get("indicator"), item.get("value")
    indicator = indicators.get(str(code).casefold()) if code else None
    if indicator is None:
        raise KpiRefusal(_("“%(code)s” is no indicator that you may measure: check the code."), code=str(code or "")[:40])
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise KpiRefusal(_("The value is no number: send a JSON number such as 36 or 4.6, without quotes."))
    entry.check_number(number)
    if item.get("unit"):
        entry.check_unit(str(item["unit"]), indicator.unit)
    start, end = rhythm.read_period(str(item.get("period", "")), indicator.cadence)
    part = _part(item, indicator, parts) if item.get("slice") else None
    return Value(indicator, start, end, float(number), slice=part, note=str(item.get("note", ""))[:2_000], confirmed=True)


def _part(item: Mapping[str, Any], indicator: Indicator, parts: Parts) -> Slice:
    found = parts.get(indicator.pk, {}).get(str(item["slice"]).strip().casefold())
    if found is None:
        raise KpiRefusal(imports.UNKNOWN_PART, part=str(item["slice"])[:40], code=indicator.code)
    return found


def openapi(base: str) -> dict[str, Any]:
    """The description of the interface, as programs read it."""
    error = {"description": "Nothing was recorded.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CMO Portal",
            "version": "1",
            "description": "Measurements of indicators from automatic sources. A batch is recorded whole or not at all.",
        },
        "servers": [{"url": f"{base}/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/measurements": {
                "post": {
                    "operationId": "recordMeasurements",
                    "summary": "Record a batch of measurements",
                    "parameters": [
                        {
                            "name": "Idempotency-Key",
                            "in": "header",
                            "required": True,
                            "schema": {"type": "string", "maxLength": 100},
                            "description": "The same key with the same body gets the same answer and changes nothing.",
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}, "example": EXAMPLE}},
                    },
                    "responses": {
                        "200": {
                            "description": "Recorded.",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Outcome"}}},
                        },
                        **dict.fromkeys(("400", "401", "403", "409", "413", "422", "429"), error),
                    },
                }
            }
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": SCHEMAS},
    }


EXAMPLE = {
    "source": "warehouse",
    "measurements": [
        {"indicator": "DELIVERY-DAYS", "period": "2026-10", "value": 4.6, "unit": "j"},
        {"indicator": "NPS", "period": "2026-10", "value": 36},
    ],
}
# The same fields, as people read them.
MEANINGS = {
    "indicator": gettext_lazy("the code of an indicator that you may measure"),
    "period": gettext_lazy("one period of its rhythm: 2026, 2026-H1, 2026-Q2, 2026-06, 2026-W05, or a day"),
    "slice": gettext_lazy("a part that is measured for itself, by its name or code; left out for the whole"),
    "value": gettext_lazy("a number with a point and without quotes: 4.6"),
    "unit": gettext_lazy("optional: refused when it differs from the unit of the indicator"),
    "note": gettext_lazy("optional: a sentence that stays beside the value"),
}
SCHEMAS: dict[str, Any] = {
    "Batch": {
        "type": "object",
        "required": ["measurements"],
        "properties": {
            "source": {"type": "string", "maxLength": 200, "description": "Where the values come from; shown beside each."},
            "correction_reason": {
                "type": "string",
                "maxLength": 2000,
                "description": "Needed when a value replaces another one of the same period; both stay visible.",
            },
            "measurements": {"type": "array", "minItems": 1, "maxItems": MOST, "items": {"$ref": "#/components/schemas/Measurement"}},
        },
    },
    "Measurement": {
        "type": "object",
        "required": ["indicator", "period", "value"],
        "additionalProperties": False,
        "properties": {
            "indicator": {"type": "string", "description": "The code of an indicator that the holder of the token may measure."},
            "period": {
                "type": "string",
                "description": "2026, 2026-H1, 2026-Q2, 2026-06, 2026-W05 or a day: one period of its rhythm.",
            },
            "slice": {"type": "string", "description": "A part of the indicator that is measured for itself, by its name or code."},
            "value": {"type": "number"},
            "unit": {"type": "string", "description": "Refused when it differs from the unit of the indicator."},
            "note": {"type": "string", "maxLength": 2000},
        },
    },
    "Outcome": {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in ("added", "corrected", "unchanged")},
    },
    "Error": {
        "type": "object",
        "required": ["error", "message"],
        "properties": {
            "error": {"type": "string"},
            "message": {"type": "string"},
            "items": {
                "type": "array",
                "items": {"type": "object", "properties": {"item": {"type": "integer"}, "message": {"type": "string"}}},
            },
        },
    },
}
