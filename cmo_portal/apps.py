from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PortalConfig(AppConfig):
    name = "cmo_portal"


class PortalAdminConfig(AdminConfig):
    """The Django admin with our index and our rights."""

    default_site = "cmo_portal.admin_site.PortalAdminSite"
