"""An import is a guest of the services: it may no more than its person, and follows the rules of the pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from college.enums import Role
from college.models import AuditEntry, RoleGrant, User
from config.kit.days import monday_of
from importing.models import ImportRun
from importing.services.carrying_out import carry_out
from internships.enums import PlacementState
from internships.models import Placement, Student
from internships.selectors.pages import desk, weeks_of
from internships.selectors.work import to_call, to_move_on, to_sign, to_write
from internships.services.recording import PlacementRow, record_placements
from partnerships.enums import AgreementState, ScreeningState
from partnerships.models import Agreement, AgreementProgramme, Screening
from tests import factories as make
from tests.conftest import World
from tests.importing.conftest import csv_bytes
from tests.internships.conftest import screen

PLACEMENT = ["placement", "student", "credit_code", "starts_on", "ends_on", "post_name"]
DAY = timedelta(days=1)


def reasons(run: ImportRun) -> list[str]:
    return list(run.refusals.values_list("reason", flat=True))


def placement_of(side: Any, *, number: str, state: str, starts_on: date, ends_on: date, student: Student | None = None) -> Placement:
    return Placement.objects.create(
        student=student or side.student,
        enterprise=side.enterprise,
        programme=side.programme,
        department=side.department,
        partnership=side.partnership,
        starts_on=starts_on,
        ends_on=ends_on,
        state=state,
        ended_by="student" if state == PlacementState.ENDED_EARLY else "",
        source="placements",
        source_key=number,
    )


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def world(world: World) -> World:
    """The own side can place students: its enterprise is screened, its agreement in force."""
    Agreement.objects.filter(pk=world.own.agreement.pk).update(state=AgreementState.ACTIVE)
    screen(world.own.enterprise)
    return world


@pytest.fixture
def coordinator_import(run_import: Any, world: World) -> Any:
    def run(kind: str, header: list[str], *rows: list[Any]) -> ImportRun:
        finished: ImportRun = run_import(kind, csv_bytes(header, rows), actor=world.cast.coordinator)
        return finished

    return run


def test_private_details_of_students_stay_out_of_the_audit_trail(world: World, coordinator_import: Any) -> None:
    student = world.own.student
    Student.objects.filter(pk=student.pk).update(birth_date=date(2008, 3, 1), phone="13800000001")
    run = coordinator_import(
        "students",
        ["number", "name", "birth_date", "phone", "email", "class_name"],
        [student.number, student.name or "x", "2008-04-02", "13900000002", "young@example.com", "New class"],
    )
    assert run.updated == 1
    student.refresh_from_db()
    assert (student.birth_date, student.phone) == (date(2008, 4, 2), "13900000002")
    entry = AuditEntry.objects.filter(target_type="internships.student", target_id=str(student.pk)).latest("pk")
    assert entry.changes["class_name"][1] == "New class"
    assert entry.changes["phone"] == ["", "…"]
    said = str(entry.changes)
    assert not any(secret in said for secret in ("2008", "138000", "139000", "young@"))


def test_another_departments_placement_is_not_taken_over_by_its_number(world: World, coordinator_import: Any, today: date) -> None:
    foreign = world.foreign
    theirs = placement_of(foreign, number="P-7", state=PlacementState.COMPLETED, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 1))
    before = Placement.objects.values().get(pk=theirs.pk)
    run = coordinator_import(
        "placements", PLACEMENT, ["P-7", world.own.student.number, world.own.enterprise.credit_code, "2024-02-01", "2024-05-01", "mine"]
    )
    assert (run.created, run.updated, run.refused) == (0, 0, 1)
    assert Placement.objects.values().get(pk=theirs.pk) == before
    assert "coordinator of the responsible department" in reasons(run)[0]


@pytest.mark.parametrize("state", [PlacementState.ACTIVE, PlacementState.SIGNED])
def test_a_placement_under_way_keeps_its_student_and_its_end(world: World, coordinator_import: Any, today: date, state: str) -> None:
    side = world.own
    other = make.StudentFactory(programme=side.programme)
    placement = placement_of(side, number="P-8", state=state, starts_on=today - 9 * DAY, ends_on=today + 30 * DAY)
    before = Placement.objects.values().get(pk=placement.pk)
    code = side.enterprise.credit_code
    run = coordinator_import(
        "placements",
        PLACEMENT,
        ["P-8", side.student.number, code, str(placement.starts_on), str(placement.ends_on + 20 * DAY), ""],
    )
    assert "signed these dates" in reasons(run)[0]
    run = coordinator_import("placements", PLACEMENT, ["P-8", other.number, code, str(placement.starts_on), str(placement.ends_on), ""])
    assert "another student" in reasons(run)[0]
    assert Placement.objects.values().get(pk=placement.pk) == before
    same = coordinator_import(
        "placements", PLACEMENT, ["P-8", side.student.number, code, str(placement.starts_on), str(placement.ends_on), ""]
    )
    assert same.unchanged == 1


def test_what_has_ended_here_stays_as_it_is(world: World, coordinator_import: Any, today: date) -> None:
    side = world.own
    placement = placement_of(side, number="P-9", state=PlacementState.ENDED_EARLY, starts_on=today - 60 * DAY, ends_on=today - DAY)
    run = coordinator_import(
        "placements",
        PLACEMENT,
        ["P-9", side.student.number, side.enterprise.credit_code, str(placement.starts_on), str(placement.ends_on), "another post"],
    )
    assert "This placement is over" in reasons(run)[0]


def test_imported_history_may_be_corrected_by_its_source(world: World, coordinator_import: Any) -> None:
    side = world.own
    row = ["P-1", side.student.number, side.enterprise.credit_code, "2024-03-01", "2024-06-30", "fitter"]
    assert coordinator_import("placements", PLACEMENT, row).created == 1
    assert coordinator_import("placements", PLACEMENT, [*row[:4], "2024-06-15", "welder"]).updated == 1
    placement = Placement.objects.get(source_key="P-1")
    assert (placement.ends_on, placement.post_name, placement.closed_on) == (date(2024, 6, 15), "welder", date(2024, 6, 15))


def test_a_student_is_not_planned_twice_on_one_day(world: World, coordinator_import: Any, today: date) -> None:
    side = world.own
    Placement.objects.filter(student=side.student).delete()
    code, number = side.enterprise.credit_code, side.student.number
    starts, ends = today + 30 * DAY, today + 60 * DAY
    run = coordinator_import(
        "placements",
        PLACEMENT,
        ["A", number, code, str(starts), str(ends), ""],
        ["B", number, code, str(ends), str(ends + 30 * DAY), ""],
        ["C", number, code, str(ends + DAY), str(ends + 31 * DAY), ""],
    )
    assert (run.created, run.refused) == (2, 1)
    assert "has a placement from" in reasons(run)[0]
    later = coordinator_import("placements", PLACEMENT, ["D", number, code, str(starts - 9 * DAY), str(starts), ""])
    assert "has a placement from" in reasons(later)[0]
    assert set(Placement.objects.filter(source="placements").values_list("source_key", flat=True)) == {"A", "C"}


def test_a_plan_of_the_file_moves_only_where_the_student_is_free(world: World, coordinator_import: Any, today: date) -> None:
    side = world.own
    Placement.objects.filter(student=side.student).delete()
    code, number = side.enterprise.credit_code, side.student.number
    first = ["A", number, code, str(today + 10 * DAY), str(today + 20 * DAY), ""]
    second = ["B", number, code, str(today + 30 * DAY), str(today + 40 * DAY), ""]
    assert coordinator_import("placements", PLACEMENT, first, second).created == 2
    moved = coordinator_import("placements", PLACEMENT, [*second[:3], str(today + 20 * DAY), second[4], ""])
    assert "another placement on these days" in reasons(moved)[0]
    free = coordinator_import("placements", PLACEMENT, [*second[:3], str(today + 21 * DAY), second[4], ""])
    assert free.updated == 1


def _plan_row(side: Any, number: str, first: date, last: date, student: Student | None = None, *more: str) -> list[Any]:
    return [number, (student or side.student).number, side.enterprise.credit_code, str(first), str(last), "", *more]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda side, student: Screening.objects.all().delete(), "CN-INT-28"),
        (lambda side, student: Screening.objects.update(valid_until=timezone.localdate()), "CN-INT-28"),
        (
            lambda side, student: Screening.objects.create(
                enterprise=side.enterprise, state=ScreeningState.REFUSED, decided_on=timezone.localdate()
            ),
            "CN-INT-28",
        ),
        (lambda side, student: Agreement.objects.update(state=AgreementState.TERMINATED), "CN-INT-02"),
        (lambda side, student: Agreement.objects.update(takes_interns=False), "CN-INT-02"),
        (lambda side, student: Agreement.objects.update(ends_on=timezone.localdate()), "CN-INT-02"),
        (lambda side, student: Student.objects.filter(pk=student.pk).update(birth_date=timezone.localdate() - 15 * 365 * DAY), "CN-INT-08"),
        (lambda side, student: Student.objects.filter(pk=student.pk).update(enrol_year=timezone.localdate().year), "CN-INT-07"),
    ],
)
def test_a_plan_of_the_file_is_asked_what_the_page_asks(spoil: Any, rule: str, world: World, coordinator_import: Any, today: date) -> None:
    side, student = world.own, make.StudentFactory(programme=world.own.programme)
    spoil(side, student)
    starts = today + 10 * DAY
    run = coordinator_import("placements", PLACEMENT, _plan_row(side, "A", starts, starts + 20 * DAY, student))
    assert (run.created, run.refused) == (0, 1)
    assert rule in reasons(run)[0]
    past = coordinator_import("placements", PLACEMENT, _plan_row(side, "H", date(2024, 3, 1), date(2024, 6, 30), student))
    assert past.created == 1, "no rule of planning is held against what is over"


def test_a_plan_of_the_file_moves_only_into_what_the_rules_allow(world: World, coordinator_import: Any, today: date) -> None:
    side, student = world.own, make.StudentFactory(programme=world.own.programme)
    starts = today + 10 * DAY
    assert coordinator_import("placements", PLACEMENT, _plan_row(side, "A", starts, starts + 20 * DAY, student)).created == 1
    Screening.objects.update(valid_until=starts + 2 * DAY)
    moved = coordinator_import("placements", PLACEMENT, _plan_row(side, "A", starts + 5 * DAY, starts + 20 * DAY, student))
    assert "CN-INT-28" in reasons(moved)[0]


def test_a_file_names_no_supervisor_whom_the_page_would_not_offer(world: World, coordinator_import: Any, today: date) -> None:
    side, starts = world.own, today + 10 * DAY
    User.objects.filter(pk=world.cast.auditor.pk).update(number="T-1")
    User.objects.filter(pk=world.cast.instructor.pk).update(number="T-2")
    header, students = [*PLACEMENT, "teacher"], [make.StudentFactory(programme=side.programme) for _ in range(3)]
    run = coordinator_import(
        "placements",
        header,
        _plan_row(side, "A", starts, starts + 20 * DAY, students[0], "T-1"),
        _plan_row(side, "B", starts, starts + 20 * DAY, students[1], "T-2"),
        # Whoever supervised then may have left since.
        _plan_row(side, "C", date(2024, 3, 1), date(2024, 6, 30), students[2], "T-1"),
    )
    assert (run.created, run.refused) == (2, 1)
    assert "teaches in no programme" in reasons(run)[0]
    changed = coordinator_import("placements", header, _plan_row(side, "B", starts, starts + 20 * DAY, students[1], "T-1"))
    assert "teaches in no programme" in reasons(changed)[0]


def test_a_plan_of_the_file_waits_for_signatures_like_any_other(world: World, coordinator_import: Any, today: date) -> None:
    side, cast, starts = world.own, world.cast, today + 10 * DAY
    Placement.objects.all().delete()
    coordinator_import(
        "placements",
        PLACEMENT,
        _plan_row(side, "A", starts, starts + 20 * DAY),
        _plan_row(side, "H", date(2024, 3, 1), date(2024, 6, 30)),
    )
    plan = Placement.objects.get(source_key="A")
    for person in (cast.coordinator, cast.liaison, cast.student):
        assert [item.url for item in to_sign(person, today, 9)] == [f"{plan.get_absolute_url()}#signatures"]
    assert [row.placement for row in desk(cast.liaison, week=monday_of(starts))] == [plan]
    assert [item.subject for item in to_move_on(cast.coordinator, starts, 9)] == [str(plan)]


def test_a_placement_of_the_file_is_logged_once_it_is_under_way(world: World, today: date) -> None:
    side, cast = world.own, world.cast
    Placement.objects.all().delete()
    placement = placement_of(side, number="A", state=PlacementState.ACTIVE, starts_on=today - 30 * DAY, ends_on=today + 30 * DAY)
    Placement.objects.filter(pk=placement.pk).update(teacher=cast.instructor)
    assert to_write(cast.student, today, 9)
    assert [item.subject for item in to_call(cast.instructor, today, 9)] == [str(placement)]
    assert weeks_of(placement, [], on=today)
    history = placement_of(side, number="H", state=PlacementState.COMPLETED, starts_on=today - 60 * DAY, ends_on=today - 31 * DAY)
    assert not weeks_of(history, [], on=today), "what arrived as history was never logged here"
    assert [row.placement for row in desk(cast.liaison, week=monday_of(today - 35 * DAY))] == []


def test_a_batch_of_plans_costs_the_same_for_one_and_many(world: World, today: date, count_queries: Any) -> None:
    def row(number: int) -> PlacementRow:
        enterprise = make.EnterpriseFactory()
        agreement = make.AgreementFactory(
            partnership=make.PartnershipFactory(enterprise=enterprise, department=world.own.department), state=AgreementState.ACTIVE
        )
        AgreementProgramme.objects.create(agreement=agreement, programme=world.own.programme)
        screen(enterprise)
        student = make.StudentFactory(programme=world.own.programme)
        details: Any = {"starts_on": today + DAY, "ends_on": today + 9 * DAY, "teacher_id": world.cast.instructor.pk}
        return PlacementRow(number, "placements", f"N-{number}", student, enterprise, world.own.programme, details)

    def record(rows: list[PlacementRow]) -> int:
        return count_queries(lambda: [one.refusal for one in record_placements(rows=rows, actor=world.cast.coordinator, on=today)])

    record([row(0)])  # the person's standing is read once
    assert record([row(number) for number in range(1, 12)]) == record([row(99)])
    assert Placement.objects.filter(source_key__startswith="N-").count() == 13


def test_somebody_who_has_left_is_not_planned(world: World, coordinator_import: Any, today: date) -> None:
    side = world.own
    Student.objects.filter(pk=side.student.pk).update(is_active=False)
    Placement.objects.filter(student=side.student).delete()
    run = coordinator_import(
        "placements", PLACEMENT, ["A", side.student.number, side.enterprise.credit_code, str(today), str(today + 9 * DAY), ""]
    )
    assert reasons(run) == ["This student is no longer enrolled."]


def test_reading_the_whole_college_widens_no_import(world: World, coordinator_import: Any) -> None:
    RoleGrant.objects.create(user=world.cast.coordinator, role=Role.AUDITOR)
    foreign = world.foreign
    run = coordinator_import(
        "students",
        ["number", "name", "programme"],
        ["N-1", "New", foreign.programme.code],
        [foreign.student.number, "Renamed", ""],
    )
    assert (run.created, run.updated, run.refused) == (0, 0, 2)
    foreign.student.refresh_from_db()
    assert foreign.student.name != "Renamed"
    placements = coordinator_import(
        "placements", PLACEMENT[1:], [foreign.student.number, foreign.enterprise.credit_code, "2024-03-01", "2024-06-30", ""]
    )
    assert placements.refused == 1


def test_by_the_address_too(world: World, client_for: Any, today: date) -> None:
    """The same over HTTP: what comes after the redirect is held to the person's rights."""
    RoleGrant.objects.create(user=world.cast.coordinator, role=Role.AUDITOR)
    foreign = world.foreign
    client = client_for(world.cast.coordinator)
    data = csv_bytes(
        PLACEMENT,
        [
            ["X-1", foreign.student.number, foreign.enterprise.credit_code, "2024-03-01", "2024-06-30", ""],
            ["X-2", world.own.student.number, world.own.enterprise.credit_code, "2024-03-01", "2024-06-30", ""],
        ],
    )
    url = reverse("import_upload", args=["placements"])
    assert foreign.department.code not in client.get(url).content.decode().partition('name="department"')[2].partition("</select>")[0]
    response = client.post(url, {"file": SimpleUploadedFile("p.csv", data)})
    assert response.status_code == 302
    run = ImportRun.objects.get()
    carry_out(run.pk)
    run.refresh_from_db()
    assert (run.created, run.refused) == (1, 1)
    assert list(Placement.objects.filter(source="placements").values_list("source_key", flat=True)) == ["X-2"]


def test_an_import_leaves_the_same_entries_as_the_page(world: World, coordinator_import: Any) -> None:
    run = coordinator_import("students", ["number", "name", "programme"], ["N-1", "New", world.own.programme.code])
    student = Student.objects.get(number="N-1")
    entry = AuditEntry.objects.get(target_type="internships.student", target_id=str(student.pk))
    assert (entry.verb, entry.actor, entry.note) == ("student.imported", world.cast.coordinator, run.filename)
