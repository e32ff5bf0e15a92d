"""Composite reads of the college app."""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from college.enums import JobState
from college.jobs import Job, jobs
from college.models import AuditEntry, Heartbeat, Invitation, JobRun, Notification, Programme, ProgrammeTeam, RoleGrant, User
from college.verbs import change_names, verb_label

#: How many entries the history panel of a page shows.
HISTORY = 20
WORKER_SILENT = timedelta(minutes=3)


def people_with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """People with their grants, and whether an invitation is open: three queries for any number."""
    open_ones = Invitation.objects.filter(
        user=OuterRef("pk"), accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    )
    grants = Prefetch("grants", RoleGrant.objects.select_related("department"))
    return people.prefetch_related(grants).annotate(is_invited=Exists(open_ones))


def programmes_with_counts(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    return programmes.select_related("department").annotate(team_size=Count("team"))


def team_of(programme: Programme) -> QuerySet[ProgrammeTeam]:
    return programme.team.select_related("user").order_by("-is_lead", "user__name", "pk")


def history_of(obj: models.Model) -> QuerySet[AuditEntry]:
    """All entries about an object, newest first."""
    return AuditEntry.objects.filter(target_type=obj._meta.label_lower, target_id=str(obj.pk))


@dataclass(frozen=True)
class FieldChange:
    """One changed field, for reading."""

    label: str
    old: str
    new: str


def changes_of(entry: AuditEntry) -> list[FieldChange]:
    """The changed fields with the names and words of the forms; fields that are gone keep their technical names."""
    try:
        model: type[models.Model] | None = apps.get_model(entry.target_type)
    except (LookupError, ValueError):
        model = None
    return [_change(model, name, pair) for name, pair in entry.changes.items() if isinstance(pair, list) and len(pair) == 2]


def _change(model: type[models.Model] | None, name: str, pair: list[object]) -> FieldChange:
    other = change_names.get(name)
    label, words = (str(other.label), dict(other.words)) if other else (name, {})
    field = None
    if model is not None:
        field = next((field for field in model._meta.fields if name in (field.name, field.attname)), None)
    if field is not None:
        label, words = str(field.verbose_name), dict(field.flatchoices)
    old, new = (_word(value, words) for value in pair)
    return FieldChange(label, old, new)


def _word(value: object, words: dict[object, object]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(words.get(value, value))


def entry_verb(entry: AuditEntry) -> str:
    return verb_label(entry.verb)


@dataclass(frozen=True)
class JobLine:
    """A job with its last run and whether it is running."""

    job: Job
    last: JobRun | None


def job_lines() -> list[JobLine]:
    """Every registered job with its newest run, in two queries."""
    newest = JobRun.objects.values("name").annotate(newest=models.Max("pk")).values_list("newest", flat=True)
    runs = {run.name: run for run in JobRun.objects.filter(pk__in=list(newest)).select_related("started_by")}
    return [JobLine(job, runs.get(job.key)) for job in jobs]


def failed_jobs() -> list[JobLine]:
    """The jobs whose newest run failed, in two queries."""
    return [line for line in job_lines() if line.last is not None and line.last.state == JobState.FAILED]


@dataclass(frozen=True)
class MailState:
    """How the outbox stands."""

    waiting: int
    failing: int
    given_up: int


def mail_state() -> MailState:
    unsent = Q(wants_mail=True, mailed_at__isnull=True)
    found = Notification.objects.filter(unsent).aggregate(
        waiting=Count("pk", filter=Q(mail_next_at__isnull=False)),
        failing=Count("pk", filter=Q(mail_next_at__isnull=False) & ~Q(mail_error="")),
        given_up=Count("pk", filter=Q(mail_next_at__isnull=True)),
    )
    return MailState(**found)


def workers_alive() -> bool:
    """Whether a worker gave a sign of life lately."""
    return Heartbeat.objects.filter(at__gt=timezone.now() - WORKER_SILENT).exists()


def notifications_of(user: User) -> QuerySet[Notification]:
    """What the bell shows: all but the messages that carry a link."""
    return Notification.objects.filter(recipient=user, is_secret=False)
