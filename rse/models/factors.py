"""Emission factors: releases of a source, imported whole and pinned; never edited."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import BilingualName
from foundation.history import append_only
from foundation.search import folded_column


class FactorRelease(models.Model):
    """One edition of a source, as its file was read."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    source = models.CharField(_("source"), max_length=120)
    edition = models.CharField(_("edition"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    rows = models.PositiveIntegerField(_("factors"))
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("imported by")
    )

    class Meta:
        verbose_name = _("release of factors")
        verbose_name_plural = _("releases of factors")
        ordering = ["-year", "code"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.source} {self.edition}"


class EmissionFactor(BilingualName):
    """kg CO2e for one `unit`; `gases` in kg of gas a unit where the source gives masses. A corrected factor is a new release."""

    release = models.ForeignKey(FactorRelease, models.PROTECT, related_name="factors", verbose_name=_("release"))
    code = models.CharField(_("code"), max_length=120)
    category = models.CharField(_("category in the source"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    kgco2e = models.FloatField(_("kg CO2e a unit"))
    gases = models.JSONField(_("gases"), default=dict)
    biogenic = models.FloatField(_("biogenic CO2, kg a unit"), default=0)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    uncertainty = models.FloatField(_("uncertainty (%)"), null=True)
    post = models.CharField(_("usual category"), max_length=6, blank=True)
    basis = models.CharField(_("basis"), max_length=8, blank=True)
    search = folded_column("code", "name_fr", "name_en", "category")

    class Meta:
        verbose_name = _("emission factor")
        verbose_name_plural = _("emission factors")
        ordering = ["release", "id"]
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="rse_factor_code_once_per_release"),
        ]
        indexes = [GinIndex(fields=["search"], name="rse_factor_search"), models.Index(fields=["release", "post"])]
        triggers = append_only()

    @property
    def gsd2(self) -> float:
        """Its uncertainty as a squared geometric standard deviation; 1.5 where the source is silent."""
        return 1.5 if self.uncertainty is None else 1 + self.uncertainty / 100
