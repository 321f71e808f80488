import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["girafe bleue sur un toit", "x" * 3 + "correct horse battery", "Zk7+" + "pq!w" * 2, "tulipe-" * 18 + "ab"]
)
def test_a_long_password_of_any_make_is_accepted(password, db):
    assert 12 <= len(password) <= 128
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "password1234", "Motdepasse2026!", "azertyuiop123", "aaaaaaaaaaaaaa", "121212121212", "tulipe-" * 18 + "abc"],
)
def test_a_short_common_or_endless_password_is_refused(password, db):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_password_that_repeats_the_person_is_refused(lea):
    with pytest.raises(ValidationError):
        validate_password("lea@example.org", lea)
