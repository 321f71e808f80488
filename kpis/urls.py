"""Addresses of indicators. A fixed word stands before the codes: what is named first wins."""

from django.urls import URLPattern, path

from kpis.views import boards, defining, entering, files, indicator, values

app_name = "kpis"
urlpatterns: list[URLPattern] = [
    path("", boards.board, name="board"),
    path("scorecard/", boards.scorecard, name="scorecard"),
    path("quality/", boards.quality, name="quality"),
    path("due/", entering.due, name="due"),
    path("due/draft/", entering.keep_draft, name="due_draft"),
    path("import/", files.choose, name="import"),
    path("import/<uuid:token>/", files.look, name="file"),
    path("library/", defining.library, name="library"),
    path("new/", defining.new, name="new"),
    path("<str:code>/", indicator.indicator, name="indicator"),
    path("<str:code>/values/", values.values, name="values"),
    path("<str:code>/values/<uuid:key>/correct/", values.correct, name="correct"),
    path("<str:code>/manage/", defining.manage, name="manage"),
    path("<str:code>/edit/", defining.edit, name="edit"),
    path("<str:code>/targets/new/", defining.set_target, name="target_set"),
    path("<str:code>/targets/<uuid:key>/end/", defining.end_target, name="target_end"),
    path("<str:code>/objectives/new/", defining.share, name="share"),
    path("<str:code>/objectives/<uuid:key>/end/", defining.unshare, name="unshare"),
    path("<str:code>/slices/new/", defining.add_slice, name="slice_add"),
    path("<str:code>/slices/<int:number>/end/", defining.end_slice, name="slice_end"),
    path("<str:code>/status/", defining.override, name="override"),
    path("<str:code>/status/end/", defining.end_override, name="override_end"),
    path("<str:code>/retire/", defining.retire, name="retire"),
]
