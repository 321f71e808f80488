"""Addresses of saved views; `views:open` is the link that people hand on."""

from django.urls import path

from foundation.saved_views import views

app_name = "views"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("save/", views.save, name="save"),
    path("<int:pk>/", views.open_view, name="open"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("bring-back/<str:kept>/", views.bring_back, name="bring_back"),
]
