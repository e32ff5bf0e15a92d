"""The search box and the filters of every list: what is looked for is there, and what is not looked for is not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from college.models import JobRun, Programme
from college.services.audit import record
from curricula.models import Post
from health.models import HealthPolicy, HealthWarning, Review
from internships.models import Opening, WorkLog
from partnerships.models import Agreement, Commitment, Enterprise, Partnership, Screening
from tests.conftest import World

pytestmark = pytest.mark.django_db
OWN, FOREIGN = "Lathes of Ningbo", "Flowers of Kunming"
DAY = date(2026, 3, 9)


@pytest.fixture
def told_apart(world: World) -> World:
    """One thing of every kind on each side. Every one of them shows the name of its side somewhere in its row."""
    for side, name in ((world.own, OWN), (world.foreign, FOREIGN)):
        for thing in (side.department, side.programme, side.student, side.mentor, side.capability, side.course):
            type(thing).objects.filter(pk=thing.pk).update(name=name, **({"name_en": name} if hasattr(thing, "name_en") else {}))
        Enterprise.objects.filter(pk=side.enterprise.pk).update(name=name, name_en=name, name_key=name.lower().replace(" ", ""))
        Opening.objects.filter(pk=side.opening.pk).update(title=name)
        Agreement.objects.filter(pk=side.agreement.pk).update(title=name, state="active")
        Post.objects.filter(pk=side.post.pk).update(name=name, name_en=name)
        Partnership.objects.filter(pk=side.partnership.pk).update(health_on=DAY, health_band="green", health_score=80)
        Screening.objects.create(enterprise=side.enterprise)
        Commitment.objects.create(agreement=side.agreement, side="college", description=name, due_on=DAY)
        WorkLog.objects.create(placement=side.placement, week=DAY, hours=38, text=name, state="submitted")
        JobRun.objects.create(name="seal_audit", on=DAY, state="failed", error=name)
        record(actor=None, verb="department.edited", target=side.department, note=name)
    policy = HealthPolicy.objects.create(version=1, indicators={}, thresholds={})
    for side in (world.own, world.foreign):
        Review.objects.create(partnership=side.partnership, policy=policy, on=DAY, period=DAY.replace(day=1), band="green", completeness=1)
        HealthWarning.objects.create(
            partnership=side.partnership, kind="drop", level="orange", facts={"points": 12}, due_on=DAY, opened_on=DAY
        )
    return world


def shown(client: Client, name: str, **query: str) -> set[str]:
    """The names of the sides of the rows; what was typed and what may be chosen does not count."""
    response: Any = client.get(reverse(name), {**query, "export": "csv"})
    text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    return {name for name in (OWN, FOREIGN) if name in text}


LISTS = [
    *("department_list", "programme_list", "audit_list", "job_run_list", "enterprise_list", "screening_list", "partnership_list"),
    *("agreement_list", "commitment_list", "post_list", "capability_list", "course_list", "map_list"),
    *("student_list", "mentor_list", "opening_list", "placement_list", "log_list", "review_list", "warning_list"),
]


@pytest.mark.parametrize("name", LISTS)
def test_a_word_finds_what_it_names(name: str, told_apart: World, client_for: Callable[..., Client]) -> None:
    client = client_for(told_apart.cast.administrator)
    assert shown(client, name) == {OWN, FOREIGN}
    assert shown(client, name, q=" lathes ") == {OWN}
    assert shown(client, name, q="Kunming") == {FOREIGN}
    assert shown(client, name, q="Tractors") == set()


def _full(world: World) -> None:
    Opening.objects.filter(pk=world.own.opening.pk).update(taken=3)


def _mechatronics(world: World) -> None:
    Programme.objects.filter(pk=world.own.programme.pk).update(major_code="460301", category_name="装备制造大类")
    Programme.objects.filter(pk=world.foreign.programme.pk).update(major_code="530101", category_name="财经商贸大类")


def _of_the_enterprise(world: World) -> None:
    Post.objects.filter(pk=world.own.post.pk).update(programme=None, enterprise=world.own.enterprise)


def _delivered(world: World) -> None:
    Commitment.objects.filter(agreement=world.own.agreement).update(delivered_on=DAY)


def _placed(world: World) -> None:
    world.own.placement.__class__.objects.filter(pk=world.own.placement.pk).update(state="active")
    world.own.placement.__class__.objects.filter(pk=world.foreign.placement.pk).update(state="cancelled")


@pytest.mark.parametrize(
    ("name", "query", "given"),
    [
        ("opening_list", {"free": "false"}, _full),
        ("programme_list", {"category": "46"}, _mechatronics),
        ("programme_list", {"category": "装备"}, _mechatronics),
        ("post_list", {"of": "enterprise"}, _of_the_enterprise),
        ("commitment_list", {"standing": "delivered"}, _delivered),
        ("student_list", {"placed": "true"}, _placed),
    ],
)
def test_a_filter_leaves_what_it_names(
    name: str, query: dict[str, str], given: Callable[[World], None], told_apart: World, client_for: Callable[..., Client]
) -> None:
    given(told_apart)
    assert shown(client_for(told_apart.cast.administrator), name, **query) == {OWN}
