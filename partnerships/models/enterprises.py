"""Enterprises and the people who speak for them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.models.base import Named, Stamped
from partnerships.codes import industry_name, region_display
from partnerships.enums import EnterpriseNature


class Enterprise(Named, Stamped):
    """合作企业, known by its unified social credit code or by a foreign register and number."""

    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    register = models.CharField(
        _("foreign register"),
        max_length=60,
        blank=True,
        help_text=_("For an enterprise without a Chinese code: the register that lists it."),
    )
    register_number = models.CharField(_("number in that register"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, default="CN", help_text=_("Two letters, such as CN."))
    region_code = models.CharField(_("region code"), max_length=6, blank=True, help_text=_("GB/T 2260, six digits."))
    region_name = models.CharField(_("region"), max_length=60, blank=True)
    industry_code = models.CharField(
        _("industry"), max_length=3, blank=True, help_text=_("GB/T 4754: section letter and division, such as C36.")
    )
    nature = models.CharField(_("nature"), max_length=12, choices=EnterpriseNature, default=EnterpriseNature.UNKNOWN)
    staff_on_duty = models.PositiveIntegerField(_("staff on duty"), null=True, blank=True)
    staff_counted_on = models.DateField(_("staff counted on"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    website = models.URLField(_("website"), blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    name_key = models.CharField(max_length=200, editable=False, db_index=True, help_text="the name folded for comparison")
    is_imported = models.BooleanField(default=False, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    archive_reason = models.CharField(_("reason for archiving"), max_length=250, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="partnerships_enterprise_credit_code",
                violation_error_message=_("An enterprise with this credit code is registered already."),
            ),
            models.UniqueConstraint(
                fields=["register", "register_number"],
                condition=~Q(register_number=""),
                name="partnerships_enterprise_register",
                violation_error_message=_("An enterprise with this register number is registered already."),
            ),
            models.CheckConstraint(
                condition=~Q(credit_code="") | ~Q(register_number=""),
                name="partnerships_enterprise_identified",
                violation_error_message=_("Give the unified social credit code, or a foreign register and number."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("enterprise_detail", args=[self.pk])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def identifier(self) -> str:
        """The credit code, or register and number."""
        return self.credit_code or " ".join(part for part in (self.register, self.register_number) if part)

    @property
    def industry(self) -> str:
        return industry_name(self.industry_code) if self.industry_code else ""

    @property
    def region(self) -> str:
        return region_display(self.region_code, self.region_name)


class Contact(models.Model):
    """A person at the enterprise: at most one main contact who has not left, the others are deputies."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("enterprise"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    position = models.CharField(_("position"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    #: Changes of these are audited by name only.
    private_fields = frozenset({"phone", "email"})

    class Meta:
        ordering = ["-is_main", "name"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(is_main=True, left_on__isnull=True),
                name="partnerships_one_main_contact",
                violation_error_message=_("There is a main contact already; make this one a deputy, or change the other first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Liaison(models.Model):
    """A user who speaks for an enterprise."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="liaisons", verbose_name=_("enterprise"))
    user = models.ForeignKey("college.User", on_delete=models.CASCADE, related_name="liaisons", verbose_name=_("person"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("liaison")
        verbose_name_plural = _("liaisons")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                name="partnerships_liaison_once",
                violation_error_message=_("This person speaks for the enterprise already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
