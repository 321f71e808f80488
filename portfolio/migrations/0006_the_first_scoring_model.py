"""The scoring model of the specification: contributions count at once, KPI and responsibility when an administrator starts them."""

from datetime import UTC, date, datetime

from django.db import migrations

PARAMETERS = {
    "contribution_weight": 0.5, "kpi_weight": 0.3, "responsibility_weight": 0.2,
    "contribution_starts": "2000-01-01", "kpi_starts": None, "responsibility_starts": None,
    "rank_discounts": [1.0, 0.5, 0.25], "levels": [0.0, 0.25, 0.5, 0.75, 1.0],
    "declared_credit": 0.5, "expiry_months": 12, "orphan_days": 60, "orphan_cap": 40.0,
    "pace_threshold": 0.05, "freshness_halving": 0.5, "no_kpi_days": 60,
    "prudence_days": 60, "prudence_materiality": 2.0, "prudence_effect": -0.5,
    "veto_effect": -1.0, "veto_responsibility_cap": 0.25, "veto_cap": 40.0,
    "source_automatic": 1.0, "source_evidenced": 0.8, "source_manual": 0.6,
    "confidence_validated": 0.4, "confidence_freshness": 0.4, "confidence_source": 0.2,
    "confidence_letters": [0.85, 0.7, 0.5], "confidence_minimum": 0.5,
    "band_aligned": 70.0, "band_partial": 40.0, "lever_count": 5, "lever_minimum": 0.1,
    "delivery_green": 1.0, "delivery_amber": 0.6, "delivery_red": 0.2,
    "ratio_green": [0.95, 1.05], "ratio_amber": [0.9, 1.1], "slip_green_days": 10, "slip_amber_days": 30,
    "risk_green_below": 8.0, "risk_amber_below": 15.0, "scope_green": 0.05, "scope_amber": 0.15,
    "delivery_stale_days": 60, "watermelon_above": 0.3,
    "horizon_short_months": 12, "horizon_medium_months": 36, "horizon_targets": [0.45, 0.35, 0.2],
}


def add_first_model(apps, schema_editor):
    apps.get_model("portfolio", "ScoringModel").objects.get_or_create(
        number=1,
        defaults={
            "parameters": PARAMETERS,
            "in_force_from": date(2000, 1, 1),
            "recorded_at": datetime(2000, 1, 1, tzinfo=UTC),
            "note": "",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0005_names_sort_as_readers_expect")]
    operations = [migrations.RunPython(add_first_model, migrations.RunPython.noop)]
