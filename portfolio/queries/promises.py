"""What projects, campaigns and initiatives promised on indicators, and how often promises are kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, User
from foundation.bilingual import name_field
from foundation.search import Folded
from kpis.models import Claim, Verdict
from portfolio.access import visible_to
from portfolio.models import KpiClaim, Portfolio
from rse.models import EffectClaim
from rse.queries import promises as of_effects

PROJECT, CAMPAIGN, INITIATIVE = "project", "campaign", "initiative"
KINDS: dict[str, Words] = {PROJECT: _("Project"), CAMPAIGN: _("Campaign"), INITIATIVE: _("Initiative")}


@dataclass(frozen=True)
class Promised:
    """One promise with who made it: a project, a campaign or an initiative."""

    claim: Claim
    kind: str
    name: str
    unit: OrganisationUnit | None
    href: str

    @property
    def kind_word(self) -> Words:
        return KINDS[self.kind]


@dataclass(frozen=True)
class HitRate:
    """How many promises were judged, and how many delivered or partly delivered."""

    name: str
    judged: int
    delivered: int
    partly: int

    @property
    def share(self) -> float:
        """Delivered promises among the judged ones."""
        return self.delivered / self.judged


Counted = dict[int, list[int]]
COUNTS = {
    "judged": Count("id"),
    "delivered": Count("id", filter=Q(verdict=Verdict.DELIVERED)),
    "partly": Count("id", filter=Q(verdict=Verdict.PARTLY)),
}


SORTS = {"due": "due_on", "who": "who", "indicator": "what", "verdict": "verdict"}
BY_DEFAULT = "-due"


def promises_seen_by(user: User, *, verdict: str = "", kind: str = "", sort: str = BY_DEFAULT) -> QuerySet:
    """Kind and number of the promises of the projects `user` sees and of every campaign and initiative. Pages of it go to `told`."""
    found: list[QuerySet] = []
    name = name_field()
    if kind in ("", PROJECT):
        claims = KpiClaim.objects.current().filter(project__in=visible_to(user).order_by().values("pk"))
        found.append(_keys(claims, PROJECT, f"project__{name}", verdict))
    found += [_keys(of_effects.promises_by(one), one, f"{one}__{name}", verdict) for one in (CAMPAIGN, INITIATIVE) if kind in ("", one)]
    asked = sort if sort.removeprefix("-") in SORTS else BY_DEFAULT
    column = ("-" if asked.startswith("-") else "") + SORTS[asked.removeprefix("-")]
    return found[0].union(*found[1:], all=True).order_by(column, "kind", "id")


def _keys(claims: QuerySet, kind: str, who: str, verdict: str) -> QuerySet:
    if verdict:
        claims = claims.filter(verdict="" if verdict == "waiting" else verdict)
    named = claims.annotate(kind=Value(kind), who=Folded(F(who)), what=Folded(F(f"indicator__{name_field()}")))
    return named.order_by().values_list("kind", "id", "verdict", "due_on", "who", "what")


def told(keys: Iterable[tuple[Any, ...]]) -> list[Promised]:
    """Some of these promises with who made them, in their order. Two queries at most."""
    order = [(kind, number) for kind, number, *_sorted_by in keys]
    ours = [number for kind, number in order if kind == PROJECT]
    theirs = [number for kind, number in order if kind != PROJECT]
    of_projects = KpiClaim.objects.filter(pk__in=ours).select_related("project__unit", "indicator")
    found = {(PROJECT, claim.pk): _of_project(claim) for claim in of_projects}
    found |= {(one.kind, one.claim.pk): one for one in map(_of_effect, of_effects.whole(theirs))}
    return [found[key] for key in order]


def _of_project(claim: KpiClaim) -> Promised:
    project = claim.project
    return Promised(claim, PROJECT, project.name, project.unit, reverse("portfolio:proofs", args=[project.code]))


def _of_effect(claim: EffectClaim) -> Promised:
    promiser = claim.promiser
    return Promised(claim, promiser._meta.model_name or "", promiser.name, of_effects.unit_of(claim), promiser.get_absolute_url())


# --- How often they are kept -----------------------------------------------------------------------------------------
def hit_rates(user: User) -> dict[str, list[HitRate]]:
    """Judged promises that `user` sees, by unit and by portfolio, the most judged first. Three queries and the names."""
    projects = KpiClaim.objects.current().exclude(verdict="").filter(project__in=visible_to(user).order_by().values("pk"))
    effects = of_effects.with_unit(EffectClaim.objects.current().exclude(verdict=""))
    return {
        "units": _rates(_counted((projects, "project__unit"), (effects, "of_unit")), OrganisationUnit),
        "portfolios": _rates(_counted((projects, "project__portfolio")), Portfolio),
    }


def _counted(*sources: tuple[QuerySet, str]) -> Counted:
    """{unit or portfolio: judged, delivered, partly}; each source names its column of it."""
    found: Counted = defaultdict(lambda: [0, 0, 0])
    for rows, path in sources:
        counts = rows.filter(**{f"{path}__isnull": False}).order_by().values(path).annotate(**COUNTS)
        for key, *more in counts.values_list(path, *COUNTS):
            found[key] = [before + one for before, one in zip(found[key], more, strict=True)]
    return found


def _rates(counted: Counted, model: type[OrganisationUnit | Portfolio]) -> list[HitRate]:
    names = {row.pk: row.name for row in model.objects.filter(pk__in=counted)}
    return [HitRate(names[key], *counts) for key, counts in sorted(counted.items(), key=lambda one: (-one[1][0], one[0]))]


def own_hit_rate(user: User) -> HitRate | None:
    """How the promises of what `user` leads or owns came out: shown to this person only. Two queries."""
    judged = [
        KpiClaim.objects.current().exclude(verdict="").filter(project__lead=user),
        EffectClaim.objects.current().exclude(verdict="").filter(Q(campaign__owner=user) | Q(initiative__owner=user)),
    ]
    counts = _sum(rows.aggregate(**COUNTS) for rows in judged)
    return HitRate(user.full_name, *counts) if counts[0] else None


def _sum(found: Iterable[dict[str, int]]) -> list[int]:
    return [sum(each) for each in zip(*([one[name] for name in COUNTS] for one in found), strict=True)]
