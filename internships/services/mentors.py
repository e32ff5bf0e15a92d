"""Keep the mentors of an enterprise."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import User
from college.services.audit import differences, record, snapshot
from college.services.invitations import invite
from config.kit.errors import DomainError
from config.kit.rows import assign
from config.kit.verdicts import require
from internships.models import MentorProfile
from internships.policies import can_offer
from partnerships.models import Enterprise


class MentorDetails(TypedDict, total=False):
    """What may be written down about a mentor beside the name."""

    position: str
    phone: str
    email: str
    is_active: bool


class MentorFields(MentorDetails, total=False):
    """What a person edits."""

    name: str


FIELDS = list(MentorFields.__annotations__)


@transaction.atomic
def add_mentor(*, enterprise: Enterprise, actor: User, name: str, **details: Unpack[MentorDetails]) -> MentorProfile:
    """Add a mentor to an enterprise. Refuses a second active mentor of the same name and phone."""
    require(can_offer(actor, enterprise))
    mentor = assign(MentorProfile(enterprise=enterprise, name=name), details, MentorDetails.__annotations__)
    twin = MentorProfile.objects.filter(enterprise=enterprise, name=name, phone=mentor.phone, is_active=True)
    if twin.exists():
        raise DomainError(_("The enterprise has this mentor already."))
    mentor.save()
    record(actor=actor, verb="mentor.added", target=mentor)
    return mentor


@transaction.atomic
def edit_mentor(*, mentor: MentorProfile, actor: User, **fields: Unpack[MentorFields]) -> MentorProfile:
    """Change a mentor's details, or mark the mentor as no longer active."""
    require(can_offer(actor, mentor.enterprise))
    before = snapshot(mentor, FIELDS)
    assign(mentor, fields, FIELDS)
    mentor.save(update_fields=[*fields, "updated_at"])
    if changes := differences(before, mentor):
        record(actor=actor, verb="mentor.edited", target=mentor, changes=changes)
    return mentor


@transaction.atomic
def invite_mentor(*, mentor: MentorProfile, actor: User) -> User:
    """Give a mentor an account by e-mailed link. Refuses without an address or with an account already."""
    require(can_offer(actor, mentor.enterprise))
    if mentor.user_id:
        raise DomainError(_("This mentor has an account already."))
    if not mentor.email:
        raise DomainError(_("Enter the mentor's e-mail address first; the invitation goes there."))
    user = invite(name=mentor.name, email=mentor.email, role=Role.MENTOR, subject=mentor, actor=actor)
    if MentorProfile.objects.filter(user=user).exists():
        raise DomainError(_("This e-mail address belongs to the account of another mentor."))
    if not MentorProfile.objects.filter(pk=mentor.pk, user__isnull=True).update(user=user):
        raise DomainError(_("This mentor has an account already."))
    mentor.user = user
    record(actor=actor, verb="mentor.invited", target=mentor)
    return user
