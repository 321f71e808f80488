"""Local projects, and the register of public claims."""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import formatting, toasts
from foundation.attachments.actions import keep_evidence
from foundation.attachments.models import Attachment
from foundation.editing import attempt, in_words
from foundation.history import ChangedMeanwhile
from foundation.htmx import CONFLICT, UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from foundation.tiles import Tile
from rse import access
from rse.actions import grounds as actions
from rse.forms.grounds import ClaimForm, LocalProjectForm, WithdrawClaimForm
from rse.models import LocalProject, PublicClaim
from rse.queries import grounds as queries
from rse.views.frame import Crumb, framed
from rse.views.listing import as_csv, page_of

KIND = "rse.publicclaim"
LOOKS = (
    ("", _("Every claim")),
    ("expired", _("Past their day")),
    ("unproven", _("Without evidence")),
    ("unreviewed", _("Not reviewed")),
)


def on_the_ground(request: HttpRequest, *crumbs: Crumb, part: str = "", **context: Any) -> dict[str, Any]:
    """The frame of these pages; `part` is its chip."""
    parts = (
        ("local_projects", _("Local projects"), "heart-handshake"),
        ("waste", _("Waste and materials"), "rotate"),
        ("claims", _("Public claims"), "message"),
    )
    chips = [{"label": label, "icon": icon, "href": reverse(f"rse:{name}"), "current": name == part} for name, label, icon in parts]
    return framed(request, *crumbs, current="local_projects", chips=chips, **context)


def entry_page(request: HttpRequest, form: Any, title: Any, back: str, **context: Any) -> HttpResponse:
    """The page of one form."""
    status = context.pop("status", 0) or (UNPROCESSABLE if form.is_bound else 200)
    facts = on_the_ground(request, (title, ""), form=form, title=title, back=back, **context)
    return render_page(request, "rse/entry_form.html", "entry-form", facts, status=status)


# --- Local projects -----------------------------------------------------------------------------------------------------
@require_safe
def local_projects(request: HttpRequest) -> HttpResponse:
    """The local projects: `?q=`, `?state=`, sorted and paged by the address."""
    access.reader(request.user)
    text, state = request.GET.get("q", "")[:100], request.GET.get("state", "")
    rows = page_of(request, queries.local_projects(text=text, state=state), queries.LOCAL_SORTS, "-starts")
    count = rows.paginator.count
    found = queries.local_totals()
    tiles = [
        Tile(gettext("Local projects"), formatting.number(found["count"]), compared=False),
        Tile(gettext("Beneficiaries"), formatting.number(found["beneficiaries"] or 0), compared=False),
        Tile(gettext("Volunteer hours"), formatting.number(found["hours"] or 0), unit="h", compared=False),
        Tile(gettext("Budget"), formatting.money(found["budget"] or 0), compared=False),
    ]
    context = on_the_ground(
        request,
        (_("Local projects"), ""),
        part="local_projects",
        rows=rows,
        text=text,
        state=state,
        states=LocalProject.State.choices,
        tiles=tiles if found["count"] else [],
        filtered=bool(text or state),
        count=ngettext("%(count)s local project", "%(count)s local projects", count) % {"count": formatting.number(count)},
    )
    return render_page(request, "rse/local_projects.html", "local-projects", context)


