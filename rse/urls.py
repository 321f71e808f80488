"""Addresses of RSE. A fixed word stands before codes."""

from django.urls import path

from rse.views import boards, entry, equality, initiative_acts, initiatives, materiality, periods

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
    path("initiatives/", initiatives.initiatives, name="initiatives"),
    path("initiatives/csv/", initiatives.initiatives_csv, name="initiatives_csv"),
    path("initiatives/new/", initiatives.initiative_new, name="initiative_new"),
    path("initiatives/<str:code>/change/", initiatives.initiative_change, name="initiative_change"),
    path("initiatives/<str:code>/update/", initiative_acts.report, name="initiative_update"),
    path("initiatives/<str:code>/answer/", initiative_acts.answer, name="initiative_answer"),
    path("initiatives/<str:code>/effects/new/", initiative_acts.effect_new, name="effect_new"),
    path("initiatives/<str:code>/effects/<uuid:key>/", initiative_acts.effect_change, name="effect_change"),
    path("initiatives/<str:code>/effects/<uuid:key>/realised/", initiative_acts.effect_realised, name="effect_realised"),
    path("initiatives/<str:code>/effects/<uuid:key>/withdraw/", initiative_acts.effect_withdraw, name="effect_withdraw"),
    path("initiatives/<str:code>/objectives/", initiative_acts.objective_link, name="initiative_objective"),
    path("initiatives/<str:code>/objectives/<uuid:key>/end/", initiative_acts.objective_unlink, name="initiative_objective_end"),
]
