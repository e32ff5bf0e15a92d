"""The policies of health, as a table: the college's judgement of a partner is not for the partner."""

from datetime import date
from typing import Any

import pytest

from college.models import ProgrammeTeam, User
from health import policies as p
from health.models import HealthWarning, Review
from health.services.policies import current_policy
from tests.conftest import World
from tests.predicates import ADMIN, RUNS_FOREIGN, RUNS_OWN, STAFF, WIDE, Case, many_roles, untold

DAY = date(2026, 3, 15)
READS_OWN = f"{WIDE} coordinator instructor"


def _review(whose: str) -> Any:
    return lambda w: Review.objects.create(
        partnership=getattr(w, whose).partnership, policy=current_policy(), period=DAY.replace(day=1), on=DAY, completeness=1
    )


def _warning(whose: str, owner: str = "") -> Any:
    return lambda w: HealthWarning.objects.create(
        partnership=getattr(w, whose).partnership,
        kind="insufficient",
        level="blue",
        due_on=DAY,
        opened_on=DAY,
        owner=w.cast[owner] if owner else None,
    )


CASES = [
    Case(p.reviewed_partnerships, READS_OWN, "own", lambda w: w.own.partnership),
    Case(p.reviewed_partnerships, WIDE, "foreign", lambda w: w.foreign.partnership),
    Case(p.visible_reviews, READS_OWN, "own", _review("own")),
    Case(p.visible_reviews, WIDE, "foreign", _review("foreign")),
    Case(p.visible_warnings, READS_OWN, "own", _warning("own")),
    Case(p.visible_warnings, WIDE, "foreign", _warning("foreign")),
    Case(p.visible_warnings, f"{WIDE} instructor", "foreign, owned by the instructor", _warning("foreign", "instructor")),
    Case(p.can_read_health, STAFF),
    Case(p.can_review, RUNS_OWN, "own", lambda w: w.own.partnership),
    Case(p.can_review, RUNS_FOREIGN, "foreign", lambda w: w.foreign.partnership),
    Case(p.can_publish_policy, ADMIN),
    Case(p.can_take_over_warning, RUNS_OWN, "own", _warning("own")),
    Case(p.can_take_over_warning, RUNS_FOREIGN, "foreign", _warning("foreign")),
    Case(p.can_take_over_warning, RUNS_FOREIGN, "foreign, owned by the instructor", _warning("foreign", "instructor")),
    Case(p.can_answer_warning, RUNS_OWN, "own", _warning("own")),
    Case(p.can_answer_warning, RUNS_FOREIGN, "foreign", _warning("foreign")),
    Case(p.can_answer_warning, f"{RUNS_FOREIGN} instructor", "foreign, owned by the instructor", _warning("foreign", "instructor")),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)


def test_many_roles_see_what_each_of_them_sees_and_a_liaison_nothing(world: World) -> None:
    person = many_roles(world)
    assert set(p.reviewed_partnerships(person)) == {world.own.partnership, world.foreign.partnership}
    ProgrammeTeam.objects.filter(user=person).delete()
    assert set(p.reviewed_partnerships(User.objects.get(pk=person.pk))) == {world.own.partnership}
