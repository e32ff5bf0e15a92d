"""Accounts, roles and programme teams."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import Department, Invitation, Programme, ProgrammeTeam, RoleGrant, User
from college.policies import can_administer_people, can_close_account, can_manage_team
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
from config.kit.verdicts import require

EDITED = ["name", "username", "number", "email", "phone", "language"]


@transaction.atomic
def create_person(*, person: User, actor: User) -> User:
    """Save a new, validated account. It has no password: its owner sets one through an invitation.

    Refuses (DomainError) a user name, e-mail or number that somebody has.
    """
    require(can_administer_people(actor))
    person.set_unusable_password()
    check_unique(person)
    person.save()
    trust_email(user=person)
    record(actor=actor, verb="person.created", target=person)
    return person


@transaction.atomic
def choose_password(*, user: User, password: str) -> None:
    """Keep the validated password that somebody chose. Links by which one could still be chosen without it become worthless."""
    user.set_password(password)
    user.save(update_fields=["password"])
    void_links(user=user)


@transaction.atomic
def edit_person(*, person: User, actor: User) -> User:
    """Save an administrator's changes to an account. Refuses (DomainError) what somebody else has already."""
    require(can_administer_people(actor))
    return _save_changes(person, actor, "person.edited")


@transaction.atomic
def edit_own_profile(*, person: User) -> User:
    """Save what everybody may change about themselves: name as shown, phone and language."""
    return _save_changes(person, person, "person.edited", only=["name", "phone", "language"])


def _save_changes(person: User, actor: User, verb: str, only: list[str] | None = None) -> User:
    fields = only or EDITED
    before = snapshot(User.objects.get(pk=person.pk), fields)
    changes = differences(before, person)
    if not changes:
        return person
    check_unique(person)
    person.save(update_fields=list(changes))
    if "email" in changes:
        trust_email(user=person)
        # A link on its way to the old address must not open the account for whoever reads there.
        void_links(user=person)
    record(actor=actor, verb=verb, target=person, changes=changes)
    return person


def check_unique(person: User) -> None:
    """The constraints, asked before the database is, so that the refusal is a sentence."""
    others = User.objects.exclude(pk=person.pk)
    if others.filter(username__iexact=person.username).exists():
        raise DomainError(_("This user name is taken."))
    if person.email and others.filter(email__iexact=person.email).exists():
        raise DomainError(_("Somebody else has this e-mail address."))
    if person.number and others.filter(number=person.number).exists():
        raise DomainError(_("Somebody else has this number."))


def trust_email(*, user: User) -> None:
    """Make the account's e-mail its one verified address: the college vouches for what it wrote down itself."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    if user.email:
        EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})


def void_links(*, user: User) -> int:
    """Make the person's unused invitations worthless; returns how many. To be called inside the change that asks for it."""
    return Invitation.objects.filter(user=user, accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


@transaction.atomic
def grant_role(*, person: User, role: str, actor: User, department: Department | None = None) -> RoleGrant:
    """Give a role. Refuses (DomainError) a role held already, and a coordinator without a department."""
    require(can_administer_people(actor))
    return add_grant(person=person, role=role, actor=actor, department=department)


@transaction.atomic
def add_grant(*, person: User, role: str, actor: User | None, department: Department | None = None) -> RoleGrant:
    """Give a role on behalf of a service that has asked its own policy; for forms there is ``grant_role``."""
    if role == Role.COORDINATOR and department is None:
        raise DomainError(_("A coordinator needs a department."))
    if role != Role.COORDINATOR:
        department = None
    if department is not None and not department.is_active:
        raise DomainError(_("This department is closed."))
    if RoleGrant.objects.filter(user=person, role=role, department=department).exists():
        raise DomainError(_("This person holds this role already."))
    grant = RoleGrant.objects.create(user=person, role=role, department=department)
    record(actor=actor, verb="person.role_granted", target=person, changes={"role": ("", str(grant))})
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, actor: User) -> None:
    """Take a role away. Refuses (DomainError) to take it from the last administrator."""
    require(can_administer_people(actor))
    if grant.role == Role.ADMINISTRATOR:
        _keep_an_administrator(grant.user)
    record(actor=actor, verb="person.role_revoked", target=grant.user, changes={"role": (str(grant), "")})
    grant.delete()


@transaction.atomic
def close_account(*, person: User, actor: User, reason: str = "") -> User:
    """End a person's access at once. Refuses (DomainError) to close the last administrator's account."""
    require(can_close_account(actor, person))
    _keep_an_administrator(person)
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        record(actor=actor, verb="person.deactivated", target=person, changes={"is_active": (True, False)}, note=reason)
    person.is_active = False
    return person


@transaction.atomic
def reopen_account(*, person: User, actor: User) -> User:
    """Let a person sign in again."""
    require(can_administer_people(actor))
    if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record(actor=actor, verb="person.reactivated", target=person, changes={"is_active": (False, True)})
    person.is_active = True
    return person


@transaction.atomic
def remove_second_factor(*, person: User, actor: User) -> int:
    """Let somebody who lost telephone and recovery codes sign in with the password alone. Returns how many were removed."""
    require(can_administer_people(actor))
    removed, _each = Authenticator.objects.filter(user=person).delete()
    if removed:
        record(actor=actor, verb="person.second_factor_removed", target=person)
    return int(removed)


def _keep_an_administrator(person: User) -> None:
    # The lock keeps two administrators from removing each other in the same moment.
    held = list(RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR).values_list("user_id", flat=True))
    if person.pk in held and not User.objects.filter(pk__in=held, is_active=True).exclude(pk=person.pk).exists():
        raise DomainError(_("This is the last administrator. Make somebody else one first."))


@transaction.atomic
def add_to_team(*, programme: Programme, person: User, actor: User, is_lead: bool = False) -> ProgrammeTeam:
    """Put a person into a programme's team, or change whether they lead it."""
    require(can_manage_team(actor, programme))
    if not person.is_active:
        raise DomainError(_("This account is closed."))
    place, created = ProgrammeTeam.objects.get_or_create(programme=programme, user=person, defaults={"is_lead": is_lead})
    if not created and place.is_lead == is_lead:
        raise DomainError(_("This person is in the programme's team already."))
    if not created:
        place.is_lead = is_lead
        place.save(update_fields=["is_lead"])
    record(actor=actor, verb="programme.team_changed", target=programme, changes={"team": ("", str(person))})
    return place


@transaction.atomic
def remove_from_team(*, place: ProgrammeTeam, actor: User) -> None:
    """Take a person out of a programme's team."""
    require(can_manage_team(actor, place.programme))
    record(actor=actor, verb="programme.team_changed", target=place.programme, changes={"team": (str(place.user), "")})
    place.delete()
