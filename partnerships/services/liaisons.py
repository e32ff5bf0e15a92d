"""The liaisons who sign in and speak for an enterprise."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.enums import Role
from college.models import User
from college.services.audit import record
from college.services.invitations import invite
from config.kit.errors import DomainError
from config.kit.verdicts import require
from partnerships.models import Enterprise, Liaison
from partnerships.policies import can_appoint_liaison


@transaction.atomic
def invite_liaison(*, enterprise: Enterprise, actor: User, name: str, email: str) -> Liaison:
    """Invite somebody by e-mail to speak for the enterprise. Repeating it renews a mandate that had ended."""
    require(can_appoint_liaison(actor))
    if enterprise.is_archived:
        raise DomainError(_("This enterprise is archived. Restore it before inviting somebody."))
    user = invite(name=name, email=email, role=Role.LIAISON, subject=enterprise, actor=actor)
    liaison, created = Liaison.objects.get_or_create(enterprise=enterprise, user=user)
    if not created and liaison.until is not None:
        liaison.until = None
        liaison.save(update_fields=["until"])
    record(actor=actor, verb="enterprise.liaison_invited", target=enterprise, changes={"liaison": ("", user.name)})
    return liaison


@transaction.atomic
def end_liaison(*, liaison: Liaison, actor: User) -> Liaison:
    """End a mandate as of today: the person keeps the account and no longer sees the enterprise."""
    require(can_appoint_liaison(actor))
    yesterday = timezone.localdate() - timedelta(days=1)
    if liaison.until is not None and liaison.until <= yesterday:
        raise DomainError(_("This mandate has ended already."))
    liaison.until = yesterday
    liaison.save(update_fields=["until"])
    record(actor=actor, verb="enterprise.liaison_ended", target=liaison.enterprise, changes={"liaison": (liaison.user.name, "")})
    return liaison
