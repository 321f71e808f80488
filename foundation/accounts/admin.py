"""People, rights and units in the administration; every change goes through the portal's actions."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation import formatting
from foundation.accounts import actions, invitations
from foundation.accounts.models import Closure, Delegation, OrganisationUnit, RoleGrant, SavedView, Site, User
from foundation.export_admin import ExportedAdmin
from foundation.readonly_admin import ReadOnlyAdmin, portal_link
from foundation.reference_admin import ActingAdmin, ReferenceAdmin


def each(page: admin.ModelAdmin, request: HttpRequest, rows: models.QuerySet, act: Any) -> None:
    """Do `act` to each row; a refusal is said and the others are done."""
    for row in rows:
        try:
            act(row)
        except ValidationError as refused:
            page.message_user(request, f"{row}: {' '.join(refused.messages)}", messages.ERROR)
        else:
            page.message_user(request, _("%(name)s: done.") % {"name": row}, messages.SUCCESS)


@admin.register(User)
class UserAdmin(ExportedAdmin, ActingAdmin):
    list_display = ["full_name", "email", "job_title", "unit", "is_active", "is_superuser", "last_login"]
    search_fields = ["full_name", "email", "job_title"]
    list_filter = ["is_active", "is_superuser", "language", "is_demo", ("unit", admin.RelatedOnlyFieldListFilter)]
    autocomplete_fields = ["unit"]
    actions = ["deactivate_people", "reactivate_people"]
    fields = ["email", "full_name", "job_title", "unit", "language"]
    shown = ["is_active", "is_superuser", "is_demo", "joined_at", "last_login", "what_they_see", "forget"]
    export_columns = ["email", "full_name", "job_title", "unit", "language", "is_active", "joined_at", "last_login"]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [*self.fields, *self.shown] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return self.shown

    @admin.display(description=_("may see and do"))
    def what_they_see(self, person: User) -> SafeString:
        return portal_link(reverse("person_rights", args=[person.pk]))

    @admin.display(description=_("personal data"))
    def forget(self, person: User) -> SafeString | str:
        if person.pseudonymised_at:
            return _("without a name since %(day)s") % {"day": formatting.day(person.pseudonymised_at)}
        return format_html('<a href="{}">{}</a>', reverse("accounts:pseudonymise", args=[person.pk]), _("Take the name away…"))

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        facts = {name: form.cleaned_data[name] for name in self.fields}
        if change:
            actions.change_person(person=obj, by=request.user, at=timezone.now(), **facts)
            return
        person = actions.invite(by=request.user, at=timezone.now(), **facts)
        obj.pk = person.pk
        transaction.on_commit(lambda: self._send_invitation(request, person))

    def _send_invitation(self, request: HttpRequest, person: User) -> None:
        address = invitations.link(request, person)
        if not invitations.send(person, address=address, inviter=request.user):
            unsent = _("The invitation could not be mailed. Hand over this link yourself: %(address)s") % {"address": address}
            self.message_user(request, unsent, messages.WARNING)

    @admin.action(description=_("Deactivate: take the login away"))
    def deactivate_people(self, request: HttpRequest, rows: models.QuerySet) -> None:
        each(self, request, rows, lambda row: actions.deactivate(person=row, by=request.user, at=timezone.now()))

    @admin.action(description=_("Reactivate: give the login back"))
    def reactivate_people(self, request: HttpRequest, rows: models.QuerySet) -> None:
        each(self, request, rows, lambda row: actions.reactivate(person=row, by=request.user, at=timezone.now()))


@admin.register(RoleGrant)
class RoleGrantAdmin(ActingAdmin):
    list_display = ["user", "role", "lens", "scope", "scope_id", "valid_from", "valid_until", "granted_by", "revoked_at"]
    search_fields = ["user__full_name", "user__email"]
    list_filter = ["role", "lens", "scope", ("revoked_at", admin.EmptyFieldListFilter), "valid_until"]
    autocomplete_fields = ["user"]
    date_hierarchy = "granted_at"
    actions = ["take_back_grants"]
    fields = ["user", "role", "lens", "scope", "scope_id", "valid_from", "valid_until"]
    shown = ["granted_by", "granted_at", "revoked_by", "revoked_at"]

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:
        return [*self.fields, *self.shown] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: RoleGrant | None = None) -> list[str]:
        return [*self.fields, *self.shown] if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"valid_from": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: ModelForm, change: bool) -> None:
        facts = {name: form.cleaned_data[name] for name in self.fields if name != "user"}
        obj.pk = actions.grant_role(person=form.cleaned_data["user"], by=request.user, at=timezone.now(), **facts).pk

    @admin.action(description=_("Take back the chosen grants"))
    def take_back_grants(self, request: HttpRequest, rows: models.QuerySet) -> None:
        each(self, request, rows, lambda row: actions.take_back(grant=row, by=request.user, at=timezone.now()))


@admin.register(OrganisationUnit)
class OrganisationUnitAdmin(ActingAdmin):
    list_display = ["code", "name_fr", "name_en", "parent", "head", "is_demo"]
    search_fields = ["code", "name_fr", "name_en"]
    list_filter = ["is_demo", ("parent", admin.RelatedOnlyFieldListFilter)]
    autocomplete_fields = ["parent", "head"]
    fields = ["code", "name_fr", "name_en", "parent", "head"]

    def save_model(self, request: HttpRequest, obj: OrganisationUnit, form: ModelForm, change: bool) -> None:
        facts = {name: form.cleaned_data[name] for name in self.fields}
        if change:
            actions.change_unit(unit=obj, by=request.user, at=timezone.now(), **facts)
        else:
            obj.pk = actions.add_unit(by=request.user, at=timezone.now(), **facts).pk


@admin.register(Site)
class SiteAdmin(ActingAdmin):
    list_display = ["code", "name_fr", "name_en", "unit", "country", "is_demo"]
    search_fields = ["code", "name_fr", "name_en"]
    list_filter = ["country", "is_demo"]
    autocomplete_fields = ["unit"]
    fields = ["code", "name_fr", "name_en", "unit", "country"]

    def save_model(self, request: HttpRequest, obj: Site, form: ModelForm, change: bool) -> None:
        facts = {name: form.cleaned_data[name] for name in self.fields}
        if change:
            actions.change_site(site=obj, by=request.user, at=timezone.now(), **facts)
        else:
            obj.pk = actions.add_site(by=request.user, at=timezone.now(), **facts).pk


@admin.register(Closure)
class ClosureAdmin(ReferenceAdmin):
    list_display = ["name_fr", "name_en", "starts_on", "ends_on"]
    search_fields = ["name_fr", "name_en"]
    list_filter = ["starts_on"]
    date_hierarchy = "starts_on"
    deletable = True


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ["user", "delegate", "starts_on", "ends_on", "revoked_at"]
    search_fields = ["user__full_name", "user__email", "delegate__full_name", "delegate__email"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "ends_on"]
    date_hierarchy = "starts_on"


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "page", "owner", "shared", "made_at"]
    search_fields = ["name", "owner__full_name", "owner__email"]
    list_filter = ["shared", "page"]
