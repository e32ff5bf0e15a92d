"""Departments and programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from college.models import Department, Programme, User
from college.policies import can_bring_programme, can_edit_structure
from college.services.audit import differences, record, record_many, snapshot
from config.kit.bulk import Kept, judge, write
from config.kit.errors import DomainError
from config.kit.rows import assign
from config.kit.verdicts import require

Unit = TypeVar("Unit", Department, Programme)

FIELDS = {
    Department: ["code", "name", "name_en", "is_active"],
    Programme: [
        "code",
        "major_code",
        "name",
        "name_en",
        "level",
        "category_name",
        "class_name",
        "is_state_controlled",
        "department_id",
        "is_active",
    ],
}


@transaction.atomic
def save_department(*, department: Department, actor: User) -> Department:
    """Create or change a department. Refuses (DomainError) a code in use, and to close one that still offers programmes."""
    require(can_edit_structure(actor))
    if department.pk and not department.is_active and department.programmes.filter(is_active=True).exists():
        raise DomainError(_("The department still offers programmes. Move or close them first."))
    return _save(department, actor, "department")


@transaction.atomic
def save_programme(*, programme: Programme, actor: User) -> Programme:
    """Create or change a programme. Refuses (DomainError) a code in use."""
    require(can_edit_structure(actor))
    return _save(programme, actor, "programme")


def _save(unit: Unit, actor: User, noun: str) -> Unit:
    model = type(unit)
    if model._default_manager.filter(code=unit.code).exclude(pk=unit.pk).exists():
        raise DomainError(_("This code is in use."))
    before = snapshot(model._default_manager.get(pk=unit.pk), FIELDS[model]) if unit.pk else None
    unit.save()
    if before is None:
        record(actor=actor, verb=f"{noun}.created", target=unit)
    elif changes := differences(before, unit):
        record(actor=actor, verb=f"{noun}.edited", target=unit, changes=changes)
    return unit


class ProgrammeCells(TypedDict, total=False):
    """What a catalogue may say of a programme."""

    major_code: str
    name: str
    name_en: str
    level: str
    category_name: str
    class_name: str
    is_state_controlled: bool


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme as a catalogue tells of it, by code; what ``fields`` leaves out stays, department and team always do.

    ``department`` is where a programme that history brings along belongs, None for the national catalogue.
    """

    row: int
    code: str
    fields: ProgrammeCells
    department: Department | None = None
    aside: bool = False


@transaction.atomic
def keep_programmes(*, rows: Sequence[ProgrammeRow], actor: User | None, note: str = "") -> list[Kept[Programme]]:
    """Create and change many programmes; at a constant number of statements.

    The national catalogue is an administrator's (``can_edit_structure``). History that brings its programmes along may create
    them in a department that its importer coordinates, and changes none that is there. ``actor`` None is the command line.
    """
    known = {one.code: one for one in Programme.objects.filter(code__in=[row.code for row in rows])}
    kept = [_keep_programme(row, known.get(row.code), actor) for row in rows]
    write(kept)
    record_many(actor=actor, verb="programme.imported", kept=kept, note=note)
    return kept


def _keep_programme(row: ProgrammeRow, known: Programme | None, actor: User | None) -> Kept[Programme]:
    def change(programme: Programme) -> None:
        if known is not None and row.aside:
            return
        if actor is not None:
            require(can_bring_programme(actor, row.department) if row.aside else can_edit_structure(actor))
        assign(programme, row.fields, ProgrammeCells.__annotations__)

    return judge(row.row, known or Programme(code=row.code, department=row.department), change, aside=row.aside)
