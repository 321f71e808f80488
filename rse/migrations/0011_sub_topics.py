"""Sub-topics of the ESRS that weigh a theme of their own: energy, waste, training."""

import json
from pathlib import Path

from django.db import migrations

CATALOGUE = Path(__file__).parent.parent / "catalogue" / "themes.json"


def add(apps, schema_editor):
    """A new database has them already: its catalogue is loaded from the same file."""
    groups, themes = apps.get_model("rse", "ThemeGroup"), apps.get_model("rse", "Theme")
    told = next(group for group in json.loads(CATALOGUE.read_text(encoding="utf-8"))["groups"] if group["code"] == "esrs")
    group = groups.objects.get(code="esrs")
    for place, theme in enumerate(told["themes"], 1):
        names = {"name_fr": theme["fr"], "name_en": theme["en"], "position": place, "group": group}
        themes.objects.get_or_create(code=theme["code"], defaults=names)


class Migration(migrations.Migration):
    dependencies = [("rse", "0010_on_the_ground")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
