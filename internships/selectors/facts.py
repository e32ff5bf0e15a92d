"""The bridge from rows to the dataclasses that the checks read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from internships.compliance.checks import PlacementFacts
from internships.enums import PlacementKind, PlacementState
from internships.models import Opening, Placement, PlacementSignature, Student
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import Agreement, AgreementProgramme, Enterprise, Screening
from partnerships.selectors.screenings import decided, decision_in_force


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
    return latest if latest and _is_passed(latest, on) else None


def _is_passed(screening: Screening, on: date) -> bool:
    return screening.state == ScreeningState.PASSED and screening.valid_until is not None and screening.valid_until >= on


class Grounds:
    """What agreements and screenings of several hosts allow on any day. Two queries for all."""

    def __init__(self, enterprise_ids: Iterable[int]) -> None:
        ids = set(enterprise_ids)
        self._agreements: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
        lines = AgreementProgramme.objects.filter(
            agreement__partnership__enterprise__in=ids, agreement__state=AgreementState.ACTIVE, agreement__takes_interns=True
        )
        for enterprise, programme, first, last in lines.values_list(
            "agreement__partnership__enterprise_id", "programme_id", "agreement__starts_on", "agreement__ends_on"
        ):
            self._agreements[enterprise, programme].append((first, last))
        self._decisions: dict[int, list[Screening]] = defaultdict(list)
        for screening in decided(date.max).filter(enterprise__in=ids):
            self._decisions[screening.enterprise_id].append(screening)

    def agreement_until(self, enterprise_id: int, programme_id: int, *, on: date) -> date | None:
        """The last day of the agreement that ``agreement_for`` finds; None without one."""
        terms = self._agreements[enterprise_id, programme_id]
        return max((last for first, last in terms if first <= on <= last), default=None)

    def screening_until(self, enterprise_id: int, *, on: date) -> date | None:
        """The last day of the screening that ``screening_for`` finds; None without one."""
        decisions = self._decisions[enterprise_id]
        latest = next((one for one in decisions if one.decided_on and one.decided_on <= on), None)
        return latest.valid_until if latest and _is_passed(latest, on) else None


def last_day_of(placement: Placement) -> date:
    """The last day that the student is placed: the day of an early end, else the planned one."""
    return placement.closed_on if placement.state == PlacementState.ENDED_EARLY and placement.closed_on else placement.ends_on


def arrived_over() -> Q:
    """What a file brought as history: it was over then, and nobody here signed or logged it."""
    signed = PlacementSignature.objects.filter(placement=OuterRef("pk"))
    return Q(~Exists(signed), state=PlacementState.COMPLETED, opening__isnull=True) & ~Q(source="")


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

    Two queries.
    """
    grounds = Grounds([opening.enterprise_id])
    facts = {}
    for student in students:
        facts[student.pk] = PlacementFacts(
            starts_on=starts_on,
            ends_on=ends_on,
            birth_date=student.birth_date,
            enrol_year=student.enrol_year,
            student_major=student.programme.major_code,
            post_major=opening.programme.major_code,
            is_same_programme=student.programme_id == opening.programme_id,
            agreement_until=grounds.agreement_until(opening.enterprise_id, student.programme_id, on=starts_on),
            screening_until=grounds.screening_until(opening.enterprise_id, on=starts_on),
            hours_per_day=opening.hours_per_day,
        )
    return facts


def facts_of(placement: Placement, *, signed: Iterable[str], grounds: Grounds | None = None) -> PlacementFacts:
    """The facts of a placement as it stands. Student, programme and opening come selected; ``grounds`` where many are looked at."""
    opening, first, host = placement.opening, placement.starts_on, placement.enterprise_id
    grounds = grounds or Grounds([host])
    return PlacementFacts(
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        is_on_post=placement.kind == PlacementKind.ON_POST,
        birth_date=placement.student.birth_date,
        enrol_year=placement.student.enrol_year,
        student_major=placement.programme.major_code,
        post_major=opening.programme.major_code if opening else "",
        is_same_programme=opening is None or opening.programme_id == placement.programme_id,
        agreement_until=grounds.agreement_until(host, placement.programme_id, on=first),
        screening_until=grounds.screening_until(host, on=first),
        hours_per_day=opening.hours_per_day if opening else None,
        signed=frozenset(signed),
        has_mentor=placement.mentor_id is not None,
        has_teacher=placement.teacher_id is not None,
    )
