"""Addresses of RSE. A fixed word stands before codes."""

from django.urls import path

from rse.views import boards, entry, equality, materiality, periods

app_name = "rse"
urlpatterns = [
    path("", boards.home, name="home"),
    path("footprint/", boards.footprint, name="footprint"),
    path("quality/", boards.quality, name="quality"),
    path("published/", boards.published, name="published"),
    path("materiality/", materiality.materiality, name="materiality"),
    path("materiality/new/", materiality.materiality_new, name="materiality_new"),
    path("materiality/<int:number>/entries/new/", materiality.iro_new, name="iro_new"),
    path("materiality/<int:number>/entries/<int:iro>/", materiality.rate, name="rate"),
    path("materiality/<int:number>/in-force/", materiality.materiality_force, name="materiality_force"),
    path("equality/", equality.indices, name="indices"),
    path("equality/new/", equality.index_new, name="index_new"),
    path("equality/<int:number>/", equality.index, name="index"),
    path("periods/", periods.periods, name="periods"),
    path("periods/new/", periods.period_new, name="period_new"),
    path("periods/<slug:code>/", periods.period, name="period"),
    path("periods/<slug:code>/move/", periods.move, name="period_move"),
    path("periods/<slug:code>/month/", entry.month, name="month"),
    path("periods/<slug:code>/lines/", entry.activities, name="activities"),
    path("periods/<slug:code>/lines/new/", entry.activity_new, name="activity_new"),
    path("lines/<uuid:key>/", entry.activity, name="activity"),
]
