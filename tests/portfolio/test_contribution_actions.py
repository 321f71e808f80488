from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from foundation import history
from foundation.audit.queries import trail
from portfolio.actions import contributions
from portfolio.models import ProjectContribution, ProjectSummary

HALF, FULL, WEAK, STRONG = Decimal("0.5"), Decimal(1), Decimal("0.25"), Decimal("0.75")


def current(link) -> ProjectContribution:
    return ProjectContribution.objects.current().get(key=link.key)


def test_the_lead_declares_and_the_trails_of_both_sides_tell(link, project, delight, lea):
    assert (link.state, link.level, link.declared_by) == ("declared", HALF, lea)
    assert trail(project)[0].verb == trail(delight)[0].verb == "contribution.declared"


def test_the_card_counts_links_and_names_the_main_objective(link, project, loyalty, lea, otto, at):
    contributions.declare_contribution(project=project, objective=loyalty, level=FULL, by=lea, at=at)
    contributions.validate(link=link, by=otto, at=at)
    card = ProjectSummary.objects.get(project=project)
    assert (card.links, card.links_validated, card.main_objective, card.horizon) == (2, 1, loyalty, "long")


def test_a_group_of_objectives_receives_no_contribution(project, delight, group, lea, at):
    with pytest.raises(ValidationError, match="groups other objectives"):
        contributions.declare_contribution(project=project, objective=group, level=HALF, by=lea, at=at)


def test_a_retired_objective_receives_no_contribution(project, delight, lea, at):
    delight.retired_on = date(2026, 1, 1)
    with pytest.raises(ValidationError, match="retired"):
        contributions.declare_contribution(project=project, objective=delight, level=HALF, by=lea, at=at)


def test_declaring_twice_the_same_keeps_one_link_and_another_level_is_refused(link, project, delight, lea, at):
    assert contributions.declare_contribution(project=project, objective=delight, level=HALF, by=lea, at=at) == link
    with pytest.raises(ValidationError, match="change its level"):
        contributions.declare_contribution(project=project, objective=delight, level=FULL, by=lea, at=at)
    assert ProjectContribution.objects.count() == 1


