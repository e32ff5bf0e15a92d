"""Place students: plan, sign, start, complete, end early, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import Programme, User
from college.services.audit import differences, record, snapshot
from college.services.notifications import notify
from config.kit.errors import DomainError, StaleState
from config.kit.rows import assign, hold, require_ready
from config.kit.states import move
from config.kit.verdicts import require
from internships.compliance.checks import TO_PLAN, TO_START, Finding, examine
from internships.compliance.rules import stopped_by
from internships.enums import Ender, Party, PlacementState
from internships.models import MentorProfile, Opening, Placement, PlacementSignature, Student
from internships.policies import can_log_placement, can_place, can_sign
from internships.selectors.choices import mentors_of, supervisors_of
from internships.selectors.facts import agreement_for, facts_for_opening, facts_of, overlapping
from internships.selectors.readiness import (
    placement_may_be_changed,
    placement_may_be_completed,
    placement_may_be_signed,
    placement_may_start,
    placement_terms_may_change,
)
from internships.services.openings import free_seat, take_seat
from partnerships.selectors.people import liaisons_of


class PlacementTerms(TypedDict, total=False):
    """What a person edits of a placement."""

    mentor: MentorProfile | None
    teacher: User | None
    starts_on: date
    ends_on: date
    post_name: str


FIELDS = list(PlacementTerms.__annotations__)


@dataclass(frozen=True)
class Refusal:
    """A student who was not placed, and why."""

    student: Student
    reason: str


@transaction.atomic
def plan_placement(
    *,
    opening: Opening,
    student: Student,
    actor: User,
    teacher: User | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Placement:
    """Plan a student's placement on an opening; the opening's dates stand unless others within them are given.

    Refuses (DomainError) a full or closed opening, a student who has left or has a placement on one of these days, and
    whatever ``compliance.checks.TO_PLAN`` blocks, with the rule's sentence.
    """
    require(can_place(actor, student.programme.department_id))
    return _plan(opening=opening, student=student, actor=actor, teacher=teacher, starts_on=starts_on, ends_on=ends_on)


def plan_placements(
    *, opening: Opening, students: Sequence[Student], actor: User, teacher: User | None = None
) -> tuple[list[Placement], list[Refusal]]:
    """Plan several students at once, each in a transaction of its own: those who cannot be placed are returned with the
    reason and the others stand."""
    planned, refused = [], []
    for student in students:
        try:
            planned.append(plan_placement(opening=opening, student=student, actor=actor, teacher=teacher))
        except DomainError as refusal:
            refused.append(Refusal(student, str(refusal)))
    return planned, refused


@transaction.atomic
def log_placement(*, opening: Opening, actor: User, number: str, name: str) -> Placement:
    """A liaison logs a placement agreed with a student: number and name must both be right, so that nobody can browse.

    The same refusals as for ``plan_placement``.
    """
    require(can_log_placement(actor, opening))
    student = Student.objects.select_related("programme__department").filter(number=number.strip(), is_active=True).first()
    if student is None or not student.name or student.name.strip().casefold() != name.strip().casefold():
        raise DomainError(_("No enrolled student has this number and this name. Check both with the student."))
    return _plan(opening=opening, student=student, actor=actor, teacher=None, starts_on=None, ends_on=None)


def _plan(
    *, opening: Opening, student: Student, actor: User, teacher: User | None, starts_on: date | None, ends_on: date | None
) -> Placement:
    first, last = starts_on or opening.starts_on, ends_on or opening.ends_on
    if not opening.starts_on <= first <= last <= opening.ends_on:
        raise DomainError(_("The dates must lie within those of the opening."))
    _check_supervisor(teacher, opening.programme)
    # A second planner of the same student waits, so that both see each other's rows.
    hold(student, field="is_active")
    if not student.is_active:
        raise DomainError(_("This student is no longer enrolled."))
    if others := overlapping(student_ids=[student.pk], starts_on=first, ends_on=last).get(student.pk):
        raise DomainError(
            _("%(student)s has a placement from %(start)s to %(end)s already.")
            % {
                "student": student,
                "start": date_format(others[0].starts_on, "SHORT_DATE_FORMAT"),
                "end": date_format(others[0].ends_on, "SHORT_DATE_FORMAT"),
            }
        )
    facts = facts_for_opening(opening, [student], starts_on=first, ends_on=last)[student.pk]
    _refuse_blocking(examine(facts, TO_PLAN))
    take_seat(opening)
    agreement = agreement_for(enterprise=opening.enterprise_id, programme_id=student.programme_id, on=first)
    placement = Placement.objects.create(
        student=student,
        enterprise=opening.enterprise,
        opening=opening,
        programme=student.programme,
        department=student.programme.department,
        partnership=agreement.partnership if agreement else None,
        post_name=opening.post.name if opening.post else opening.title,
        mentor=opening.mentor,
        teacher=teacher,
        starts_on=first,
        ends_on=last,
    )
    record(actor=actor, verb="placement.planned", target=placement)
    _tell_signers(placement)
    return placement


@transaction.atomic
def edit_placement(*, placement: Placement, actor: User, **terms: Unpack[PlacementTerms]) -> Placement:
    """Change mentor and teacher while the placement is not over; dates and post only while planned and unsigned."""
    require(can_place(actor, placement.department_id))
    require_ready(placement_may_be_changed(placement))
    before = snapshot(placement, FIELDS)
    assign(placement, terms, FIELDS)
    changes = differences(before, placement)
    if not changes:
        return placement
    _check_people(placement, set(changes))
    if {"starts_on", "ends_on", "post_name"} & set(changes):
        _check_terms_change(placement)
    if not Placement.objects.filter(pk=placement.pk, state=placement.state).update(**{name: getattr(placement, name) for name in changes}):
        raise StaleState
    record(actor=actor, verb="placement.edited", target=placement, changes=changes)
    return placement


def _check_people(placement: Placement, names: set[str]) -> None:
    """Refuse a mentor or supervisor whom the form would not have offered."""
    if "mentor" in names and placement.mentor and not mentors_of(placement.enterprise_id).filter(pk=placement.mentor.pk).exists():
        raise DomainError(_("The mentor belongs to another enterprise or is no longer active."))
    if "teacher" in names:
        _check_supervisor(placement.teacher, placement.programme)


def _check_supervisor(teacher: User | None, programme: Programme) -> None:
    if teacher and not supervisors_of(programme).filter(pk=teacher.pk).exists():
        raise DomainError(_("%(name)s teaches in no programme of this department and cannot supervise.") % {"name": teacher})


def _check_terms_change(placement: Placement) -> None:
    # Somebody signing, or planning the same student elsewhere, at this moment waits or is seen.
    hold(placement.student, field="is_active")
    hold(placement)
    require_ready(placement_terms_may_change(placement, is_signed=placement.signatures.exists()))
    if placement.ends_on < placement.starts_on:
        raise DomainError(_("The end lies before the start."))
    opening = placement.opening
    if opening and not opening.starts_on <= placement.starts_on <= placement.ends_on <= opening.ends_on:
        raise DomainError(_("The dates must lie within those of the opening."))
    others = overlapping(student_ids=[placement.student_id], starts_on=placement.starts_on, ends_on=placement.ends_on)
    if any(other.pk != placement.pk for other in others.get(placement.student_id, [])):
        raise DomainError(_("The student has another placement on these days."))
    _refuse_blocking(examine(facts_of(placement, signed=()), TO_PLAN))


@transaction.atomic
def sign_placement(*, placement: Placement, actor: User, party: str) -> Placement:
    """Sign for one of the three parties. The third signature moves the placement on to signed.

    Refuses a party that has signed and a placement that is no longer planned.
    """
    require(can_sign(actor, placement, party))
    require_ready(placement_may_be_signed(placement))
    # Two parties signing at once count one after the other, and none is the "second" twice.
    hold(placement)
    try:
        with transaction.atomic():
            PlacementSignature.objects.create(placement=placement, party=party, signer=actor, signer_name=str(actor))
    except IntegrityError as error:
        raise DomainError(_("This party has signed already.")) from error
    record(actor=actor, verb="placement.signature_given", target=placement, changes={"party": ("", party)})
    if placement.signatures.count() == len(Party):
        move(placement, to=PlacementState.SIGNED)
        record(actor=actor, verb="placement.signed", target=placement)
    return placement


@transaction.atomic
def start_placement(*, placement: Placement, actor: User, on: date) -> Placement:
    """Begin a signed placement, on or after its first day.

    Refuses an earlier day and whatever ``compliance.checks.TO_START`` blocks: a lapsed screening or agreement, a missing
    signature, mentor or teacher.
    """
    require(can_place(actor, placement.department_id))
    require_ready(placement_may_start(placement, on=on))
    _refuse_blocking(examine(facts_of(placement, signed=placement.signatures.values_list("party", flat=True)), TO_START))
    _step(placement, actor, PlacementState.ACTIVE, "placement.started")
    return placement


@transaction.atomic
def complete_placement(*, placement: Placement, actor: User, on: date) -> Placement:
    """Complete a placement whose last day has come."""
    require(can_place(actor, placement.department_id))
    require_ready(placement_may_be_completed(placement, on=on))
    _step(placement, actor, PlacementState.COMPLETED, "placement.completed", closed_on=on)
    return placement


@transaction.atomic
def end_placement_early(*, placement: Placement, actor: User, on: date, ended_by: str, reason: str) -> Placement:
    """End a placement that is under way before its last day, saying who ended it, when and why."""
    require(can_place(actor, placement.department_id))
    if ended_by not in Ender.values:
        raise DomainError(_("Say who ended the placement."))
    if not reason.strip():
        raise DomainError(_("Say why the placement ended early."))
    if not placement.starts_on <= on <= placement.ends_on:
        raise DomainError(_("The day of an early end lies within the placement."))
    _step(placement, actor, PlacementState.ENDED_EARLY, "placement.ended_early", closed_on=on, ended_by=ended_by, state_note=reason.strip())
    _tell_ended(placement)
    return placement


@transaction.atomic
def cancel_placement(*, placement: Placement, actor: User, reason: str) -> Placement:
    """Cancel a placement before its start, with a reason. Its seat becomes free."""
    require(can_place(actor, placement.department_id))
    if not reason.strip():
        raise DomainError(_("Say why the placement is cancelled."))
    _step(placement, actor, PlacementState.CANCELLED, "placement.cancelled", state_note=reason.strip())
    if placement.opening_id:
        free_seat(placement.opening_id)
    _tell_ended(placement)
    return placement


def _step(placement: Placement, actor: User, to: str, verb: str, **changes: Any) -> None:
    old = move(placement, to=to, **changes)
    record(actor=actor, verb=verb, target=placement, changes={"state": (old, to)}, note=changes.get("state_note", ""))


def _refuse_blocking(findings: list[Finding]) -> None:
    if reason := stopped_by(findings):
        raise DomainError(reason)


def _tell_signers(placement: Placement) -> None:
    url = placement.get_absolute_url()
    signers = list(liaisons_of(placement.enterprise_id))
    if placement.student.user:
        signers.append(placement.student.user)
    for person in signers:
        notify(
            recipient=person,
            dedupe_key=f"placement.sign:{placement.pk}:{person.pk}",
            kind="placement.sign",
            subject=gettext_lazy("A placement waits for your signature"),
            body=str(placement),
            url=url,
        )


def _tell_ended(placement: Placement) -> None:
    people = list(liaisons_of(placement.enterprise_id))
    people += [person for person in (placement.student.user, placement.teacher, placement.mentor and placement.mentor.user) if person]
    for person in people:
        notify(
            recipient=person,
            dedupe_key=f"placement.{placement.state}:{placement.pk}:{person.pk}",
            kind="placement.ended",
            subject=gettext_lazy("A placement ended before its time"),
            body=str(placement),
            url=placement.get_absolute_url(),
        )
