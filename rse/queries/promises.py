"""What campaigns and initiatives promised on indicators, as pages show it."""

from collections.abc import Iterable

from rse.models import Campaign, EffectClaim, Initiative


def promises_of(promiser: Campaign | Initiative) -> list[EffectClaim]:
    """The promises of one campaign or initiative, the next to be judged first. One query."""
    return list(promiser.claims.current().select_related("indicator").order_by("verdict", "due_on"))


def promises_seen(verdict: str = "") -> Iterable[EffectClaim]:
    """The promises of every campaign and initiative, the newest day first; `verdict` may be `waiting`. One query."""
    claims = EffectClaim.objects.current()
    if verdict:
        claims = claims.filter(verdict="" if verdict == "waiting" else verdict)
    related = claims.select_related("indicator", "campaign", "initiative").defer("campaign__search", "initiative__search")
    return related.order_by("-due_on", "id")
