from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollegeConfig(AppConfig):
    name = "college"
    verbose_name = _("College")

    def ready(self) -> None:
        from college import registrations, resources  # noqa: F401  # the college's own jobs, search, navigation, work items and importers
        from college.importing import tasks  # noqa: F401  # celery itself looks no deeper than each app's tasks module
        from config.kit import sqlite

        sqlite.install()
