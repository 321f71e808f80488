"""What needs somebody about suppliers: severe findings that nothing mitigates, answers to review, corrective actions overdue."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards.needs.need import Action, Need, Reader
from foundation import formatting
from portfolio.queries.suppliers import dependent_on
from rse import access
from rse.models import Finding
from rse.queries.due_diligence import severe
from rse.queries.questionnaires import to_review
from rse.queries.suppliers import due_corrections

READ, NAMED, SHARE = 20, 3, 0.05  # what has no share of the board's money weighs like one project of a twentieth
OVERDUE = 1.15


def of_suppliers(reader: Reader, vetoed: Collection[int | None] = ()) -> list[Need]:
    """All three; `vetoed` are the projects that tell their supplier's finding themselves. Four queries at most."""
    return _severe(reader, set(vetoed)) + _reviews(reader) + _corrections(reader)


def _severe(reader: Reader, vetoed: Collection[int | None]) -> list[Need]:
    """The suppliers with a severe finding: all for who decides on CSR, else those one buys from. Two queries at most."""
    mine = Q() if access.may_steer(reader.user) else Q(supplier__buyer=reader.user)
    rows = severe().filter(mine).select_related("supplier__buyer").defer("supplier__search").order_by("found_on", "id")
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in rows[:READ]:
        found[row.supplier_id].append(row)
    projects = dependent_on(found, reader.user) if found else {}
    told = {number for number, theirs in projects.items() if theirs and vetoed.issuperset(one.pk for one in theirs)}
    return [_of_supplier(found[number], projects.get(number, []), reader) for number in found if number not in told]


def _of_supplier(findings: list[Finding], projects: list, reader: Reader) -> Need:
    first, supplier = findings[0], findings[0].supplier
    href = reverse("rse:supplier", args=[supplier.code])
    facts = {"finding": first.title, "projects": _names([one.name for one in projects])}
    cause = (
        _("“%(finding)s” is severe and nothing mitigates it; these projects depend on it: %(projects)s.")
        if projects
        else _("“%(finding)s” is severe and nothing mitigates it.")
    )
    own = supplier.buyer_id == reader.user.pk
    return Need(
        kind="supplier",
        about=f"supplier:{supplier.pk}",
        status="off_track",
        title=supplier.name,
        href=href,
        cause=cause % facts,
        change=_("Found on %(day)s") % {"day": formatting.day(first.found_on)},
        owner=supplier.buyer.full_name if supplier.buyer else "",
        weight=SHARE,
        state=f"{len(findings)}/{len(projects)}",
        actions=[Action("link", _("See the supplier"), href, "sitemap")],
        why=[
            _("You buy from this supplier.") if own else _("You decide on CSR: a severe finding comes to you until something mitigates it.")
        ],
    )


def _names(names: list[str]) -> str:
    """The first names, and how many more."""
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", more) % {"names": shown, "count": more}


def _reviews(reader: Reader) -> list[Need]:
    """One matter for the answers of suppliers that wait for the person. One query."""
    waiting = to_review(reader.user)
    if not waiting:
        return []
    first = waiting[0]
    one = len(waiting) == 1
    address = (
        reverse("rse:questionnaire_review", args=[first.supplier.code, first.pk])
        if one
        else f"{reverse('rse:questionnaires')}?state=to_review&mine=1"
    )
    names = _names(list(dict.fromkeys(row.supplier.name for row in waiting)))
    cause = ngettext(
        "%(names)s answered: its figures count once you have looked at them.",
        "%(count)s suppliers answered and wait for your look: %(names)s.",
        len(waiting),
    ) % {"count": formatting.number(len(waiting)), "names": names}
    days = (reader.today - first.answered_at.date()).days if first.answered_at else 0
    return [
        Need(
            kind="review", about="reviews:1", status="review", title=_("Answers of suppliers to review"), href=address, cause=cause,
            change=_("Answered %(when)s") % {"when": formatting.days_ago(days)}, weight=SHARE, state=f"{first.pk}/{len(waiting)}",
            actions=[Action("link", _("Review"), address, "checklist")], owner=reader.user.full_name,
        )
    ]  # fmt: skip


def _corrections(reader: Reader) -> list[Need]:
    """One matter for the corrective actions that are overdue and that the person follows. One query."""
    late = [one for one in due_corrections(reader.user, until=reader.today) if one.due_on < reader.today]
    if not late:
        return []
    address = f"{reverse('rse:corrections')}?state=overdue&mine=1"
    cause = ngettext(
        "%(count)s corrective action is overdue: %(names)s.", "%(count)s corrective actions are overdue: %(names)s.", len(late)
    ) % {"count": formatting.number(len(late)), "names": _names(list(dict.fromkeys(one.supplier.name for one in late)))}
    return [
        Need(
            kind="correction", about="corrections:1", status="outdated", title=_("Suppliers to follow up"), href=address, cause=cause,
            change=_("Wanted since %(day)s") % {"day": formatting.day(late[0].due_on)}, weight=SHARE, urgency=OVERDUE,
            owner=reader.user.full_name, state=f"{late[0].due_on}/{len(late)}",
            actions=[Action("link", _("See what is due"), address, "checklist")],
        )
    ]  # fmt: skip
