"""Screening an enterprise before working with it: open, inspect, submit, decide."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import AuditEntry, User
from college.services.audit import differences, record, snapshot
from college.services.notifications import notify
from config.kit.errors import DomainError
from config.kit.rows import assign, hold, require_ready, save
from config.kit.states import move
from config.kit.verdicts import require
from partnerships.completeness import MAX_VALIDITY_YEARS, years_after
from partnerships.enums import InspectionTopic, ScreeningState
from partnerships.models import Enterprise, Screening, ScreeningItem
from partnerships.policies import can_decide_screening, can_write_screening
from partnerships.selectors.people import administrators
from partnerships.selectors.readiness import (
    screening_awaits_decision,
    screening_facts,
    screening_is_draft,
    screening_may_be_submitted,
    screening_may_pass,
)


@dataclass(frozen=True)
class TopicFinding:
    """What was seen on one of the eight topics."""

    rating: str
    finding: str = ""


@dataclass(frozen=True)
class ScreeningReport:
    """The report's own fields."""

    inspected_on: date | None = None
    inspectors: str = ""
    credit_checked_on: date | None = None
    is_credit_clear: bool = False
    is_safety_clear: bool = False
    summary: str = ""


REPORT_FIELDS = list(ScreeningReport.__dataclass_fields__)


@transaction.atomic
def open_screening(*, enterprise: Enterprise, actor: User) -> Screening:
    """Open a screening with its eight topics. Refuses while another one of the enterprise is under way."""
    require(can_write_screening(actor))
    if enterprise.is_archived:
        raise DomainError(_("This enterprise is archived. Restore it before screening it."))
    screening = save(Screening(enterprise=enterprise, opened_by=actor))
    ScreeningItem.objects.bulk_create(ScreeningItem(screening=screening, topic=topic) for topic in InspectionTopic)
    record(actor=actor, verb="screening.opened", target=screening)
    return screening


@transaction.atomic
def edit_screening(*, screening: Screening, actor: User, report: ScreeningReport, findings: Mapping[str, TopicFinding]) -> Screening:
    """Save the report and the findings given (by topic). Only a draft; half a report may be saved."""
    require(can_write_screening(actor))
    require_ready(screening_is_draft(screening))
    hold(screening)
    row = Screening.objects.get(pk=screening.pk)
    before = snapshot(row, REPORT_FIELDS)
    assign(row, asdict(report), REPORT_FIELDS)
    today = timezone.localdate()
    if any(day and day > today for day in (row.inspected_on, row.credit_checked_on)):
        raise DomainError(_("The inspection and the credit check cannot lie in the future."))
    save(row)
    changes = dict(differences(before, row))
    for item in row.items.all():
        found = findings.get(item.topic)
        if found and (item.rating, item.finding) != (found.rating, found.finding):
            changes[item.topic] = (item.rating, found.rating)
            item.rating, item.finding = found.rating, found.finding
            save(item)
    if changes:
        record(actor=actor, verb="screening.edited", target=row, changes=changes)
    return row


@transaction.atomic
def submit_screening(*, screening: Screening, actor: User) -> Screening:
    """Hand the report in for a decision. Refuses with everything that is missing."""
    require(can_write_screening(actor))
    hold(screening)
    require_ready(screening_may_be_submitted(screening, screening_facts(screening)))
    move(screening, to=ScreeningState.SUBMITTED)
    entry = record(actor=actor, verb="screening.submitted", target=screening)
    for person in administrators():
        notify(
            recipient=person,
            dedupe_key=f"screening-submitted:{entry.pk}:{person.pk}",
            kind="screening.submitted",
            subject=format_lazy(gettext_lazy("Screening to decide: {enterprise}"), enterprise=screening.enterprise),
            url=screening.get_absolute_url(),
        )
    return screening


@transaction.atomic
def send_back_screening(*, screening: Screening, reason: str, actor: User) -> Screening:
    """Return a submitted report for more work, with the reason."""
    require(can_decide_screening(actor))
    require_ready(screening_awaits_decision(screening))
    _need(reason, _("Say what has to be done before the screening can be decided."))
    move(screening, to=ScreeningState.DRAFT, decision_note=reason.strip())
    entry = record(actor=actor, verb="screening.sent_back", target=screening, note=reason)
    _tell_opener(screening, entry, gettext_lazy("Screening sent back: {enterprise}"), reason)
    return screening


@transaction.atomic
def pass_screening(*, screening: Screening, valid_until: date, meeting: str, actor: User, on: date, note: str = "") -> Screening:
    """Let the enterprise in until ``valid_until``, as decided at ``meeting`` (CN-INT-28: a meeting decides the list of hosts).

    Refuses while a topic fails, or credit or safety is not clear, and a validity of more than three years.
    """
    require(can_decide_screening(actor))
    hold(screening)
    require_ready(screening_may_pass(screening, screening_facts(screening)))
    _need(meeting, _("Name the meeting that decided the list of hosts."))
    if not on < valid_until <= years_after(on, MAX_VALIDITY_YEARS):
        raise DomainError(_("A screening is valid for at least a day and at most %(years)s years.") % {"years": MAX_VALIDITY_YEARS})
    move(
        screening,
        to=ScreeningState.PASSED,
        decided_by=actor,
        decided_on=on,
        meeting=meeting.strip(),
        decision_note=note.strip(),
        valid_until=valid_until,
    )
    entry = record(actor=actor, verb="screening.passed", target=screening, changes={"valid_until": (None, valid_until)}, note=meeting)
    _tell_opener(screening, entry, gettext_lazy("Screening passed: {enterprise}"), note)
    return screening


@transaction.atomic
def refuse_screening(*, screening: Screening, reason: str, actor: User, on: date, meeting: str = "") -> Screening:
    """Decide against the enterprise, with the reason."""
    require(can_decide_screening(actor))
    require_ready(screening_awaits_decision(screening))
    _need(reason, _("Give the reason for refusing."))
    move(
        screening,
        to=ScreeningState.REFUSED,
        decided_by=actor,
        decided_on=on,
        meeting=meeting.strip(),
        decision_note=reason.strip(),
        valid_until=None,
    )
    entry = record(actor=actor, verb="screening.refused", target=screening, note=reason)
    _tell_opener(screening, entry, gettext_lazy("Screening refused: {enterprise}"), reason)
    return screening


def _need(text: str, sentence: str) -> None:
    if not text.strip():
        raise DomainError(sentence)


def _tell_opener(screening: Screening, entry: AuditEntry, subject: Any, body: str) -> None:
    if screening.opened_by:
        notify(
            recipient=screening.opened_by,
            dedupe_key=f"{entry.verb}:{entry.pk}",
            kind=entry.verb,
            subject=format_lazy(subject, enterprise=screening.enterprise),
            body=body,
            url=screening.get_absolute_url(),
        )
