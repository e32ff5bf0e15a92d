"""Departments and programmes."""

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from college.models import Department, Programme, User
from college.policies import can_edit_structure
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
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
