"""Production settings: what is refused at the start, and what is held once it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from environs import Env

from cmo_portal import production

PROJECT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "nCq0v3XlT9rJ2mYk7WzB5sHd8fGp4aEu6oLi1tRx-QnVbMcDj_KyZw0SgPhAeUo",
    "DATABASE_URL": "postgres://portal:Xk29-mQe7-aPv3@db.internal:5432/portal",
    "REDIS_URL": "redis://:Zt81-nRw4-bLc6@redis.internal:6379",
    "ALLOWED_HOSTS": "portal.example.org",
    "PORTAL_URL": "https://portal.example.org",
}


def faults(monkeypatch, **changed: str) -> list[str]:
    for name, value in (GOOD | changed).items():
        monkeypatch.setenv(name, value)
    return list(production.faults_of(Env()))


def start(*command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run a command as production would."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")} | GOOD | changed
    return subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_good_environment_has_no_fault(monkeypatch):
    assert faults(monkeypatch) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "change-me"),
        ("SECRET_KEY", "change-me-nCq0v3XlT9rJ2mYk7WzB5sHd8fGp4aEu6oLi1tRxQnVbMcDj"),
        ("SECRET_KEY", "django-insecure-nCq0v3XlT9rJ2mYk7WzB5sHd8fGp4aEu6oLi1tRxQnV"),
        ("SECRET_KEY", "a" * 80),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "postgres://portal@db/portal"),
        ("DATABASE_URL", "postgres://portal:change-me@db/portal"),
        ("DATABASE_URL", "postgres://portal:portal@db/portal"),
        ("REDIS_URL", ""),
        ("REDIS_URL", "redis://:change-me@redis"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("PORTAL_URL", ""),
        ("PORTAL_URL", "http://portal.example.org"),
        ("PORTAL_DEBUG", "true"),
    ],
)
def test_unsafe_value_is_named_and_not_repeated(monkeypatch, name, value):
    (fault,) = faults(monkeypatch, **{name: value})
    assert fault.startswith(name)
    assert not value or len(value) < 5 or value not in fault


def test_database_on_a_socket_needs_no_password(monkeypatch):
    assert faults(monkeypatch, DATABASE_URL="postgres://portal@/portal?host=/run/postgresql") == []


def test_start_with_the_example_key_is_refused():
    answer = start(
        "-c", "from django.conf import settings; settings.DEBUG", SECRET_KEY="change-me", DJANGO_SETTINGS_MODULE="cmo_portal.settings"
    )
    assert answer.returncode != 0
    assert "SECRET_KEY must be set" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_every_secret_of_the_example_file_is_refused(monkeypatch):
    lines = [line for line in (PROJECT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    named = faults(
        monkeypatch,
        SECRET_KEY=given["SECRET_KEY"],
        DATABASE_URL=f"postgres://portal:{given['POSTGRES_PASSWORD']}@db/portal",
        REDIS_URL=f"redis://:{given['REDIS_PASSWORD']}@redis",
    )
    assert [fault.split()[0] for fault in named] == ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"]


def test_check_deploy_is_clean():
    answer = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", STATIC_ROOT="/tmp/none")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "no issues" in answer.stdout


def test_production_holds_cookies_transport_and_second_factor():
    names = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "MFA_REQUIRED_FOR_ADMINS", "DEBUG"]
    script = f"from django.conf import settings\nprint(*(getattr(settings, name) for name in {names}))"
    answer = start("-c", script, DJANGO_SETTINGS_MODULE="cmo_portal.settings")
    assert answer.stdout.split() == ["__Host-sessionid", "True", "True", "True", "False"]


def test_demo_asks_for_no_second_factor(settings):
    assert settings.MFA_REQUIRED_FOR_ADMINS is False


def test_pages_are_closed_to_other_sites(db, client):
    answer = client.get("/healthz?for=web")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
