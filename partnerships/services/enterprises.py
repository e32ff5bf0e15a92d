"""Registering, editing and archiving enterprises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from college.models import User
from college.services.audit import differences, record, record_many, snapshot
from config.kit.bulk import Kept, judge, write
from config.kit.errors import DomainError
from config.kit.rows import among, assign, read_held, save
from config.kit.verdicts import require
from partnerships import credit_codes
from partnerships.models import Enterprise
from partnerships.names import name_key
from partnerships.policies import can_archive_enterprise, can_edit_enterprise, can_register_enterprise
from partnerships.services.contacts import ContactOf, ContactRow, keep_contacts


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
    before = snapshot(row, list(among(fields, EnterpriseFields.__annotations__)))
    _write(row, fields)
    if any(name in differences(before, row) for name in IDENTITY):
        require(can_register_enterprise(actor))
    save(row)
    if changes := differences(before, row):
        record(actor=actor, verb="enterprise.edited", target=row, changes=changes)
    return row


@dataclass(frozen=True)
class EnterpriseRow:
    """An enterprise as a file tells of one: by credit code, or by register and number. What ``fields`` leaves out stays."""

    row: int
    credit_code: str
    register: str
    register_number: str
    fields: EnterpriseFields
    contact: ContactRow | None = None
    aside: bool = False

    @property
    def key(self) -> str:
        return identity_key(self.credit_code, self.register, self.register_number)


def identity_key(credit_code: str, register: str, register_number: str) -> str:
    """What makes an enterprise this one: its credit code, else register and number; empty without either."""
    return credit_code or (f"{register.casefold()}|{register_number}" if register_number else "")


def enterprises_by_key(rows: Iterable[tuple[str, str, str]]) -> dict[str, Enterprise]:
    """{key: enterprise} of those on the register among (credit code, register, number). One query."""
    identities = list(rows)
    codes = {code for code, _register, _number in identities if code}
    numbers = {number for code, _register, number in identities if number and not code}
    known: dict[str, Enterprise] = {}
    for one in Enterprise.objects.filter(Q(credit_code__in=codes) | Q(register_number__in=numbers)):
        for key in (one.credit_code, identity_key("", one.register, one.register_number)):
            if key:
                known[key] = one
    return known


@transaction.atomic
def keep_enterprises(*, rows: Sequence[EnterpriseRow], actor: User | None, note: str = "") -> list[Kept[Any]]:
    """Register and change many enterprises, and add the contacts that rows name; at a constant number of statements.

    Each row is held to what ``register_enterprise`` and ``edit_enterprise`` ask; one that is refused says why and the others stand.
    ``actor`` None is the command line. Contacts come after the enterprises, marked as brought along.
    """
    if actor is not None:
        require(can_register_enterprise(actor))
    known = enterprises_by_key((row.credit_code, row.register, row.register_number) for row in rows)
    kept = [_keep(row, known.get(row.key)) for row in rows]
    write(kept)
    record_many(actor=actor, verb="enterprise.imported", kept=kept, note=note)
    named = [ContactOf(one.number, one.obj, row.contact) for row, one in zip(rows, kept, strict=True) if row.contact and not one.refusal]
    return [*kept, *keep_contacts(rows=named, actor=actor, note=note)]


def _keep(row: EnterpriseRow, known: Enterprise | None) -> Kept[Enterprise]:
    def change(enterprise: Enterprise) -> None:
        if not row.key:
            raise DomainError(_("Give the unified social credit code, or a foreign register and number."))
        fields = EnterpriseFields(**row.fields)
        if row.credit_code:
            fields["credit_code"] = row.credit_code
        if row.register_number and not enterprise.register_number:
            if not row.register:
                raise DomainError(_("Give the unified social credit code, or a foreign register and number."))
            fields["register"], fields["register_number"] = row.register, row.register_number
        _write(enterprise, fields)

    return judge(row.row, known or Enterprise(is_imported=True), change, aside=row.aside)


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
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    assign(enterprise, values, EnterpriseFields.__annotations__)
    enterprise.credit_code = credit_codes.clean(enterprise.credit_code)
    if enterprise.credit_code and (wrong := credit_codes.check(enterprise.credit_code)):
        raise DomainError(wrong)
    enterprise.name_key = name_key(enterprise.name)
