"""Due diligence on a supplier: assess, record what is found, ask for corrections, close them with their evidence."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation import formatting, toasts
from foundation.attachments.actions import keep_evidence
from foundation.attachments.models import Attachment
from foundation.editing import in_words
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from rse import access
from rse.actions import due_diligence as actions
from rse.forms.suppliers import CloseForm, CorrectionForm, FindingForm, JudgementForm, MoveForm, ReopenForm, WithdrawForm
from rse.models import CorrectiveAction, Finding, Supplier
from rse.queries import suppliers as queries
from rse.views.listing import as_csv, page_of
from rse.views.suppliers import entry_form, of_suppliers

KIND = "rse.supplier"
State = CorrectiveAction.State
STATES = (("", State.OPEN.label), (queries.OVERDUE, _("Overdue")), (State.CLOSED.value, State.CLOSED.label))


def _at(supplier: Supplier) -> str:
    return reverse("rse:supplier", args=[supplier.code])


def _proof(supplier: Supplier, upload: UploadedFile | None, request: HttpRequest, at: Any) -> Attachment | None:
    return keep_evidence(kind=KIND, object_id=str(supplier.pk), upload=upload, by=request.user, at=at) if upload else None


def _sent(request: HttpRequest, form: Any, supplier: Supplier, act: Any, *, title: Any, said: str) -> HttpResponse:
    """Do `act` once with a valid form, else show it."""

    def answer() -> str:
        act()
        return _at(supplier)

    return entered(request, form, answer, said=said) or entry_form(
        request, form, title, _at(supplier), way=((supplier.name, _at(supplier)),), step=title
    )


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Judge the risks of a supplier."""
    supplier = access.supplier_to_manage(request.user, code)
    known = {"inherent": supplier.inherent or 3, "residual": supplier.residual or 3, "assessed_on": timezone.localdate()}
    form = JudgementForm(request.POST or None, initial=known)

    def act() -> None:
        actions.assess_suppliers(judgements=[form.judgement(supplier)], by=request.user, at=timezone.now())

    return _sent(
        request, form, supplier, act, title=_("Assess the risks"), said=gettext("Assessment saved; the one before stays readable.")
    )


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, code: str) -> HttpResponse:
    """Record what was found wrong."""
    supplier = access.supplier_to_manage(request.user, code)
    form = FindingForm(request.POST or None, request.FILES or None, initial={"found_on": timezone.localdate(), "severity": "major"})

    def act() -> None:
        at = timezone.now()
        facts = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "evidence")}
        proof = _proof(supplier, form.cleaned_data["evidence"], request, at)
        actions.raise_finding(supplier=supplier, evidence=proof, by=request.user, at=at, **facts)

    return _sent(request, form, supplier, act, title=_("New finding"), said=gettext("Finding recorded: ask for its corrective action."))


