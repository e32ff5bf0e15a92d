"""Partnerships: one enterprise with one responsible department."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from college.models import Department, User
from college.policies import coordinates
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
from config.kit.rows import read_held, require_ready, save
from config.kit.states import move
from config.kit.verdicts import require
from partnerships.enums import Depth, PartnershipState
from partnerships.models import Enterprise, Partnership
from partnerships.policies import can_run_partnership
from partnerships.selectors.people import possible_owners
from partnerships.selectors.readiness import partnership_may_end

FIELDS = ["owner", "depth", "college_goal", "enterprise_goal", "started_on"]


@transaction.atomic
def create_partnership(
    *,
    enterprise: Enterprise,
    department: Department,
    actor: User,
    started_on: date,
    owner: User | None = None,
    depth: int = Depth.CONTACT,
    college_goal: str = "",
    enterprise_goal: str = "",
) -> Partnership:
    """Begin a partnership. Refuses an archived enterprise and a second partnership of the same pair."""
    require(coordinates(actor, department.pk))
    if enterprise.is_archived:
        raise DomainError(_("This enterprise is archived. Restore it before working with it."))
    if not department.is_active:
        raise DomainError(_("This department is closed."))
    _check_owner(owner, department.pk)
    partnership = save(
        Partnership(
            enterprise=enterprise,
            department=department,
            owner=owner,
            depth=depth,
            college_goal=college_goal,
            enterprise_goal=enterprise_goal,
            started_on=started_on,
        )
    )
    record(actor=actor, verb="partnership.created", target=partnership)
    return partnership


@transaction.atomic
def edit_partnership(
    *,
    partnership: Partnership,
    actor: User,
    started_on: date,
    owner: User | None,
    depth: int,
    college_goal: str = "",
    enterprise_goal: str = "",
) -> Partnership:
    """Change owner, depth, goals and the date of the beginning."""
    require(can_run_partnership(actor, partnership))
    _check_owner(owner, partnership.department_id)
    row = read_held(partnership)
    before = snapshot(row, FIELDS)
    row.owner, row.depth, row.started_on = owner, depth, started_on
    row.college_goal, row.enterprise_goal = college_goal, enterprise_goal
    save(row)
    if changes := differences(before, row):
        record(actor=actor, verb="partnership.edited", target=row, changes=changes)
    return row


@transaction.atomic
def pause_partnership(*, partnership: Partnership, reason: str, actor: User) -> Partnership:
    """Rest a partnership for a while, with the reason."""
    require(can_run_partnership(actor, partnership))
    return _move(partnership, PartnershipState.PAUSED, "partnership.paused", reason, actor)


@transaction.atomic
def resume_partnership(*, partnership: Partnership, actor: User) -> Partnership:
    """Go on with a paused or ended partnership."""
    require(can_run_partnership(actor, partnership))
    if partnership.enterprise.is_archived:
        raise DomainError(_("This enterprise is archived. Restore it before working with it."))
    move(partnership, to=PartnershipState.ACTIVE)
    record(actor=actor, verb="partnership.resumed", target=partnership)
    return partnership


@transaction.atomic
def end_partnership(*, partnership: Partnership, reason: str, actor: User) -> Partnership:
    """End a partnership, with the reason. Refuses while one of its agreements is under way or in force."""
    require(can_run_partnership(actor, partnership))
    require_ready(partnership_may_end(partnership))
    return _move(partnership, PartnershipState.ENDED, "partnership.ended", reason, actor)


def _move(partnership: Partnership, to: PartnershipState, verb: str, reason: str, actor: User) -> Partnership:
    if not reason.strip():
        raise DomainError(_("Give the reason."))
    move(partnership, to=to)
    record(actor=actor, verb=verb, target=partnership, note=reason)
    return partnership


def _check_owner(owner: User | None, department_id: int) -> None:
    if owner and not possible_owners(department_id).filter(pk=owner.pk).exists():
        raise DomainError(_("%(name)s does not coordinate this department and cannot own its partnership.") % {"name": owner.name})
