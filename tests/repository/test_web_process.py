"""The web process stays small: it never loads what only workers need, whatever page it serves."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

HEAVY = {"pandas", "plotly", "scipy", "statsmodels"}


def test_no_page_loads_what_workers_need(db):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cmo_portal.settings", "DATABASE_URL": _this_database()}
    found = subprocess.run(
        [sys.executable, "-c", SERVE_EVERY_PAGE],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=settings.BASE_DIR,
        env=environment,
    )
    assert found.returncode == 0, found.stderr
    served, loaded = found.stdout.strip().splitlines()[-2:]
    assert int(served) > 20
    assert set(loaded.split()) & HEAVY == set()


def _this_database() -> str:
    facts = connection.settings_dict
    folder = facts["OPTIONS"].get("host") or facts["HOST"]
    if folder.startswith("/"):
        return f"postgres://{facts['USER']}@/{facts['NAME']}?host={folder}"
    password, port = (f"{mark}{facts[name]}" if facts[name] else "" for mark, name in ((":", "PASSWORD"), (":", "PORT")))
    return f"postgres://{facts['USER']}{password}@{facts['HOST']}{port}/{facts['NAME']}"


SERVE_EVERY_PAGE = """
import sys
import cmo_portal.wsgi
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.MFA_REQUIRED_FOR_ADMINS = False
from django.db import transaction
from django.test import Client
from tests.repository.addresses import every_address
from tests.repository.world import build
served = 0
with transaction.atomic():
    world = build()
    client = Client(raise_request_exception=False)
    client.force_login(world.people["ada"])
    for address in every_address():
        rule = address.rule()
        if address.name.startswith("admin:") and address.name.endswith(("_add", "_change", "_delete", "_history", "id>/")):
            continue  # one look at each list of the administration; its forms are made of what the lists have loaded
        if rule and rule.post is None and rule.lets_in("ada"):
            with transaction.atomic():
                answer = client.get(address.url(world))
                list(answer.streaming_content) if answer.streaming else None
                transaction.set_rollback(True)
            served += answer.status_code == 200
    transaction.set_rollback(True)
print(served)
print(" ".join(name for name in sys.modules if "." not in name))
"""
