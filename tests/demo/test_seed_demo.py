"""The demonstration college: what it holds, that it can be signed in to, and that it is never poured over data."""

from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from college.demo import DEMO_ACCOUNTS
from college.models import AuditEntry, Department, Programme, User
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
