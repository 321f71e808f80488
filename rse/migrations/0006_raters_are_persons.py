"""Who rated is a person, not a written name: the one of that name, else who recorded the rating."""

import django.db.models.deletion
import pgtrigger
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count


def to_persons(apps, schema_editor):
    User, Rating = apps.get_model("accounts", "User"), apps.get_model("rse", "Rating")
    named = User.objects.values("full_name").annotate(number=models.Max("pk"), count=Count("pk")).filter(count=1)
    persons = {one["full_name"]: one["number"] for one in named}
    taken: set[tuple[int, int]] = set()
    with pgtrigger.ignore():
        for rating in Rating.objects.order_by("pk"):
            number = persons.get(rating.rater_name, rating.recorded_by_id)
            if rating.superseded_at is None and (rating.iro_id, number) in taken:  # two written names of one person: the second names nobody
                number = None
            if rating.superseded_at is None:
                taken.add((rating.iro_id, number))
            Rating.objects.filter(pk=rating.pk).update(rater_id=number)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the columns change next, which waits for no check


def to_names(apps, schema_editor):
    Rating = apps.get_model("rse", "Rating")
    with pgtrigger.ignore():
        for rating in Rating.objects.select_related("rater"):
            name = rating.rater.full_name[:120] if rating.rater else f"? {rating.pk}"
            Rating.objects.filter(pk=rating.pk).update(rater_name=name)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("rse", "0005_verified_factors")]
    operations = [
        migrations.RemoveConstraint("rating", "rse_one_rating_a_rater"),
        migrations.RenameField("rating", "rater", "rater_name"),
        migrations.AddField(
            "rating",
            "rater",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="rater",
            ),
        ),
        migrations.RunPython(to_persons, to_names, elidable=True),
        migrations.AlterField("rating", "rater_name", models.CharField(default="", max_length=120)),  # for the way back
        migrations.RemoveField("rating", "rater_name"),
        migrations.AddConstraint(
            "rating",
            models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)), fields=("iro", "rater"), name="rse_one_rating_a_rater"
            ),
        ),
    ]
