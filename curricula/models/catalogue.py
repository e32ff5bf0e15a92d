"""What a course map connects: posts, capabilities and courses."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import Programme
from college.models.base import Named, Stamped, name_for_reader
from curricula.enums import CourseKind, Layer
from partnerships.models import Enterprise


class Post(Named, Stamped):
    """岗位: a post that graduates of a programme take up. With an enterprise it is that enterprise's own post."""

    code = models.CharField(_("code"), max_length=40, blank=True)
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="posts", verbose_name=_("programme")
    )
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="posts", verbose_name=_("enterprise")
    )
    occupation_code = models.CharField(
        _("occupation code"), max_length=12, blank=True, help_text=_("National occupation classification 2022, such as 6-31-01-03.")
    )
    description = models.TextField(_("tasks"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["programme_id", "code", "name"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(enterprise__isnull=True),
                name="curricula_post_once",
                violation_error_message=_("The programme has a post of this name already."),
            ),
            models.UniqueConstraint(
                fields=["programme", "enterprise", "name"],
                condition=Q(enterprise__isnull=False),
                name="curricula_enterprise_post_once",
                violation_error_message=_("The enterprise has a post of this name for the programme already."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("post_detail", args=[self.pk])


class Capability(Stamped):
    """能力: what somebody on a post can do, coded such as ``P-1.2``."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="capabilities", verbose_name=_("programme"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("capability"), max_length=500)
    name_en = models.CharField(_("capability in English"), max_length=500, blank=True)
    layer = models.CharField(_("layer"), max_length=1, choices=Layer, default=Layer.PROFESSIONAL)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["programme_id", "layer", "code"]
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="curricula_capability_once",
                violation_error_message=_("The programme has a capability with this code already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.display_name}"

    def get_absolute_url(self) -> str:
        return reverse("capability_detail", args=[self.pk])

    @property
    def display_name(self) -> str:
        """The capability in the reader's language."""
        return name_for_reader(self.name, self.name_en)


class Course(Named, Stamped):
    """课程 of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="courses", verbose_name=_("programme"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=CourseKind, default=CourseKind.OTHER)
    term = models.PositiveSmallIntegerField(
        _("term"), null=True, blank=True, help_text=_("1 to 12; the term in which the course is taught.")
    )
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    practice_hours = models.PositiveSmallIntegerField(_("of which practice"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["programme_id", F("term").asc(nulls_last=True), "code"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="curricula_course_once",
                violation_error_message=_("The programme has a course with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(practice_hours__isnull=True) | Q(practice_hours__lte=F("hours")),
                name="curricula_practice_within_hours",
                violation_error_message=_("The practice hours are more than all hours."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("course_detail", args=[self.pk])
