from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HealthConfig(AppConfig):
    name = "health"
    verbose_name = _("Health of partnerships")

    def ready(self) -> None:
        from health import registrations  # noqa: F401  # the review job, work items, navigation, panel, what it listens to
