"""What belongs to no area: the forms already answered."""

from django.conf import settings
from django.db import models


class Submission(models.Model):
    """A creating form that was sent, with the address it was answered with; sent again, it gets the same answer."""

    token = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="foundation_form_answered_once")]

    def __str__(self) -> str:
        return str(self.token)
