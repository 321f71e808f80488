"""The one row that says which run readers see; none at first."""

from django.db import migrations


def open_publication(apps, schema_editor):
    apps.get_model("portfolio", "Publication").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_initial")]
    operations = [migrations.RunPython(open_publication, migrations.RunPython.noop)]
