"""Portfolios, programmes and extra attributes are kept here; projects are shown, and worked on in the portal."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.export_admin import ExportedAdmin
from foundation.readonly_admin import ReadOnlyAdmin, RecordedAdmin, portal_link
from foundation.reference_admin import ReferenceAdmin
from portfolio.admin.seen import SeenAdmin
from portfolio.models import AttributeDefinition, Portfolio, Programme, Project, ProjectFacts, ProjectMember, ProjectSummary

NAMES = ["code", "name_fr", "name_en"]
PROJECT = ["project__code", "project__name_fr", "project__name_en"]


@admin.register(Portfolio)
class PortfolioAdmin(ReferenceAdmin):
    list_display = [*NAMES, "plan", "currency", "is_demo"]
    search_fields = NAMES
    list_filter = ["plan", "currency", "is_demo"]
    autocomplete_fields = ["plan"]
    fixed_once_used = ("code", "plan", "currency")


@admin.register(Programme)
class ProgrammeAdmin(ReferenceAdmin):
    list_display = [*NAMES, "portfolio", "is_demo"]
    search_fields = NAMES
    list_filter = ["portfolio", "is_demo"]
    autocomplete_fields = ["portfolio"]
    fixed_once_used = ("code", "portfolio")


@admin.register(AttributeDefinition)
class AttributeDefinitionAdmin(ReferenceAdmin):
    list_display = ["key", "label_fr", "label_en", "kind"]
    search_fields = ["key", "label_fr", "label_en"]
    list_filter = ["kind"]
    fixed_once_used = ("key", "kind")
    deletable = True

    def is_used(self, obj: models.Model) -> bool:
        """Whether a project has a value for it."""
        stored = AttributeDefinition.objects.get(pk=obj.pk)
        return Project.objects.filter(attributes__has_key=stored.key).exists()


@admin.register(Project)
class ProjectAdmin(SeenAdmin, ExportedAdmin, ReadOnlyAdmin):
    path_to_project = "pk"
    list_display = [*NAMES, "portfolio", "unit", "lead", "status", "phase", "is_confidential", "in_portal"]
    search_fields = [*NAMES, "lead__full_name", "external_id"]
    list_filter = ["status", "project_class", "phase", "cadence", "portfolio", "is_confidential", "is_demo"]
    date_hierarchy = "entered_on"
    shown_last = ("in_portal",)
    labels = {"version": _("version")}
    export_columns = [
        *NAMES, "portfolio", "programme", "unit", "lead", "sponsor", "project_class", "status", "phase", "magnitude", "cadence",
        "starts_on", "ends_on", "entered_on", "summary_fr", "summary_en", "is_confidential", "external_source", "external_id",
    ]  # fmt: skip

    @admin.display(description=_("page"))
    def in_portal(self, project: Project) -> SafeString:
        return portal_link(reverse("portfolio:project", args=[project.code]))


@admin.register(ProjectFacts)
class ProjectFactsAdmin(SeenAdmin, RecordedAdmin):
    list_display = ["project", "project_class", "status", "portfolio", "unit", "magnitude"]
    search_fields = PROJECT
    list_filter = ["status", "project_class", "cadence"]


@admin.register(ProjectMember)
class ProjectMemberAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "user", "role", "share"]
    search_fields = [*PROJECT, "user__full_name", "user__email"]


@admin.register(ProjectSummary)
class ProjectSummaryAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "in_portal"]
    search_fields = PROJECT
    shown_last = ("in_portal",)
    labels = {
        "unit_sort": _("unit"), "lead_sort": _("project lead"), "health_rank": _("declared health, 1 to 5"),
        "reported_on": _("last report"), "due_on": _("report due"), "main_objective": _("main objective"), "horizon": _("horizon"),
        "budget": _("budget of the year"), "forecast": _("forecast of the year"), "budget_total": _("whole budget"),
        "budget_undisclosed": _("budget not disclosed"), "next_milestone_on": _("next milestone"), "links": _("contributions"),
        "links_validated": _("validated contributions"), "open_risks": _("open risks"),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("project")

    @admin.display(description=_("page"))
    def in_portal(self, card: ProjectSummary) -> SafeString:
        return portal_link(reverse("portfolio:project", args=[card.project.code]))
