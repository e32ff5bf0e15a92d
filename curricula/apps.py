from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculaConfig(AppConfig):
    name = "curricula"
    verbose_name = _("Curricula")

    def ready(self) -> None:
        from curricula import registrations  # noqa: F401  # work items, search, panels
        from curricula.importers import majors, parts, profiles  # noqa: F401  # what files may bring
