"""The catalogues as rows: themes of the article, ISO 26000, SDGs, ESRS topics. Loaded from JSON, never edited by hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import BilingualName


class ThemeGroup(BilingualName):
    """One catalogue with the version of its source."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    edition = models.CharField(_("version"), max_length=40)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("catalogue of themes")
        verbose_name_plural = _("catalogues of themes")
        ordering = ["id"]


class Theme(BilingualName):
    """One theme, subject, goal or topic."""

    group = models.ForeignKey(ThemeGroup, models.PROTECT, related_name="themes", verbose_name=_("catalogue"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["group", "position"]
