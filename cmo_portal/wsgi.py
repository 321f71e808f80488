"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmo_portal.settings")
application = get_wsgi_application()


def warm() -> None:
    """Read addresses and translations now: the first request would hold its locks while it waits for them."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import translation

    reverse("home")
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Home")


warm()
