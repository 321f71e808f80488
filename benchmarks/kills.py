"""Kills web processes and workers with SIGKILL while a lead publishes twenty reports, and counts what is left.

    .venv/bin/python benchmarks/kills.py [--home FOLDER]

The lead sends each report, with its one token, until the portal acknowledges it; the sponsor is told in the portal and by mail (a small
mail server here collects what arrives). At the end: nothing acknowledged is lost, nothing is published twice, no notice stands twice,
and mails that arrived more than once carry the same Message-ID.
"""

import argparse
import email
import http.client
import json
import os
import socketserver
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults.portal import Portal, wait_until

REPORTS = 20
KILLED_BEFORE = {3: "gunicorn", 7: "celery", 11: "gunicorn", 15: "celery", 18: "gunicorn"}
CSRF = "c" * 32
PEOPLE = """
import json
from django.test import Client
from django.conf import settings
from django.utils import timezone
from foundation.accounts.actions import grant_role, invite
from foundation.notifications.actions import choose
from portfolio.actions.projects import create_project
at = timezone.now()
lead = invite(email="lead@kills.example", full_name="Lou Lead", by=None, at=at)
sponsor = invite(email="sponsor@kills.example", full_name="Sam Sponsor", by=None, at=at)
grant_role(person=lead, role="team_lead", by=None, at=at)
choose(user=sponsor, choices={"report.published": (True, "now")})
codes = [create_project(by=None, at=at, name_fr=f"Projet {n}", status="active", lead=lead, sponsor=sponsor).code for n in range(%d)]
client = Client()
client.force_login(lead)
print(json.dumps({"session": client.cookies[settings.SESSION_COOKIE_NAME].value, "codes": codes}))
"""
COUNTS = """
import json
from django.db.models import Count
from foundation.audit.queries import verify
from foundation.notifications.models import MailBatch, MailItem, Notification, OutboxRow
from portfolio.models import StatusReport
told = Notification.objects.filter(event="report.published")
twice = told.values("user_id", "key").annotate(n=Count("id")).filter(n__gt=1).count()
print(json.dumps({
    "reports": StatusReport.objects.current().count(),
    "projects": StatusReport.objects.values("project").distinct().count(),
    "notices": told.count(), "twice": twice,
    "waiting": OutboxRow.objects.filter(delivered_at__isnull=True).count() + MailItem.objects.filter(batch__isnull=True).count()
    + MailBatch.objects.filter(sent_at__isnull=True).count(),
    "mails": MailBatch.objects.count(),
    "ledger": verify().fault is None,
}))
"""


class Letters(socketserver.ThreadingTCPServer):
    """A mail server that keeps the Message-ID of what it is given."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.ids: list[str] = []


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as Django speaks."""

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.ids.append(email.message_from_bytes(text)["Message-ID"])
            self.say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def publish(portal: Portal, session: str, code: str, deadline: float) -> int:
    """Send one report until it is acknowledged; how often it was sent."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, "seen": "", "health": "red", "note": f"Report on {code}", "token": str(uuid4())})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"sessionid={session}; csrftoken={CSRF}"}
    sent = 0
    while time.monotonic() < deadline:
        sent += 1
        line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=5)
        try:
            line.request("POST", f"/projects/{code}/reports/new/", body, headers)
            if line.getresponse().status == 303:
                return sent
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        time.sleep(0.2)
    raise SystemExit(f"{code} was never acknowledged")


def asked(portal: Portal, question: str) -> dict:
    return json.loads(portal.manage("shell", "--verbosity", "0", "-c", question).splitlines()[-1])


def run(home: Path, letters: Letters) -> bool:
    os.environ |= {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(letters.server_address[1]),
    }  # fmt: skip
    with Portal(home, "--empty") as portal:
        people = asked(portal, PEOPLE % REPORTS)
        began, attempts, killed = time.monotonic(), [], []
        for number, code in enumerate(people["codes"]):
            part = KILLED_BEFORE.get(number)
            # Killed while the report is on its way: one thread sends, this one strikes.
            sender = threading.Thread(target=lambda c=code: attempts.append(publish(portal, people["session"], c, began + 300)))
            sender.start()
            if part:
                time.sleep(0.03)
                killed += [part] * len(portal.kill(part))
            sender.join()
        print(f"{len(attempts)} reports acknowledged after {sum(attempts)} sendings in {time.monotonic() - began:.1f} s")
        print(f"killed: {killed.count('gunicorn')} web processes, {killed.count('celery')} worker and schedule processes")
        wait_until(portal.is_well, 180)
        wait_until(lambda: asked(portal, COUNTS)["waiting"] == 0, 180)
        found = asked(portal, COUNTS)
    print(f"reports {found['reports']} on {found['projects']} projects; notices {found['notices']}, twice {found['twice']}")
    mails = f"mails arrived {len(letters.ids)}, distinct Message-IDs {len(set(letters.ids))}, decided {found['mails']}"
    print(f"{mails}; ledger {'holds' if found['ledger'] else 'BROKEN'}")
    whole = found["reports"] == found["projects"] == found["notices"] == REPORTS and found["twice"] == 0 and found["ledger"]
    return len(attempts) == REPORTS and whole and len(set(letters.ids)) == found["mails"] > 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path)
    arguments = parser.parse_args()
    with Letters() as letters, tempfile.TemporaryDirectory() as folder:
        threading.Thread(target=letters.serve_forever, daemon=True).start()
        held = run(arguments.home or Path(folder) / "home", letters)
        letters.shutdown()
    sys.exit(0 if held else "Something was lost or doubled.")


if __name__ == "__main__":
    main()
