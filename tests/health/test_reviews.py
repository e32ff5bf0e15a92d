"""Reviewing: every partnership once, at a constant number of queries, and never twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from college.enums import Role
from college.models import AuditEntry
from config.kit.errors import DomainError, Forbidden
from health import tasks
from health.enums import ReviewTrigger
from health.indicators import INDICATORS
from health.models import HealthPolicy, HealthWarning, Reading, Review
from health.services import reviews as service
from health.services.policies import current_policy
from health.services.reviews import review_partnership, review_partnerships, review_range, run_monthly_reviews
from partnerships.enums import Band, PartnershipState
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make
from tests.health.conftest import ON
from tests.plugins.enqueued import Enqueued

MONTH = date(2026, 3, 1)
Build = Callable[..., Partnership]


def everything() -> list[Any]:
    """All that reviews write, for comparing before and after."""
    return [
        list(Review.objects.order_by("pk").values()),
        list(Reading.objects.order_by("pk").values()),
        list(HealthWarning.objects.order_by("pk").values()),
        list(Partnership.objects.order_by("pk").values("pk", "health_score", "health_band", "health_on")),
    ]


def test_the_first_policy_comes_from_the_indicators(db: None) -> None:
    policy = current_policy()
    assert set(policy.indicators) == {one.key for one in INDICATORS}
    assert sum(one["weight"] for one in policy.indicators.values()) == pytest.approx(1)
    assert current_policy() == policy
    assert HealthPolicy.objects.count() == 1


def test_a_review_adds_up(partnership_in: Build, only_own_indicators: Any) -> None:
    partnership = partnership_in(months=3, kept=8)
    counts = review_partnerships(period=MONTH, on=ON)
    assert (counts["due"], counts["reviewed"]) == (1, 1)
    review = Review.objects.get()
    assert (review.score, review.completeness, review.band, review.change) == (65, 1, Band.YELLOW, None)
    points = {reading.indicator: reading.points for reading in review.readings.all()}
    assert points == {"agreement_validity": pytest.approx(25, abs=0.5), "commitments_delivered": pytest.approx(40)}
    evidence = review.readings.get(indicator="commitments_delivered").evidence
    assert evidence == {"due": 10, "delivered": 8, "overdue": 2, "overdue_since": (ON - timedelta(days=40)).isoformat()}
    partnership.refresh_from_db()
    assert (partnership.health_score, partnership.health_band, partnership.health_on) == (65, Band.YELLOW, ON)


def test_change_and_hysteresis_follow_the_month_before(partnership_in: Build, only_own_indicators: Any) -> None:
    partnership_in(months=24, kept=4)
    review_partnerships(period=date(2026, 2, 1), on=date(2026, 2, 15))
    Commitment.objects.filter(description__in=["thing 4", "thing 5"]).update(delivered_quantity=1, delivered_on=ON)
    review_partnerships(period=MONTH, on=ON)
    february, march = Review.objects.order_by("period")
    assert (february.score, february.band) == (70, Band.YELLOW)
    assert (march.score, march.change, march.previous) == (80, 10, february)
    assert march.band == Band.GREEN


def test_twice_changes_nothing(partnership_in: Build) -> None:
    for kept in range(4):
        partnership_in(kept=kept)
    review_partnerships(period=MONTH, on=ON)
    before = everything()
    assert len(before[0]) == 4
    assert review_partnerships(period=MONTH, on=ON)["reviewed"] == 0
    # a second worker that was handed the same ids all the same
    service._review_batch(ids=list(Partnership.objects.values_list("pk", flat=True)), period=MONTH, on=ON + timedelta(days=1))
    assert everything() == before


def test_a_run_that_breaks_off_leaves_whole_batches_and_the_next_does_the_rest(
    partnership_in: Build, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REVIEW_BATCH = 2
    for _number in range(5):
        partnership_in()
    calls = []

    def broken(*, reviews: Any, **rest: Any) -> int:
        calls.append(reviews)
        if len(calls) == 2:
            raise RuntimeError("the lights went out")
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(service, "raise_warnings", broken)
        with pytest.raises(RuntimeError):
            review_partnerships(period=MONTH, on=ON)
    assert Review.objects.count() == 2
    assert Reading.objects.values("review").distinct().count() == 2
    review_partnerships(period=MONTH, on=ON)
    assert Review.objects.count() == 5
    assert Reading.objects.count() == 5 * len(current_policy().indicators)


def test_only_active_partnerships_that_have_begun(partnership_in: Build) -> None:
    partnership_in(state=PartnershipState.PAUSED)
    partnership_in(state=PartnershipState.ENDED)
    partnership_in(started_on=ON + timedelta(days=1))
    active = partnership_in()
    review_partnerships(period=MONTH, on=ON)
    assert [review.partnership for review in Review.objects.all()] == [active]


def test_some_only(partnership_in: Build) -> None:
    one, _other = partnership_in(), partnership_in()
    review_partnerships(period=MONTH, on=ON, ids=[one.pk])
    assert [review.partnership for review in Review.objects.all()] == [one]


def test_a_past_month_is_reviewed_as_of_its_last_day_and_warns_of_nothing_overtaken(partnership_in: Build) -> None:
    partnership = partnership_in(kept=10)
    review_partnerships(period=MONTH, on=ON)
    HealthWarning.objects.all().delete()
    review_partnerships(period=date(2025, 2, 1))
    past = Review.objects.get(period=date(2025, 2, 1))
    assert past.on == date(2025, 2, 28)
    assert not HealthWarning.objects.exists()
    partnership.refresh_from_db()
    assert partnership.health_on == ON


def test_queries_do_not_grow_with_partnerships(department: Any, count_queries: Any) -> None:
    current_policy()

    def more(number: int) -> None:
        partnerships = [make.PartnershipFactory.build(department=department, enterprise=make.EnterpriseFactory()) for _ in range(number)]
        Partnership.objects.bulk_create(partnerships)
        agreements = [
            make.AgreementFactory.build(
                partnership=one, state="active", activated_on=date(2026, 1, 1), ends_on=ON + timedelta(days=number % 200)
            )
            for one in Partnership.objects.filter(agreements=None)
        ]
        Agreement.objects.bulk_create(agreements)

    more(20)
    few = count_queries(lambda: review_partnerships(period=MONTH, on=ON))
    more(2000)
    many = count_queries(lambda: review_partnerships(period=MONTH, on=ON))
    assert Review.objects.count() == 2020
    assert HealthWarning.objects.exists()
    assert many == few
    assert few < 40


def test_the_job_counts_hands_out_and_tells(partnership_in: Build, settings: Any, enqueued: Enqueued) -> None:
    for _number in range(3):
        partnership_in()
    assert run_monthly_reviews(on=ON, dry_run=True) == {"due": 3}
    assert not Review.objects.exists()
    settings.REVIEW_BATCH = 2
    with enqueued() as sent:
        counts = run_monthly_reviews(on=ON)
    assert (counts["due"], counts["handed_out"]) == (3, 2)
    assert [task for task, _ in sent] == ["health.review_range", "health.review_range"]
    for _, given in sent:
        review_range(
            period=date.fromisoformat(given["period"]), on=date.fromisoformat(given["on"]), first=given["first"], last=given["last"]
        )
    assert Review.objects.count() == 3
    with enqueued() as sent:
        assert run_monthly_reviews(on=ON)["due"] == 0
    assert sent == []


class TestOnDemand:
    def test_the_owners_of_new_warnings_are_told_after_it(self, partnership_in: Build, enqueued: Enqueued) -> None:
        partnership = partnership_in()
        with enqueued() as sent:
            review_partnership(partnership=partnership, on=ON)
        assert sent == [("health.tell_warning_owners", {"on": ON.isoformat()})]

    def test_the_day_has_one_review_that_follows_the_facts(self, partnership_in: Build, only_own_indicators: Any) -> None:
        partnership = partnership_in(months=24, kept=4)
        first = review_partnership(partnership=partnership, on=ON)
        again = review_partnership(partnership=partnership, on=ON)
        assert (first.pk, first.score, first.trigger) == (again.pk, again.score, ReviewTrigger.DEMAND)
        Commitment.objects.update(delivered_quantity=1, delivered_on=ON)
        mended = review_partnership(partnership=partnership, on=ON)
        assert (mended.pk, mended.score) == (first.pk, 100)
        assert mended.readings.count() == 2
        assert review_partnership(partnership=partnership, on=ON + timedelta(days=1)).pk != first.pk

    def test_it_is_compared_with_the_month_before(self, partnership_in: Build, only_own_indicators: Any) -> None:
        partnership = partnership_in(months=24, kept=4)
        review_partnerships(period=date(2026, 2, 1), on=date(2026, 2, 28))
        review_partnerships(period=date(2026, 3, 1), on=date(2026, 3, 1))
        Commitment.objects.update(delivered_quantity=1, delivered_on=ON)
        assert review_partnership(partnership=partnership, on=ON).change == 30
        later = review_partnership(partnership=partnership, on=ON + timedelta(days=1))
        assert later.change == 30
        assert later.previous is not None
        assert later.previous.period == date(2026, 2, 1)

    def test_its_band_remembers_this_month_too(self, partnership_in: Build, only_own_indicators: Any) -> None:
        partnership = partnership_in(months=24, kept=10)
        review_partnerships(period=date(2026, 2, 1), on=date(2026, 2, 28))
        Commitment.objects.filter(description__in=[f"thing {n}" for n in range(6)]).update(delivered_on=None, delivered_quantity=0)
        review_partnerships(period=date(2026, 3, 1), on=date(2026, 3, 1))
        assert Review.objects.get(period=date(2026, 3, 1)).band == Band.YELLOW
        Commitment.objects.filter(description="thing 0").update(delivered_on=ON, delivered_quantity=1)
        # 75 would be green for one that was green, as it was in February
        assert review_partnership(partnership=partnership, on=ON).band == Band.YELLOW

    def test_it_leaves_the_monthly_review_to_come(self, partnership_in: Build) -> None:
        partnership = partnership_in()
        review_partnership(partnership=partnership, on=ON)
        assert review_partnerships(period=MONTH, on=ON)["reviewed"] == 1

    def test_who_may_and_what_is_written_down(self, partnership_in: Build) -> None:
        partnership = partnership_in()
        coordinator = make.person(Role.COORDINATOR, partnership.department)
        review_partnership(partnership=partnership, on=ON, actor=coordinator)
        assert AuditEntry.objects.get(verb="partnership.reviewed").actor == coordinator
        with pytest.raises(Forbidden):
            review_partnership(partnership=partnership, on=ON, actor=make.person(Role.INSTRUCTOR))

    def test_a_paused_partnership_is_refused(self, partnership_in: Build) -> None:
        with pytest.raises(DomainError, match="active"):
            review_partnership(partnership=partnership_in(state=PartnershipState.PAUSED), on=ON)


def test_workers_are_given_texts_and_review_a_range(partnership_in: Build) -> None:
    first, second = partnership_in(), partnership_in()
    tasks.review_range(ON.replace(day=1).isoformat(), ON.isoformat(), first.pk, first.pk)
    assert list(Review.objects.values_list("partnership", flat=True)) == [first.pk]
    # A range whose partnerships have gone meanwhile is no fault.
    tasks.review_range(ON.replace(day=1).isoformat(), ON.isoformat(), second.pk + 1, second.pk + 9)
    assert Review.objects.count() == 1


def test_workers_review_a_partnership_while_it_runs(partnership_in: Build) -> None:
    partnership = partnership_in()
    tasks.review_partnership(partnership.pk, ON.isoformat())
    review = Review.objects.get()
    assert (review.partnership, review.on) == (partnership, ON)
    assert f"{ON:%Y-%m-%d}" in str(review)
    Partnership.objects.filter(pk=partnership.pk).update(state="ended")
    tasks.review_partnership(partnership.pk, (ON + timedelta(days=1)).isoformat())
    tasks.review_partnership(0, ON.isoformat())
    assert Review.objects.count() == 1
