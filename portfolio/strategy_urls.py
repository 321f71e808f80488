"""The pages of the strategy that speak of projects and money; they share the names of `strategy.urls`."""

from django.urls import URLPattern, path

from portfolio.views import strategy as views
from portfolio.views import strategy_map

urlpatterns: list[URLPattern] = [
    path("", views.strategy, name="strategy"),
    path("map/", strategy_map.strategy_map, name="map"),
    path("objectives/<int:pk>/", views.objective, name="objective"),
]
