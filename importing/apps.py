from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportingConfig(AppConfig):
    name = "importing"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from importing import registrations  # noqa: F401  # navigation and the sweeping job
