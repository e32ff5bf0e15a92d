"""Many rows at once: judged one by one, written together."""

from typing import Any

import pytest

from college.models import Programme
from config.kit.bulk import Kept, attributes, judge, write, written
from config.kit.errors import DomainError
from internships.models import Student
from tests import factories as make

pytestmark = pytest.mark.django_db


def named(name: str) -> Any:
    def change(obj: Any) -> None:
        obj.name = name

    return change


def refuse(programme: Programme) -> None:
    raise DomainError("Not this one.")


def test_a_new_one_has_nothing_before() -> None:
    kept = judge(1, Programme(code="460301"), named("Mechatronics"))
    assert (kept.is_new, kept.is_changed, kept.before) == (True, False, None)


def test_one_that_stays_the_same_is_not_written(django_assert_num_queries: Any) -> None:
    programme = make.ProgrammeFactory(name="Same")
    kept = judge(1, programme, named("Same"))
    assert (kept.is_new, kept.is_changed, kept.before) == (False, False, {})
    with django_assert_num_queries(0):
        write([kept])


def test_a_change_knows_what_was_there() -> None:
    programme = make.ProgrammeFactory(name="Old")
    assert judge(1, programme, named("New")).before == {"name": "Old"}


@pytest.mark.parametrize("change", [refuse, named("x" * 300)])
def test_a_refused_row_says_why_and_is_not_written(change: Any) -> None:
    programme = make.ProgrammeFactory(name="Old")
    kept = judge(1, programme, change)
    assert kept.refusal
    assert not kept.is_changed
    write([kept])
    assert Programme.objects.get().name == "Old"
    assert not judge(2, Programme(code="x"), change).is_new


def test_all_are_written_in_two_statements(django_assert_num_queries: Any) -> None:
    programme = make.ProgrammeFactory()
    old = [make.StudentFactory(programme=programme, name=f"Old {number}") for number in range(5)]
    stamps = {one.pk: one.updated_at for one in Student.objects.all()}
    kept = [judge(number, one, named(f"New {number}")) for number, one in enumerate(old)]
    kept += [judge(10 + number, Student(number=f"fresh{number}", programme=programme), named("Fresh")) for number in range(5)]
    with django_assert_num_queries(2):
        write(kept)
    assert Student.objects.filter(name__startswith="New").count() == 5
    assert Student.objects.filter(name="Fresh").count() == 5
    assert all(one.updated_at > stamps[one.pk] for one in Student.objects.filter(pk__in=stamps))


def test_different_rows_change_different_fields() -> None:
    one, two = make.ProgrammeFactory(name="One"), make.ProgrammeFactory(name="Two")

    def retire(programme: Programme) -> None:
        programme.is_active = False

    write([judge(1, one, named("Uno")), judge(2, two, retire)])
    assert list(Programme.objects.order_by("pk").values_list("name", "is_active")) == [("Uno", True), ("Two", False)]


def test_foreign_keys_are_known_by_id() -> None:
    programme = make.ProgrammeFactory()
    assert attributes(programme)["department_id"] == programme.department_id
    assert "updated_at" not in attributes(programme)


def test_written_leaves_out_what_was_not() -> None:
    new, same = Kept(1, Programme()), Kept(2, Programme(pk=1), {})
    assert written([new, same, Kept(3, Programme(pk=2), {"name": "x"}, "no")]) == [new]