def test_the_owner_validates_at_the_declared_level(link, otto, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    assert (validated.state, validated.validated_level, validated.decided_by) == ("validated", HALF, otto)
    assert validated.decided_on == at.date()


def test_raising_a_validated_link_keeps_what_was_validated(link, otto, lea, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    raised = contributions.change_level(link=validated, level=FULL, by=lea, at=at + timedelta(days=40))
    assert (raised.state, raised.level, raised.validated_level, raised.decided_on) == ("declared", FULL, HALF, at.date())
    again = contributions.validate(link=raised, by=otto, at=at + timedelta(days=41))
    assert (again.state, again.validated_level) == ("validated", FULL)


def test_lowering_below_what_was_validated_needs_no_second_key(link, otto, lea, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    lowered = contributions.change_level(link=validated, level=WEAK, by=lea, at=at)
    assert (lowered.state, lowered.level, lowered.validated_level) == ("validated", WEAK, WEAK)


def test_a_raise_taken_back_is_validated_again(link, otto, lea, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    raised = contributions.change_level(link=validated, level=FULL, by=lea, at=at)
    back = contributions.change_level(link=raised, level=HALF, by=lea, at=at)
    assert (back.state, back.level, back.validated_level) == ("validated", HALF, HALF)


def test_a_refusal_needs_a_reason_and_the_lead_may_declare_anew(link, project, delight, otto, lea, at):
    with pytest.raises(ValidationError, match="Say why"):
        contributions.refuse(link=link, reason="  ", by=otto, at=at)
    refused = contributions.refuse(link=link, reason="No effect on customers", by=otto, at=at)
    assert (refused.state, refused.validated_level) == ("refused", None)
    assert trail(project)[0].facts["reason"] == "No effect on customers"
    anew = contributions.declare_contribution(project=project, objective=delight, level=WEAK, by=lea, at=at, rationale="Indirect")
    assert (anew.state, anew.level, anew.reason, anew.key) == ("declared", WEAK, "", link.key)


def test_refusing_a_raise_keeps_what_was_validated(link, otto, lea, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    raised = contributions.change_level(link=validated, level=FULL, by=lea, at=at)
    refused = contributions.refuse(link=raised, reason="Not the main lever", by=otto, at=at)
    assert (refused.state, refused.level, refused.validated_level, refused.reason) == ("validated", HALF, HALF, "Not the main lever")


def test_a_withdrawn_link_is_declared_again_under_its_old_key(link, project, delight, lea, at):
    contributions.withdraw(link=link, by=lea, at=at)
    assert not ProjectContribution.objects.current().exists()
    assert ProjectSummary.objects.get(project=project).links == 0
    again = contributions.declare_contribution(project=project, objective=delight, level=FULL, by=lea, at=at + timedelta(days=1))
    assert (again.key, again.removed) == (link.key, False)


def test_an_owner_validates_many_links_at_once_with_one_entry(link, project, loyalty, ada, lea, at, django_assert_max_num_queries):
    other = contributions.declare_contribution(project=project, objective=loyalty, level=FULL, by=lea, at=at)
    with django_assert_max_num_queries(20):
        contributions.validate_all(links=[link, other], by=ada, at=at, source="approved plan")
    assert {current(link).state, current(other).state} == {"validated"}
    assert current(other).source == "approved plan"
    assert trail(project)[0].verb == "contribution.validated"
    assert trail(project)[0].facts["about"] == "O1, O2"


def test_all_or_none_when_one_link_changed_meanwhile(link, project, loyalty, ada, lea, at):
    other = contributions.declare_contribution(project=project, objective=loyalty, level=FULL, by=lea, at=at)
    contributions.change_level(link=other, level=WEAK, by=lea, at=at)
    with pytest.raises(history.ChangedMeanwhile):
        contributions.validate_all(links=[link, other], by=ada, at=at)
    assert current(link).state == "declared"


def test_still_true_renews_for_a_year(link, otto, at):
    validated = contributions.validate(link=link, by=otto, at=at)
    a_year_later = at + timedelta(days=360)
    [renewed] = contributions.renew_all(links=[validated], by=otto, at=a_year_later)
    assert (renewed.state, renewed.validated_level, renewed.decided_on) == ("validated", HALF, a_year_later.date())


def test_what_was_never_validated_is_not_renewed(link, otto, at):
    with pytest.raises(ValidationError, match="Only validated"):
        contributions.renew_all(links=[link], by=otto, at=at)


def test_an_expired_validation_leaves_the_count_of_the_card(link, project, otto, at):
    from portfolio.actions.cards import refresh_card

    contributions.validate(link=link, by=otto, at=at)
    for day, count in ((date(2027, 6, 30), 1), (date(2027, 7, 1), 0)):
        refresh_card(project, as_of=day)
        assert ProjectSummary.objects.get(project=project).links_validated == count


@pytest.mark.parametrize("act", ["declare", "change", "withdraw", "validate", "refuse"])
def test_when_the_ledger_fails_nothing_is_stored(link, project, loyalty, otto, lea, at, act, monkeypatch):
    def fail(**_):
        raise OSError("no ledger")

    monkeypatch.setattr("foundation.audit.actions.record", fail)
    acts = {
        "declare": lambda: contributions.declare_contribution(project=project, objective=loyalty, level=HALF, by=lea, at=at),
        "change": lambda: contributions.change_level(link=link, level=FULL, by=lea, at=at),
        "withdraw": lambda: contributions.withdraw(link=link, by=lea, at=at),
        "validate": lambda: contributions.validate(link=link, by=otto, at=at),
        "refuse": lambda: contributions.refuse(link=link, reason="No", by=otto, at=at),
    }
    with pytest.raises(OSError, match="no ledger"):
        acts[act]()
    assert [current(link)] == list(ProjectContribution.objects.all()) == [link]
