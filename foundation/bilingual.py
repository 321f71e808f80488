"""Names in French and English: a name given in one language serves for both until it is translated."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class BilingualName(models.Model):
    """`name_fr` and `name_en`, both always filled; `name` is the one of the active language."""

    name_fr = models.CharField(_("name (French)"), max_length=300)
    name_en = models.CharField(_("name (English)"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.in_language("name")

    def in_language(self, field: str) -> str:
        """The text of `field` in the active language, else in the other one."""
        return in_language(self, field)


def in_language(row: models.Model, field: str) -> str:
    """The text of `field` of any row with `field_fr` and `field_en`, in the active language, else in the other one."""
    return str(getattr(row, f"{field}_{language()}") or getattr(row, f"{field}_{other_language()}"))


def language() -> str:
    """`fr` or `en`."""
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def other_language() -> str:
    return "fr" if language() == "en" else "en"


def name_field() -> str:
    """The column that holds names in the active language, for sorting and selecting."""
    return f"name_{language()}"


def both_names(*, fr: str = "", en: str = "") -> dict[str, str]:
    """`name_fr` and `name_en`, each filled from the other where it is empty."""
    return {"name_fr": (fr or en).strip(), "name_en": (en or fr).strip()}
