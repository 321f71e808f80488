"""Who may open and who may change a view."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from foundation.accounts.models import SavedView, User
from foundation.saved_views.registry import PAGES


def view_to_open(user: User, pk: int) -> SavedView:
    """The view `pk`: one's own or the team's; 403 for a private one of somebody else, 404 where there is none."""
    view = SavedView.objects.select_related("owner").filter(pk=pk, page__in=PAGES).first()
    if view is None:
        raise Http404
    if view.owner_id != user.pk and not view.shared:
        raise PermissionDenied(_("This view is private: ask who sent you the link to share it with the team."))
    return view


def view_to_change(user: User, pk: int) -> SavedView:
    """One's own view; 403 for a shared one of somebody else, 404 for what the person may not know."""
    view = SavedView.objects.filter(pk=pk).first()
    if view is None or (view.owner_id != user.pk and not view.shared):
        raise Http404
    if view.owner_id != user.pk:
        raise PermissionDenied(_("Only the person who saved a view changes it."))
    return view
