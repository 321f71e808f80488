"""Doors of RSE: everybody with a role reads, CSR officers and data stewards enter, the CMO and administrators decide too."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from foundation.accounts.access import Rights, require_any_grant, rights_of, stood_in_for
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from rse.models import (
    ActivityData,
    Alert,
    AlertReader,
    AlertRecipient,
    Campaign,
    CampaignSession,
    CorrectiveAction,
    EqualityIndexRun,
    Finding,
    Initiative,
    LocalProject,
    MaterialityAssessment,
    PublicClaim,
    Questionnaire,
    ReductionTarget,
    ReportingPeriod,
    Supplier,
    Survey,
    SurveyWave,
)

OFFICERS = (Role.RSE_OFFICER, Role.DATA_STEWARD)


def reader(user: User) -> Rights:
    """The door of the boards; 403 for a login without any role."""
    return require_any_grant(user)


def may_enter(user: User) -> bool:
    """Whether `user` enters figures: CSR officers, data stewards, administrators."""
    rights = rights_of(user)
    return rights.is_admin or bool(rights.roles.intersection(OFFICERS))


def may_steer(user: User) -> bool:
    """Whether `user` decides on RSE: CSR officers, the CMO, administrators."""
    rights = rights_of(user)
    return rights.steers or Role.RSE_OFFICER in rights.roles


def officer(user: User) -> Rights:
    """The door of whoever enters figures; 403 for everybody else."""
    if not may_enter(user):
        raise PermissionDenied(_("Only CSR officers, data stewards and administrators enter these figures; ask one of them."))
    return rights_of(user)


def steerer(user: User) -> Rights:
    """The door of whoever decides on RSE; 403 for everybody else."""
    if not may_steer(user):
        raise PermissionDenied(_("Only CSR officers, the CMO and administrators decide on this; ask one of them."))
    return rights_of(user)


def period_to_see(user: User, code: str) -> ReportingPeriod:
    """The reporting period; 404 for strangers."""
    return _found(user, ReportingPeriod.objects.all(), code=code)


def period_to_enter(user: User, code: str) -> ReportingPeriod:
    """The reporting period, to enter figures: 404 for strangers, 403 for who only reads."""
    period = period_to_see(user, code)
    officer(user)
    return period


def period_to_steer(user: User, code: str) -> ReportingPeriod:
    """The reporting period, to review or close it."""
    period = period_to_see(user, code)
    steerer(user)
    return period


def activity_to_see(user: User, key: UUID) -> ActivityData:
    """The line as it holds now; 404 for strangers."""
    related = ("period", "site", "factor__release", "market_factor", "evidence", "recorded_by")
    return _found(user, ActivityData.objects.current().select_related(*related), key=key)


def activity_to_correct(user: User, key: UUID) -> ActivityData:
    """The line, to correct or restate it."""
    activity = activity_to_see(user, key)
    officer(user)
    return activity


def index_to_see(user: User, number: int) -> EqualityIndexRun:
    """One computation of the equality index: group pay is inside, so only who enters, decides or audits sees it."""
    run = _found(user, EqualityIndexRun.objects.all(), pk=number)
    index_reader(user)
    return run


def index_reader(user: User) -> Rights:
    """The door of the details of the index; 403 for everybody else."""
    rights = rights_of(user)
    if not (may_enter(user) or may_steer(user) or rights.is_auditor):
        raise PermissionDenied(_("The index rests on pay by group: only CSR officers, the CMO, auditors and administrators see it."))
    return rights


def target_to_see(user: User, code: str) -> ReductionTarget:
    """The reduction target; 404 for strangers."""
    return _found(user, ReductionTarget.objects.select_related("context"), code=code)


def target_to_change(user: User, code: str) -> ReductionTarget:
    """The reduction target, to change it."""
    target = target_to_see(user, code)
    steerer(user)
    return target


def assessment_to_see(user: User, number: int) -> MaterialityAssessment:
    """One version of the materiality assessment; 404 for strangers."""
    return _found(user, MaterialityAssessment.objects.all(), number=number)


def assessment_to_rate(user: User, number: int) -> MaterialityAssessment:
    """A version of the materiality assessment, to rate it or put it into force."""
    assessment = assessment_to_see(user, number)
    steerer(user)
    return assessment


def initiative_to_see(user: User, code: str) -> Initiative:
    """The initiative; 404 for strangers."""
    return _found(user, Initiative.objects.select_related("owner", "unit"), code=code)


def initiative_to_report(user: User, code: str) -> Initiative:
    """The initiative, to report on it or adjust it: its owner and whoever decides."""
    initiative = initiative_to_see(user, code)
    if not may_report(user, initiative):
        raise PermissionDenied(_("Only the owner of this initiative, CSR officers and the CMO report on it; ask one of them."))
    return initiative


def answers_for(user: User, owner: int | None) -> bool:
    """Whether `user` is the owner, or stands in for the owner who is away today."""
    return owner is not None and (owner == user.pk or owner in stood_in_for(user))


def may_report(user: User, initiative: Initiative) -> bool:
    """Whether `user` reports on the initiative: its owner, who stands in for them, and whoever decides on RSE."""
    return may_steer(user) or answers_for(user, initiative.owner_id)


def initiative_to_steer(user: User, code: str) -> Initiative:
    """The initiative, to change what it is."""
    initiative = initiative_to_see(user, code)
    steerer(user)
    return initiative


def supplier_to_see(user: User, code: str) -> Supplier:
    """The supplier; 404 for strangers."""
    return _found(user, Supplier.objects.select_related("buyer").defer("search"), code=code)


def may_manage(user: User, supplier: Supplier) -> bool:
    """Whether `user` enters what is known of the supplier: its buyer and whoever decides on RSE."""
    return supplier.buyer_id == user.pk or may_steer(user)


def supplier_to_manage(user: User, code: str) -> Supplier:
    """The supplier, to assess it, to record findings and ask for corrections."""
    supplier = supplier_to_see(user, code)
    if not may_manage(user, supplier):
        raise PermissionDenied(_("Only the buyer of this supplier, CSR officers and the CMO enter this; ask one of them."))
    return supplier


def may_read_answers(user: User, supplier: Supplier) -> bool:
    """Whether `user` reads what the supplier answered: its buyer, and whoever enters, decides or audits."""
    return may_manage(user, supplier) or may_read_evidence(user, "")


def answers_to_see(user: User, code: str, number: int) -> Questionnaire:
    """An answered questionnaire of the supplier: 404 for strangers, 403 for who only sees the supplier."""
    supplier = supplier_to_see(user, code)
    rows = Questionnaire.objects.select_related("reviewed_by", "evidence").filter(supplier=supplier, answered_at__isnull=False)
    row: Questionnaire = _found(user, rows, pk=number)
    if not may_read_answers(user, supplier):
        raise PermissionDenied(_("Only the buyer of this supplier, CSR officers and auditors read its answers; ask one of them."))
    row.supplier = supplier
    return row


def finding_to_manage(user: User, code: str, key: UUID) -> Finding:
    """A finding of the supplier as it holds now."""
    supplier = supplier_to_manage(user, code)
    finding = Finding.objects.current().filter(supplier=supplier, key=key).first()
    if finding is None:
        raise Http404
    finding.supplier = supplier
    return finding


def correction_to_see(user: User, key: UUID) -> CorrectiveAction:
    """The corrective action as it holds now; 404 for strangers."""
    rows = CorrectiveAction.objects.current().select_related("supplier__buyer", "owner", "evidence").defer("supplier__search")
    return _found(user, rows, key=key)


def may_correct(user: User, action: CorrectiveAction) -> bool:
    """Whether `user` closes or moves the corrective action: who follows it, the buyer, and whoever decides on RSE."""
    return action.owner_id == user.pk or may_manage(user, action.supplier)


def correction_to_close(user: User, key: UUID) -> CorrectiveAction:
    """The corrective action, to close or move it."""
    action = correction_to_see(user, key)
    if not may_correct(user, action):
        raise PermissionDenied(_("Only who follows this corrective action, the buyer and CSR officers close it; ask one of them."))
    return action


def local_project_to_change(user: User, code: str) -> LocalProject:
    """The local project, to say what came of it: its owner and whoever enters figures."""
    row: LocalProject = _found(user, LocalProject.objects.select_related("owner").defer("search"), code=code)
    if row.owner_id != user.pk:
        officer(user)
    return row


def claim_to_change(user: User, key: UUID) -> PublicClaim:
    """The public claim as it holds now, to renew, review or withdraw it."""
    row: PublicClaim = _found(user, PublicClaim.objects.current().select_related("owner", "reviewer", "evidence"), key=key)
    steerer(user)
    return row


def alerts_to_read(user: User) -> QuerySet[Alert]:
    """The alerts `user` is named to read, and only these, whatever their role; 404 for who was never named."""
    rows = Alert.objects.filter(readers__user=user)
    if not user.is_active or not (rows.exists() or reads_alerts(user)):
        raise Http404
    return rows.order_by("-received_at", "-id")


def reads_alerts(user: User) -> bool:
    """Whether `user` is named for alerts: those to come, or one that came."""
    named = AlertRecipient.objects.filter(user=user, until__isnull=True).exists()
    return named or AlertReader.objects.filter(user=user).exists()


def alert_to_read(user: User, key: UUID) -> Alert:
    """The alert, for the people named on it; 404 for everybody else, administrators included."""
    row = Alert.objects.filter(handle=key, readers__user=user).first() if user.is_active else None
    if row is None:
        raise Http404
    return row


def recipients_door(user: User) -> Rights:
    """The door of whoever names the recipients of alerts: the CMO and administrators."""
    rights = rights_of(user)
    if not rights.steers:
        raise PermissionDenied(_("Only the CMO and administrators name who receives alerts."))
    return rights


def may_read_proof(user: User, _object_id: str) -> bool:
    """Evidence about suppliers: for whoever may see them and enters, decides, audits, or buys."""
    return may_read_evidence(user, "") or Supplier.objects.filter(buyer=user).exists()


def campaign_to_see(user: User, code: str) -> Campaign:
    """The campaign; 404 for strangers."""
    return _found(user, Campaign.objects.select_related("owner", "initiative", "indicator"), code=code)


def campaign_to_run(user: User, code: str) -> Campaign:
    """The campaign, to change it, call sessions and record who came: its owner and whoever decides or enters."""
    campaign = campaign_to_see(user, code)
    if not may_run(user, campaign):
        raise PermissionDenied(_("Only the owner of this campaign, CSR officers and the CMO run it; ask one of them."))
    return campaign


def may_run(user: User, campaign: Campaign) -> bool:
    """Whether `user` runs the campaign: its owner, who stands in for them, and whoever decides or enters."""
    return may_steer(user) or may_enter(user) or answers_for(user, campaign.owner_id)


def session_to_run(user: User, code: str, number: int) -> CampaignSession:
    """One session of the campaign, for whoever runs it."""
    campaign = campaign_to_run(user, code)
    return _found(user, CampaignSession.objects.select_related("campaign", "site"), campaign=campaign, pk=number)


def survey_to_see(user: User, code: str) -> Survey:
    """The survey; 404 for strangers."""
    return _found(user, Survey.objects.select_related("owner"), code=code)


def survey_to_steer(user: User, code: str) -> Survey:
    """The survey, to change it or plan a wave."""
    survey = survey_to_see(user, code)
    steerer(user)
    return survey


def wave_to_see(user: User, code: str, number: int) -> SurveyWave:
    """One wave with the people asked and the answers given; 404 for strangers."""
    counts = {"asked": Sum("groups__invited"), "given": Sum("groups__answered")}
    return _found(user, SurveyWave.objects.select_related("survey").annotate(**counts), survey__code=code, number=number)


def may_run_waves(user: User, survey: Survey) -> bool:
    """Whether `user` opens and closes the waves of the survey: its owner and whoever decides on RSE."""
    return may_steer(user) or answers_for(user, survey.owner_id)


def wave_to_run(user: User, code: str, number: int) -> SurveyWave:
    """One wave, to open it, draw its links or close it."""
    wave = wave_to_see(user, code, number)
    if not may_run_waves(user, wave.survey):
        raise PermissionDenied(_("Only the owner of this survey, CSR officers and the CMO run its waves; ask one of them."))
    return wave


def may_read_evidence(user: User, _object_id: str) -> bool:
    """Evidence of activity data: for whoever enters, decides or audits."""
    return may_enter(user) or may_steer(user) or rights_of(user).is_auditor


def _found(user: User, rows, **where):  # type: ignore[no-untyped-def]
    rights = rights_of(user)
    row = rows.filter(**where).first() if rights.is_admin or rights.roles else None
    if row is None:
        raise Http404
    return row
