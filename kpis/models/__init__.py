"""Indicators and what is known of them; a module for each word of the domain."""

from kpis.models.alerts import Alert, StatusOverride
from kpis.models.claims import Claim, Verdict
from kpis.models.entry import EntryDraft, MeasurementFile
from kpis.models.forecasts import Forecast
from kpis.models.indicators import Indicator, IndicatorShare
from kpis.models.measurements import LatestMeasurement, Measurement, MonthlyValue, Slice
from kpis.models.nights import ChangedSeries, SeriesNight
from kpis.models.targets import Target

__all__ = [
    "Alert",
    "ChangedSeries",
    "Claim",
    "EntryDraft",
    "Forecast",
    "Indicator",
    "IndicatorShare",
    "LatestMeasurement",
    "Measurement",
    "MeasurementFile",
    "MonthlyValue",
    "SeriesNight",
    "Slice",
    "StatusOverride",
    "Target",
    "Verdict",
]
