"""The demonstration college: what it holds, that it can be signed in to, and that it is never poured over data."""

from collections import Counter
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from college.models import AuditEntry, Department, Programme, User
from college.policies import standing
from college.work import sources
from demo.scale import WorldSize
from demo.sign_ins import DEMO_ACCOUNTS
from health.models import HealthWarning, Review
from internships.models import Opening, Placement, Student, WorkLog
from partnerships.credit_codes import check
from partnerships.models import Agreement, Enterprise, Partnership, Screening

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """One seeding for the module; everything is rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def test_counts_are_those_promised(seeded):
    assert Department.objects.count() == 4
    assert Programme.objects.count() == 8
    assert Enterprise.objects.count() == 60
    assert Partnership.objects.count() == 40
    assert Student.objects.count() == 400
    assert 300 <= Placement.objects.count() <= 305


@pytest.mark.parametrize("model", [Screening, Agreement, Placement, Opening, WorkLog, Partnership], ids=lambda model: model.__name__)
def test_every_state_occurs(seeded, model):
    """Each list has something to show behind each of its filters."""
    states = set(model.objects.order_by().values_list("state", flat=True).distinct())
    known = {value for value, _label in model._meta.get_field("state").choices}
    assert known - states <= {"draft"} if model is WorkLog else states == known


def test_credit_codes_are_right(seeded):
    codes = Enterprise.objects.exclude(credit_code="").values_list("credit_code", flat=True)
    assert len(codes) == 56
    assert [check(code) for code in codes] == [None] * 56


def test_no_rule_of_the_database_is_bent_by_writing_in_bulk(seeded):
    for model in (Enterprise, Partnership, Agreement, Opening, Placement, Student):
        for row in model.objects.all()[:50]:
            row.validate_constraints()


def test_taken_seats_are_the_placements_that_hold_them(seeded):
    for opening in Opening.objects.all():
        assert opening.taken == opening.placements.exclude(state="cancelled").count()


def test_nobody_is_in_two_places(seeded):
    spans: dict[int, list] = {}
    for student, start, end in Placement.objects.exclude(state="cancelled").values_list("student_id", "starts_on", "ends_on"):
        spans.setdefault(student, []).append((start, end))
    for held in spans.values():
        held.sort()
        assert all(end < start for (_, end), (start, _) in pairwise(held))


@pytest.mark.parametrize(("name", "password"), DEMO_ACCOUNTS, ids=[name for name, _ in DEMO_ACCOUNTS])
def test_each_demo_account_can_sign_in(seeded, db, name, password):
    client = Client()
    answer = client.post("/accounts/login/", {"login": name, "password": password})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=name).pk)


def test_refuses_a_database_with_data_and_changes_nothing(seeded, db):
    before = (User.objects.count(), AuditEntry.objects.count())
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("seed_demo")
    out = StringIO()
    call_command("seed_demo", "--if-empty", stdout=out)
    assert out.getvalue() == ""
    assert (User.objects.count(), AuditEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("demo-admin", {"screen", "agree", "map"}),
        ("demo-coordinator", {"screen", "agree", "map", "place", "review"}),
        ("demo-instructor", {"map"}),
        ("demo-liaison", {"agree", "place"}),
        ("demo-mentor", {"place"}),
        ("demo-student", {"place"}),
    ],
)
def test_each_demo_account_has_something_to_do_today(seeded, db, name, verbs):
    user = User.objects.get(username=name)
    today = timezone.localdate()
    waiting = {
        source.verb
        for source in sources
        if standing(user).roles & source.roles and source.count(user, today) and source.items(user, today, 5)
    }
    assert verbs <= waiting


def test_partnerships_are_in_all_states_of_health_by_the_review_service(seeded):
    bands = Counter(Partnership.objects.filter(health_on__isnull=False).values_list("health_band", flat=True))
    assert set(bands) == {"green", "yellow", "red", "unknown"}
    assert bands["green"] >= 10
    periods = set(Review.objects.values_list("period", flat=True))
    assert len(periods) == 12


def test_open_warnings_have_an_owner_and_a_date_to_come(seeded):
    today = timezone.localdate()
    warnings = HealthWarning.objects.filter(state="open")
    assert warnings
    assert all(one.owner_id and one.due_on >= today for one in warnings)


def test_the_trail_is_in_the_order_of_time(seeded):
    times = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= timezone.now()


def test_a_measuring_world_follows_the_number_of_placements():
    assert WorldSize.of(300) == WorldSize()
    large = WorldSize.of(130_000)
    assert (large.enterprises, large.placements) == (5_000, 130_000)
    assert 2_000 <= large.partnerships <= 2_200
