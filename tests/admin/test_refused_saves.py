"""What an action refuses in the administration is said beside the field, with everything that was typed still there."""

import pytest

from foundation.accounts.models import OrganisationUnit, RoleGrant, User

pytestmark = pytest.mark.django_db


def test_a_refused_person_keeps_what_was_typed(signed_in, ada, lea):
    person = {"email": "lea@example.org ".strip(), "full_name": "Léa Nouvelle", "job_title": "Cheffe", "unit": "", "language": "fr"}
    answer = signed_in(ada).post("/admin/accounts/user/add/", person | {"email": "LEA@example.org"})
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "Léa Nouvelle" in page
    assert "Cheffe" in page
    assert "Somebody already signs in with this e-mail." in page
    assert not User.objects.filter(full_name="Léa Nouvelle").exists()


def test_a_refused_grant_says_why_beside_its_field(signed_in, ada, lea):
    grant = {
        "user": lea.pk,
        "role": "executive",
        "lens": "",
        "scope": "everything",
        "scope_id": "",
        "valid_from": "2026-01-01",
        "valid_until": "",
    }
    answer = signed_in(ada).post("/admin/accounts/rolegrant/add/", grant)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what this executive looks at first." in page
    assert 'value="2026-01-01"' in page
    assert RoleGrant.objects.filter(user=lea).count() == 1


def test_a_refused_unit_keeps_its_words(signed_in, ada, unit):
    below = OrganisationUnit.objects.create(code="B", name_fr="B", name_en="B", parent=unit)
    changed = {"code": "DIS", "name_fr": "Industrie nouvelle", "name_en": "Industry", "parent": below.pk, "head": ""}
    answer = signed_in(ada).post(f"/admin/accounts/organisationunit/{unit.pk}/change/", changed)
    assert answer.status_code == 422
    assert "Industrie nouvelle" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.name_fr == "Direction Industrie"
