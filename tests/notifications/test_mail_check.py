import smtplib
import socket
import ssl
import threading
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from foundation.notifications.mail_check import MailSettings, doubts, explain

SMTP = "django.core.mail.backends.smtp.EmailBackend"
GOOD = MailSettings(SMTP, "mail.example.org", 587, "portal", True, True, "portal@example.org")


def test_good_settings_raise_no_doubt():
    assert doubts(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"has_password": False}, "without EMAIL_HOST_PASSWORD"),
        ({"port": 465}, "use 587"),
        ({"starttls": False}, "asks for STARTTLS"),
        ({"sender": "portal@localhost"}, "Give a real address"),
    ],
)
def test_doubts_name_the_setting(changes, words):
    told = MailSettings(**(GOOD.__dict__ | changes))
    assert any(words in doubt for doubt in doubts(told))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "EMAIL_HOST"),
        (ConnectionRefusedError(111, "refused"), "Nobody listens at mail.example.org:587"),
        (TimeoutError("timed out"), "firewall"),
        (ssl.SSLCertVerificationError(1, "x"), "certificate"),
        (ssl.SSLError(1, "wrong version number"), "does not speak TLS"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad\ncredentials"), "535 5.7.8 Bad credentials"),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported"), "EMAIL_USE_TLS=false"),
        (smtplib.SMTPSenderRefused(553, b"not yours", "x"), "DEFAULT_FROM_EMAIL"),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no relay")}), "refuses this recipient"),
        (smtplib.SMTPServerDisconnected("closed"), "hung up"),
        (smtplib.SMTPDataError(554, b"spam"), "554 spam"),
        (OSError(101, "Network is unreachable"), "could not be reached"),
    ],
)
def test_each_failure_is_said_in_words(error, words):
    assert words in explain(error, GOOD)


def test_a_test_mail_goes_out_and_the_password_is_not_shown(settings):
    settings.EMAIL_HOST_PASSWORD = "geheim"
    told = StringIO()
    call_command("send_test_mail", "eva@example.org", stdout=told)
    assert [message.to for message in mail.outbox] == [["eva@example.org"]]
    assert "geheim" not in told.getvalue()


def test_a_wrong_address_is_refused_before_anything_is_sent():
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("send_test_mail", "eva", stdout=StringIO())


def test_a_server_that_hangs_up_is_told(settings):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        threading.Thread(target=_hang_up, args=(server,), daemon=True).start()
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.getsockname()[1]
        with pytest.raises(CommandError, match=r"hung up|could not be reached"):
            call_command("send_test_mail", "eva@example.org", stdout=StringIO())


def test_nobody_listening_is_told(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
    with pytest.raises(CommandError, match="Nobody listens"):
        call_command("send_test_mail", "eva@example.org", stdout=StringIO())


def _hang_up(server):
    server.accept()[0].close()
