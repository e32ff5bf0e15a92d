"""What the college itself adds to its registries: navigation, search, jobs."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from college import work
from college.enums import STAFF_ROLES, Role
from college.jobs import DateStep, Job, date_steps, jobs
from college.navigation import NavEntry, entries
from college.policies import Person, readable_programmes, reads_everything, standing, visible_people
from college.search import Hit, SearchSource, sources
from college.selectors import failed_jobs
from college.services.jobs import advance_dates
from college.services.mail import send_mail
from college.services.seals import seal_audit
from college.services.sessions import forget_sessions
from college.work import WorkItem, WorkSource


def _is_staff(user: Person) -> bool:
    return standing(user).has(*STAFF_ROLES)


def _reads_all(user: Person) -> bool:
    return bool(reads_everything(user))


def _signed_in(user: Person) -> bool:
    return user.is_authenticated


for entry in (
    NavEntry("home", "home", _("Home"), "home", "home", _signed_in),
    NavEntry("programmes", "curricula", _("Programmes"), "programme_list", "academic-cap", _is_staff),
    NavEntry("departments", "admin", _("Departments"), "department_list", "building-library", _is_staff),
    NavEntry("people", "admin", _("People"), "user_list", "users", _reads_all),
    NavEntry("audit", "admin", _("Audit trail"), "audit_list", "finger-print", _reads_all),
    NavEntry("jobs", "admin", _("Jobs"), "job_list", "clock", _reads_all),
):
    entries.register(entry)


def _failures(user: Person, on: date, limit: int) -> list[WorkItem]:
    return [
        WorkItem(
            title=_("A job failed"),
            subject=f"{line.job.title} · {line.last.error[:100]}",
            url=reverse("job_list"),
            action=_("Look"),
            due=timezone.localdate(line.last.started_at),
            level="danger",
        )
        for line in failed_jobs()[:limit]
        if line.last
    ]


# In the circle of the five verbs, looking after the machine belongs to looking back.
work.sources.register(
    WorkSource("college.failed_jobs", "review", frozenset({Role.ADMINISTRATOR}), _failures, lambda user, on: len(failed_jobs()))
)


def _find_programmes(user: Person, words: str, limit: int) -> list[Hit]:
    found = readable_programmes(user).filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(code__istartswith=words))
    # What is offered here comes before the rest of the national catalogue.
    rows = found.select_related("department").order_by("department_id", "code")
    offered = rows.filter(department__isnull=False)[:limit]
    hits = list(offered) or list(rows.filter(department__isnull=True)[:limit])
    return [Hit(str(row), f"{row.code} · {row.department or row.category_name}", row.get_absolute_url()) for row in hits]


def _find_people(user: Person, words: str, limit: int) -> list[Hit]:
    if not standing(user).has(*STAFF_ROLES):
        return []
    found = visible_people(user).filter(Q(name__icontains=words) | Q(username__istartswith=words) | Q(email__istartswith=words))
    return [Hit(person.name, person.email or person.username, person.get_absolute_url()) for person in found[:limit]]


sources.register(SearchSource("programmes", _("Programmes"), _find_programmes))
sources.register(SearchSource("people", _("People"), _find_people))

jobs.register(Job("send_mail", _("Send waiting e-mail"), _("every minute"), send_mail, quiet=True))
jobs.register(Job("seal_audit", _("Seal the audit trail"), _("every night"), seal_audit))
date_steps.register(DateStep("sessions", _("Forget sign-ins that have run out"), forget_sessions))
jobs.register(Job("advance_dates", _("Do what the calendar asks for"), _("every hour"), advance_dates, quiet=True))
