from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from foundation.accounts.access import forget_rights
from foundation.accounts.models import OrganisationUnit, RoleGrant
from portfolio import access
from portfolio.actions import projects
from portfolio.actions.members import set_member


def give(user, **grant):
    RoleGrant.objects.create(user=user, valid_from=date(2020, 1, 1), granted_at=datetime(2020, 1, 1, tzinfo=UTC), **grant)
    forget_rights(user)
    return user


def sees(user, project) -> bool:
    forget_rights(user)
    return access.visible_to(user).filter(pk=project.pk).exists()


def test_the_lead_executives_and_administrators_see_a_project_and_a_stranger_does_not(project, lea, eva, ada, sam):
    assert [sees(user, project) for user in (lea, eva, ada, sam)] == [True, True, True, False]


def test_a_stranger_is_not_told_that_the_project_exists(project, sam):
    with pytest.raises(Http404):
        access.project_to_report(sam, "C360")


def test_a_reader_of_a_unit_sees_the_projects_of_its_sub_units(project, sam, unit):
    top = OrganisationUnit.objects.create(code="GRP", name_fr="Groupe", name_en="Group")
    OrganisationUnit.objects.filter(pk=unit.pk).update(parent=top)
    assert sees(give(sam, role="executive", scope="unit", scope_id=top.pk), project)


@pytest.mark.parametrize("scope", ["portfolio", "project"])
def test_a_reader_of_a_portfolio_or_project_sees_what_is_in_it(project, sam, scope):
    scope_id = project.portfolio_id if scope == "portfolio" else project.pk
    assert sees(give(sam, role="auditor", scope=scope, scope_id=scope_id), project)


def test_an_owner_sees_the_projects_that_serve_their_objective(link, project, otto):
    assert sees(otto, project)


def test_a_member_and_a_sponsor_see_the_project(project, sam, otto, at):
    set_member(project=project, user=sam, share="0.5", by=None, at=at)
    projects.change_project(project=project, version=1, by=None, at=at, sponsor=otto)
    assert sees(sam, project)
    assert sees(otto, project)


def test_an_expired_grant_shows_nothing(project, sam):
    RoleGrant.objects.create(
        user=sam, role="executive", valid_from=date(2020, 1, 1), valid_until=date(2020, 2, 1), granted_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert not sees(sam, project)


def test_a_confidential_project_is_seen_only_by_those_it_names(project, lea, eva, ada, sam, at):
    projects.change_project(project=project, version=1, by=lea, at=at, is_confidential=True)
    assert [sees(user, project) for user in (lea, eva, ada, sam)] == [True, False, False, False]
    set_member(project=project, user=eva, share="0.1", by=lea, at=at)
    assert sees(eva, project)


def test_an_executive_sees_but_does_not_report_and_the_cmo_edits(project, eva, lea):
    assert access.project_to_report(lea, "C360") == project
    assert access.project_to_edit(eva, "C360") == project
    with pytest.raises(PermissionDenied):
        access.project_to_report(eva, "C360")


def test_a_team_lead_without_a_scope_reports_only_on_what_names_them(project, sam):
    assert not sees(give(sam, role="team_lead"), project)


def test_a_scoped_team_lead_reports_on_the_projects_of_the_unit(project, sam, unit):
    give(sam, role="team_lead", scope="unit", scope_id=unit.pk)
    assert access.project_to_report(sam, "C360") == project
    assert list(access.reportable_by(sam)) == [project]


def test_a_data_steward_edits_but_does_not_report(project, sam):
    give(sam, role="data_steward")
    assert access.project_to_edit(sam, "C360") == project
    with pytest.raises(PermissionDenied):
        access.project_to_report(sam, "C360")


def test_a_cfo_sees_but_does_not_edit_or_waive(project, sam):
    give(sam, role="executive", lens="cfo")
    for door in (access.project_to_edit, access.project_to_waive):
        with pytest.raises(PermissionDenied):
            door(sam, "C360")


def test_the_owner_decides_on_a_link_and_others_do_not(link, otto, eva, lea, ada, sam):
    assert access.link_to_decide(otto, link.key) == link
    assert access.link_to_decide(ada, link.key) == link
    for user in (eva, lea):
        with pytest.raises(PermissionDenied):
            access.link_to_decide(user, link.key)
    with pytest.raises(Http404):
        access.link_to_decide(sam, link.key)


def test_the_cmo_decides_where_nobody_owns_the_objective_or_the_owner_left(link, otto, eva):
    otto.is_active = False
    otto.save(update_fields=["is_active"])
    assert access.link_to_decide(eva, link.key) == link


def test_who_may_enter_projects(lea, eva, ada, sam, otto):
    assert [access.can_create(user) for user in (lea, eva, ada, sam, otto)] == [True, True, True, False, False]
    with pytest.raises(PermissionDenied):
        access.project_creator(sam)


def test_a_fact_of_another_project_is_not_found(project, at, lea):
    from portfolio.actions.risks import open_risk
    from portfolio.models import Risk

    other = projects.create_project(by=lea, at=at, name_fr="Autre", lead=lea)
    risk = open_risk(project=other, title="Late", probability=1, impact=1, by=lea, at=at)
    assert access.child_of(other, Risk, risk.key) == risk
    with pytest.raises(Http404):
        access.child_of(project, Risk, risk.key)
