"""Statuses as people see them: an icon, a word and a tone, always together (colour alone says nothing)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Look:
    """How one status is shown: the word, the icon of the sprite and the tone of the palette."""

    word: Promise | str
    icon: str
    tone: str


ON_TRACK = Look(_("On track"), "circle-check", "good")
MOSTLY = Look(_("Rather on track"), "circle-check", "good")
WATCH = Look(_("Watch"), "triangle-filled", "watch")
UNCERTAIN = Look(_("Rather off track"), "triangle-filled", "watch")
OFF_TRACK = Look(_("Off track"), "octagon-filled", "bad")
DONE = Look(_("Done"), "flag", "done")
NO_DATA = Look(_("No data"), "minus", "none")

HEALTH = {
    "on_track": ON_TRACK,
    "watch": WATCH,
    "off_track": OFF_TRACK,
    "done": DONE,
    "no_data": NO_DATA,
    "no_target": Look(_("No target"), "target", "none"),
    "": NO_DATA,
    "none": NO_DATA,
    "green": ON_TRACK,
    "amber_green": MOSTLY,
    "amber": WATCH,
    "amber_red": UNCERTAIN,
    "red": OFF_TRACK,
    "exempt": Look(_("Not disclosed"), "minus", "none"),
    "outdated": Look(_("Out of date"), "hourglass", "watch"),
    "needs_help": Look(_("Needs help"), "heart-handshake", "bad"),
    "not_started": Look(_("Not started"), "clock", "none"),
    "active": Look(_("Active"), "player-play", "done"),
    "paused": Look(_("Paused"), "hourglass", "none"),
    "closed": Look(_("Closed"), "archive", "done"),
    "cancelled": Look(_("Cancelled"), "ban", "none"),
}
KEYS = {
    "validated": Look(_("Validated"), "shield-check", "good"),
    "declared": Look(_("To validate"), "clock", "watch"),
    "refused": Look(_("Refused"), "ban", "bad"),
    "expired": Look(_("Expired"), "hourglass", "none"),
}
BANDS = {
    "aligned": Look(_("Aligned"), "circle-check", "good"),
    "partial": Look(_("Partly aligned"), "triangle-filled", "watch"),
    "weak": Look(_("Weakly aligned"), "octagon-filled", "bad"),
    "orphan": Look(_("Orphan"), "help-circle", "bad"),
    "unscored": Look(_("Not enough data"), "minus", "none"),
}
MEASURES = {
    "no_target": Look(_("No target"), "minus", "none"),
    "delivered": Look(_("Delivered"), "circle-check", "good"),
    "partly": Look(_("Partly delivered"), "triangle-filled", "watch"),
    "missed": Look(_("Not delivered"), "octagon-filled", "bad"),
    "waiting": Look(_("To be judged"), "clock", "none"),
}
MATTERS = {
    "decision": Look(_("To decide"), "scale", "watch"),
    "asked": Look(_("Question to you"), "message", "watch"),
    "due": Look(_("Due"), "clock", "watch"),
    "review": Look(_("To review"), "clock", "watch"),
    "over_budget": Look(_("Over budget"), "wallet", "bad"),
}
RUNS = {
    "wanted": Look(_("Wanted"), "clock", "none"),
    "running": Look(_("Running"), "progress", "done"),
    "published": Look(_("Published"), "circle-check", "good"),
    "computed": Look(_("Computed, not current"), "circle-check", "none"),
    "failed": Look(_("Failed"), "octagon-filled", "bad"),
    "late": Look(_("Late"), "triangle-filled", "watch"),
    "cancelling": Look(_("Cancelling"), "ban", "none"),
}
LOOKS = {**HEALTH, **KEYS, **BANDS, **MEASURES, **MATTERS, **RUNS}


def look(status: object) -> Look:
    """How to show `status`; an unknown one is shown by its own word, without a colour."""
    key = str(status or "").strip().lower().replace("-", "_").replace(" ", "_").replace("/", "_")
    return LOOKS.get(key) or Look(str(status), "minus", "none")
