"""The course map: programme × version, with its requirements and supports."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.models import Programme, User
from college.models.base import Stamped
from config.kit.states import Machine
from curricula.enums import MapState, Stage, Strength
from curricula.models.catalogue import Capability, Course, Post

RATING = [MinValueValidator(1), MaxValueValidator(5)]


class CourseMap(Stamped):
    """课程地图 of one programme in one version. Only a draft is edited; at most one version is published."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="maps", verbose_name=_("programme"))
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MapState, default=MapState.DRAFT)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies", verbose_name=_("copied from")
    )
    state_note = models.CharField(_("reason"), max_length=500, blank=True)
    #: Counts the saves that changed a cell or a row, for the pages that have the draft open.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)

    machine = Machine(
        "state",
        MapState,
        {
            MapState.DRAFT: frozenset({MapState.SUBMITTED}),
            MapState.SUBMITTED: frozenset({MapState.PUBLISHED, MapState.DRAFT}),
            MapState.PUBLISHED: frozenset({MapState.ARCHIVED}),
        },
    )

    class Meta:
        ordering = ["programme__code", "-version"]
        verbose_name = _("course map")
        verbose_name_plural = _("course maps")
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="curricula_map_version_once"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(state=MapState.PUBLISHED),
                name="curricula_one_published_map",
                violation_error_message=_("Another version of this map is published; archive it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("map_detail", args=[self.pk])


class Requirement(models.Model):
    """A post of the map needs a capability. Without a post, the whole group of posts (岗位群) needs it."""

    map = models.ForeignKey(CourseMap, on_delete=models.CASCADE, related_name="requirements")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("post"))
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("capability"))
    importance = models.PositiveSmallIntegerField(_("importance"), default=3, validators=RATING, help_text=_("1 low to 5 high"))
    level = models.PositiveSmallIntegerField(_("required level"), default=3, validators=RATING, help_text=_("1 to 5"))

    class Meta:
        ordering = ["capability__layer", "capability__code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["map", "post", "capability"], condition=Q(post__isnull=False), name="curricula_requirement_once"
            ),
            models.UniqueConstraint(fields=["map", "capability"], condition=Q(post__isnull=True), name="curricula_group_requirement_once"),
            models.CheckConstraint(condition=Q(importance__range=(1, 5)) & Q(level__range=(1, 5)), name="curricula_requirement_scales"),
        ]


class Support(models.Model):
    """A course supports a capability: how strongly, and at which stage of learning."""

    map = models.ForeignKey(CourseMap, on_delete=models.CASCADE, related_name="supports")
    capability = models.ForeignKey(Capability, on_delete=models.PROTECT, related_name="supports")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="supports")
    strength = models.CharField(_("strength"), max_length=1, choices=Strength)
    stage = models.CharField(_("stage"), max_length=1, choices=Stage, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "capability", "course"], name="curricula_support_once")]


class CellChange(models.Model):
    """The last change of a cell, by whom and at which revision. It stays when the cell is cleared: that, too, is news for
    others who have the map open."""

    map = models.ForeignKey(CourseMap, on_delete=models.CASCADE, related_name="cell_changes")
    capability = models.ForeignKey(Capability, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    strength = models.CharField(_("strength"), max_length=1, choices=Strength, blank=True)
    revision = models.PositiveIntegerField(_("revision"))
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["map", "capability", "course"], name="curricula_cell_change_once")]
        indexes = [models.Index(fields=["map", "revision"], name="curricula_cell_change_since")]
