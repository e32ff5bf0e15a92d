"""Undoing an import: audited as the changes it makes, and nothing that came to stand on the imported values falls with them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from college.models import AuditEntry
from importing.models import ImportRun
from importing.services.carrying_out import carry_out
from importing.services.starting import undo_import
from internships.enums import Party, PlacementState
from internships.models import Placement, PlacementSignature, Student
from internships.services.placements import cancel_placement, sign_placement
from partnerships.enums import AgreementState
from partnerships.models import Agreement, Enterprise
from tests import factories as make
from tests.conftest import World
from tests.importing.conftest import csv_bytes
from tests.internships.conftest import screen

PLACEMENT = ["placement", "student", "credit_code", "starts_on", "ends_on", "post_name"]
DAY = timedelta(days=1)


def undone(run: ImportRun, actor: Any) -> ImportRun:
    undo_import(run=run, actor=actor)
    finished = carry_out(run.pk)
    assert finished is not None
    return finished


@pytest.fixture
def world(world: World) -> World:
    Agreement.objects.filter(pk=world.own.agreement.pk).update(state=AgreementState.ACTIVE)
    screen(world.own.enterprise)
    return world


@pytest.fixture
def moved(run_import: Any, world: World) -> tuple[Placement, ImportRun, date]:
    """A plan of one file whose days another file moved; the second run, and the first day that it was planned for before."""
    student, first = make.StudentFactory(programme=world.own.programme, user=make.person(None)), timezone.localdate() + 40 * DAY
    row = ["A", student.number, world.own.enterprise.credit_code]
    run_import("placements", csv_bytes(PLACEMENT, [[*row, first, first + 9 * DAY, "fitter"]]), actor=world.cast.coordinator)
    run = run_import(
        "placements", csv_bytes(PLACEMENT, [[*row, first + 20 * DAY, first + 29 * DAY, "turner"]]), actor=world.cast.coordinator
    )
    assert run.updated == 1
    return Placement.objects.get(source_key="A"), run, first


def test_what_is_restored_is_written_down_as_the_change_it_is(moved: Any, world: World) -> None:
    placement, run, first = moved
    report = undone(run, world.cast.administrator).undo_report
    assert (report["restored"], report["kept"]) == (1, 0)
    placement.refresh_from_db()
    assert (placement.starts_on, placement.post_name) == (first, "fitter")
    entry = AuditEntry.objects.get(verb="placement.import_undone", target_id=str(placement.pk))
    assert entry.changes == {
        "starts_on": [str(first + 20 * DAY), str(first)],
        "ends_on": [str(first + 29 * DAY), str(first + 9 * DAY)],
        "post_name": ["turner", "fitter"],
    }
    assert entry.actor == world.cast.administrator, "in the name of who asked, not of who had imported"
    assert AuditEntry.objects.get(verb="import.undone").actor == world.cast.administrator


def test_private_values_are_restored_unseen(run_import: Any, world: World) -> None:
    Student.objects.filter(pk=world.own.student.pk).update(phone="13800000001")
    rows = [[world.own.student.number, "New", "13900000002"]]
    run = run_import("students", csv_bytes(["number", "name", "phone"], rows), actor=world.cast.coordinator)
    undone(run, world.cast.coordinator)
    assert Student.objects.get(pk=world.own.student.pk).phone == "13800000001"
    said = AuditEntry.objects.get(verb="student.import_undone").changes
    assert said["phone"] == ["", "…"]
    assert said["name"] == ["New", world.own.student.name]


def _sign(placement: Placement, world: World) -> None:
    sign_placement(placement=placement, actor=world.cast.liaison, party=Party.HOST)


def _cancel(placement: Placement, world: World) -> None:
    cancel_placement(placement=placement, actor=world.cast.coordinator, reason="The plant closed.")


def _plan_elsewhere(placement: Placement, world: World) -> None:
    starts = timezone.localdate() + 40 * DAY
    make.PlacementFactory(student=placement.student, enterprise=world.own.enterprise, starts_on=starts, ends_on=starts + 5 * DAY)


def _end(placement: Placement, world: World) -> None:
    PlacementSignature.objects.bulk_create(PlacementSignature(placement=placement, party=party) for party in Party)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.COMPLETED)


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (_sign, "Somebody has signed these dates"),
        (_cancel, "This placement is over"),
        (_end, "This placement is over"),
        (_plan_elsewhere, "another placement on these days"),
    ],
)
def test_what_came_to_stand_on_the_new_days_keeps_them(happened: Callable[..., None], why: str, moved: Any, world: World) -> None:
    placement, run, first = moved
    happened(placement, world)
    state, signatures = Placement.objects.get(pk=placement.pk).state, set(placement.signatures.values_list("party", "signed_at"))
    report = undone(run, world.cast.coordinator).undo_report
    assert (report["restored"], report["kept"]) == (0, 1)
    assert why in report["kept_rows"][0][1]
    now = Placement.objects.get(pk=placement.pk)
    assert (now.starts_on, now.post_name, now.state) == (first + 20 * DAY, "turner", state)
    assert set(now.signatures.values_list("party", "signed_at")) == signatures
    assert not AuditEntry.objects.filter(verb="placement.import_undone").exists()


def test_hours_go_back_while_the_placement_is_under_way(run_import: Any, moved: Any, world: World) -> None:
    placement, _run, first = moved
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.ACTIVE)
    row = ["A", placement.student.number, world.own.enterprise.credit_code, first + 20 * DAY, first + 29 * DAY, 40]
    run = run_import("placements", csv_bytes([*PLACEMENT[:-1], "hours"], [row]), actor=world.cast.coordinator)
    assert run.updated == 1
    assert undone(run, world.cast.coordinator).undo_report["restored"] == 1
    assert Placement.objects.get(pk=placement.pk).hours is None


def test_a_plan_that_somebody_signed_since_is_not_taken_back(run_import: Any, world: World) -> None:
    student, first = make.StudentFactory(programme=world.own.programme), timezone.localdate() + 40 * DAY
    data = csv_bytes(PLACEMENT, [["A", student.number, world.own.enterprise.credit_code, first, first + 9 * DAY, ""]])
    run = run_import("placements", data, actor=world.cast.coordinator)
    placement = Placement.objects.get(source_key="A")
    _sign(placement, world)
    run = undone(run, world.cast.coordinator)
    assert (run.undo_report["deleted"], run.undo_report["kept"]) == (0, 1)
    assert placement.signatures.filter(party=Party.HOST).exists()
    placement.signatures.all().delete()
    assert undone(run, world.cast.coordinator).undo_report["deleted"] == 1


def test_corrected_history_goes_back_to_what_it_was(run_import: Any, world: World) -> None:
    row = ["H", world.own.student.number, world.own.enterprise.credit_code, "2024-03-01"]
    run_import("placements", csv_bytes(PLACEMENT, [[*row, "2024-06-30", "fitter"]]), actor=world.cast.coordinator)
    run = run_import("placements", csv_bytes(PLACEMENT, [[*row, "2024-06-15", "welder"]]), actor=world.cast.coordinator)
    assert undone(run, world.cast.coordinator).undo_report["restored"] == 1
    assert Placement.objects.get(source_key="H").ends_on == date(2024, 6, 30)


def test_restoring_many_costs_as_much_as_one(run_import: Any, world: World, count_queries: Any) -> None:
    def cost(count: int) -> int:
        hosts = [make.EnterpriseFactory() for _ in range(count)]
        data = csv_bytes(["企业名称", "统一社会信用代码"], [[f"{count}-{n}", host.credit_code] for n, host in enumerate(hosts)])
        run = run_import("enterprises", data, actor=world.cast.administrator)
        assert run.updated == count
        undo_import(run=run, actor=world.cast.administrator)
        queries: int = count_queries(lambda: carry_out(run.pk))
        assert not Enterprise.objects.filter(name__startswith=f"{count}-").exists()
        return queries

    assert cost(1) == cost(20)
