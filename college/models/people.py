"""People, what they may do, and how enterprise people are let in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.enums import Role
from college.models.structure import Department


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class AddressField(models.EmailField):  # type: ignore[type-arg]  # generic in the stubs alone
    """An e-mail address kept in lower case, whoever writes it: sign-in and password reset look it up exactly."""

    def get_prep_value(self, value: object) -> object:
        value = super().get_prep_value(value)
        return value.lower() if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        value = super().pre_save(model_instance, add).lower()
        setattr(model_instance, self.attname, value)
        return value


class User(AbstractBaseUser):
    """Anyone who signs in. One name field: a name is written as its owner writes it."""

    username = models.CharField(_("user name"), max_length=60, validators=[UnicodeUsernameValidator()])
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    number = models.CharField(_("staff or student number"), max_length=40, blank=True)
    email = AddressField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, help_text=_("Empty follows the browser."))
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    #: Changes of these are audited by name only.
    private_fields = frozenset({"phone", "email"})

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["name", "id"])]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="college_user_username", violation_error_message=_("This user name is taken.")),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="college_user_email",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="college_user_number",
                violation_error_message=_("Somebody else has this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What was looked up about this person; lives as long as the object, which is one request."""
        return {}

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("user_detail", args=[self.pk])


def display_name(user: User) -> str:
    """How sign-in pages address the person."""
    return str(user)


class RoleGrant(models.Model):
    """A role held by a person; a coordinator holds it for one department per row."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=16, choices=Role)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.CASCADE, related_name="grants", verbose_name=_("department")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(department__isnull=False),
                name="college_grant_once",
                violation_error_message=_("This person holds this role already."),
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(department__isnull=True),
                name="college_grant_once_wide",
                violation_error_message=_("This person holds this role already."),
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.COORDINATOR) | Q(department__isnull=False),
                name="college_coordinator_scoped",
                violation_error_message=_("A coordinator needs a department."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.department}" if self.department else str(self.get_role_display())


class Invitation(models.Model):
    """An e-mailed link by which an invited person chooses a password. The person exists from the invitation on."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("person"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("invited by"))
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
