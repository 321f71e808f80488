"""People, units, grants and sites."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Lens, Role, Scope
from foundation.bilingual import BilingualName
from foundation.search import folded_column


class UserManager(BaseUserManager):
    """People by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """A person who may sign in; without a password they choose one through the reset page."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **facts)


class User(AbstractBaseUser):
    """A person with a login. Rights come from grants; a superuser is an administrator from the first day."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    unit = models.ForeignKey(
        "accounts.OrganisationUnit", models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    language = models.CharField(_("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")
    theme = models.CharField(
        _("theme"), max_length=6, choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))], default="auto"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("first administrator"), default=False)
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)
    pseudonymised_at = models.DateTimeField(_("without name since"), null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    search = folded_column("full_name", "email", "job_title")

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_one_login_per_email",
                violation_error_message=_("Somebody already signs in with this e-mail."),
            )
        ]
        indexes = [GinIndex(fields=["search"], name="accounts_user_search")]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email

    def get_full_name(self) -> str:
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """May enter the administration."""
        from foundation.accounts.access import rights_of

        return self.is_active and rights_of(self).is_admin

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        return self.is_staff

    def has_perms(self, perms: Iterable[str], obj: object | None = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class OrganisationUnitQuerySet(models.QuerySet):
    """Units of the organisation tree."""

    def subtree_ids(self, roots: Iterable[int]) -> set[int]:
        """The ids of the units `roots` and of all units below them. One query."""
        children: dict[int | None, list[int]] = {}
        for unit_id, parent_id in self.model._base_manager.values_list("id", "parent_id"):
            children.setdefault(parent_id, []).append(unit_id)
        found: set[int] = set()
        queue = list(roots)
        while queue:
            unit_id = queue.pop()
            if unit_id not in found:
                found.add(unit_id)
                queue.extend(children.get(unit_id, []))
        return found


class OrganisationUnit(BilingualName):
    """A direction, department, factory or agency; a tree."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    head = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("head"))
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    objects = OrganisationUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="accounts_unit_not_its_own_parent")]


class Site(BilingualName):
    """A place: factory, shop, warehouse, office."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    unit = models.ForeignKey(OrganisationUnit, models.PROTECT, related_name="sites", verbose_name=_("unit"))
    country = models.CharField(_("country (ISO 3166)"), max_length=2, default="FR")
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["code"]


class RoleGrantQuerySet(models.QuerySet):
    """Grants by the day they hold."""

    def in_force(self, on: date) -> Self:
        """The grants that hold on the day `on`."""
        not_over = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=on)
        return self.filter(not_over, valid_from__lte=on, revoked_at__isnull=True)


class RoleGrant(models.Model):
    """A role given to a person for a part of the company, until a day. Taken back by `revoked_at`, never deleted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    lens = models.CharField(_("lens"), max_length=3, choices=Lens.choices, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, default=Scope.EVERYTHING)
    scope_id = models.BigIntegerField(_("scope number"), null=True, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by"))
    granted_at = models.DateTimeField(_("granted at"))
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken back by"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "role", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scope="everything", scope_id__isnull=True)
                | (~models.Q(scope="everything") & models.Q(scope_id__isnull=False)),
                name="accounts_grant_names_its_scope",
            ),
            models.CheckConstraint(condition=models.Q(lens="") | models.Q(role="executive"), name="accounts_grant_lens_for_executives"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="accounts_grant_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["user", "revoked_at"]), models.Index(fields=["scope", "scope_id"])]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Delegation(models.Model):
    """While somebody is away, a colleague reports in their place."""

    user = models.ForeignKey(User, models.CASCADE, related_name="delegations", verbose_name=_("person away"))
    delegate = models.ForeignKey(User, models.CASCADE, related_name="delegated_to_me", verbose_name=_("delegate"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="accounts_delegation_ends_after_it_starts"),
            models.CheckConstraint(condition=~models.Q(user=models.F("delegate")), name="accounts_delegation_to_somebody_else"),
        ]
        indexes = [models.Index(fields=["delegate", "ends_on"]), models.Index(fields=["user", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.user} → {self.delegate}"


class Closure(BilingualName):
    """Days on which the company is closed: duties wait until the return."""

    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    is_demo = models.BooleanField(_("demonstration data"), default=False, editable=False)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="accounts_closure_ends_after_it_starts")
        ]


class SavedView(models.Model):
    """A list with its filters, sort and columns, under a name; private, or shared with a team."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    page = models.CharField(_("page"), max_length=60)  # the name of its address
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=2_000, blank=True)
    shared = models.BooleanField(_("shared with everybody who may open the page"), default=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["page", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="accounts_one_view_per_name")]

    def __str__(self) -> str:
        return self.name
