"""Addresses of the strategy; the two pages that speak of projects and money stand in `portfolio.strategy_urls`."""

from django.urls import URLPattern, path

from strategy.views import causes, objectives, plans, reading, talking, weights

urlpatterns: list[URLPattern] = [
    path("tree/", reading.tree, name="tree"),
    path("one-page/", reading.one_page, name="one_page"),
    path("plans/new/", plans.plan_create, name="plan_create"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/axes/new/", plans.axis_create, name="axis_create"),
    path("plans/<int:pk>/objectives/new/", objectives.objective_create, name="objective_create"),
    path("plans/<int:pk>/weights/", weights.weights, name="weights"),
    path("plans/<int:pk>/weights/<int:number>/", weights.weight_set, name="weight_set"),
    path("plans/<int:pk>/causes/new/", causes.declare, name="cause_declare"),
    path("causes/<uuid:key>/withdraw/", causes.withdraw, name="cause_withdraw"),
    path("causes/<int:cause>/<int:effect>/again/", causes.again, name="cause_again"),
    path("axes/<int:pk>/edit/", plans.axis_edit, name="axis_edit"),
    path("axes/<int:pk>/remove/", plans.axis_remove, name="axis_remove"),
    path("objectives/<int:pk>/edit/", objectives.objective_edit, name="objective_edit"),
    path("objectives/<int:pk>/levels/", objectives.levels, name="levels"),
    path("objectives/<int:pk>/comments/", talking.objective_comments, name="objective_comments"),
    path("objectives/<int:pk>/retire/", objectives.retire, name="retire"),
    path("objectives/<int:pk>/take-back/", objectives.reinstate, name="reinstate"),
]
