"""Addresses of the home page and of the boards."""

from django.urls import URLPattern, URLResolver, include, path

from cmo_portal.dashboards import group_views, matter_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("home/seen/", matter_views.seen, name="matters_seen"),
    path("home/noted/", matter_views.noted, name="matter_noted"),
    path("boards/", include("cmo_portal.dashboards.boards.urls")),
    path("portfolios/", group_views.portfolios, name="portfolios"),
    path("portfolios/<str:code>/", group_views.portfolio, name="portfolio"),
    path("programmes/<str:code>/", group_views.programme, name="programme"),
]
