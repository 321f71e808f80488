"""What the worker makes of a series: trend, forecast, anomalies; replaced each night its series changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpis.models.indicators import Indicator


class Forecast(models.Model):
    """The worker's reading of one series. `method` was chosen by a rolling-origin backtest whose error is `mase`."""

    indicator = models.OneToOneField(Indicator, models.CASCADE, primary_key=True, related_name="forecast", verbose_name=_("indicator"))
    series_hash = models.CharField(_("hash of the series"), max_length=64)
    method = models.CharField(_("method"), max_length=20)
    method_chosen_on = models.DateField(_("method chosen on"))
    mase = models.FloatField(_("backtest error (MASE)"), null=True)
    mase_naive = models.FloatField(_("error of the naive forecast"), null=True)
    mase_seasonal = models.FloatField(_("error of the seasonal naive forecast"), null=True)
    periods = models.PositiveSmallIntegerField(_("periods read"), default=0)
    trend = models.FloatField(_("trend a period"), null=True)
    trend_low = models.FloatField(_("trend, at least"), null=True)
    trend_high = models.FloatField(_("trend, at most"), null=True)
    trend_periods = models.PositiveSmallIntegerField(_("periods of the trend"), default=0)
    path = models.JSONField(_("path"), default=list)  # [[ISO date, value, low, high], …] to the target date
    probability = models.FloatField(_("probability of reaching the target"), null=True)
    anomalies = models.JSONField(_("unusual values"), default=list)  # [{"on", "value", "kind", "low", "high"}, …]
    computed_at = models.DateTimeField(_("computed at"))
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")

    def __str__(self) -> str:
        return f"{self.indicator_id} · {self.method}"
