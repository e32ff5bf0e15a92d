"""Keep the mentors of an enterprise."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import User
from college.services.audit import differences, record, snapshot
from college.services.invitations import invite
from config.kit.errors import DomainError
from config.kit.verdicts import require
from internships.models import MentorProfile
from internships.policies import can_offer
from partnerships.models import Enterprise

FIELDS = ["name", "position", "phone", "email", "is_active"]


@transaction.atomic
def add_mentor(*, enterprise: Enterprise, actor: User, name: str, **details: Any) -> MentorProfile:
    """Add a mentor to an enterprise. Refuses a second active mentor of the same name and phone."""
    require(can_offer(actor, enterprise))
    twin = MentorProfile.objects.filter(enterprise=enterprise, name=name, phone=details.get("phone", ""), is_active=True)
    if twin.exists():
        raise DomainError(_("The enterprise has this mentor already."))
    mentor = MentorProfile.objects.create(enterprise=enterprise, name=name, **details)
    record(actor=actor, verb="mentor.added", target=mentor)
    return mentor


@transaction.atomic
def edit_mentor(*, mentor: MentorProfile, actor: User, **details: Any) -> MentorProfile:
    """Change a mentor's details, or mark the mentor as no longer active."""
    require(can_offer(actor, mentor.enterprise))
    before = snapshot(mentor, FIELDS)
    for name, value in details.items():
        setattr(mentor, name, value)
    mentor.save(update_fields=[*details, "updated_at"])
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
    user = invite(name=mentor.name, email=mentor.email, role=Role.MENTOR, actor=actor)
    if MentorProfile.objects.filter(user=user).exists():
        raise DomainError(_("This e-mail address belongs to the account of another mentor."))
    if not MentorProfile.objects.filter(pk=mentor.pk, user__isnull=True).update(user=user):
        raise DomainError(_("This mentor has an account already."))
    mentor.user = user
    record(actor=actor, verb="mentor.invited", target=mentor)
    return user
