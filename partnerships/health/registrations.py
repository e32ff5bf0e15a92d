"""What health adds to the registries: its job, its lines of the navigation."""

from django.utils.translation import gettext_lazy as _

from college.jobs import Job, jobs
from college.navigation import NavEntry, entries
from college.verbs import verbs
from partnerships import indicators  # noqa: F401  # registers the app's own two
from partnerships.health import work  # noqa: F401  # registers the work items
from partnerships.health.policies import can_read_health
from partnerships.services.reviews import run_monthly_reviews

jobs.register(
    Job(
        key="review_partnerships",
        title=_("Monthly health review of every partnership"),
        schedule=_("hourly; each partnership once a month"),
        run=run_monthly_reviews,
        quiet=True,
    )
)
for _key, _title, _icon in (
    ("review_list", _("Health reviews"), "chart-bar"),
    ("warning_list", _("Early warnings"), "bell-alert"),
):
    entries.register(NavEntry(_key, "reviews", _title, _key, _icon, lambda user: bool(can_read_health(user))))
verbs.update(
    {
        "partnership.reviewed": _("Reviewed on demand"),
        "warning.taken_over": _("Taken over"),
        "warning.planned": _("Plan written"),
        "warning.closed": _("Closed"),
    }
)
