"""Pages of the administration that change small reference tables; each change has its entry in the ledger."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation.audit import actions as audit
from foundation.htmx import UNPROCESSABLE
from foundation.readonly_admin import ListAdmin
from foundation.refused import add_errors


class ActingAdmin(ListAdmin):
    """Saves through the portal's actions; what an action refuses is said on the form's page, and nothing is written."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's deletion of many rows at once tells the ledger nothing: it is not offered."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refused:
            # The form is shown again with all that was typed, and the refusal beside the field it is about.
            request.refused = refused  # type: ignore[attr-defined]
            answer = super().changeform_view(request, *args, **kwargs)
            answer.status_code = UNPROCESSABLE
            return answer

    def get_form(self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        refused = getattr(request, "refused", None)
        return form if refused is None else _refusing(form, refused)


def _refusing(form: type[ModelForm], refused: ValidationError) -> type[ModelForm]:
    """The form, in which what an action refused is an error like any other."""

    class Refused(form):  # type: ignore[misc,valid-type]
        def _post_clean(self) -> None:
            super()._post_clean()
            add_errors(self, refused)

    return Refused


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
