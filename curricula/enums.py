"""Code lists of the curricula app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layer(models.TextChoices):
    """PGSD: the four layers of capability."""

    PROFESSIONAL = "P", _("Professional")
    GENERAL = "G", _("General")
    SOCIAL = "S", _("Social")
    DEVELOPMENT = "D", _("Development")


class Strength(models.TextChoices):
    """How strongly a course supports a capability; 3, 2 and 1 in the formulas."""

    HIGH = "H", _("High")
    MEDIUM = "M", _("Medium")
    LOW = "L", _("Low")


class Stage(models.TextChoices):
    INTRODUCE = "I", _("Introduce")
    REINFORCE = "R", _("Reinforce")
    MASTER = "M", _("Master")


class MapState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class CourseKind(models.TextChoices):
    PUBLIC = "public", _("General course")
    BASIC = "basic", _("Basic professional course")
    CORE = "core", _("Core professional course")
    EXTENDED = "extended", _("Extension course")
    PRACTICE = "practice", _("Practice")
    OTHER = "other", pgettext_lazy("course kind", "Other")
