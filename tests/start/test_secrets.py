"""Secrets that a portal makes for itself."""

from cmo_portal import secret


def test_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = secret.demo_password(tmp_path)
    assert secret.demo_password(tmp_path) == first
    assert (tmp_path / "demo_password").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["demo_password"]


def test_two_portals_have_two_passwords_that_the_rules_accept(tmp_path):
    one, other = secret.demo_password(tmp_path / "one"), secret.demo_password(tmp_path / "other")
    assert one != other
    assert len(one) >= 12
