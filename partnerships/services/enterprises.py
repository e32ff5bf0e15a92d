"""Registering, editing and archiving enterprises."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError
from config.kit.rows import read_held, save
from config.kit.verdicts import require
from partnerships import credit_codes
from partnerships.models import Enterprise
from partnerships.names import name_key
from partnerships.policies import can_archive_enterprise, can_edit_enterprise, can_register_enterprise


class EnterpriseFields(TypedDict, total=False):
    """What a person writes down about an enterprise."""

    name: str
    name_en: str
    credit_code: str
    register: str
    register_number: str
    country: str
    region_code: str
    region_name: str
    industry_code: str
    nature: str
    staff_on_duty: int | None
    staff_counted_on: date | None
    address: str
    website: str
    introduction: str


#: What makes an enterprise this enterprise: only people of the college change it.
IDENTITY = ("name", "credit_code", "register", "register_number", "country")


@transaction.atomic
def register_enterprise(*, actor: User, **fields: Unpack[EnterpriseFields]) -> Enterprise:
    """Put an enterprise on the register.

    Refuses (DomainError) a credit code whose form or check digit is wrong, naming the position, and an enterprise
    whose code or register number is there already.
    """
    require(can_register_enterprise(actor))
    enterprise = Enterprise()
    _write(enterprise, fields)
    save(enterprise)
    record(actor=actor, verb="enterprise.registered", target=enterprise)
    return enterprise


@transaction.atomic
def edit_enterprise(*, enterprise: Enterprise, actor: User, **fields: Unpack[EnterpriseFields]) -> Enterprise:
    """Change what is written about an enterprise. Refuses (Forbidden) a liaison who would change its identity."""
    require(can_edit_enterprise(actor, enterprise))
    row = read_held(enterprise)
    before = snapshot(row, list(fields))
    _write(row, fields)
    if any(name in differences(before, row) for name in IDENTITY):
        require(can_register_enterprise(actor))
    save(row)
    if changes := differences(before, row):
        record(actor=actor, verb="enterprise.edited", target=row, changes=changes)
    return row


@transaction.atomic
def archive_enterprise(*, enterprise: Enterprise, reason: str, actor: User) -> Enterprise:
    """Take an enterprise out of daily lists; nothing is deleted. Refuses while a partnership with it is running."""
    require(can_archive_enterprise(actor))
    if not reason.strip():
        raise DomainError(_("Say why the enterprise is archived."))
    if enterprise.partnerships.exclude(state="ended").exists():
        raise DomainError(_("A partnership with this enterprise is still running. End it first, then archive the enterprise."))
    enterprise.archived_at, enterprise.archive_reason = timezone.now(), reason.strip()[:250]
    enterprise.save(update_fields=["archived_at", "archive_reason", "updated_at"])
    record(actor=actor, verb="enterprise.archived", target=enterprise, note=reason)
    return enterprise


@transaction.atomic
def restore_enterprise(*, enterprise: Enterprise, actor: User) -> Enterprise:
    """Bring an archived enterprise back."""
    require(can_archive_enterprise(actor))
    enterprise.archived_at, enterprise.archive_reason = None, ""
    enterprise.save(update_fields=["archived_at", "archive_reason", "updated_at"])
    record(actor=actor, verb="enterprise.restored", target=enterprise)
    return enterprise


def _write(enterprise: Enterprise, fields: EnterpriseFields) -> None:
    values: dict[str, Any] = dict(fields)
    for name, value in values.items():
        setattr(enterprise, name, value.strip() if isinstance(value, str) else value)
    enterprise.credit_code = credit_codes.clean(enterprise.credit_code)
    if enterprise.credit_code and (wrong := credit_codes.check(enterprise.credit_code)):
        raise DomainError(wrong)
    enterprise.name_key = name_key(enterprise.name)
