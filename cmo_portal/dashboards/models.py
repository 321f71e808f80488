"""What each person has already seen of what needs them: their own small memory, read by nobody else."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenMatter(models.Model):
    """A matter one person saw on their home page: on how many days, last when, and whether they set it aside.

    `fingerprint` is the state in which it was seen: a matter that changed since is new again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    key = models.CharField(_("matter"), max_length=80)
    fingerprint = models.CharField(_("state when seen"), max_length=80)
    days = models.PositiveSmallIntegerField(_("days on which it was seen"), default=1)
    seen_on = models.DateField(_("last seen"))
    set_aside_until = models.DateField(_("set aside until"), null=True)

    class Meta:
        verbose_name = _("matter seen")
        verbose_name_plural = _("matters seen")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="dashboards_matter_seen_once")]

    def __str__(self) -> str:
        return self.key
