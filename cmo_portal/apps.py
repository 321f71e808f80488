from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "cmo_portal"
    default = True

    def ready(self) -> None:
        from cmo_portal.demo.trail import VERBS
        from foundation.audit import words

        words.register(VERBS)


class PortalAdminConfig(admin_apps.AdminConfig):
    """The Django admin with our index and our rights."""

    default_site = "cmo_portal.admin_site.PortalAdminSite"
    default = False
