from django.urls import path

from foundation.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.tray, name="tray"),
    path("follow/", views.follow, name="follow"),
    path("following/", views.following, name="following"),
    path("read/", views.read, name="read"),
    path("preferences/", views.preferences, name="preferences"),
]
