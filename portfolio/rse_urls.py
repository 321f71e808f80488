"""The pages of RSE that speak of projects and money; they share the names of `rse.urls`."""

from django.urls import URLPattern, path

from portfolio.views import initiatives as views
from portfolio.views import suppliers

urlpatterns: list[URLPattern] = [
    path("funded/", views.funded_trajectory, name="funded"),
    path("initiatives/<str:code>/", views.initiative, name="initiative"),
    path("supplier/<str:code>/", suppliers.supplier, name="supplier"),
]
