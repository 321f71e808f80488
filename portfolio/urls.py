from django.urls import path

from portfolio.views import contributions, facts, mine, project_list, project_page, projects, rates, reports, tabs, validation

app_name = "portfolio"
urlpatterns = [
    path("my/", mine.my_projects, name="my_projects"),
    path("validate/", validation.to_validate, name="to_validate"),
    path("validate/accept/", validation.accept, name="accept"),
    path("validate/renew/", validation.renew, name="renew"),
    path("validate/<int:position>/undo/", validation.undo, name="decision_undo"),
    path("validate/<uuid:key>/refuse/", validation.refuse, name="refuse"),
    path("rates/", rates.rates, name="rates"),
    path("projects.csv", project_list.export, name="projects_csv"),
    path("projects/", project_list.projects, name="projects"),
    path("projects/new/", projects.new, name="project_new"),
    path("projects/<str:code>/", project_page.project, name="project"),
    path("projects/<str:code>/change/", projects.change, name="project_change"),
    path("projects/<str:code>/trail/", project_page.trail, name="trail"),
    path("projects/<str:code>/milestones/", tabs.milestones, name="milestones"),
    path("projects/<str:code>/money/", tabs.money, name="money"),
    path("projects/<str:code>/risks/", tabs.risks, name="risks"),
    path("projects/<str:code>/team/", tabs.team, name="team"),
    path("projects/<str:code>/team/<int:number>/leave/", tabs.member_leaves, name="member_leaves"),
    path("projects/<str:code>/reports/", reports.reports, name="reports"),
    path("projects/<str:code>/reports/new/", reports.report, name="report"),
    path("projects/<str:code>/waiver/", reports.waive, name="waiver"),
    path("projects/<str:code>/waiver/end/", reports.end_waiver, name="waiver_end"),
    path("projects/<str:code>/contributions/", contributions.contributions, name="contributions"),
    path("projects/<str:code>/contributions/declare/", contributions.declare, name="declare"),
    path("projects/<str:code>/contributions/<uuid:key>/", contributions.level, name="link_level"),
    path("projects/<str:code>/contributions/<uuid:key>/withdraw/", contributions.withdraw, name="link_withdraw"),
    path("projects/<str:code>/contributions/<uuid:key>/restore/", contributions.bring_back, name="link_restore"),
    path("projects/<str:code>/contributions/<uuid:key>/contest/", contributions.contest, name="link_contest"),
    path("projects/<str:code>/facts/<slug:slug>/new/", facts.add, name="fact_new"),
    path("projects/<str:code>/facts/<slug:slug>/<uuid:key>/", facts.change, name="fact_change"),
    path("projects/<str:code>/facts/<slug:slug>/<uuid:key>/remove/", facts.remove, name="fact_remove"),
    path("projects/<str:code>/facts/<slug:slug>/<uuid:key>/restore/", facts.bring_back, name="fact_restore"),
]
