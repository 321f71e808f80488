"""A release of shipped factors each of which stands in a document anybody can read; figures entered before keep the one they used."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

CATALOGUE = Path(__file__).parent.parent / "catalogue" / "factors.json"
SHIPPED = datetime(2026, 1, 1, tzinfo=UTC)


def load(apps, schema_editor):
    FactorRelease, EmissionFactor = apps.get_model("rse", "FactorRelease"), apps.get_model("rse", "EmissionFactor")
    shipped = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    if FactorRelease.objects.filter(code=shipped["code"]).exists():  # a new database has it from its first day
        return
    facts = {name: shipped[name] for name in ("code", "source", "edition", "year", "licence")}
    release = FactorRelease.objects.create(**facts, rows=len(shipped["factors"]), imported_at=SHIPPED)
    EmissionFactor.objects.bulk_create(
        EmissionFactor(
            release=release,
            code=one["code"],
            name_fr=one["fr"],
            name_en=one["en"],
            category=one["source"],
            unit=one["unit"],
            kgco2e=one["kgco2e"],
            gases=one.get("gases", {}),
            biogenic=one.get("biogenic", 0),
            year=one["year"],
            place=one.get("place", ""),
            uncertainty=one["uncertainty"],
            post=one["post"],
            basis=one.get("basis", ""),
        )
        for one in shipped["factors"]
    )


class Migration(migrations.Migration):
    dependencies = [("rse", "0004_initiatives_hold_categories")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
