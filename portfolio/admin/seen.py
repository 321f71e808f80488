"""Rows about a confidential project are shown to those named on it only, in the administration too."""

from django.db import models
from django.http import HttpRequest

from portfolio.access import visible_to


class SeenAdmin:
    """Keeps the rows of the projects that the administrator may see."""

    path_to_project = "project"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.path_to_project}__in": visible_to(request.user).order_by().values("pk")})
