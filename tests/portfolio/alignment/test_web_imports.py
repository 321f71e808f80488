"""What pages may import of the score must not bring pandas or plotly with it."""

import os
import subprocess
import sys

from django.conf import settings

PAGES_USE = [
    "portfolio.tasks",
    "portfolio.alignment.nights",
    "portfolio.alignment.explain",
    "portfolio.alignment.model_versions",
    "portfolio.charts",
]


def test_pages_load_neither_pandas_nor_plotly():
    code = f"""
import django, importlib, sys
django.setup()
for name in {PAGES_USE!r}:
    importlib.import_module(name)
print([name for name in ("pandas", "plotly", "scipy") if name in sys.modules])
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cmo_portal.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
