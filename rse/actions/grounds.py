"""Local projects, waste and materials, public claims: entered, changed, reviewed; always with the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import history
from foundation.accounts.models import Site, User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from rse.models import LocalProject, MaterialRecord, PublicClaim, WasteRecord
from rse.refusals import RseRefusal


def start_local_project(*, code: str, name_fr: str = "", name_en: str = "", by: User | None, at: datetime, **facts: Any) -> LocalProject:
    """Enter a local project. Raises RseRefusal for a code in use or an end before the start."""
    _check_days(facts)
    with transaction.atomic():
        if LocalProject.objects.filter(code__iexact=code).exists():
            raise RseRefusal(_("The code %(code)s names another local project: choose another one."), code=code)
        row = LocalProject.objects.create(code=code, **both_names(fr=name_fr, en=name_en), **facts)
        audit.record(by=by, at=at, verb="local_project.started", subjects=[row], facts={"about": row.name_fr, "code": code})
    return row


def change_local_project(*, project: LocalProject, version: int, by: User | None, at: datetime, **facts: Any) -> dict[str, list[Any]]:
    """Change a local project, or say what came of it. Raises EditedMeanwhile after a lost race."""
    _check_days(facts)
    facts |= both_names(fr=facts.pop("name_fr", ""), en=facts.pop("name_en", ""))
    with transaction.atomic():
        changed = save_version(project, version=version, **facts)
        if changed:
            told = {"about": project.name_fr, "changes": changed}
            audit.record(by=by, at=at, verb="local_project.changed", subjects=[project], facts=told)
    return changed


def _check_days(facts: dict[str, Any]) -> None:
    if facts.get("ends_on") and facts["ends_on"] < facts["starts_on"]:
        raise RseRefusal(_("The end comes before the start: correct one of them."))


# --- Waste and materials ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waste:
    """Tonnes of a stream treated in one way."""

    stream: str
    treatment: str
    tonnes: float

    identity = ("stream", "treatment")


@dataclass(frozen=True)
class Bought:
    """Tonnes of a material; of these, recycled and certified ones."""

    material: str
    tonnes: float
    recycled: float = 0.0
    certified: float = 0.0

    identity = ("material",)


@dataclass(frozen=True)
class Entered:
    """What an entry brought."""

    added: int
    corrected: int
    unchanged: int


def record_month(
    *, site: Site, month: date, waste: Sequence[Waste] = (), bought: Sequence[Bought] = (), reason: str = "", by: User | None, at: datetime
) -> Entered:
    """Enter the waste and the materials of a site for a month; the same again changes nothing, another value needs a reason."""
    month = month.replace(day=1)
    if month > timezone.localdate(at):
        raise RseRefusal(_("This month has not begun yet: choose one that has."))
    for one in (*waste, *bought):
        _check_tonnes(one)
    with transaction.atomic():
        counts = [
            _record(model, site, month, one, reason=reason, by=by, at=at)
            for model, rows in ((WasteRecord, waste), (MaterialRecord, bought))
            for one in rows
        ]
        done = Entered(counts.count("added"), counts.count("corrected"), counts.count("unchanged"))
        if done.added or done.corrected:
            told = {"about": f"{month:%Y-%m}", "added": done.added, "corrected": done.corrected, "reason": reason.strip()}
            audit.record(by=by, at=at, verb="waste.recorded", subjects=[site], facts=told)
    return done


def _check_tonnes(one: Waste | Bought) -> None:
    amounts = [one.tonnes] if isinstance(one, Waste) else [one.tonnes, one.recycled, one.certified]
    if any(not isfinite(amount) or amount < 0 for amount in amounts):
        raise RseRefusal(_("Tonnes cannot be negative: correct the value."))
    if max(amounts) > one.tonnes:
        raise RseRefusal(_("More is recycled or certified than was bought: correct one of the values."))


def _record(
    model: type[WasteRecord | MaterialRecord], site: Site, month: date, one: Waste | Bought, *, reason: str, by: User | None, at: datetime
) -> str:
    facts = {name: value for name, value in one.__dict__.items() if name not in one.identity}
    identity = {"site": site, "month": month} | {name: getattr(one, name) for name in one.identity}
    known = model._base_manager.filter(superseded_at__isnull=True, **identity).first()
    if known is None:
        history.record(model, at=at, by=by, **identity, **facts)
        return "added"
    if all(getattr(known, name) == value for name, value in facts.items()):
        return "unchanged"
    if not reason.strip():
        raise RseRefusal(_("A value of this month is known already: give the reason of the correction."))
    history.supersede(known, at=at, by=by, reason=reason.strip(), **facts)
    return "corrected"


def record_history(*, waste: Sequence[dict[str, Any]], bought: Sequence[dict[str, Any]], by: User | None, at: datetime) -> int:
    """Enter months of the past at once, none of them known yet: rows with their site and month."""
    with transaction.atomic():
        rows = history.record_many(WasteRecord, waste, at=at, by=by) + history.record_many(MaterialRecord, bought, at=at, by=by)
        audit.record(by=by, at=at, verb="waste.recorded", subjects=[], facts={"about": "", "added": len(rows)})
    return len(rows)


# --- Public claims --------------------------------------------------------------------------------------------------------
def state_claim(
    *, statement_fr: str = "", statement_en: str = "", by: User | None, at: datetime, is_demo: bool = False, **facts: Any
) -> PublicClaim:
    """Enter something that is said in public."""
    texts = _statements(statement_fr, statement_en)
    _check_claim(facts)
    with transaction.atomic():
        row = history.record(PublicClaim, at=at, by=by, is_demo=is_demo, **texts, **facts)
        audit.record(by=by, at=at, verb="claim.stated", subjects=[row], facts={"about": row.statement_fr, "key": row.key})
    return row


def change_claim(
    *, claim: PublicClaim, statement_fr: str = "", statement_en: str = "", by: User | None, at: datetime, **facts: Any
) -> PublicClaim:
    """A new version; what was reviewed must be reviewed anew. Raises ChangedMeanwhile after a lost race."""
    texts = _statements(statement_fr, statement_en)
    _check_claim(facts)
    with transaction.atomic():
        row = history.supersede(claim, at=at, by=by, reviewer=None, reviewed_on=None, **texts, **facts)
        audit.record(by=by, at=at, verb="claim.changed", subjects=[row], facts={"about": row.statement_fr, "key": row.key})
    return row


def review_claim(*, claim: PublicClaim, reviewer: User, by: User | None, at: datetime) -> PublicClaim:
    """Say that the evidence carries the claim: somebody else than who wrote it."""
    if claim.evidence_id is None:
        raise RseRefusal(_("Nothing proves this claim yet: attach its evidence, then have it reviewed."))
    if reviewer.pk in (claim.recorded_by_id, claim.owner_id):
        raise RseRefusal(_("Somebody else must review a claim you wrote or answer for."))
    if claim.expires_on < timezone.localdate(at):
        raise RseRefusal(_("This claim is past its day: renew it first, or withdraw it."))
    with transaction.atomic():
        row = history.supersede(claim, at=at, by=by, reviewer=reviewer, reviewed_on=timezone.localdate(at))
        audit.record(by=by, at=at, verb="claim.reviewed", subjects=[row], facts={"about": row.statement_fr, "key": row.key})
    return row


def withdraw_claim(*, claim: PublicClaim, reason: str, by: User | None, at: datetime) -> None:
    """It is no longer said: why."""
    if not reason.strip():
        raise RseRefusal(_("Say why it is no longer said."))
    with transaction.atomic():
        row = history.supersede(claim, at=at, by=by, removed=True, reason=reason.strip())
        told = {"about": row.statement_fr, "reason": reason.strip(), "key": row.key}
        audit.record(by=by, at=at, verb="claim.withdrawn", subjects=[row], facts=told)


def _statements(fr: str, en: str) -> dict[str, str]:
    if not (fr.strip() or en.strip()):
        raise RseRefusal(_("Write the statement as it is said in public."))
    return {"statement_fr": (fr or en).strip(), "statement_en": (en or fr).strip()}


def _check_claim(facts: dict[str, Any]) -> None:
    if facts["period_to"] < facts["period_from"]:
        raise RseRefusal(_("The figures end before they begin: correct one of the days."))
    if facts["expires_on"] < facts["period_to"]:
        raise RseRefusal(_("A claim cannot expire before its figures end: correct one of the days."))
