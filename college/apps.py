from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollegeConfig(AppConfig):
    name = "college"
    verbose_name = _("College")

    def ready(self) -> None:
        from college import registrations  # noqa: F401  # the college's own jobs, search, navigation and work items
        from config.kit import sqlite

        sqlite.install()
