from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollegeConfig(AppConfig):
    name = "college"
    verbose_name = _("College")

    def ready(self) -> None:
        from college import registrations  # noqa: F401  # navigation, search and jobs of the college itself
