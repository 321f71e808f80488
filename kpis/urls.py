"""Addresses of indicators. A fixed word stands before the codes: what is named first wins."""

from django.urls import URLPattern

app_name = "kpis"
urlpatterns: list[URLPattern] = []
