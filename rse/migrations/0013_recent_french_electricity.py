"""A release of shipped factors with the French electricity of 2023 and 2024; figures entered before keep the release they used."""

from importlib import import_module

from django.db import migrations

load = import_module("rse.migrations.0005_verified_factors").load


class Migration(migrations.Migration):
    dependencies = [("rse", "0012_campaigns_and_surveys")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
