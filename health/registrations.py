"""What health adds to the registries: its job, navigation, panel, and what it listens to."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from college.events import Listener, listeners
from college.jobs import Job, jobs
from college.navigation import NavEntry, entries
from college.panels import Panel, panels
from college.verbs import Verb, verbs
from health import work  # noqa: F401  # registers the work items
from health.policies import can_read_health
from health.services.reviews import run_monthly_reviews
from partnerships.events import AGREEMENT_IN_FORCE, DELIVERY_RECORDED

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
panels.register(
    Panel(
        "health",
        "partnership",
        _("Health"),
        lambda partnership: reverse("partnership_health_panel", args=[partnership.pk]),
        lambda user, partnership: bool(can_read_health(user)),
    )
)
for _key, _event in (("health.agreement_in_force", AGREEMENT_IN_FORCE), ("health.delivery_recorded", DELIVERY_RECORDED)):
    listeners.register(Listener(_key, _event, "health.review_partnership"))
verbs.register_all(
    (
        Verb("partnership.reviewed", _("Reviewed on demand")),
        Verb("policy.published", _("Published")),
        Verb("warning.taken_over", _("Taken over")),
        Verb("warning.planned", _("Plan written")),
        Verb("warning.closed", _("Closed")),
    )
)
