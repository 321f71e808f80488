"""Addresses of the boards."""

from django.urls import URLPattern, path

from cmo_portal.dashboards import views

urlpatterns: list[URLPattern] = [path("", views.home, name="home")]
