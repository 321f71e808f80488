"""RSE in the administration: everything is looked up here, the portal's own pages change it."""

from django.contrib import admin

from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin
from rse.models import (
    ActivityData,
    Adjustment,
    AdjustmentDuty,
    Campaign,
    CampaignGroup,
    CampaignSession,
    CategoryStatement,
    ContextSeries,
    CorrectiveAction,
    DueDiligence,
    EffectClaim,
    EmissionFactor,
    EmissionResult,
    EqualityIndexRun,
    FactorRelease,
    Finding,
    FootprintCell,
    Initiative,
    InitiativeEffect,
    InitiativeObjective,
    InitiativeUpdate,
    Iro,
    LocalProject,
    MaterialityAssessment,
    MaterialRecord,
    Participation,
    PublicClaim,
    Questionnaire,
    QuizQuestion,
    QuizTake,
    Rating,
    ReductionTarget,
    ReportedFootprint,
    ReportingPeriod,
    Restatement,
    Supplier,
    SupplierFile,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyToken,
    SurveyWave,
    Theme,
    ThemeGroup,
    TrajectoryPoint,
    WasteRecord,
    WaveGroup,
)

NAMES = ["code", "name_fr", "name_en"]
# Counts that may speak of fewer than five people: pages tell them where that is safe.
OF_FEW = ["people", "first_reached", "attendances", "hours", "reached", "completed"]
OF_AN_INITIATIVE = ["initiative__code", "initiative__name_fr", "initiative__name_en"]


@admin.register(ThemeGroup)
class ThemeGroupAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "edition", "source"]
    search_fields = NAMES


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "group", "position"]
    search_fields = NAMES
    list_filter = ["group"]


@admin.register(FactorRelease)
class FactorReleaseAdmin(ReadOnlyAdmin):
    list_display = ["code", "source", "edition", "year", "rows", "imported_at"]
    search_fields = ["code", "source"]


@admin.register(EmissionFactor)
class EmissionFactorAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "release", "unit", "kgco2e", "year", "place"]
    search_fields = NAMES
    list_filter = ["release", "post"]


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "starts_on", "ends_on", "state", "gwp_set"]
    search_fields = NAMES
    list_filter = ["state"]


@admin.register(CategoryStatement)
class CategoryStatementAdmin(RecordedAdmin):
    list_display = ["__str__", "period", "category", "state"]
    search_fields = ["period__code", "category", "reason"]
    list_filter = ["state"]


@admin.register(ActivityData)
class ActivityDataAdmin(RecordedAdmin):
    list_display = ["__str__", "period", "site", "category", "starts_on", "quantity", "unit"]
    search_fields = ["label", "period__code", "site__code"]
    list_filter = ["kind"]


@admin.register(EmissionResult)
class EmissionResultAdmin(RecordedAdmin):
    list_display = ["__str__", "period", "activity", "basis", "gsd2", "engine"]
    search_fields = ["hash", "activity__label"]
    list_filter = ["basis"]


@admin.register(Restatement)
class RestatementAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "period", "quantity_before", "quantity_after", "unit", "by", "at"]
    search_fields = ["label", "reason"]


@admin.register(FootprintCell)
class FootprintCellAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "period", "site", "category", "basis", "kgco2e", "rows"]
    search_fields = ["category", "period__code", "site__code"]
    list_filter = ["basis"]


@admin.register(ReportedFootprint)
class ReportedFootprintAdmin(ReadOnlyAdmin):
    list_display = ["company", "starts_on", "ends_on", "scope1", "scope2_market", "scope3", "total", "reconciles"]
    search_fields = ["company", "company_id"]
    list_filter = ["reconciles", "source"]


@admin.register(ContextSeries)
class ContextSeriesAdmin(ReadOnlyAdmin):
    list_display = ["name_fr", "source", "unit", "imported_at", "imported_by"]
    search_fields = ["name_fr", "name_en", "source"]


@admin.register(ReductionTarget)
class ReductionTargetAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "scopes", "basis", "base_year", "target_year", "validation"]
    search_fields = NAMES


@admin.register(TrajectoryPoint)
class TrajectoryPointAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "target", "year", "allowed_kg", "actual_kg", "as_of"]
    search_fields = ["target__code"]


@admin.register(EqualityIndexRun)
class EqualityIndexRunAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "year", "headcount", "index", "rules", "by", "at"]
    search_fields = ["year", "hash"]


@admin.register(MaterialityAssessment)
class MaterialityAssessmentAdmin(ReadOnlyAdmin):
    list_display = ["number", "name_fr", "name_en", "state", "in_force_from"]
    search_fields = ["name_fr", "name_en"]
    list_filter = ["state"]


@admin.register(Iro)
class IroAdmin(ReadOnlyAdmin):
    list_display = ["name_fr", "name_en", "assessment", "topic", "kind"]
    search_fields = ["name_fr", "name_en", "topic__code"]
    list_filter = ["kind"]


@admin.register(Rating)
class RatingAdmin(RecordedAdmin):
    list_display = ["__str__", "iro", "rater", "likelihood"]
    search_fields = ["rater__full_name", "rater__email", "rationale"]


@admin.register(Initiative)
class InitiativeAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "owner", "unit", "state", "funded"]
    search_fields = NAMES
    list_filter = ["state", "is_demo"]


@admin.register(InitiativeUpdate)
class InitiativeUpdateAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "initiative", "on", "health", "progress", "by"]
    search_fields = OF_AN_INITIATIVE
    list_filter = ["health"]


@admin.register(InitiativeEffect)
class InitiativeEffectAdmin(RecordedAdmin):
    list_display = ["__str__", "initiative", "unit", "expected", "realised", "confidence"]
    search_fields = OF_AN_INITIATIVE


