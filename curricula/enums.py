"""Code lists of the curricula app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.choices import TonedChoices


class Layer(models.TextChoices):
    """PGSD: the four layers of capability."""

    PROFESSIONAL = "P", pgettext_lazy("capability layer", "Professional")
    GENERAL = "G", pgettext_lazy("capability layer", "General")
    SOCIAL = "S", pgettext_lazy("capability layer", "Social")
    DEVELOPMENT = "D", pgettext_lazy("capability layer", "Development")


class Strength(models.TextChoices):
    """How strongly a course supports a capability; 3, 2 and 1 in the formulas."""

    HIGH = "H", pgettext_lazy("support", "High")
    MEDIUM = "M", pgettext_lazy("support", "Medium")
    LOW = "L", pgettext_lazy("support", "Low")


class Stage(models.TextChoices):
    INTRODUCE = "I", pgettext_lazy("stage", "Introduce")
    REINFORCE = "R", pgettext_lazy("stage", "Reinforce")
    MASTER = "M", pgettext_lazy("stage", "Master")


class MapState(TonedChoices):
    DRAFT = "draft", "yellow", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", "blue", pgettext_lazy("state", "Submitted")
    PUBLISHED = "published", "green", pgettext_lazy("state", "Published")
    ARCHIVED = "archived", pgettext_lazy("state", "Archived")


class CourseKind(models.TextChoices):
    PUBLIC = "public", _("General course")
    BASIC = "basic", _("Basic professional course")
    CORE = "core", _("Core professional course")
    EXTENDED = "extended", _("Extension course")
    PRACTICE = "practice", _("Practice")
    OTHER = "other", pgettext_lazy("course kind", "Other")
