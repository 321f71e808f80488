"""The five levels of contribution in words, and the themes that cross the axes."""

from django.db import migrations

LEVELS = [
    ("0", "Aucune : le projet n'agit pas sur cet objectif.", "None: the project does not act on this objective."),
    ("0.25", "Faible : un effet indirect ou limité à une équipe.", "Weak: an indirect effect, or one limited to a team."),
    ("0.5", "Partielle : un effet direct sur une partie de l'objectif.", "Partial: a direct effect on a part of the objective."),
    ("0.75", "Forte : un des principaux leviers de l'objectif.", "Strong: one of the main levers of the objective."),
    ("1", "Entière : sans ce projet, l'objectif n'est pas atteint.", "Full: without this project the objective is not reached."),
]
THEMES = [
    ("digital-transformation", "Transformation numérique", "Digital transformation"),
    ("customer-relation", "Relation client", "Customer relations"),
    ("supply-chain", "Chaîne logistique", "Supply chain"),
    ("culture-people", "Culture et équipes", "Culture and people"),
    ("public-service", "Service public", "Public service"),
]


def write(apps, schema_editor):
    level = apps.get_model("strategy", "ContributionLevel")
    for value, fr, en in LEVELS:
        level.objects.get_or_create(objective=None, level=value, defaults={"statement_fr": fr, "statement_en": en})
    tag = apps.get_model("strategy", "StrategyTag")
    for code, fr, en in THEMES:
        tag.objects.get_or_create(code=code, defaults={"name_fr": fr, "name_en": en})


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
