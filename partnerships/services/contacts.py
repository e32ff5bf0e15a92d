"""The people at an enterprise."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from college.models import User
from college.services.audit import differences, record, record_many, snapshot
from config.kit.bulk import Kept, write
from config.kit.rows import read_held, save
from config.kit.verdicts import require
from partnerships.models import Contact, Enterprise
from partnerships.policies import can_edit_enterprise

FIELDS = ["name", "position", "phone", "email", "is_main", "left_on"]


@transaction.atomic
def add_contact(
    *, enterprise: Enterprise, actor: User, name: str, position: str = "", phone: str = "", email: str = "", is_main: bool = False
) -> Contact:
    """Write down a person at the enterprise. A new main contact makes the one before a deputy."""
    require(can_edit_enterprise(actor, enterprise))
    if is_main:
        _make_others_deputies(enterprise, except_pk=None)
    contact = save(Contact(enterprise=enterprise, name=name.strip(), position=position, phone=phone, email=email, is_main=is_main))
    record(actor=actor, verb="enterprise.contact_added", target=enterprise, changes={"contact": ("", contact.name)})
    return contact


@transaction.atomic
def edit_contact(
    *,
    contact: Contact,
    actor: User,
    name: str,
    position: str = "",
    phone: str = "",
    email: str = "",
    is_main: bool = False,
    left_on: date | None = None,
) -> Contact:
    """Change a contact; ``left_on`` says that the person no longer works there, and keeps the row."""
    require(can_edit_enterprise(actor, contact.enterprise))
    row = read_held(contact)
    before = snapshot(row, FIELDS)
    if is_main and left_on is None:
        _make_others_deputies(row.enterprise, except_pk=row.pk)
    row.name, row.position, row.phone, row.email = name.strip(), position, phone, email
    row.is_main, row.left_on = is_main and left_on is None, left_on
    save(row)
    if changes := differences(before, row):
        record(actor=actor, verb="enterprise.contact_edited", target=row.enterprise, changes=changes, note=row.name)
    return row


@dataclass(frozen=True)
class ContactRow:
    """The person that a row about an enterprise names."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class ContactOf:
    """A contact to write down, the enterprise it belongs to, and the row that names it."""

    row: int
    enterprise: Enterprise
    contact: ContactRow


@transaction.atomic
def keep_contacts(*, rows: Sequence[ContactOf], actor: User | None, note: str = "") -> list[Kept[Contact]]:
    """Write down the people that are not there yet; the first of an enterprise without a main contact becomes it.

    Nobody who is there is changed: a list of enterprises does not know them better. ``actor`` None is the command line.
    """
    hosts = {one.enterprise.pk: one.enterprise for one in rows}
    if actor is not None:
        for enterprise in hosts.values():
            require(can_edit_enterprise(actor, enterprise))
    known = Contact.objects.filter(enterprise__in=hosts) if hosts else Contact.objects.none()
    pairs = {(contact.enterprise_id, contact.name) for contact in known}
    mains = {contact.enterprise_id for contact in known if contact.is_main and contact.left_on is None}
    fresh: list[Kept[Contact]] = []
    for one in rows:
        key = one.enterprise.pk, one.contact.name
        if key in pairs:
            continue
        made = Contact(enterprise=one.enterprise, is_main=one.enterprise.pk not in mains, **asdict(one.contact))
        fresh.append(Kept(one.row, made, aside=True))
        pairs.add(key)
        mains.add(one.enterprise.pk)
    write(fresh)
    record_many(actor=actor, verb="contact.imported", kept=fresh, note=note)
    return fresh


def _make_others_deputies(enterprise: Enterprise, *, except_pk: int | None) -> None:
    enterprise.contacts.filter(is_main=True).exclude(pk=except_pk or 0).update(is_main=False)
