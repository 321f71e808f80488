"""Addresses of the interface for programs."""

from django.urls import URLPattern, path

from kpis.views import api

app_name = "kpis_api"
urlpatterns: list[URLPattern] = [
    path("v1/", api.tokens, name="tokens"),
    path("v1/measurements", api.measurements, name="measurements"),
    path("v1/openapi.json", api.description, name="openapi"),
    path("v1/tokens/<int:number>/revoke/", api.revoke, name="revoke"),
]
