"""Rows of the services of internships: students, mentors, openings, placements, weekly logs."""

from datetime import date
from decimal import Decimal
from typing import Any

from internships.enums import Ender, LogState, OpeningState, Party, PlacementState
from internships.models import PlacementSignature, WorkLog
from internships.services import logs, mentors, openings, placements, recording, students
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import AgreementProgramme, Screening
from tests import factories as make
from tests.permissions.services import Here, Row, all_kept

ADMIN = "administrator"
PLACERS = "administrator coordinator"
OFFERS = "administrator coordinator liaison"
#: The term of the world's openings and placements.
STARTS, ENDS = date(2026, 9, 1), date(2027, 1, 31)
WITHIN = date(2026, 9, 10)
TERM: dict[str, Any] = {"starts_on": STARTS, "ends_on": ENDS}


def _thing(thing: str, /, **arguments: Any) -> Any:
    return lambda here: {thing: getattr(here, thing), **arguments}


def _ready(here: Here) -> None:
    """The side can place students: its agreement is in force, its enterprise screened."""
    here.put("agreement", state=AgreementState.ACTIVE)
    Screening.objects.create(
        enterprise=here.enterprise, state=ScreeningState.PASSED, decided_on=date(2026, 1, 5), valid_until=date(2028, 12, 31)
    )


def _opening(state: str = OpeningState.OPEN, **arguments: Any) -> Any:
    def given(here: Here) -> dict[str, Any]:
        _ready(here)
        return {"opening": here.put("opening", state=state), **arguments}

    return given


def _draft(here: Here) -> dict[str, Any]:
    _ready(here)
    return {"enterprise": here.enterprise, "programme": here.programme, "title": "Fitter", "seats": 2, **TERM}


def _cover_the_other(here: Here) -> None:
    """The side's enterprise takes interns of the other side's programme, too, by an agreement of this side's department."""
    AgreementProgramme.objects.create(agreement=here.agreement, programme=here.other.programme)


def _draft_for_the_other(here: Here) -> dict[str, Any]:
    _cover_the_other(here)
    return {**_draft(here), "programme": here.other.programme}


def _turned_to_the_other(here: Here) -> dict[str, Any]:
    _cover_the_other(here)
    return _opening(OpeningState.DRAFT, programme=here.other.programme)(here)


def _recorded(here: Here) -> dict[str, Any]:
    row = recording.PlacementRow(
        row=1,
        source="placements",
        source_key="P-1",
        student=here.student,
        enterprise=here.enterprise,
        programme=here.programme,
        details={"starts_on": date(2024, 3, 1), "ends_on": date(2024, 6, 30)},
    )
    return {"rows": [row], "on": WITHIN}


def _plan(here: Here) -> dict[str, Any]:
    return {**_opening()(here), "student": make.StudentFactory(programme=here.programme)}


def _plan_many(here: Here) -> dict[str, Any]:
    return {**_opening()(here), "students": [make.StudentFactory(programme=here.programme)]}


def _log_one(here: Here) -> dict[str, Any]:
    student = make.StudentFactory(programme=here.programme)
    return {**_opening()(here), "number": student.number, "name": student.name}


def _placement(state: str = PlacementState.PLANNED, **arguments: Any) -> Any:
    def given(here: Here) -> dict[str, Any]:
        _ready(here)
        placement = here.put("placement", state=state, teacher=here.person("instructor"))
        if state != PlacementState.PLANNED:
            PlacementSignature.objects.bulk_create(PlacementSignature(placement=placement, party=party) for party in Party)
        return {"placement": placement, **arguments}

    return given


def _work_log(*, mentor_has_account: bool = True) -> Any:
    """A submitted log; the own side's mentor is the one of the cast."""

    def given(here: Here) -> dict[str, Any]:
        if not mentor_has_account:
            here.put("mentor", user=None)
        elif not here.is_own:
            here.put("mentor", user=make.person(None))
        placement = here.put("placement", state=PlacementState.ACTIVE)
        return {"log": WorkLog.objects.create(placement=placement, week=date(2026, 9, 7), hours=38, text="x", state=LogState.SUBMITTED)}

    return given


def _several_logs(here: Here) -> dict[str, Any]:
    return {"ids": [_work_log()(here)["log"].pk]}


