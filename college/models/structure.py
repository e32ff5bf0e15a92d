"""What the college consists of."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.enums import ProgrammeLevel
from college.models.base import Named


class Department(Named):
    """二级学院: the unit responsible for partnerships and programmes."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def get_absolute_url(self) -> str:
        return reverse("department_detail", args=[self.pk])


class Programme(Named):
    """专业: a line of study. Without a department it stands in the national catalogue only and is not offered here."""

    code = models.CharField(_("code"), max_length=40, unique=True, help_text=_("The national major code, or the college's own."))
    major_code = models.CharField(
        _("national major code"),
        max_length=6,
        blank=True,
        db_index=True,
        validators=[RegexValidator(r"^\d{6}$", _("A national major code has six digits."))],
    )
    level = models.CharField(_("level"), max_length=12, choices=ProgrammeLevel, default=ProgrammeLevel.ASSOCIATE)
    category_name = models.CharField(_("major category"), max_length=60, blank=True)
    class_name = models.CharField(_("major class"), max_length=60, blank=True)
    is_state_controlled = models.BooleanField(_("nationally controlled"), default=False)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        indexes = [models.Index(fields=["department", "code"])]

    @property
    def category_code(self) -> str:
        """专业大类: the first two digits of the national major code."""
        return self.major_code[:2]

    def get_absolute_url(self) -> str:
        return reverse("programme_detail", args=[self.pk])


class ProgrammeTeam(models.Model):
    """Who teaches and looks after a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="team", verbose_name=_("programme"))
    user = models.ForeignKey("college.User", on_delete=models.CASCADE, related_name="programme_teams", verbose_name=_("person"))
    is_lead = models.BooleanField(_("leads the programme"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                name="college_team_once",
                violation_error_message=_("This person is in the programme's team already."),
            )
        ]
