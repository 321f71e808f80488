"""Who came, without knowing who: a personnel number or an address becomes a keyed hash, so that people are counted once.

The key is the portal's own secret: without it nobody turns a list of numbers into hashes. Each purpose has hashes of its own, so that
the rows of one cannot be laid beside those of another.
"""

import re
import secrets

from django.utils.crypto import salted_hmac

from foundation.refusals import gettext_noop as _
from rse.refusals import RseRefusal

ATTENDING, QUIZ = "rse.participation", "rse.quiz"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no sign that is read as another
CODE_LENGTH = 8
NUMBER = re.compile(r"[A-Z]{0,4}\d{2,15}")
ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s]{2,}")


def person_key(text: str, *, purpose: str = ATTENDING) -> str:
    """The hash of whoever gives this personnel number or e-mail address; spaces, case and leading zeros do not matter.

    Raises RseRefusal when it is neither.
    """
    return salted_hmac(purpose, plain(text), algorithm="sha256").hexdigest()


def plain(text: str) -> str:
    """The one way in which a personnel number or an address is written; a spreadsheet drops leading zeros, so they go."""
    packed = re.sub(r"[\s.\-/]", "", text).upper() if "@" not in text else text.strip().casefold()
    if ADDRESS.fullmatch(packed):
        return packed
    if NUMBER.fullmatch(packed):
        return packed.lstrip("0") or "0"
    raise RseRefusal(_("Write your personnel number (digits, with up to four letters before them) or your work e-mail address."))


def join_code() -> str:
    """A new code of a session, easy to read aloud."""
    return "".join(secrets.choice(ALPHABET) for _unused in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A code as it was typed, in capitals and without spaces or dashes."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[:CODE_LENGTH]


def shown_code(code: str) -> str:
    """A code in two halves: `ABCD-EFGH`."""
    return f"{code[:4]}-{code[4:]}"
