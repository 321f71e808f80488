"""The disclosures of the VSME standard, a catalogue that initiatives may name."""

import json
from pathlib import Path

from django.db import migrations

CATALOGUE = Path(__file__).parent.parent / "catalogue" / "themes.json"


def add(apps, schema_editor):
    """A new database has them already: its catalogue is loaded from the same file."""
    groups, themes = apps.get_model("rse", "ThemeGroup"), apps.get_model("rse", "Theme")
    told = next(group for group in json.loads(CATALOGUE.read_text(encoding="utf-8"))["groups"] if group["code"] == "vsme")
    facts = {"name_fr": told["fr"], "name_en": told["en"], "edition": told["edition"], "source": told["source"]}
    group, _new = groups.objects.get_or_create(code="vsme", defaults=facts)
    for place, theme in enumerate(told["themes"], 1):
        names = {"name_fr": theme["fr"], "name_en": theme["en"], "position": place, "group": group}
        themes.objects.get_or_create(code=theme["code"], defaults=names)


class Migration(migrations.Migration):
    dependencies = [("rse", "0013_recent_french_electricity")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
