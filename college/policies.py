"""Who a person is: small predicates over role grants, read once per request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from college.enums import COLLEGE_WIDE_ROLES, STAFF_ROLES, Role
from college.inviting import sponsorships
from college.models import Department, Programme, User
from config.kit.verdicts import ALLOW, Verdict, allow_if, deny

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


def is_person(user: Person, person_id: int | None) -> bool:
    """Whether the one who asks is this very person, and the account is open."""
    return person_id is not None and user.is_authenticated and user.is_active and user.pk == person_id


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


def reads_everything(user: Person) -> Verdict:
    """Administrators and auditors: the audit trail, the jobs, every account."""
    return allow_if(standing(user).is_college_wide, _("Only administrators and auditors may see this."))


def can_run_jobs(user: Person) -> Verdict:
    return is_administrator(user)


def visible_people(user: Person) -> QuerySet[User]:
    """Everybody for administrator and auditor; colleagues for the other people of the college; else only oneself."""
    if not user.is_authenticated or not user.is_active:
        return User.objects.none()
    if standing(user).is_college_wide:
        return User.objects.all()
    seen = Q(pk=user.pk)
    if is_staff_member(user):
        seen |= Q(pk__in=User.objects.filter(is_active=True, grants__role__in=STAFF_ROLES).values("pk"))
    return User.objects.filter(seen)


def can_administer_people(user: Person) -> Verdict:
    """Make and edit accounts, give and take roles."""
    return is_administrator(user)


def can_close_account(user: Person, person: User) -> Verdict:
    return is_administrator(user) & allow_if(person.pk != user.pk, _("Nobody closes the own account; ask another administrator."))


def can_invite(user: Person, role: str, subject: Model | None = None) -> Verdict:
    """Administrators invite anybody; others for a subject that is theirs to answer for (``college.inviting``)."""
    if is_administrator(user):
        return ALLOW
    sponsorship = sponsorships.get(role)
    if sponsorship is None or subject is None:
        return deny(_("You may not invite people in this role."))
    return sponsorship.may_invite(user, subject)


def can_repeat_invitation(user: Person, person: User) -> Verdict:
    """Administrators; and who invited this person before, while they may still invite for what the person holds a role for."""
    return is_administrator(user) or allow_if(
        person.invitations.filter(invited_by=user.pk).exists()
        and any(can_invite(user, role, subject) for role, subject in _held_for(person)),
        _("Only the person who sent the invitation or an administrator may do this."),
    )


def _held_for(person: User) -> Iterator[tuple[str, Model]]:
    """Each role of a person with what it is held for."""
    for role in person.grants.values_list("role", flat=True):
        if sponsorship := sponsorships.get(role):
            yield from ((role, subject) for subject in sponsorship.subjects_of(person))


def readable_programmes(user: Person) -> QuerySet[Programme]:
    """The catalogue of programmes is for the people of the college."""
    return Programme.objects.all() if is_staff_member(user) else Programme.objects.none()


def can_edit_structure(user: Person) -> Verdict:
    """Departments and programmes."""
    return is_administrator(user)


def can_bring_programme(user: Person, department: Department | None) -> Verdict:
    """History from elsewhere brings its programmes into a department that one coordinates."""
    return coordinates(user, department.pk if department else None)


def can_manage_team(user: Person, programme: Programme) -> Verdict:
    """Who belongs to a programme is settled by its department's coordinators and by administrators."""
    return coordinates(user, programme.department_id)


def must_set_up_mfa(user: Person, required_roles: list[str]) -> bool:
    """Whether one of the person's roles requires a second factor at sign-in."""
    return bool(required_roles) and standing(user).has(*required_roles)
