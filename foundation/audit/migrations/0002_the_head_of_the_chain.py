"""The chain starts at position 0 with a hash of zeros."""

from django.db import migrations


def start_chain(apps, schema_editor):
    apps.get_model("audit", "LedgerHead").objects.get_or_create(pk=1, defaults={"position": 0, "hash": "0" * 64})


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(start_chain, migrations.RunPython.noop)]
