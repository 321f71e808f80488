"""The administration: Django's own, with our door and our index."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cmo_portal.administration import queries

SIGN_IN_PAGES = ("logout", "password_change", "password_change_done")


class PortalAdminSite(AdminSite):
    """Open to administrators only; signing in and out happens on the portal's own pages, second factor included."""

    site_header = _("CMO Portal administration")
    site_title = _("Administration")
    index_title = _("Administration")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Django's door, but 403 for who is signed in and may not, instead of a second sign-in page."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied(_("Only administrators may do this."))
            return guarded(request, *args, **kwargs)

        return inner

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The state of the portal and the ways to set it right, above the tables."""
        at = timezone.now()
        desk = {
            "night": queries.last_night(),
            "next_night": queries.next_night(at),
            "checks": queries.checklist(at, timezone.localdate(at)),
            "shortcuts": queries.shortcuts(),
            "has_demo": queries.has_demo(),
        }
        return super().index(request, {**desk, **(extra_context or {})})

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in page of the portal, which knows attempts, limits and the second factor."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next', reverse('admin:index'))})}")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") not in SIGN_IN_PAGES]
