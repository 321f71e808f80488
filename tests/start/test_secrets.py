"""The signing key that a portal makes for itself."""

from environs import Env

from cmo_portal import secret


def test_key_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = secret.demo_key(Env(), tmp_path)
    assert secret.demo_key(Env(), tmp_path) == first
    assert len(first) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_portals_have_two_keys(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert secret.demo_key(Env(), tmp_path / "one") != secret.demo_key(Env(), tmp_path / "other")


def test_given_key_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret.demo_key(Env(), tmp_path) == "given"
    assert not (tmp_path / "secret_key").exists()
