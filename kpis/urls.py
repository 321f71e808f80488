"""Addresses of indicators. A fixed word stands before the codes: what is named first wins."""

from django.urls import URLPattern, path

from kpis.views import boards, indicator

app_name = "kpis"
urlpatterns: list[URLPattern] = [
    path("", boards.board, name="board"),
    path("scorecard/", boards.scorecard, name="scorecard"),
    path("quality/", boards.quality, name="quality"),
    path("<str:code>/", indicator.indicator, name="indicator"),
]
