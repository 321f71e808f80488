"""The catalogues that ship with the product: themes, and the small release of factors."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent.parent / "catalogue"
SHIPPED = datetime(2026, 1, 1, tzinfo=UTC)


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def load(apps, schema_editor):
    ThemeGroup, Theme = apps.get_model("rse", "ThemeGroup"), apps.get_model("rse", "Theme")
    for group in read("themes")["groups"]:
        row = ThemeGroup.objects.create(
            code=group["code"], name_fr=group["fr"], name_en=group["en"], edition=group["edition"], source=group["source"]
        )
        Theme.objects.bulk_create(
            Theme(group=row, code=theme["code"], name_fr=theme["fr"], name_en=theme["en"], position=place)
            for place, theme in enumerate(group["themes"], 1)
        )
    FactorRelease, EmissionFactor = apps.get_model("rse", "FactorRelease"), apps.get_model("rse", "EmissionFactor")
    shipped = read("factors")
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
    dependencies = [("rse", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