@require_http_methods(["GET", "POST"])
def finding_withdraw(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Say why a finding does not stand."""
    finding = access.finding_to_manage(request.user, code, key)
    form = WithdrawForm(request.POST or None)

    def act() -> None:
        actions.withdraw_finding(finding=finding, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    return _sent(
        request, form, finding.supplier, act, title=_("Withdraw the finding"), said=gettext("Finding withdrawn; it stays readable.")
    )


@require_http_methods(["GET", "POST"])
def correction_new(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Ask for a corrective action about a finding."""
    finding = access.finding_to_manage(request.user, code, key)
    form = CorrectionForm(request.POST or None)

    def act() -> None:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        actions.ask_correction(finding=finding, by=request.user, at=timezone.now(), **facts)

    return _sent(request, form, finding.supplier, act, title=_("Ask for a corrective action"), said=gettext("Corrective action asked for."))


# --- Corrective actions -------------------------------------------------------------------------------------------------
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The corrective actions: `?state=overdue`, `?mine=1`."""
    access.reader(request.user)
    today, state, mine = timezone.localdate(), request.GET.get("state", ""), request.GET.get("mine") == "1"
    found = queries.corrections(state=state, mine=request.user if mine else None, today=today)
    rows = page_of(request, found, queries.ACTION_SORTS, "due")
    count = rows.paginator.count
    said = ngettext("%(count)s corrective action", "%(count)s corrective actions", count) % {"count": formatting.number(count)}
    context = of_suppliers(
        request,
        (_("Corrective actions"), ""),
        part="corrections",
        rows=rows,
        state=state,
        states=STATES,
        mine=mine,
        today=today,
        count=said,
    )
    return render_page(request, "rse/corrections.html", "correction-list", context)


@require_safe
def corrections_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV."""
    access.reader(request.user)
    mine = request.user if request.GET.get("mine") == "1" else None
    rows = queries.corrections(state=request.GET.get("state", ""), mine=mine, today=timezone.localdate())
    headings = [
        gettext("Supplier"), gettext("Code"), gettext("Corrective action"), gettext("Followed by"), gettext("Deadline"),
        gettext("State"), gettext("Closed on"), gettext("What was verified"),
    ]  # fmt: skip
    lines = (
        [row.supplier.name, row.supplier.code, row.what, row.owner.full_name if row.owner else "", row.due_on, row.get_state_display(),
         row.closed_on, row.outcome] for row in queries.in_order(rows, "due", queries.ACTION_SORTS)
    )  # fmt: skip
    return as_csv(gettext("corrective-actions"), headings, lines)


@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, key: UUID) -> HttpResponse:
    """One corrective action; who follows it closes it with its evidence, moves it, or reopens it (`do` says which)."""
    action = access.correction_to_see(request.user, key)
    finding = Finding.objects.current().filter(key=action.finding_key).first()
    forms = {
        "close": CloseForm(),
        "move": MoveForm(initial={"due_on": action.due_on, "owner": action.owner_id}),
        "reopen": ReopenForm(),
    }
    status = 200
    if request.method == "POST":
        action = access.correction_to_close(request.user, key)
        name = request.POST.get("do", "")
        kinds = {"close": CloseForm, "move": MoveForm, "reopen": ReopenForm}
        form = forms[name if name in kinds else "close"] = kinds.get(name, CloseForm)(request.POST, request.FILES)
        status = _done(request, action, name, form)
        if status == 200:
            return see_other(request, _at(action.supplier))
    supplier = action.supplier
    context = of_suppliers(
        request,
        (supplier.name, _at(supplier)),
        (_("Corrective action"), ""),
        action=action,
        finding=finding,
        forms=forms,
        lost=status == CONFLICT,
        today=timezone.localdate(),
        versions=CorrectiveAction.objects.filter(key=key).select_related("recorded_by", "owner").order_by("-recorded_at", "-id"),
        may_correct=access.may_correct(request.user, action),
        may_read_proof=access.may_read_proof(request.user, ""),
    )
    return render_page(request, "rse/correction.html", "correction", context, status=status)


def _done(request: HttpRequest, action: CorrectiveAction, name: str, form: Any) -> int:
    """Close, move or reopen; 200 when it is done, else the status of the page that says why not."""
    if not form.is_valid():
        return UNPROCESSABLE
    value, at = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            if name == "move":
                actions.move_correction(action=action, due_on=value["due_on"], owner=value["owner"], by=request.user, at=at)
                said = gettext("Corrective action moved.")
            elif name == "reopen":
                actions.reopen_correction(action=action, reason=value["reason"], due_on=value["due_on"], by=request.user, at=at)
                said = gettext("Corrective action open again.")
            else:
                proof = _proof(action.supplier, value["evidence"], request, at)
                actions.close_correction(action=action, outcome=value["outcome"], evidence=proof, by=request.user, at=at)
                said = gettext("Corrective action closed with its evidence.")
    except Refusal as refusal:
        form.add_error("evidence" if name == "close" and not value.get("evidence") else None, in_words(refusal))
        return UNPROCESSABLE
    except ChangedMeanwhile:
        return CONFLICT
    toasts.say(request, said)
    return 200
