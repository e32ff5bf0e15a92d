"""What imports add to the registries of the college: navigation and the job that sweeps."""

from django.utils.translation import gettext_lazy as _

from college.jobs import Job, jobs
from college.navigation import NavEntry, entries
from importing.policies import can_import_anything
from importing.services.sweeping import sweep_imports

entries.register(NavEntry("imports", "admin", _("Imports"), "import_list", "arrow-up-tray", lambda user: bool(can_import_anything(user))))
jobs.register(
    Job(
        key="sweep_imports",
        title=_("Start waiting imports and delete old import files"),
        schedule=_("every minute"),
        run=sweep_imports,
        quiet=True,
    )
)
