"""Pages of the administration that change small reference tables; each change has its entry in the ledger."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from foundation.audit import actions as audit
from foundation.readonly_admin import ListAdmin


class ActingAdmin(ListAdmin):
    """Saves through the portal's actions; what an action refuses is said on the form's page, and nothing is written."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's deletion of many rows at once tells the ledger nothing: it is not offered."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class ReferenceAdmin(ActingAdmin):
    """A table without actions of its own: the change and its entry are one transaction."""

    fixed_once_used: tuple[str, ...] = ()  # columns that other rows lean on
    deletable = False

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        before = self._stored(obj) if change else {}
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            changed = audit.changes(before, self._stored(obj))
            if changed:
                verb = "reference.changed" if change else "reference.added"
                audit.record(by=request.user, at=timezone.now(), verb=verb, subjects=[obj], facts={"about": str(obj), "changes": changed})

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            gone = type(obj)._base_manager.get(pk=obj.pk)
            super().delete_model(request, obj)
            audit.record(by=request.user, at=timezone.now(), verb="reference.removed", subjects=[gone], facts={"about": str(gone)})

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Only a row that nothing names may go, and only one at a time."""
        return self.deletable and self.has_change_permission(request, obj) and not (obj and self.is_used(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[str]:
        fixed = self.fixed_once_used if obj and self.is_used(obj) else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def is_used(self, obj: models.Model) -> bool:
        """Whether another row names this one."""
        relations = type(obj)._meta.related_objects
        return any(one.related_model._base_manager.filter(**{one.field.name: obj.pk}).exists() for one in relations)

    def _stored(self, obj: models.Model) -> dict[str, Any]:
        """The columns as the database holds them."""
        columns = [field.attname for field in obj._meta.concrete_fields if not field.generated]
        return dict(type(obj)._base_manager.filter(pk=obj.pk).values(*columns).get())
