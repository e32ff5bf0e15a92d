from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InternshipsConfig(AppConfig):
    name = "internships"
    verbose_name = _("Internships")

    def ready(self) -> None:
        from internships import registrations  # noqa: F401  # work items, search, panels
        from internships.importers import placements, restoring, students  # noqa: F401  # what files may bring and undoing may take
