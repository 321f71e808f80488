"""Addresses. Each area keeps its own; none is reachable without a login unless it says why in `PUBLIC`."""

from django.contrib import admin
from django.urls import include, path

import portfolio.rse_urls
import portfolio.strategy_urls
import rse.urls
import strategy.urls
from cmo_portal.administration.views import demo_removal
from cmo_portal.finding.views import find
from cmo_portal.gallery import gallery
from cmo_portal.health import healthz
from cmo_portal.nights_pages import views as nights
from cmo_portal.onboarding import views as onboarding
from cmo_portal.rights import views as rights
from foundation.appearance import choose_language, choose_theme

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", choose_language, name="set_language"),
    path("theme/", choose_theme, name="theme"),
    path("gallery/", gallery, name="gallery"),
    path("demo/remove/", demo_removal, name="demo_removal"),
    path("admin/", admin.site.urls),
    path("account/", include("foundation.accounts.urls")),
    path("find/", find, name="find"),
    path("start/", onboarding.start, name="start"),
    path("start/progress/", onboarding.progress, name="start_progress"),
    path("rights/", rights.who_sees_what, name="who_sees_what"),
    path("rights/people/<int:pk>/", rights.person, name="person_rights"),
    path("rights/projects/<str:code>/", rights.project, name="project_rights"),
    path("nights/", nights.night_list, name="nights"),
    path("nights/run/", nights.run_now, name="nights_run"),
    path("nights/<int:number>/", nights.night, name="night"),
    path("nights/<int:number>/cancel/", nights.cancel, name="night_cancel"),
    path("nights/<int:number>/resume/", nights.resume, name="night_resume"),
    path("ledger/", include("foundation.audit.urls")),
    path("views/", include("foundation.saved_views.urls")),
    path("notifications/", include("foundation.notifications.urls")),
    path("strategy/", include((strategy.urls.urlpatterns + portfolio.strategy_urls.urlpatterns, "strategy"))),
    path("indicators/", include("kpis.urls")),
    path("rse/", include((rse.urls.urlpatterns + portfolio.rse_urls.urlpatterns, "rse"))),
    path("evidence/", include("foundation.attachments.urls")),
    path("api/", include("kpis.api_urls")),
    path("", include("cmo_portal.exchange.urls")),
    path("", include("portfolio.urls")),
    path("", include("cmo_portal.dashboards.urls")),
]

handler403 = "foundation.forbidden.forbidden"
handler500 = "foundation.mishaps.server_error"
