"""What a password must be, after CNIL and ANSSI: long, not common; no rule on its characters, no renewal."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# French words that Django's list of common passwords does not hold.
COMMON_IN_FRENCH = frozenset(
    {
        "administrateur", "aurevoir", "azerty", "azertyuiop", "azertyuiopqsdfghjklm", "bienvenue", "bonjour", "chouchou", "cmoportal",
        "coucou", "doudou", "entreprise", "jesuisla", "jetaime", "loulou", "marseille", "motdepasse", "portail", "soleil",
    }
)  # fmt: skip
FEWEST_DISTINCT = 5
FILLING = re.compile(r"[\d\W_]+")


class MaximumLengthValidator:
    """Refuses more than `max_length` characters: beyond, hashing only costs time."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError when the password is too long."""
        if len(password) > self.max_length:
            raise ValidationError(_("This password is too long: use at most %(n)d characters.") % {"n": self.max_length})

    def get_help_text(self) -> str:
        return _("At most %(n)d characters.") % {"n": self.max_length}


class CommonWordsValidator(CommonPasswordValidator):
    """Refuses common passwords, also when digits and signs are put around or inside them (motdepasse2026!)."""

    def validate(self, password: str, user: object | None = None) -> None:
        """Raise ValidationError when the password is, or hides, a common one."""
        bare = password.lower().strip()
        letters = FILLING.sub("", bare)
        common = {bare, letters} & (self.passwords | COMMON_IN_FRENCH)
        if common or len(set(bare)) < FEWEST_DISTINCT:
            raise ValidationError(_("This password is too easy to guess: three or four words that only you put together are better."))

    def get_help_text(self) -> str:
        return _("Not a common password: three or four words that only you put together are best.")
