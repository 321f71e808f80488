from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmo_portal.dashboards"
