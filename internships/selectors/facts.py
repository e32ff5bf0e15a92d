"""The bridge from rows to the dataclasses that the checks read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from internships.compliance.checks import PlacementFacts
from internships.enums import PlacementKind, PlacementState
from internships.models import Opening, Placement, Student
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import Agreement, Enterprise, Screening
from partnerships.selectors.screenings import decision_in_force


def agreement_for(*, enterprise: Enterprise | int, programme_id: int, on: date) -> Agreement | None:
    """The agreement in force that lets the enterprise take interns of the programme on a day; of several, the one that
    lasts longest."""
    return (
        Agreement.objects.filter(
            partnership__enterprise=enterprise,
            programmes=programme_id,
            state=AgreementState.ACTIVE,
            takes_interns=True,
            starts_on__lte=on,
            ends_on__gte=on,
        )
        .select_related("partnership")
        .order_by("-ends_on", "-pk")
        .first()
    )


def screening_for(*, enterprise_id: int, on: date) -> Screening | None:
    """The passed screening that is valid on a day. The latest decision holds, so a refusal ends an earlier pass."""
    latest = decision_in_force(enterprise_id, on=on)
    if latest is None or latest.state != ScreeningState.PASSED or latest.valid_until is None or latest.valid_until < on:
        return None
    return latest


def last_day_of(placement: Placement) -> date:
    """The last day that the student is placed: the day of an early end, else the planned one."""
    return placement.closed_on if placement.state == PlacementState.ENDED_EARLY and placement.closed_on else placement.ends_on


def overlapping(*, student_ids: Iterable[int], starts_on: date, ends_on: date) -> dict[int, list[Placement]]:
    """The placements of the students that share a day with the period, by student. One that ended early counts to the
    day it ended. One query."""
    rows = (
        Placement.objects.filter(student_id__in=list(student_ids), starts_on__lte=ends_on, ends_on__gte=starts_on)
        .exclude(state=PlacementState.CANCELLED)
        .select_related("enterprise")
    )
    found: dict[int, list[Placement]] = defaultdict(list)
    for placement in rows:
        if last_day_of(placement) < starts_on:
            continue
        found[placement.student_id].append(placement)
    return found


def facts_for_opening(opening: Opening, students: Sequence[Student], *, starts_on: date, ends_on: date) -> dict[int, PlacementFacts]:
    """The facts of placing each student on the opening, by student id. Students come with their programme selected.

    Two queries per programme among the students, which on the opening's page is one programme.
    """
    screening = screening_for(enterprise_id=opening.enterprise_id, on=starts_on)
    agreements = {
        programme_id: agreement_for(enterprise=opening.enterprise_id, programme_id=programme_id, on=starts_on)
        for programme_id in {student.programme_id for student in students}
    }
    facts = {}
    for student in students:
        agreement = agreements[student.programme_id]
        facts[student.pk] = PlacementFacts(
            starts_on=starts_on,
            ends_on=ends_on,
            birth_date=student.birth_date,
            enrol_year=student.enrol_year,
            student_major=student.programme.major_code,
            post_major=opening.programme.major_code,
            is_same_programme=student.programme_id == opening.programme_id,
            agreement_until=agreement.ends_on if agreement else None,
            screening_until=screening.valid_until if screening else None,
            hours_per_day=opening.hours_per_day,
        )
    return facts


def facts_of(placement: Placement, *, signed: Iterable[str]) -> PlacementFacts:
    """The facts of a placement as it stands. Student, programme and opening come selected."""
    opening = placement.opening
    agreement = agreement_for(enterprise=placement.enterprise_id, programme_id=placement.programme_id, on=placement.starts_on)
    screening = screening_for(enterprise_id=placement.enterprise_id, on=placement.starts_on)
    return PlacementFacts(
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        is_on_post=placement.kind == PlacementKind.ON_POST,
        birth_date=placement.student.birth_date,
        enrol_year=placement.student.enrol_year,
        student_major=placement.programme.major_code,
        post_major=opening.programme.major_code if opening else "",
        is_same_programme=opening is None or opening.programme_id == placement.programme_id,
        agreement_until=agreement.ends_on if agreement else None,
        screening_until=screening.valid_until if screening else None,
        hours_per_day=opening.hours_per_day if opening else None,
        signed=frozenset(signed),
        has_mentor=placement.mentor_id is not None,
        has_teacher=placement.teacher_id is not None,
    )
