"""Students."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from college.models import Programme
from college.models.base import Stamped


class Student(Stamped):
    """A student of a programme. Imported history may know a number only."""

    number = models.CharField(_("student number"), max_length=40, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120, blank=True)
    user = models.OneToOneField(
        "college.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="student", verbose_name=_("account")
    )
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="students", verbose_name=_("programme"))
    enrol_year = models.PositiveSmallIntegerField(_("enrolled in"), null=True, blank=True)
    class_name = models.CharField(_("class"), max_length=60, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("enrolled"), default=True)
    is_imported = models.BooleanField(default=False, editable=False)

    #: Changes of these are audited by name only.
    private_fields = frozenset({"birth_date", "phone", "email"})

    class Meta:
        ordering = ["number"]
        verbose_name = _("student")
        verbose_name_plural = _("students")
        indexes = [models.Index(fields=["programme", "number"]), models.Index(fields=["name"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrol_year__isnull=True) | Q(enrol_year__range=(1950, 2100)),
                name="internships_enrol_year",
                violation_error_message=_("The year of enrolment cannot be right."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}" if self.name else self.number

    def get_absolute_url(self) -> str:
        return reverse("student_detail", args=[self.pk])