def _returned(*, mentor_has_account: bool = True) -> Any:
    return lambda here: {**_work_log(mentor_has_account=mentor_has_account)(here), "note": "Which machine?"}


def _uninvited(name: str) -> Any:
    """A student or mentor without an account, who can be invited."""
    return lambda here: {name: here.put(name, user=None, email="new@example.org")}


ROWS = [
    Row(
        students.keep_students,
        lambda h: {"rows": [students.StudentRow(1, h.student.number, None, {"name": "New", "phone": "13900000004"})]},
        PLACERS,
        ADMIN,
        through=all_kept,
    ),
    Row(recording.record_placements, _recorded, PLACERS, ADMIN, through=all_kept),
    Row(students.enter_student, lambda h: {"number": "2026999", "programme": h.programme, "enrol_year": 2025}, PLACERS, ADMIN),
    Row(students.edit_student, _thing("student", name="Li", phone="13900000003", birth_date=date(2007, 5, 4)), PLACERS, ADMIN),
    Row(
        students.edit_student,
        lambda h: {"student": h.student, "programme": h.other.programme},
        ADMIN,
        ADMIN,
        "into another department's programme",
    ),
    Row(students.invite_student, _uninvited("student"), PLACERS, ADMIN),
    Row(students.set_enrolment, _thing("student", enrolled=False), PLACERS, ADMIN),
    Row(mentors.add_mentor, _thing("enterprise", name="Wu"), OFFERS, ADMIN),
    Row(mentors.edit_mentor, _thing("mentor", name="Wu", phone="13900000002", email="wu@example.com"), OFFERS, ADMIN),
    Row(mentors.invite_mentor, _uninvited("mentor"), OFFERS, ADMIN),
    Row(openings.draft_opening, _draft, OFFERS, ADMIN),
    Row(openings.draft_opening, _draft_for_the_other, f"{ADMIN} liaison", ADMIN, "for another department's programme"),
    Row(openings.edit_opening, _opening(OpeningState.DRAFT, title="Turner"), OFFERS, ADMIN),
    Row(openings.edit_opening, _turned_to_the_other, f"{ADMIN} liaison", ADMIN, "for another department's programme"),
    Row(openings.open_opening, _opening(OpeningState.DRAFT, on=STARTS), OFFERS, ADMIN),
    Row(openings.close_opening, _opening(), OFFERS, ADMIN),
    Row(placements.plan_placement, _plan, PLACERS, ADMIN),
    Row(placements.plan_placements, _plan_many, PLACERS, ADMIN, through=lambda done: done[0]),
    Row(placements.log_placement, _log_one, "liaison", ""),
    Row(placements.edit_placement, _placement(ends_on=date(2027, 1, 15)), PLACERS, ADMIN),
    Row(placements.sign_placement, _placement(party=Party.COLLEGE), PLACERS, ADMIN, "for the college"),
    Row(placements.sign_placement, _placement(party=Party.HOST), "liaison", "", "for the host"),
    Row(placements.sign_placement, _placement(party=Party.STUDENT), "student", "", "for the student"),
    Row(placements.start_placement, _placement(PlacementState.SIGNED, on=STARTS), PLACERS, ADMIN),
    Row(placements.complete_placement, _placement(PlacementState.ACTIVE, on=ENDS), PLACERS, ADMIN),
    Row(
        placements.end_placement_early,
        _placement(PlacementState.ACTIVE, on=WITHIN, ended_by=Ender.STUDENT, reason="Ill."),
        PLACERS,
        ADMIN,
    ),
    Row(placements.cancel_placement, _placement(reason="Moved."), PLACERS, ADMIN),
    Row(
        logs.write_log,
        _placement(PlacementState.ACTIVE, week=date(2026, 9, 7), hours=Decimal(38), text="Filed.", on=WITHIN),
        "student",
        "",
    ),
    Row(logs.confirm_log, _work_log(), "mentor", ""),
    Row(logs.confirm_log, _work_log(mentor_has_account=False), "liaison", "", "of a mentor without an account"),
    Row(logs.return_log, _returned(), "mentor", ""),
    Row(logs.return_log, _returned(mentor_has_account=False), "liaison", "", "of a mentor without an account"),
    Row(logs.confirm_logs, _several_logs, "mentor", "", through=bool, guards=("can_confirm_log", "visible_logs")),
]

UNGUARDED: dict[Any, str] = {}