@require_safe
def local_projects_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV."""
    access.reader(request.user)
    rows = queries.local_projects(text=request.GET.get("q", "")[:100], state=request.GET.get("state", "")).order_by("code")
    headings = [
        gettext("Code"), gettext("Name"), gettext("Territory"), gettext("Partner"), gettext("State"), gettext("Start"), gettext("End"),
        gettext("Budget"), gettext("What is counted"), gettext("Planned"), gettext("Achieved"), gettext("Beneficiaries"),
        gettext("Volunteer hours"), gettext("What came of it"),
    ]  # fmt: skip
    lines = (
        [row.code, row.name, row.territory, row.partner, row.get_state_display(), row.starts_on, row.ends_on, row.budget, row.counted,
         row.planned, row.achieved, row.beneficiaries, row.volunteer_hours, row.outcome] for row in rows
    )  # fmt: skip
    return as_csv(gettext("local-projects"), headings, lines)


@require_http_methods(["GET", "POST"])
def local_project_new(request: HttpRequest) -> HttpResponse:
    """Enter a local project."""
    access.officer(request.user)
    form = LocalProjectForm(request.POST or None, initial={"starts_on": timezone.localdate()})
    back = reverse("rse:local_projects")

    def act() -> str:
        actions.start_local_project(by=request.user, at=timezone.now(), **form.entered)
        return back

    if done := entered(request, form, act):
        return done
    return entry_page(request, form, _("New local project"), back)


@require_http_methods(["GET", "POST"])
def local_project(request: HttpRequest, code: str) -> HttpResponse:
    """Change a local project, or say what came of it."""
    row = access.local_project_to_change(request.user, code)
    form = LocalProjectForm(request.POST or None, instance=row)
    status, differences, back = 0, [], reverse("rse:local_projects")
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["version"] or row.version
        done = attempt(
            form,
            lambda: actions.change_local_project(project=row, version=version, by=request.user, at=timezone.now(), **form.entered),
        )
        if done.done:
            toasts.say(request, gettext("Local project saved."))
            return see_other(request, back)
        status, differences = done.status, done.differences
    return entry_page(request, form, row.name, back, status=status, differences=differences)


# --- Public claims --------------------------------------------------------------------------------------------------------
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """The register: `?look=expired`, sorted and paged by the address."""
    access.reader(request.user)
    today, look = timezone.localdate(), request.GET.get("look", "")
    rows = page_of(request, queries.claims(look=look, today=today), queries.CLAIM_SORTS, "expires")
    count = rows.paginator.count
    context = on_the_ground(
        request,
        (_("Public claims"), ""),
        part="claims",
        rows=rows,
        lines=[(row, row.standing(today)) for row in rows],
        look=look,
        looks=LOOKS,
        count=ngettext("%(count)s public claim", "%(count)s public claims", count) % {"count": formatting.number(count)},
        may_read_proof=access.may_read_evidence(request.user, ""),
    )
    return render_page(request, "rse/claims.html", "claim-list", context)


@require_safe
def claims_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list, whole, as CSV."""
    access.reader(request.user)
    rows = queries.claims(look=request.GET.get("look", ""), today=timezone.localdate()).order_by("expires_on", "pk")
    headings = [
        gettext("Statement"), gettext("Where it is said"), gettext("Figures from"), gettext("Figures until"), gettext("Holds until"),
        gettext("Answers for it"), gettext("Evidence"), gettext("Reviewed by"), gettext("Reviewed on"),
    ]  # fmt: skip
    lines = (
        [row.statement, row.channel, row.period_from, row.period_to, row.expires_on, row.owner.full_name if row.owner else "",
         row.evidence.name if row.evidence else "", row.reviewer.full_name if row.reviewer else "", row.reviewed_on] for row in rows
    )  # fmt: skip
    return as_csv(gettext("public-claims"), headings, lines)


def _proof(request: HttpRequest, form: ClaimForm, key: UUID, known: Attachment | None = None) -> Attachment | None:
    upload = form.cleaned_data["evidence"]
    if upload is None:
        return known
    return keep_evidence(kind=KIND, object_id=str(key), upload=upload, by=request.user, at=timezone.now())


@require_http_methods(["GET", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """Enter something that is said in public."""
    access.steerer(request.user)
    form = ClaimForm(request.POST or None, request.FILES or None, today=timezone.localdate())
    back = reverse("rse:claims")

    def act() -> str:
        key = uuid4()
        proof = _proof(request, form, key)
        actions.state_claim(key=key, evidence=proof, by=request.user, at=timezone.now(), **form.facts)
        return back

    if done := entered(request, form, act):
        return done
    return entry_page(request, form, _("New public claim"), back)


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change or renew a claim: a new version, to be reviewed anew."""
    row = access.claim_to_change(request.user, key)
    form = ClaimForm(request.POST or None, request.FILES or None, claim=row, today=timezone.localdate())
    status, back = 0, reverse("rse:claims")
    if form.is_bound and form.is_valid():
        try:
            _refuse_lost(row, form)
            with transaction.atomic():  # a file whose claim is refused is not kept either
                proof = _proof(request, form, row.key, row.evidence)
                actions.change_claim(claim=row, evidence=proof, by=request.user, at=timezone.now(), **form.facts)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
        except ChangedMeanwhile:
            status = CONFLICT
            form.data = form.data.copy()
            form.data["number"] = str(row.pk)
            form.add_error(None, gettext("Somebody else has just changed this. Send again to replace what they wrote."))
        else:
            toasts.say(request, gettext("Claim saved; it waits for its review."))
            return see_other(request, back)
    return entry_page(request, form, row.statement, back, status=status)


def _refuse_lost(row: PublicClaim, form: ClaimForm) -> None:
    if form.cleaned_data["number"] not in (None, row.pk):
        raise ChangedMeanwhile(row)


@require_POST
def claim_review(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the evidence carries the claim."""
    row = access.claim_to_change(request.user, key)
    try:
        actions.review_claim(claim=row, reviewer=request.user, by=request.user, at=timezone.now())
        toasts.say(request, gettext("Claim reviewed."))
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="warning")
    return see_other(request, "rse:claims")


@require_http_methods(["GET", "POST"])
def claim_withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say why it is no longer said."""
    row = access.claim_to_change(request.user, key)
    form = WithdrawClaimForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_claim(claim=row, by=request.user, at=timezone.now(), **form.cleaned_data)
            toasts.say(request, gettext("Claim withdrawn; it stays readable in the ledger."))
            return see_other(request, "rse:claims")
        except Refusal as refusal:
            form.add_error("reason", in_words(refusal))
    return entry_page(request, form, _("Withdraw the claim"), reverse("rse:claims"), lead=row.statement)
