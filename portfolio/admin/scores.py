"""The scoring model, the nights and what they computed."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.readonly_admin import ReadOnlyAdmin
from portfolio.admin.projects import PROJECT
from portfolio.admin.seen import SeenAdmin
from portfolio.models import (
    Publication,
    RunFigure,
    RunIndex,
    ScoreChunk,
    ScoreComponent,
    ScoreFailure,
    ScoreRun,
    ScoreSnapshot,
    ScoringModel,
)


@admin.register(ScoringModel)
class ScoringModelAdmin(ReadOnlyAdmin):
    list_display = ["number", "in_force_from", "recorded_at", "recorded_by", "note"]
    search_fields = ["note"]
    date_hierarchy = "in_force_from"


@admin.register(ScoreRun)
class ScoreRunAdmin(ReadOnlyAdmin):
    list_display = ["id", "kind", "state", "as_of", "model", "wanted_by", "finished_at", "projects_scored", "projects_failed"]
    search_fields = ["=id", "inputs_hash", "results_hash", "error"]
    list_filter = ["state", "kind", "as_of"]
    date_hierarchy = "as_of"


@admin.register(ScoreChunk)
class ScoreChunkAdmin(ReadOnlyAdmin):
    list_display = ["run", "number", "projects", "claimed_at", "attempts", "done_at"]
    search_fields = ["=run__id", "error"]
    list_filter = [("done_at", admin.EmptyFieldListFilter), "attempts"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["published_run", "published"]
    labels = {"run": _("night"), "previous": _("night before"), "published_at": _("published at")}

    @admin.display(description=_("night"), ordering="run")
    def published_run(self, row: Publication) -> str:
        return str(row.run_id or "")

    @admin.display(description=_("published at"), ordering="published_at")
    def published(self, row: Publication) -> object:
        return row.published_at


@admin.register(ScoreSnapshot)
class ScoreSnapshotAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "run", "s", "band", "a", "k", "r", "c_letter", "d", "ranked"]
    search_fields = [*PROJECT, "=run__id"]
    list_filter = ["band", "c_letter", "ranked", "orphan", "veto", "watermelon"]


@admin.register(ScoreComponent)
class ScoreComponentAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "run", "position", "pillar", "code", "points"]
    search_fields = [*PROJECT, "=run__id", "code"]
    list_filter = ["pillar"]


@admin.register(ScoreFailure)
class ScoreFailureAdmin(SeenAdmin, ReadOnlyAdmin):
    list_display = ["project", "run", "error"]
    search_fields = [*PROJECT, "=run__id", "error"]


@admin.register(RunIndex)
class RunIndexAdmin(ReadOnlyAdmin):
    list_display = ["run", "scope", "scope_id", "alignment", "spend_fit", "horizon_balance", "delivery"]
    search_fields = ["=run__id"]
    list_filter = ["scope"]


@admin.register(RunFigure)
class RunFigureAdmin(ReadOnlyAdmin):
    list_display = ["name", "language", "run", "sentence"]
    search_fields = ["name", "=run__id"]
    list_filter = ["language", "name"]
