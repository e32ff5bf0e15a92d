"""Warnings: one of a kind, with an owner who is told once, and never deleted."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import translation

from college.enums import Role
from college.models import AuditEntry, Notification
from config.kit.errors import DomainError, Forbidden, StaleState
from health.enums import WarningState
from health.models import HealthWarning
from health.services.reviews import review_partnership, review_partnerships
from health.services.warnings import close_warning, plan_warning, take_over_warning, tell_owners
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make
from tests.health.conftest import ON

Build = Callable[..., Partnership]
pytestmark = pytest.mark.usefixtures("only_own_indicators")


def review(partnership: Partnership, on: date = ON) -> None:
    review_partnership(partnership=partnership, on=on)


def kinds(state: str = WarningState.OPEN) -> dict[str, str]:
    return dict(HealthWarning.objects.filter(state=state).values_list("kind", "level"))


def test_a_red_partnership_with_late_commitments(partnership_in: Build) -> None:
    review(partnership_in(months=0.5, kept=4))
    assert kinds() == {"band": "red", "expiring": "red", "overdue": "yellow"}
    warning = HealthWarning.objects.get(kind="expiring")
    assert (warning.opened_on, warning.due_on) == (ON, ON + timedelta(days=7))
    review(Partnership.objects.get(), ON + timedelta(days=1))
    assert HealthWarning.objects.count() == 3


def test_it_escalates_but_never_softens(partnership_in: Build) -> None:
    partnership = partnership_in(months=5.5)
    review(partnership)
    assert kinds() == {"expiring": "blue"}
    first = HealthWarning.objects.get()
    tell_owners(on=ON)
    review(partnership, ON + timedelta(days=100))
    warning = HealthWarning.objects.get(kind="expiring")
    assert (warning.pk, warning.level, warning.told_at) == (first.pk, "yellow", None)
    assert warning.due_on == first.due_on  # it was due sooner already
    review(partnership, ON + timedelta(days=150))
    assert kinds() == {"expiring": "red", "band": "red"}
    Agreement.objects.update(ends_on=ON + timedelta(days=300))
    review(partnership, ON + timedelta(days=151))
    assert HealthWarning.objects.get(kind="expiring").level == "red"


def test_a_condition_that_has_gone_closes_its_warning_and_says_so(partnership_in: Build) -> None:
    partnership = partnership_in(kept=4)
    review(partnership)
    assert kinds() == {"overdue": "yellow", "band": "yellow"}
    Commitment.objects.update(delivered_quantity=1, delivered_on=ON)
    review(partnership, ON + timedelta(days=1))
    assert kinds() == {}
    closed = HealthWarning.objects.get(kind="overdue")
    assert (closed.closed_on, closed.closed_by) == (ON + timedelta(days=1), None)
    assert "cause is gone" in closed.settled


def test_a_drop_stays_open_until_somebody_answers_or_all_is_well(partnership_in: Build) -> None:
    partnership = partnership_in(months=24)
    review_partnerships(period=date(2026, 2, 1), on=date(2026, 2, 10))
    Commitment.objects.filter(description__in=["thing 0", "thing 1", "thing 2"]).update(delivered_quantity=0, delivered_on=None)
    review(partnership)
    assert kinds()["drop"] == "orange"
    Commitment.objects.filter(description="thing 0").update(delivered_quantity=1, delivered_on=ON)
    review(partnership, ON + timedelta(days=1))
    assert kinds()["drop"] == "orange"  # 90, and still falling
    Commitment.objects.update(delivered_quantity=1, delivered_on=ON)
    review(partnership, ON + timedelta(days=2))
    assert "drop" not in kinds()


def test_what_a_person_closed_stays_quiet_unless_it_gets_worse(partnership_in: Build) -> None:
    partnership = partnership_in(months=5.5)
    coordinator = make.person(Role.COORDINATOR, partnership.department)
    review(partnership)
    close_warning(warning=HealthWarning.objects.get(), actor=coordinator, reason="Renewal is being prepared.", on=ON)
    review(partnership, ON + timedelta(days=10))
    assert kinds() == {}
    review(partnership, ON + timedelta(days=61))
    assert kinds() == {"expiring": "blue"}
    close_warning(warning=HealthWarning.objects.get(state="open"), actor=coordinator, reason="Still.", on=ON + timedelta(days=61))
    review(partnership, ON + timedelta(days=100))
    assert kinds()["expiring"] == "yellow"
    assert HealthWarning.objects.filter(kind="expiring").count() == 3


class TestOwner:
    def test_the_owner_of_the_partnership(self, partnership_in: Build) -> None:
        owner = make.UserFactory()
        review(partnership_in(months=1, owner=owner))
        assert {warning.owner for warning in HealthWarning.objects.all()} == {owner}

    def test_else_a_coordinator_of_the_department(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=1, owner=make.UserFactory(is_active=False))
        make.person(Role.COORDINATOR, make.DepartmentFactory())
        make.person(Role.COORDINATOR, partnership.department, is_active=False)
        coordinator = make.person(Role.COORDINATOR, partnership.department)
        make.person(Role.ADMINISTRATOR)
        review(partnership)
        assert {warning.owner for warning in HealthWarning.objects.all()} == {coordinator}

    def test_else_an_administrator_else_nobody(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=1)
        review(partnership)
        assert {warning.owner for warning in HealthWarning.objects.all()} == {None}
        HealthWarning.objects.all().delete()
        administrator = make.person(Role.ADMINISTRATOR)
        review(partnership, ON + timedelta(days=1))
        assert {warning.owner for warning in HealthWarning.objects.all()} == {administrator}


class TestTelling:
    def test_each_owner_is_told_once_in_one_message(self, partnership_in: Build) -> None:
        owner, other = make.UserFactory(language="en"), make.UserFactory(language="zh-hans")
        for _number in range(2):
            review(partnership_in(months=1, owner=owner))
        review(partnership_in(months=5.5, owner=other))
        assert tell_owners(on=ON) == 2
        assert tell_owners(on=ON) == 0
        assert Notification.objects.filter(recipient=owner).count() == 1
        note = Notification.objects.get(recipient=owner)
        assert "4 warnings" in note.subject
        assert note.body.count("\n") == 3
        assert "?mine=true" in note.url
        assert Notification.objects.get(recipient=other).url == HealthWarning.objects.get(owner=other).get_absolute_url()

    def test_an_escalation_is_told_again(self, partnership_in: Build) -> None:
        partnership = partnership_in(months=5.5, owner=make.UserFactory())
        review(partnership)
        tell_owners(on=ON)
        review(partnership, ON + timedelta(days=100))
        assert tell_owners(on=ON) == 1
        assert Notification.objects.count() == 2


class TestAnswers:
    @pytest.fixture
    def warning(self, partnership_in: Build) -> HealthWarning:
        review(partnership_in(months=5.5, owner=make.UserFactory()))
        return HealthWarning.objects.get()

    def test_take_over(self, warning: HealthWarning) -> None:
        coordinator = make.person(Role.COORDINATOR, warning.partnership.department)
        take_over_warning(warning=warning, actor=coordinator)
        assert HealthWarning.objects.get().owner == coordinator
        assert AuditEntry.objects.filter(verb="warning.taken_over").exists()

    def test_plan(self, warning: HealthWarning) -> None:
        owner = warning.owner
        assert owner is not None
        plan_warning(warning=warning, actor=owner, plan=" Renew in June. ", due_on=date(2026, 6, 1))
        stored = HealthWarning.objects.get()
        assert (stored.plan, stored.due_on) == ("Renew in June.", date(2026, 6, 1))
        assert set(AuditEntry.objects.get(verb="warning.planned").changes) == {"plan", "due_on"}

    def test_close_needs_a_reason_and_happens_once(self, warning: HealthWarning) -> None:
        owner = warning.owner
        assert owner is not None
        same = HealthWarning.objects.get()
        with pytest.raises(DomainError, match="how"):
            close_warning(warning=warning, actor=owner, reason="  ", on=ON)
        close_warning(warning=warning, actor=owner, reason="Renewed.", on=ON)
        assert HealthWarning.objects.get().settled == "Renewed."
        with pytest.raises(StaleState):
            close_warning(warning=same, actor=owner, reason="Me too.", on=ON)
        with pytest.raises(DomainError):
            plan_warning(warning=warning, actor=owner, plan="late", due_on=ON)

    @pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.AUDITOR, Role.LIAISON])
    def test_others_may_not(self, warning: HealthWarning, role: Role) -> None:
        other = make.person(role)
        for answer in (
            lambda: take_over_warning(warning=warning, actor=other),
            lambda: plan_warning(warning=warning, actor=other, plan="x", due_on=ON),
            lambda: close_warning(warning=warning, actor=other, reason="x", on=ON),
        ):
            with pytest.raises(Forbidden):
                answer()


@pytest.mark.parametrize(
    ("language", "opened", "later"),
    [
        (
            "en",
            "On 2026-03-15 health was 70.0 points.",
            "On 2026-03-15 health was 70.0 points; now it is 65.0.",
        ),
        ("zh-hans", "2026-03-15 健康度为 70.0 分。", "2026-03-15 健康度为 70.0 分，现在为 65.0 分。"),
    ],
)
def test_a_warning_says_of_which_day_its_figure_is(language: str, opened: str, later: str, partnership_in: Build) -> None:
    partnership = partnership_in(kept=4)
    review(partnership)
    warning = HealthWarning.objects.get(kind="band")
    with translation.override(language):
        assert warning.sentence == opened
        Commitment.objects.filter(description="thing 0").update(delivered_quantity=0, delivered_on=None)
        review(Partnership.objects.get(), ON + timedelta(days=1))
        assert HealthWarning.objects.get(pk=warning.pk).sentence == later
        close_warning(warning=warning, actor=make.person(Role.ADMINISTRATOR), reason="Spoken.", on=ON + timedelta(days=2))
        assert HealthWarning.objects.get(pk=warning.pk).sentence == opened, "a closed one is about its day alone"


def test_a_worse_level_brings_the_figures_of_its_own_day(partnership_in: Build) -> None:
    partnership = partnership_in(kept=4)
    review(partnership)
    day = ON + timedelta(days=60)
    review(partnership, day)
    assert HealthWarning.objects.get(kind="overdue").facts["said_on"] == day.isoformat()
