import pytest
from django.core.exceptions import ValidationError

from foundation.accounts import actions
from foundation.accounts.models import OrganisationUnit
from foundation.audit.models import LedgerEntry


@pytest.fixture
def tree(ada, at):
    top = actions.add_unit(code="DIS", name_fr="Industrie", by=ada, at=at)
    middle = actions.add_unit(code="DIS-U", name_fr="Usines", name_en="Factories", parent=top, by=ada, at=at)
    leaf = actions.add_unit(code="DIS-U-1", name_fr="Usine 1", parent=middle, by=ada, at=at)
    return top, middle, leaf


def test_a_name_given_once_serves_both_languages(tree):
    assert (tree[0].name_en, tree[1].name_en) == ("Industrie", "Factories")


def test_a_unit_moves_and_the_move_is_audited(tree, ada, at):
    top, middle, leaf = tree
    actions.change_unit(unit=leaf, parent=top, by=ada, at=at)
    assert OrganisationUnit.objects.get(pk=leaf.pk).parent == top
    assert LedgerEntry.objects.first().facts == {"changes": {"parent": [middle.pk, top.pk]}}


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_unit_never_stands_under_itself(tree, position, ada, at):
    with pytest.raises(ValidationError, match="stands above"):
        actions.change_unit(unit=tree[0], parent=tree[position], by=ada, at=at)
    assert OrganisationUnit.objects.get(pk=tree[0].pk).parent is None


def test_a_code_is_given_once(tree, ada, at):
    with pytest.raises(ValidationError):
        actions.change_unit(unit=tree[2], code="DIS", by=ada, at=at)
    with pytest.raises(ValidationError):
        actions.add_unit(code="DIS", name_fr="X", by=ada, at=at)
