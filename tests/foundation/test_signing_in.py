import re

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from foundation.accounts.models import RoleGrant, User
from foundation.audit.models import LedgerEntry

PASSWORD = "girafe bleue sur un toit"


@pytest.fixture(autouse=True)
def no_throttle_from_another_test(db):
    cache.clear()


@pytest.fixture
def lea(lea):
    lea.set_password(PASSWORD)
    lea.save()
    return lea


def sign_in(client, email="lea@example.org", password=PASSWORD, **extra):
    return client.post("/account/login/", {"login": email, "password": password, **extra})


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.mark.parametrize("email", ["lea@example.org", "LEA@Example.ORG", " lea@example.org "])
def test_a_person_signs_in_whatever_the_case_of_the_address(email, client, lea):
    assert sign_in(client, email, next="/account/").url == "/account/"
    assert client.get("/account/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, lea):
    answers = [sign_in(client, password="wrong wrong wrong"), sign_in(client, email="nobody@example.org")]
    told = [re.findall(r"errorlist.*?</ul>", answer.content.decode()) for answer in answers]
    assert told[0]
    assert told[0] == told[1]


def test_a_redirection_stays_on_the_portal(client, lea):
    assert sign_in(client, next="https://elsewhere.example/").url == "/"


def test_a_person_without_a_role_lands_where_it_is_said(client, sam):
    sam.set_password(PASSWORD)
    sam.save()
    assert sign_in(client, "sam@example.org").url == "/account/"


def test_signing_out_needs_a_form(client, lea):
    sign_in(client)
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/account/").status_code == 302


def test_nobody_registers(client, db):
    for name in ("account_signup", "account_email", "socialaccount_signup"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client.get("/account/signup/").status_code in (302, 404)


def test_too_many_wrong_passwords_are_stopped(client, lea):
    answers = [sign_in(client, password=f"wrong wrong {n}") for n in range(6)]
    assert "Too many" in answers[-1].content.decode() or "Trop de" in answers[-1].content.decode()
    assert sign_in(client).status_code == 200, "the right password waits too"


def test_too_many_reset_requests_get_a_page_that_says_to_wait(client, lea):
    answers = [client.post("/account/password/reset/", {"email": "lea@example.org"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Wait a few minutes" in answers[-1].content.decode() or "quelques minutes" in answers[-1].content.decode()


def test_a_forgotten_password_is_chosen_anew_through_a_mail(client, lea):
    User.objects.filter(pk=lea.pk).update(language="en")
    client.post("/account/password/reset/", {"email": "LEA@example.org"})
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["lea@example.org"], "Choose a new password for CMO Portal")
    address = re.search(r"http://testserver(\S+)", message.body)[1]
    page = client.get(address, follow=True)
    form_address = page.redirect_chain[-1][0]
    too_short = client.post(form_address, {"password1": "short", "password2": "short"})
    assert too_short.status_code == 200
    assert "field-error" in too_short.content.decode()
    new = "trois chats sur le muret"
    assert client.post(form_address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(client, password=new).status_code == 302
    assert LedgerEntry.objects.filter(verb="account.password_changed").exists()
    assert "no longer works" in client.get(address, follow=True, headers={"Accept-Language": "en"}).content.decode()


def test_a_mail_speaks_the_language_of_its_reader(client, lea):
    User.objects.filter(pk=lea.pk).update(language="fr")
    client.post("/account/password/reset/", {"email": "lea@example.org"}, headers={"Accept-Language": "en"})
    assert mail.outbox[0].subject == "Choisissez un nouveau mot de passe pour CMO Portal"
    assert "Bonjour" in mail.outbox[0].body


def test_an_unknown_address_gets_no_mail_and_the_same_page(client, db):
    answer = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert answer.url == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_a_changed_password_ends_the_other_sessions(client, lea):
    elsewhere = type(client)()
    sign_in(elsewhere)
    sign_in(client)
    new = "trois chats sur le muret"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/account/").status_code in (200, 302)
    assert elsewhere.get("/account/").status_code == 302


def test_a_second_factor_is_set_up_and_then_asked(client, lea, django_capture_on_commit_callbacks):
    sign_in(client)
    again = client.get("/account/2fa/totp/activate/").url
    assert again.startswith("/account/reauthenticate/")
    assert client.get(again).status_code == 200
    assert client.post(again, {"password": "wrong wrong wrong"}).status_code == 200
    assert client.post(again, {"password": PASSWORD}).url == "/account/2fa/totp/activate/"
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks() as after_commit:
        answer = client.post("/account/2fa/totp/activate/", {"code": code_now(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    with request_context(answer.wsgi_request):
        for tell in after_commit:
            tell()
    assert mail.outbox[0].to == ["lea@example.org"]
    assert client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert client.get("/account/2fa/recovery-codes/download/")["Content-Type"].startswith("text/plain")
    verbs = set(LedgerEntry.objects.values_list("verb", flat=True))
    assert {"account.second_factor_set", "account.recovery_codes_made"} <= verbs
    client.post("/account/logout/")
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302, "the password alone opens nothing"
    cache.clear()
    recovery = RecoveryCodes(Authenticator.objects.get(user=lea, type="recovery_codes")).get_unused_codes()[0]
    assert client.post(reverse("mfa_authenticate"), {"code": recovery}).status_code == 302
    assert client.get("/account/").status_code == 200


class TestAdministratorsConfirm:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA_REQUIRED_FOR_ADMINS = True

    @pytest.mark.parametrize("address", ["/admin/", "/account/", "/gallery/"])
    def test_an_administrator_without_a_second_factor_is_led_to_set_it_up(self, address, signed_in, ada):
        assert signed_in(ada).get(address).url == reverse("mfa_activate_totp")

    def test_nothing_is_done_before(self, signed_in, ada):
        client = signed_in(ada)
        assert client.post("/account/sessions/end/").url == reverse("mfa_activate_totp")

    def test_the_way_out_stays_open(self, signed_in, ada):
        client = signed_in(ada)
        assert client.get("/account/logout/").status_code == 200
        assert client.get(reverse("mfa_index")).status_code == 200

    def test_an_administrator_with_a_second_factor_goes_on(self, signed_in, ada):
        TOTP.activate(ada, "A" * 32)
        assert signed_in(ada).get("/account/").status_code == 200

    def test_others_are_not_asked(self, signed_in, lea):
        assert signed_in(lea).get("/account/").status_code == 200


class TestDemoLogins:
    @pytest.fixture
    def demo_people(self, db, settings, at):
        for role, lens in (("executive", "cmo"), ("executive", "cfo"), ("team_lead", "")):
            for n in range(2):
                person = User.objects.create_user(
                    f"{role}{lens}{n}@demo.example", settings.DEMO_PASSWORD, full_name=f"{role} {lens} {n}", is_demo=True
                )
                RoleGrant.objects.create(user=person, role=role, lens=lens, valid_from=at.date(), granted_at=at)

    def test_one_click_signs_in_as_each_role(self, client, demo_people):
        page = client.get("/account/login/").content.decode()
        shown = re.findall(r'name="login" value="([^"]+)"', page)
        assert shown == ["executivecmo0@demo.example", "executivecfo0@demo.example", "team_lead0@demo.example"]
        password = re.search(r'name="password" value="([^"]+)"', page)[1]
        assert sign_in(client, shown[0], password).status_code == 302

    def test_they_are_not_shown_without_demo_data(self, client, lea):
        assert "demo-logins" not in client.get("/account/login/").content.decode()

    def test_they_are_not_shown_in_production(self, client, demo_people, settings):
        settings.PORTAL_ENV = "production"
        assert "demo.example" not in client.get("/account/login/").content.decode()


class TestMyAccount:
    def test_language_and_theme_are_kept_with_the_person(self, signed_in, lea):
        client = signed_in(lea)
        assert client.post("/account/", {"language": "fr", "theme": "dark"}).status_code in (302, 303)
        page = client.get("/account/").content.decode()
        assert 'lang="fr"' in page
        assert 'data-bs-theme="dark"' in page

    def test_an_unknown_language_is_refused(self, signed_in, lea):
        assert signed_in(lea).post("/account/", {"language": "xx", "theme": "dark"}).status_code == 422

    def test_sessions_are_listed_and_the_others_end(self, client, lea):
        elsewhere = type(client)(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
        sign_in(elsewhere)
        sign_in(client)
        assert "Firefox · Linux" in client.get("/account/").content.decode()
        client.post("/account/sessions/end/")
        assert elsewhere.get("/account/").status_code == 302
        assert client.get("/account/").status_code == 200
        assert LedgerEntry.objects.first().facts == {"sessions_ended": 1}

    def test_a_stranger_sees_why_there_is_nothing_else(self, signed_in, sam):
        assert "No role yet" in signed_in(sam).get("/account/").content.decode()

    def test_it_asks_few_questions(self, signed_in, lea, django_assert_max_num_queries):
        client = signed_in(lea)
        client.get("/account/")
        with django_assert_max_num_queries(9):
            client.get("/account/")
