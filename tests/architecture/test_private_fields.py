"""Personal details stay out of the audit trail: a model that holds some says which, and then nobody can write them down."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps

from college.models import AuditEntry, User
from college.services.audit import HIDDEN, differences, snapshot
from college.services.people import edit_own_profile
from internships.services.mentors import edit_mentor
from partnerships.models import Contact
from partnerships.services.contacts import edit_contact
from tests.architecture.test_house import ORDER
from tests.conftest import World

#: What a field that holds personal details is called.
PRIVATE = frozenset({"phone", "mobile", "email", "birth_date", "birthday", "id_number"})


def models_with_details() -> list[Any]:
    return [model for label in ORDER for model in apps.get_app_config(label).get_models() if _details(model)]


def _details(model: Any) -> frozenset[str]:
    return PRIVATE & {field.name for field in model._meta.concrete_fields}


def test_there_are_models_to_look_at() -> None:
    assert {model.__name__ for model in models_with_details()} >= {"User", "Contact", "MentorProfile", "Student"}


@pytest.mark.parametrize("model", models_with_details(), ids=lambda model: model.__name__)
def test_a_model_with_personal_details_says_which(model: Any) -> None:
    assert getattr(model, "private_fields", frozenset()) >= _details(model)


@pytest.mark.parametrize("model", models_with_details(), ids=lambda model: model.__name__)
def test_differences_are_told_by_name_only(model: Any) -> None:
    names = sorted(_details(model))
    before = snapshot(model(), names)
    changed = model(**{name: date(2008, 3, 1) if name.startswith("birth") else "13900000002" for name in names})
    assert differences(before, changed) == dict.fromkeys(names, HIDDEN)


def test_what_pages_change_is_not_written_down_in_clear(world: World) -> None:
    cast, own = world.cast, world.own
    contact = Contact.objects.create(enterprise=own.enterprise, name="Wu", phone="13800000001", email="old@example.com")
    edit_contact(contact=contact, actor=cast.coordinator, name="Wu", position="Head", phone="13900000002", email="new@example.com")
    edit_mentor(mentor=own.mentor, actor=cast.liaison, phone="13900000002", email="new@example.com")
    person = User.objects.get(pk=cast.student.pk)
    person.phone = "13900000002"
    edit_own_profile(person=person)
    entries = {entry.verb: entry.changes for entry in AuditEntry.objects.all()}
    assert entries["enterprise.contact_edited"]["position"] == ["", "Head"]
    for verb in ("enterprise.contact_edited", "mentor.edited", "person.edited"):
        assert entries[verb]["phone"] == list(HIDDEN)
    assert not any(secret in str(entries) for secret in ("139", "138", "@example"))
