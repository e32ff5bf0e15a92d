"""The pages of health as people see them, and what they cost."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from college.models import AuditEntry
from health.enums import WarningState
from health.models import HealthWarning, Review
from health.services.reviews import review_partnership, review_partnerships
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make
from tests.conftest import World
from tests.health.conftest import ON

Build = Callable[..., Partnership]
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)


@pytest.fixture
def admin(world: World, client_for: Any) -> Client:
    client: Client = client_for(world.cast.administrator)
    return client


@pytest.fixture
def fallen(world: World, only_own_indicators: Any) -> Review:
    """The own partnership's review of March: 100 in February, 80 now, since two of five commitments are late."""
    agreement = world.own.agreement
    Agreement.objects.filter(pk=agreement.pk).update(state="active", activated_on=date(2026, 1, 1))
    for number in range(5):
        due = FEBRUARY if number < 2 else JANUARY
        Commitment.objects.create(
            agreement=agreement,
            side="enterprise",
            description=f"lathe {number}",
            due_on=due,
            delivered_on=JANUARY if number >= 2 else None,
            delivered_quantity=1 if number >= 2 else 0,
        )
    review_partnerships(period=date(2026, 2, 1), on=FEBRUARY, ids=[world.own.partnership.pk])
    review_partnerships(period=date(2026, 3, 1), on=MARCH, ids=[world.own.partnership.pk])
    return Review.objects.get(period=date(2026, 3, 1))


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestReviewDetail:
    def test_why(self, admin: Client, fallen: Review) -> None:
        page = text(admin.get(fallen.get_absolute_url()))
        assert "80.0" in page
        assert "▼ 20.0" in page
        assert "50.0 → 30.0" in page
        assert "100.0 % → 60.0 %" in page
        assert "due 5 · delivered 3 · overdue 2" in page
        assert "Everything the score looks at is known" in page
        assert "Commitments kept +20.0" in page

    def test_the_first_review_has_nothing_to_compare_with(self, admin: Client, fallen: Review) -> None:
        assert fallen.previous is not None
        assert "nothing to compare with" in text(admin.get(fallen.previous.get_absolute_url()))

    def test_each_point_opens_its_rows(self, admin: Client, fallen: Review) -> None:
        url = reverse("reading_rows", args=[fallen.pk, "commitments_delivered"])
        assert url in admin.get(fallen.get_absolute_url()).content.decode()
        page = text(admin.get(url))
        assert page.count("against") == 2
        assert "lathe 0" in page
        assert "agreement A-" in text(admin.get(reverse("reading_rows", args=[fallen.pk, "agreement_validity"])))
        assert admin.get(reverse("reading_rows", args=[fallen.pk, "nonsense"])).status_code == 404

    def test_what_is_not_known_is_said(self, admin: Client, world: World, only_own_indicators: Any) -> None:
        review = review_partnership(partnership=world.foreign.partnership, on=ON)
        page = text(admin.get(review.get_absolute_url()))
        assert "Too little is known for a score." in page
        assert "Not enough evidence" in page
        assert "not known" in page


class TestHistory:
    def test_chart_and_table_say_the_same(self, admin: Client, world: World, fallen: Review) -> None:
        response = admin.get(reverse("partnership_health", args=[world.own.partnership.pk]))
        body = response.content.decode()
        found = re.search(r'<script id="health-data" type="application/json">(.*?)</script>', body)
        assert found is not None
        data = json.loads(found[1])
        assert [point["score"] for point in data["points"]] == [100, 80]
        assert (data["yellow"], data["red"]) == (75, 60)
        assert "vendor/echarts.min.js" in body
        assert text(response).count(date_format(MARCH)) >= 2
        assert len(response.content) < 300_000

    def test_queries_do_not_grow_with_reviews(self, admin: Client, world: World, fallen: Review, count_queries: Any) -> None:
        url = reverse("partnership_health", args=[world.own.partnership.pk])
        few = count_queries(lambda: admin.get(url))
        for day in range(10):
            review_partnership(partnership=world.own.partnership, on=ON + timedelta(days=day))
        assert count_queries(lambda: admin.get(url)) == few

    def test_before_the_first_review(self, admin: Client, world: World) -> None:
        response = admin.get(reverse("partnership_health", args=[world.own.partnership.pk]))
        assert "Not reviewed yet" in text(response)
        assert "echarts" not in response.content.decode()
        assert "Not reviewed yet" in text(admin.get(reverse("partnership_health_panel", args=[world.own.partnership.pk])))

    def test_the_panel(self, admin: Client, world: World, fallen: Review) -> None:
        response = admin.get(reverse("partnership_health_panel", args=[world.own.partnership.pk]), headers={"HX-Request": "true"})
        assert "80.0" in text(response)
        assert "<polyline" in response.content.decode()

    def test_review_now(self, admin: Client, world: World, only_own_indicators: Any) -> None:
        url = reverse("partnership_review", args=[world.own.partnership.pk])
        for _twice in range(2):
            response = admin.post(url, follow=True)
            assert "Reviewed as of today." in text(response)
        assert Review.objects.get().on == timezone.localdate()
        Partnership.objects.update(state="paused")
        assert "Only an active partnership is reviewed." in text(admin.post(url, follow=True))


