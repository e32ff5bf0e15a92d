"""Rows that are read to be changed, and saved with the database's last word."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from college.models import Department
from config.kit.errors import DomainError, StaleState
from config.kit.rows import read_held, save, sentence_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_row_that_is_gone_is_not_edited() -> None:
    department = make.DepartmentFactory()
    assert read_held(department) == department
    Department.objects.filter(pk=department.pk).delete()
    with pytest.raises(StaleState):
        read_held(department)


def test_what_is_wrong_is_named_with_its_field() -> None:
    with pytest.raises(DomainError, match=r"name: .* code: "):
        save(Department())
    assert sentence_of(Department(), ValidationError("Not on Sundays.")) == "Not on Sundays."
    assert sentence_of(Department(), ValidationError({"__all__": ["Not on Sundays."]})) == "Not on Sundays."


def test_a_key_that_was_taken_meanwhile_is_named_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = make.DepartmentFactory().code
    twin = Department(code=taken, name="Twin")
    monkeypatch.setattr(twin, "full_clean", lambda: None)
    monkeypatch.setattr(twin, "validate_constraints", twin.validate_unique)
    with pytest.raises(DomainError, match="code"):
        save(twin)


def test_what_only_the_database_knows_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        raise IntegrityError

    department = make.DepartmentFactory.build()
    monkeypatch.setattr(department, "save", refuses)
    with pytest.raises(IntegrityError):
        save(department)
