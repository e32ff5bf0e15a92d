"""Code lists of the college app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kit.choices import TonedChoices


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    INSTRUCTOR = "instructor", _("Instructor")
    LIAISON = "liaison", _("Enterprise liaison")
    MENTOR = "mentor", _("Enterprise mentor")
    STUDENT = "student", _("Student")
    AUDITOR = "auditor", _("Auditor")


#: Roles held by people of the college; the other three belong to enterprises and students.
STAFF_ROLES = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR, Role.AUDITOR})
#: Roles that see the whole college.
COLLEGE_WIDE_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


class ProgrammeLevel(models.TextChoices):
    """学历层次 of the national majors catalogue."""

    SECONDARY = "secondary", _("Secondary vocational")
    ASSOCIATE = "associate", _("Higher vocational (associate)")
    BACHELOR = "bachelor", _("Higher vocational (bachelor)")
    OTHER = "other", pgettext_lazy("programme level", "Other")


class JobState(TonedChoices):
    RUNNING = "running", "blue", _("Running")
    DONE = "done", "green", _("Done")
    FAILED = "failed", "red", _("Failed")
