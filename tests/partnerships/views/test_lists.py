"""Every list: the same number of queries for one row and for many, within the ceiling, searchable and filtered."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Agreement, Commitment, Enterprise, Partnership, Screening
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db


def more_enterprises(world: World, n: int) -> None:
    for enterprise in make.EnterpriseFactory.create_batch(n, region_code="330106", industry_code="C36"):
        Screening.objects.create(
            enterprise=enterprise, state="passed", decided_on=timezone.localdate(), valid_until=timezone.localdate() + timedelta(days=9)
        )


def more_screenings(world: World, n: int) -> None:
    for enterprise in make.EnterpriseFactory.create_batch(n):
        Screening.objects.create(enterprise=enterprise, opened_by=world.cast.coordinator)


def more_partnerships(world: World, n: int) -> None:
    make.PartnershipFactory.create_batch(n, department=world.own.department, owner=world.cast.coordinator)


def more_agreements(world: World, n: int) -> None:
    for partnership in make.PartnershipFactory.create_batch(n, department=world.own.department):
        make.AgreementFactory(partnership=partnership)


def more_commitments(world: World, n: int) -> None:
    Agreement.objects.filter(pk=world.own.agreement.pk).update(state="active")
    for number in range(n):
        Commitment.objects.create(
            agreement=world.own.agreement, side="college", description=f"c{number}", due_on=timezone.localdate(), quantity=2
        )


LISTS = {
    "enterprise_list": more_enterprises,
    "screening_list": more_screenings,
    "partnership_list": more_partnerships,
    "agreement_list": more_agreements,
    "commitment_list": more_commitments,
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_a_list_costs_the_same_for_one_and_many(name: str, role: str, world: World, client_for: Any, count_queries: Any) -> None:
    client, url = client_for(world.cast[role]), reverse(name)
    LISTS[name](world, 1)
    client.get(url)
    one = count_queries(lambda: client.get(url))
    LISTS[name](world, 22)
    many = count_queries(lambda: client.get(url))
    assert many == one
    assert many <= 12


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_exports(name: str, form: str, world: World, client_for: Any) -> None:
    LISTS[name](world, 2)
    response = client_for(world.cast.coordinator).get(reverse(name), {"export": form})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert body[:2] == b"PK" if form == "xlsx" else b"<" not in body


def names(response: Any) -> set[str]:
    return {str(row.record) for row in response.context["table"].rows}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "恒宇（上海）"}, {"恒宇上海汽车有限公司"}),
        ({"q": "hengyu"}, {"恒宇上海汽车有限公司"}),
        ({"region": "330000"}, {"恒宇上海汽车有限公司"}),
        ({"industry": "C"}, {"恒宇上海汽车有限公司"}),
        ({"nature": "private"}, {"恒宇上海汽车有限公司"}),
        ({"archived": "yes"}, {"旧厂有限公司"}),
    ],
)
def test_enterprises_are_found(query: dict[str, str], found: set[str], world: World, client_for: Any) -> None:
    make.EnterpriseFactory(
        name="恒宇上海汽车有限公司", name_en="", name_key="恒宇上海汽车hengyu", region_code="330106", industry_code="C36", nature="private"
    )
    make.EnterpriseFactory(name="旧厂有限公司", name_en="", archived_at=timezone.now())
    response = client_for(world.cast.coordinator).get(reverse("enterprise_list"), query)
    assert names(response) == found


def test_archived_enterprises_stay_out_of_the_way(world: World, client_for: Any) -> None:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(archived_at=timezone.now())
    assert str(world.own.enterprise) not in names(client_for(world.cast.coordinator).get(reverse("enterprise_list")))
    assert str(world.own.enterprise) not in names(client_for(world.cast.coordinator).get(reverse("enterprise_list"), {"q": ""}))


def test_enterprises_by_screening(world: World, client_for: Any, make_screening: Any) -> None:
    make_screening("passed")
    client = client_for(world.cast.coordinator)
    assert names(client.get(reverse("enterprise_list"), {"screening": "valid"})) == {str(world.own.enterprise)}
    assert str(world.own.enterprise) not in names(client.get(reverse("enterprise_list"), {"screening": "none"}))


def test_overdue_commitments(world: World, client_for: Any) -> None:
    more_commitments(world, 1)
    Commitment.objects.create(
        agreement=world.own.agreement, side="college", description="late", due_on=timezone.localdate() - timedelta(days=3)
    )
    response = client_for(world.cast.liaison).get(reverse("commitment_list"), {"standing": "overdue"})
    assert names(response) == {"late"}
    assert "3 days late" in response.content.decode()


def test_a_liaison_lists_only_what_is_the_own_enterprises(world: World, client_for: Any) -> None:
    client = client_for(world.cast.liaison)
    assert names(client.get(reverse("agreement_list"))) == {str(world.own.agreement)}
    assert names(client.get(reverse("partnership_list"))) == {str(world.own.partnership)}
    assert names(client.get(reverse("enterprise_list"))) == {str(world.own.enterprise)}


def test_an_own_partnership_of_the_coordinator_only(world: World, client_for: Any) -> None:
    assert names(client_for(world.cast.coordinator).get(reverse("partnership_list"))) == {str(world.own.partnership)}
    assert Partnership.objects.count() == 2
