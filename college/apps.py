from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollegeConfig(AppConfig):
    name = "college"
    verbose_name = _("College")

    def ready(self) -> None:
        from college import jobs, work  # noqa: F401  # registers the college's own periodic jobs and work items
