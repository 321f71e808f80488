from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cmo_portal.dashboards"

    def ready(self) -> None:
        from foundation.accounts.actions.pseudonyms import forget_with_person

        forget_with_person("dashboards.seenmatter", "user")
