"""Who a person is: small predicates over role grants, read once per request."""

from dataclasses import dataclass
from typing import TypeAlias, cast

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from college.enums import COLLEGE_WIDE_ROLES, Role
from college.models import User
from config.kit.verdicts import Verdict, allow_if

Person: TypeAlias = User | AnonymousUser


@dataclass(frozen=True)
class Standing:
    """The roles of a person, the departments they coordinate and the programmes whose team they are in."""

    roles: frozenset[str]
    departments: frozenset[int]
    programmes: frozenset[int]

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_college_wide(self) -> bool:
        """Sees every row of the college."""
        return not self.roles.isdisjoint(COLLEGE_WIDE_ROLES)


NOBODY = Standing(frozenset(), frozenset(), frozenset())


def standing(user: Person) -> Standing:
    """The person's standing: two queries the first time, then kept on the user object, which lives for one request."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    if "standing" not in user.memo:
        grants = list(user.grants.values_list("role", "department_id"))
        roles = frozenset(role for role, _department in grants)
        user.memo["standing"] = Standing(
            roles=roles,
            departments=frozenset(d for role, d in grants if role == Role.COORDINATOR and d),
            programmes=frozenset(user.programme_teams.values_list("programme_id", flat=True)) if Role.INSTRUCTOR in roles else frozenset(),
        )
    return cast(Standing, user.memo["standing"])


def is_administrator(user: Person) -> Verdict:
    return allow_if(standing(user).has(Role.ADMINISTRATOR), _("Only an administrator may do this."))


def is_staff_member(user: Person) -> Verdict:
    """Anyone working for the college."""
    return allow_if(
        standing(user).has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.INSTRUCTOR, Role.AUDITOR),
        _("This page is for people of the college."),
    )


def coordinates(user: Person, department_id: int | None) -> Verdict:
    """An administrator, or the coordinator of this very department."""
    who = standing(user)
    return allow_if(
        who.has(Role.ADMINISTRATOR) or (department_id is not None and department_id in who.departments),
        _("Only a coordinator of the responsible department or an administrator may do this."),
    )


def coordinates_any(user: Person) -> Verdict:
    return allow_if(standing(user).has(Role.ADMINISTRATOR, Role.COORDINATOR), _("Only a coordinator or an administrator may do this."))
