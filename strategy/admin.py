"""The strategy in the administration: themes and levels are kept here, the plan itself on its own pages."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.export_admin import ExportedAdmin
from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin, portal_link
from foundation.reference_admin import ReferenceAdmin
from strategy.models import (
    ContributionLevel,
    ObjectiveLink,
    ObjectiveWeight,
    PairwiseJudgement,
    PlanValue,
    StrategicAxis,
    StrategicObjective,
    StrategicPlan,
    StrategyTag,
    WeightSet,
)

NAMES = ["code", "name_fr", "name_en"]
VERSION = {"version": _("version")}


@admin.register(StrategicPlan)
class StrategicPlanAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "status", "starts_on", "ends_on", "currency", "in_portal"]
    search_fields = NAMES
    list_filter = ["status", "is_demo"]
    shown_last = ("in_portal",)
    labels = VERSION

    @admin.display(description=_("page"))
    def in_portal(self, plan: StrategicPlan) -> SafeString:
        return portal_link(reverse("strategy:plan_edit", args=[plan.pk]))


@admin.register(PlanValue)
class PlanValueAdmin(ReadOnlyAdmin):
    list_display = ["plan", "position", "name_fr", "name_en"]
    search_fields = ["name_fr", "name_en"]
    list_filter = ["plan"]


@admin.register(StrategicAxis)
class StrategicAxisAdmin(ReadOnlyAdmin):
    list_display = [*NAMES, "plan", "perspective", "position", "in_portal"]
    search_fields = NAMES
    list_filter = ["plan", "perspective"]
    shown_last = ("in_portal",)
    labels = VERSION

    @admin.display(description=_("page"))
    def in_portal(self, axis: StrategicAxis) -> SafeString:
        return portal_link(reverse("strategy:axis_edit", args=[axis.pk]))


@admin.register(StrategicObjective)
class StrategicObjectiveAdmin(ExportedAdmin, ReadOnlyAdmin):
    list_display = [*NAMES, "axis", "owner", "horizon", "retired_on", "in_portal"]
    search_fields = [*NAMES, "owner__full_name"]
    list_filter = ["plan", "horizon", ("axis", admin.RelatedOnlyFieldListFilter), ("retired_on", admin.EmptyFieldListFilter), "is_demo"]
    shown_last = ("in_portal",)
    labels = VERSION
    export_columns = [*NAMES, "plan", "axis", "parent", "owner", "horizon", "why_fr", "why_en", "retired_on"]

    @admin.display(description=_("page"))
    def in_portal(self, objective: StrategicObjective) -> SafeString:
        return portal_link(reverse("strategy:objective", args=[objective.pk]))


@admin.register(StrategyTag)
class StrategyTagAdmin(ReferenceAdmin):
    list_display = NAMES
    search_fields = NAMES
    fixed_once_used = ("code",)
    deletable = True


@admin.register(ContributionLevel)
class ContributionLevelAdmin(ReferenceAdmin):
    list_display = ["level", "objective", "statement_fr", "statement_en"]
    search_fields = ["statement_fr", "statement_en", "objective__code"]
    list_filter = [("objective", admin.EmptyFieldListFilter), "level"]
    autocomplete_fields = ["objective"]

    def get_readonly_fields(self, request: HttpRequest, obj: ContributionLevel | None = None) -> list[str]:
        """A level keeps its place; its words may change."""
        return ["objective", "level"] if obj else []


@admin.register(WeightSet)
class WeightSetAdmin(RecordedAdmin):
    list_display = ["__str__", "plan", "in_force_from", "consistency_ratio"]
    search_fields = ["reason", "plan__code"]
    list_filter = ["method", "plan"]
    date_hierarchy = "in_force_from"


@admin.register(ObjectiveWeight)
class ObjectiveWeightAdmin(ReadOnlyAdmin):
    list_display = ["weight_set", "objective", "weight_class", "weight"]
    search_fields = ["objective__code", "objective__name_fr", "objective__name_en"]
    list_filter = ["weight_class"]


@admin.register(PairwiseJudgement)
class PairwiseJudgementAdmin(ReadOnlyAdmin):
    list_display = ["weight_set", "left", "right", "ratio"]
    list_select_related = ["weight_set", "left_axis", "left_objective", "right_axis", "right_objective"]
    search_fields = ["left_objective__code", "right_objective__code", "left_axis__code", "right_axis__code"]
    hidden = ("left_axis", "left_objective", "right_axis", "right_objective")
    shown_last = ("left", "right")

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return self.list_select_related

    @admin.display(description=_("this one"))
    def left(self, judgement: PairwiseJudgement) -> str:
        return str(judgement.left_axis or judgement.left_objective)

    @admin.display(description=_("compared with"))
    def right(self, judgement: PairwiseJudgement) -> str:
        return str(judgement.right_axis or judgement.right_objective)


@admin.register(ObjectiveLink)
class ObjectiveLinkAdmin(RecordedAdmin):
    list_display = ["__str__", "cause", "effect"]
    search_fields = ["cause__code", "effect__code", "because_fr", "because_en"]