@admin.register(EffectClaim)
class EffectClaimAdmin(RecordedAdmin):
    list_display = ["__str__", "indicator", "delta", "promised_on", "due_on", "verdict", "end_value", "judged_on"]
    search_fields = [*OF_AN_INITIATIVE, "campaign__code", "campaign__name_fr", "campaign__name_en", "indicator__code"]
    list_filter = ["verdict"]
    date_hierarchy = "due_on"


@admin.register(InitiativeObjective)
class InitiativeObjectiveAdmin(RecordedAdmin):
    list_display = ["__str__", "initiative", "objective"]
    search_fields = [*OF_AN_INITIATIVE, "objective__code"]


@admin.register(AdjustmentDuty)
class AdjustmentDutyAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "initiative", "due_on", "answered_at"]
    search_fields = OF_AN_INITIATIVE


@admin.register(Adjustment)
class AdjustmentAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "initiative", "kind", "on", "by"]
    search_fields = OF_AN_INITIATIVE
    list_filter = ["kind"]


@admin.register(Supplier)
class SupplierAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "country", "tier", "inherent", "residual", "buyer"]
    search_fields = ["code", "name"]
    list_filter = ["tier", "is_demo"]


@admin.register(DueDiligence)
class DueDiligenceAdmin(RecordedAdmin):
    list_display = ["__str__", "supplier", "inherent", "residual", "assessed_on", "assessor"]
    search_fields = ["supplier__code", "supplier__name", "rationale"]


@admin.register(Finding)
class FindingAdmin(RecordedAdmin):
    list_display = ["title", "supplier", "severity", "human_rights", "found_on"]
    search_fields = ["title", "supplier__code", "supplier__name"]
    list_filter = ["severity", "human_rights"]


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(RecordedAdmin):
    list_display = ["what", "supplier", "state", "due_on", "owner"]
    search_fields = ["what", "supplier__code", "supplier__name"]
    list_filter = ["state"]


@admin.register(SupplierFile)
class SupplierFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "author", "read_at", "wrong", "applied_at"]
    search_fields = ["name", "sha256"]


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "supplier", "asked_at", "expires_on", "answered_at", "verdict"]
    search_fields = ["supplier__code", "supplier__name"]
    list_filter = ["verdict"]
    hidden = ["token_hash"]


@admin.register(LocalProject)
class LocalProjectAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "territory", "partner", "state", "beneficiaries", "volunteer_hours"]
    search_fields = [*NAMES, "territory", "partner"]
    list_filter = ["state", "is_demo"]


@admin.register(WasteRecord)
class WasteRecordAdmin(RecordedAdmin):
    list_display = ["__str__", "site", "month", "stream", "treatment", "tonnes"]
    search_fields = ["site__code"]
    list_filter = ["stream", "treatment"]


@admin.register(MaterialRecord)
class MaterialRecordAdmin(RecordedAdmin):
    list_display = ["__str__", "site", "month", "material", "tonnes", "recycled", "certified"]
    search_fields = ["site__code"]
    list_filter = ["material"]


@admin.register(PublicClaim)
class PublicClaimAdmin(RecordedAdmin):
    list_display = ["statement_fr", "channel", "expires_on", "owner", "reviewer", "reviewed_on"]
    search_fields = ["statement_fr", "statement_en", "channel"]


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "kind", "owner", "starts_on", "ends_on"]
    search_fields = NAMES
    list_filter = ["kind"]
    hidden = OF_FEW


@admin.register(CampaignGroup)
class CampaignGroupAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "campaign", "headcount"]
    search_fields = ["campaign__code", "unit__code", "site__code"]
    hidden = OF_FEW


@admin.register(CampaignSession)
class CampaignSessionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "campaign", "on", "hours", "trainer"]
    search_fields = ["campaign__code", "place"]
    hidden = OF_FEW


@admin.register(Participation)
class ParticipationAdmin(ReadOnlyAdmin):
    """That there are such rows; whose they are and where they worked is shown to nobody."""

    list_display = ["id"]
    search_fields = ["=id"]
    hidden = ["person", "group", "session", "campaign"]


@admin.register(QuizQuestion)
class QuizQuestionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "campaign", "position"]
    search_fields = ["words_fr", "words_en", "campaign__code"]


@admin.register(QuizTake)
class QuizTakeAdmin(ReadOnlyAdmin):
    list_display = ["id"]
    search_fields = ["=id"]
    hidden = ["taker", "right", "asked", "campaign"]


@admin.register(Survey)
class SurveyAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "kind", "owner"]
    search_fields = NAMES
    list_filter = ["kind"]


@admin.register(SurveyQuestion)
class SurveyQuestionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "survey", "position", "kind"]
    search_fields = ["words_fr", "words_en", "survey__code"]


@admin.register(SurveyWave)
class SurveyWaveAdmin(ReadOnlyAdmin):
    list_display = ["survey", "number", "opens_on", "closes_on", "state"]
    search_fields = ["survey__code"]
    list_filter = ["state"]


@admin.register(WaveGroup)
class WaveGroupAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "wave", "invited"]
    search_fields = ["wave__survey__code"]
    hidden = ["answered"]


@admin.register(SurveyToken)
class SurveyTokenAdmin(ReadOnlyAdmin):
    list_display = ["id"]
    search_fields = ["=id"]
    hidden = ["digest", "used", "group", "wave"]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    """That there are answers; what they say is told by results alone."""

    list_display = ["id"]
    search_fields = ["=id"]
    hidden = ["values", "group", "wave"]
