"""The address of evidence."""

from django.urls import path

from foundation.attachments import views

app_name = "attachments"
urlpatterns = [path("<int:number>/", views.download, name="download")]
