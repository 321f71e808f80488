"""What campaigns and initiatives promised on indicators, as pages show it."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from foundation.accounts.models import OrganisationUnit
from rse.models import Campaign, EffectClaim, Initiative


def promises_of(promiser: Campaign | Initiative) -> list[EffectClaim]:
    """The promises of one campaign or initiative, the next to be judged first. One query."""
    return list(promiser.claims.current().select_related("indicator").order_by("verdict", "due_on"))


def promises_by(kind: str) -> QuerySet[EffectClaim]:
    """The promises of every `campaign`, or of every `initiative`."""
    return EffectClaim.objects.current().filter(**{f"{kind}__isnull": False})


def whole(numbers: Iterable[int]) -> QuerySet[EffectClaim]:
    """Some promises with their indicator, who made them and in which unit. One query."""
    related = ("indicator", "initiative__unit", "campaign__initiative__unit", "campaign__owner__unit")
    hidden = ("campaign__search", "initiative__search", "campaign__initiative__search")
    return EffectClaim.objects.filter(pk__in=list(numbers)).select_related(*related).defer(*hidden)


def unit_of(claim: EffectClaim) -> OrganisationUnit | None:
    """Whose promise it is: the unit of the initiative, of the initiative of the campaign, else of who owns the campaign."""
    campaign = claim.campaign
    initiative = campaign.initiative if campaign else claim.initiative
    if initiative and initiative.unit:
        return initiative.unit
    return campaign.owner.unit if campaign and campaign.owner else None


def with_unit(claims: QuerySet[EffectClaim]) -> QuerySet[EffectClaim]:
    """The same by the database, as `of_unit`."""
    return claims.annotate(of_unit=Coalesce("initiative__unit", "campaign__initiative__unit", "campaign__owner__unit"))
