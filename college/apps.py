from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _


class CollegeConfig(AppConfig):
    name = "college"
    verbose_name = _("College")

    def ready(self) -> None:
        _require_known_roles()
        from college import registrations  # noqa: F401  # the college's own jobs, search, navigation and work items
        from config.kit import sqlite

        sqlite.install()


def _require_known_roles() -> None:
    """A role misspelt in MFA_REQUIRED_ROLES would ask nobody for a second step, and nobody would notice."""
    from college.enums import Role

    if unknown := set(settings.MFA_REQUIRED_ROLES) - set(Role.values):
        known = ", ".join(Role.values)
        raise ImproperlyConfigured(f"MFA_REQUIRED_ROLES names no role of Ronghe: {', '.join(sorted(unknown))}. There are: {known}.")
