from django.urls import path

from foundation.audit import views

app_name = "ledger"
urlpatterns = [
    path("", views.ledger, name="entries"),
    path("ledger.csv", views.export, name="export"),
    path("verify/", views.verify, name="verify"),
]