class TestLists:
    @pytest.fixture
    def many(self, world: World, only_own_indicators: Any) -> Callable[[int], None]:
        def build(number: int) -> None:
            for _ in range(number):
                partnership = make.PartnershipFactory(department=world.own.department, owner=make.UserFactory())
                make.AgreementFactory(partnership=partnership, activated_on=date(2026, 1, 1), ends_on=ON)
            review_partnerships(period=date(2026, 3, 1), on=ON)

        return build

    @pytest.mark.parametrize("name", ["review_list", "warning_list"])
    @pytest.mark.parametrize("role", ["administrator", "coordinator"])
    def test_the_same_queries_for_one_and_many(
        self, name: str, role: str, world: World, client_for: Any, many: Any, count_queries: Any
    ) -> None:
        client = client_for(world.cast[role])
        many(1)
        client.get(reverse(name))
        one = count_queries(lambda: client.get(reverse(name)))
        many(25)
        assert count_queries(lambda: client.get(reverse(name))) == one
        assert one <= 12

    def test_latest_of_each_or_a_month(self, admin: Client, world: World, fallen: Review) -> None:
        assert "1 row" in text(admin.get(reverse("review_list")))
        assert "100.0" not in text(admin.get(reverse("review_list")))
        assert "100.0" in text(admin.get(reverse("review_list"), {"period": "2026-02"}))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"band": "green"}, True),
            ({"band": ["yellow", "red"]}, False),
            ({"change": "fell10"}, True),
            ({"change": "rose"}, False),
            ({"q": "Enterprise"}, True),
            ({"q": "nobody"}, False),
            ({"band": "nonsense"}, True),
        ],
    )
    def test_filters_of_reviews(self, query: dict[str, Any], found: bool, admin: Client, fallen: Review) -> None:
        assert (fallen.get_absolute_url() in admin.get(reverse("review_list"), query).content.decode()) is found

    def test_filters_of_warnings(self, admin: Client, world: World, fallen: Review) -> None:
        warning = HealthWarning.objects.get(kind="drop")
        HealthWarning.objects.update(owner=world.cast.administrator)
        other = HealthWarning.objects.create(
            partnership=world.foreign.partnership, kind="band", level="red", facts={"score": 3}, due_on=ON, opened_on=ON, state="closed"
        )

        def shows(one: HealthWarning, **query: str) -> bool:
            return one.get_absolute_url() in admin.get(reverse("warning_list"), query).content.decode()

        assert shows(warning)
        assert shows(warning, mine="true")
        assert not shows(warning, mine="false")
        assert shows(warning, overdue="true")
        assert not shows(warning, level="red")
        assert shows(warning, kind="drop")
        assert not shows(other)
        assert shows(other, state="closed")
        assert shows(other, state="any")

    def test_export_has_plain_values(self, admin: Client, fallen: Review) -> None:
        response = admin.get(reverse("review_list"), {"export": "csv"})
        rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
        assert rows[1][3:6] == ["80.0", "-20.0", "Healthy"]


class TestWarningPage:
    @pytest.fixture
    def warning(self, fallen: Review) -> HealthWarning:
        return HealthWarning.objects.get(kind="drop")

    def test_plan_then_close(self, admin: Client, warning: HealthWarning) -> None:
        response = admin.post(reverse("warning_plan", args=[warning.pk]), {"plan": "Visit them.", "due_on": "2026-04-01"}, follow=True)
        assert "Visit them." in text(response)
        assert "Plan written" in text(response)
        response = admin.post(reverse("warning_close", args=[warning.pk]), {"reason": "Both lathes came."}, follow=True)
        assert "Both lathes came." in text(response)
        assert HealthWarning.objects.get(pk=warning.pk).state == WarningState.CLOSED
        assert set(AuditEntry.objects.filter(target_type="health.healthwarning").values_list("verb", flat=True)) == {
            "warning.planned",
            "warning.closed",
        }

    def test_nothing_typed_is_lost(self, admin: Client, warning: HealthWarning) -> None:
        response = admin.post(reverse("warning_plan", args=[warning.pk]), {"plan": "A long plan.", "due_on": "never"})
        assert response.status_code == 422
        assert "A long plan." in text(response)
        assert admin.post(reverse("warning_close", args=[warning.pk]), {"reason": ""}).status_code == 422

    def test_somebody_was_faster(self, admin: Client, warning: HealthWarning) -> None:
        HealthWarning.objects.filter(pk=warning.pk).update(state=WarningState.CLOSED)
        response = admin.post(reverse("warning_close", args=[warning.pk]), {"reason": "x"}, follow=True)
        assert "closed already" in text(response)

    def test_take_over(self, client_for: Any, world: World, warning: HealthWarning) -> None:
        client = client_for(world.cast.coordinator)
        HealthWarning.objects.update(owner=world.cast.administrator)
        assert "Take over" in text(client.get(warning.get_absolute_url()))
        assert "The warning is yours now." in text(client.post(reverse("warning_take_over", args=[warning.pk]), follow=True))


class TestHome:
    def test_warnings_and_what_moved(self, client_for: Any, world: World, fallen: Review) -> None:
        HealthWarning.objects.update(owner=world.cast.coordinator)
        page = text(client_for(world.cast.coordinator).get("/"))
        assert "Sudden drop" in page
        assert "100.0 → 80.0" in page
        assert "Commitments kept -20.0" in page

    def test_home_costs_the_same_however_many_moved(self, client_for: Any, world: World, fallen: Review, count_queries: Any) -> None:
        client = client_for(world.cast.coordinator)
        client.get("/")
        one = count_queries(lambda: client.get("/"))
        for number in range(3):
            partnership = make.PartnershipFactory(department=world.own.department)
            agreement = make.AgreementFactory(
                partnership=partnership, activated_on=date(2026, 1, 1), ends_on=MARCH + timedelta(days=number)
            )
            Commitment.objects.create(agreement=agreement, side="college", description="x", due_on=JANUARY)
        review_partnerships(period=date(2026, 2, 1), on=FEBRUARY)
        review_partnerships(period=date(2026, 3, 1), on=MARCH)
        assert count_queries(lambda: client.get("/")) == one
