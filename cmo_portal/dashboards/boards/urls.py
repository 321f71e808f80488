"""Addresses of the boards."""

from django.urls import path

from cmo_portal.dashboards.boards import views

app_name = "boards"
urlpatterns = [
    path("help/", views.needs_help, name="needs_help"),
    path("help.csv", views.needs_help_csv, name="needs_help_csv"),
    path("silent/", views.silent, name="silent"),
    path("silent.csv", views.silent_csv, name="silent_csv"),
    path("stop-first/", views.stop_first, name="stop_first"),
    path("stop-first.csv", views.stop_first_csv, name="stop_first_csv"),
]
