"""What an import's worker writes after the redirect is what the form of the same page would have taken from its person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from importing.models import ImportRun
from importing.services.carrying_out import carry_out
from internships.models import Student
from partnerships.models import Enterprise
from tests.conftest import Side, World
from tests.factories import credit_code
from tests.importing.conftest import csv_bytes
from tests.permissions import ROLES
from tests.permissions.matrix import TWO_ROLES, holding

NEW_FIRM = {"name": "新星机械有限公司", "credit_code": credit_code(987654), "country": "CN", "nature": "private"}


@dataclass(frozen=True)
class Case:
    """The same change of a side by a row of a file of ``kind`` and by a form; ``done`` says whether it is there."""

    name: str
    kind: str
    row: Callable[[Side], dict[str, Any]]
    form: Callable[[Side], tuple[str, dict[str, Any]]]
    done: Callable[[Side], bool]


def _new_student(side: Side) -> dict[str, Any]:
    return {"number": "N-77", "name": "New", "programme": side.programme.pk, "enrol_year": 2024}


def _renamed(side: Side) -> dict[str, Any]:
    return {**_new_student(side), "number": side.student.number, "name": "Renamed"}


CASES = [
    Case(
        "a new student",
        "students",
        lambda side: {**_new_student(side), "programme": side.programme.code},
        lambda side: (reverse("student_create"), _new_student(side)),
        lambda side: Student.objects.filter(number="N-77", programme=side.programme).exists(),
    ),
    Case(
        "a student's name",
        "students",
        lambda side: {"number": side.student.number, "name": "Renamed"},
        lambda side: (reverse("student_edit", args=[side.student.pk]), _renamed(side)),
        lambda side: Student.objects.filter(pk=side.student.pk, name="Renamed").exists(),
    ),
    Case(
        "a new enterprise",
        "enterprises",
        lambda _side: {name: NEW_FIRM[name] for name in ("name", "credit_code")},
        lambda _side: (reverse("enterprise_create"), NEW_FIRM),
        lambda _side: Enterprise.objects.filter(credit_code=NEW_FIRM["credit_code"]).exists(),
    ),
]


def _by_form(client: Client, case: Case, side: Side) -> bool:
    with transaction.atomic():
        client.post(*case.form(side))
        done = case.done(side)
        transaction.set_rollback(True)
    return done


def _by_import(client: Client, case: Case, side: Side) -> bool:
    row = case.row(side)
    with transaction.atomic():
        file = SimpleUploadedFile("table.csv", csv_bytes(list(row), [list(row.values())]))
        client.post(reverse("import_upload", args=[case.kind]), {"file": file})
        for pk in ImportRun.objects.values_list("pk", flat=True):
            carry_out(pk)
        done = case.done(side)
        transaction.set_rollback(True)
    return done


def wrong_for(who: str, client: Client, case: Case, world: World) -> list[str]:
    """Where the two differ, and where an import writes for somebody to whom its page is closed."""
    open_to = client.get(reverse("import_upload", args=[case.kind])).status_code == 200
    return [
        f"{who}, {whose} side: the import {'writes' if imported else 'refuses'}"
        for whose, side in (("own", world.own), ("foreign", world.foreign))
        if (imported := _by_import(client, case, side)) != (open_to and _by_form(client, case, side))
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_import_writes_what_the_form_would(case: Case, world: World, client_for: Any) -> None:
    wrong = [said for role in ROLES for said in wrong_for(role, client_for(world.cast[role]), case, world)]
    for pair in TWO_ROLES:
        with holding(world, pair):
            wrong += wrong_for(pair, client_for(world.cast[pair.split("+")[0]]), case, world)
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_ways_are_open_to_an_administrator(case: Case, world: World, client_for: Any) -> None:
    client = client_for(world.cast.administrator)
    assert _by_form(client, case, world.own)
    assert _by_import(client, case, world.own)
