"""Addresses of imports, for administrators."""

from django.urls import URLPattern, path

from cmo_portal.exchange import views

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("imports/", views.imports, name="imports"),
    path("imports/template/<str:language>.xlsx", views.template, name="template"),
    path("imports/files/<uuid:token>/", views.draft, name="draft"),
    path("imports/files/<uuid:token>/import/", views.carry, name="carry"),
    path("imports/<int:pk>/", views.batch, name="batch"),
    path("imports/<int:pk>/undo/", views.undo, name="undo"),
]
