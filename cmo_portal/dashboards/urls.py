"""Addresses of the boards."""

from django.urls import URLPattern, path

from cmo_portal.dashboards import group_views, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("portfolios/", group_views.portfolios, name="portfolios"),
    path("portfolios/<str:code>/", group_views.portfolio, name="portfolio"),
    path("programmes/<str:code>/", group_views.programme, name="programme"),
]
