"""The portal: settings, addresses, schedule, and the pages that mix several areas."""

from cmo_portal.celery import app as celery_app

__all__ = ["celery_app"]
