"""Weekly logs: written by the student, confirmed or returned by the mentor."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import User
from college.services.audit import record
from college.services.notifications import notify
from config.kit.days import monday_of
from config.kit.errors import DomainError
from config.kit.rows import require_ready
from config.kit.states import move
from config.kit.verdicts import require
from internships.enums import LogState
from internships.models import Placement, WorkLog
from internships.policies import can_confirm_log, can_write_logs, visible_logs
from internships.selectors.readiness import log_may_be_answered, logs_may_be_written

MAX_HOURS_A_WEEK = Decimal(84)


@transaction.atomic
def write_log(*, placement: Placement, actor: User, week: date, hours: Decimal, text: str, on: date) -> WorkLog:
    """Hand in the log of one week; again after the mentor returned it.

    Refuses a week outside the placement or in the future, a week whose log is submitted or confirmed, an empty text
    and impossible hours.
    """
    require(can_write_logs(actor, placement))
    require_ready(logs_may_be_written(placement))
    week = monday_of(week)
    last = placement.closed_on if placement.closed_on and placement.closed_on < placement.ends_on else placement.ends_on
    if not monday_of(placement.starts_on) <= week <= last:
        raise DomainError(_("This week lies outside the placement."))
    if week > on:
        raise DomainError(_("This week has not begun yet."))
    if not text.strip():
        raise DomainError(_("Write what you did and learned."))
    if not 0 <= hours <= MAX_HOURS_A_WEEK:
        raise DomainError(_("Hours lie between 0 and 84 a week."))
    known = WorkLog.objects.filter(placement=placement, week=week).first()
    if known is not None:
        move(known, to=LogState.SUBMITTED, hours=hours, text=text.strip(), updated_at=timezone.now())
        record(actor=actor, verb="log.resubmitted", target=known)
        return known
    try:
        with transaction.atomic():
            log = WorkLog.objects.create(placement=placement, week=week, hours=hours, text=text.strip(), state=LogState.SUBMITTED)
    except IntegrityError as error:
        raise DomainError(_("This week has a log already.")) from error
    record(actor=actor, verb="log.submitted", target=log)
    return log


@transaction.atomic
def confirm_log(*, log: WorkLog, actor: User, note: str = "") -> WorkLog:
    """Confirm a submitted log, with a remark if wished."""
    require(can_confirm_log(actor, log))
    require_ready(log_may_be_answered(log))
    move(log, to=LogState.CONFIRMED, confirmed_at=timezone.now(), confirmed_by=actor, mentor_note=note.strip()[:500])
    record(actor=actor, verb="log.confirmed", target=log)
    return log


@transaction.atomic
def return_log(*, log: WorkLog, actor: User, note: str) -> WorkLog:
    """Return a submitted log with a remark; the student is told and hands it in again."""
    require(can_confirm_log(actor, log))
    require_ready(log_may_be_answered(log))
    if not note.strip():
        raise DomainError(_("Say what is missing; the student reads it."))
    move(log, to=LogState.RETURNED, mentor_note=note.strip()[:500])
    entry = record(actor=actor, verb="log.returned", target=log, note=note.strip()[:500])
    if log.placement.student.user:
        notify(
            recipient=log.placement.student.user,
            dedupe_key=f"log.returned:{log.pk}:{entry.pk}",
            kind="log.returned",
            subject=gettext_lazy("Your weekly log came back with a remark"),
            body=log.mentor_note,
            url=log.get_absolute_url(),
        )
    return log


@transaction.atomic
def confirm_logs(*, ids: Iterable[int], actor: User) -> int:
    """Confirm several submitted logs at once. Those that this person may not confirm, or that somebody else has dealt
    with meanwhile, are left alone. Returns how many were confirmed."""
    logs = visible_logs(actor).filter(pk__in=list(ids), state=LogState.SUBMITTED)
    done = 0
    for log in logs.select_related("placement__mentor", "placement__student", "placement__enterprise"):
        if can_confirm_log(actor, log):
            confirm_log(log=log, actor=actor)
            done += 1
    return done
