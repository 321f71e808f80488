"""What is wrong with the data of the indicators, each fault with those who have it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Abs, Power
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.audit.models import LedgerEntry, LedgerSubject
from kpis.models import Alert, Indicator, Target
from kpis.queries.cards import with_latest

SHOWN = 12


@dataclass(frozen=True)
class Fault:
    """One kind of fault: what it means, what to do, how many indicators have it, and the first of them (all when asked for)."""

    key: str
    title: str | Promise
    advice: str | Promise
    icon: str
    total: int
    rows: list[Indicator]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


TEXTS: dict[str, tuple[str | Promise, str | Promise, str]] = {
    "never": (_("Never measured"), _("Enter a first value, or retire the indicator."), "minus"),
    "stale": (_("Overdue"), _("Its next value should have come: ask its owner, or give it a slower rhythm."), "hourglass"),
    "no_target": (_("No target"), _("Set where it should stand, and by when: without it no value is good or bad."), "target"),
    "no_owner": (_("No owner"), _("Name somebody who answers for it."), "user"),
    "no_change": (
        _("Target equal to its baseline"),
        _("Nothing is expected to change: choose the direction “maintain”, or another target."),
        "scale",
    ),
    "unit": (_("Unit changed"), _("Values before and after may not compare: check them, and correct the old ones."), "arrows-sort"),
    "shift": (_("Level moved"), _("A level that moves at once is often a new method or scope: say so in a note."), "trending-up"),
    "gap": (_("Missing periods"), _("Enter what is missing; the forecast does without it."), "calendar"),
}


def faults(*, today: date, whole: str = "") -> list[Fault]:
    """Every fault that some indicator has, with the first dozen, or all of the fault named `whole`. Two queries a fault."""
    found = []
    for key, rows in _of_kinds(today).items():
        total = rows.count()
        if total:
            title, advice, icon = TEXTS[key]
            shown = rows.select_related("owner").order_by("code")
            found.append(Fault(key, title, advice, icon, total, list(shown if key == whole else shown[:SHOWN])))
    return found


def in_use() -> int:
    """How many indicators there are."""
    return Indicator.objects.filter(retired_on__isnull=True).count()


def _of_kinds(today: date) -> dict[str, QuerySet[Indicator]]:
    rows = with_latest(Indicator.objects.filter(retired_on__isnull=True))
    targets = Target.objects.current().filter(indicator=OuterRef("pk"))
    # Less than half of the last shown digit between baseline and target: on screen they are the same.
    same = targets.filter(target__isnull=False).annotate(
        apart=Abs(F("target") - F("baseline")), seen=0.5 * Power(10.0, -F("indicator__decimals"))
    )
    alerts = Alert.objects.filter(indicator=OuterRef("pk"), closed_at__isnull=True)
    return {
        "never": rows.filter(newest__isnull=True),
        "stale": rows.filter(Exists(alerts.filter(kind=Alert.Kind.STALE))),
        "no_target": rows.filter(~Exists(targets.filter(baseline_on__lte=today))),
        "no_owner": rows.filter(Q(owner__isnull=True) | Q(owner__is_active=False)),
        "no_change": rows.filter(Exists(same.filter(apart__lt=F("seen")))),
        "unit": rows.filter(pk__in=_unit_changed()),
        "shift": rows.filter(Exists(alerts.filter(kind=Alert.Kind.SHIFT))),
        "gap": rows.filter(Exists(alerts.filter(kind=Alert.Kind.GAP))),
    }


def _unit_changed() -> list[int]:
    """The indicators whose unit was edited, as the ledger tells. One query."""
    edits = LedgerEntry.objects.filter(verb="indicator.edited", facts__changes__has_key="unit").values("pk")
    subjects = LedgerSubject.objects.filter(entry__in=edits, kind="kpis.indicator")
    return [int(number) for number in subjects.values_list("object_id", flat=True)]
