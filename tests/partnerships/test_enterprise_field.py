"""Choosing an enterprise by what one types."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from college.models import User
from partnerships.forms.fields import EnterpriseField, option
from partnerships.models import Enterprise
from tests.conftest import World
from tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(world: World) -> EnterpriseField:
    offered = EnterpriseField(scope="register")
    offered.offer(world.cast.coordinator)
    return offered


def foreign(name: str, number: str) -> Enterprise:
    register = {"credit_code": "", "register": "Companies House", "register_number": number, "country": "GB"}
    made: Enterprise = EnterpriseFactory(name=name, name_en="", **register)
    return made


def refusal(field: EnterpriseField, typed: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        field.clean(typed)
    return str(raised.value.messages[0])


def test_it_understands_name_code_number_and_its_own_proposals(field: EnterpriseField) -> None:
    chinese = EnterpriseFactory(name="蓝河机械有限公司", name_en="Blue River")
    british = foreign("Severn · Lathes Ltd", "00123456")
    code = chinese.credit_code
    for typed in (chinese.name, "blue river", code, code.lower(), option(chinese), f" {chinese.name} · {code} "):
        assert field.clean(typed) == chinese, typed
    for typed in ("00123456", "Companies House 00123456", option(british), "severn · lathes ltd"):
        assert field.clean(typed) == british, typed


def test_a_part_of_a_name_is_refused_with_those_it_may_mean(field: EnterpriseField) -> None:
    for name in ("蓝河机械", "蓝河物流"):
        EnterpriseFactory(name_en="", name=name)
    said = refusal(field, "蓝河")
    assert "蓝河机械 · " in said
    assert "蓝河物流 · " in said
    assert "is like “白山”" in refusal(field, "白山")


def test_two_of_one_name_are_told_apart_by_their_numbers(field: EnterpriseField) -> None:
    one, other = foreign("Twin Ltd", "1"), foreign("Twin Ltd", "2")
    said = refusal(field, "Twin Ltd")
    assert option(one) in said
    assert option(other) in said
    assert field.clean(option(other)) == other


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_nothing_typed_is_said_or_taken_for_nothing(field: EnterpriseField, typed: Any) -> None:
    assert refusal(field, typed) == "Say which enterprise."
    field.required = False
    assert field.clean(typed) is None


def test_an_identifier_left_out_matches_nobody_who_has_none(field: EnterpriseField) -> None:
    foreign("Severn Lathes", "1")
    assert "is like “no such ·”" in refusal(field, "no such ·")


def test_what_is_archived_is_not_offered(field: EnterpriseField) -> None:
    gone = EnterpriseFactory(name_en="", name="旧厂", archived_at="2024-01-01T00:00Z")
    assert "旧厂 · " not in refusal(field, "旧厂")
    assert field.prepare_value(gone.pk) is None


def test_an_own_number_is_no_register_number(field: EnterpriseField) -> None:
    enterprise = EnterpriseFactory(name_en="", name="蓝河")
    assert field.prepare_value(enterprise.pk) == option(enterprise)
    assert refusal(field, str(enterprise.pk))


def proposed(client: Any, scope: str, typed: str) -> str:
    response = client.get(reverse("enterprise_options", args=[scope]), {"field": "enterprise", "enterprise": typed})
    return str(response.content.decode())


def test_proposals_come_from_two_letters_on_and_are_few(world: World, client_for: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        EnterpriseFactory(name=f"蓝河{number:02}<b>")
    client = client_for(world.cast.coordinator)
    assert proposed(client, "register", "蓝") == ""
    with django_assert_max_num_queries(8):
        found = proposed(client, "register", "蓝河")
    assert found.count("<option") == 20
    assert '<option value="Enterprise' in found
    assert "蓝河00&lt;b&gt;</option>" in found
    assert "<b>" not in found


def test_a_scope_proposes_only_what_its_form_takes(world: World, client_for: Any) -> None:
    name, foreign_name = world.own.enterprise.name, world.foreign.enterprise.name
    client = client_for(world.cast.liaison)
    for scope in ("posts", "openings"):
        assert name in proposed(client, scope, name)
        assert "<option" not in proposed(client, scope, foreign_name)
    assert client.get(reverse("enterprise_options", args=["register"])).status_code == 403
    assert client_for(world.cast.student).get(reverse("enterprise_options", args=["openings"])).status_code == 403
    assert client_for(world.cast.administrator).get(reverse("enterprise_options", args=["all"])).status_code == 404


def test_the_form_keeps_what_was_typed_and_names_the_candidates(world: World, client_for: Any) -> None:
    EnterpriseFactory(name_en="", name="蓝河机械")
    client = client_for(world.cast.coordinator)
    page = client.post(reverse("partnership_create"), {"enterprise": "蓝河"}).content.decode()
    assert 'value="蓝河"' in page
    assert "Do you mean: 蓝河机械 · " in page


def test_a_link_fills_the_field(world: World, client_for: Any) -> None:
    client = client_for(world.cast.coordinator)
    enterprise = EnterpriseFactory(name_en="", name="蓝河机械")
    page = client.get(reverse("partnership_create"), {"enterprise": enterprise.pk}).content.decode()
    assert f'value="{option(enterprise)}"' in page


def _second_enterprise(user: User) -> Enterprise:
    second: Enterprise = EnterpriseFactory(name_en="", name="蓝河机械")
    user.liaisons.create(enterprise=second)
    return second


def test_the_question_which_enterprise_takes_typed_text(world: World, client_for: Any) -> None:
    second = _second_enterprise(world.cast.liaison)
    client, url = client_for(world.cast.liaison), reverse("opening_create")
    assert "For which enterprise?" in client.get(url).content.decode()
    assert client.get(url, {"enterprise": "蓝河机械", "typed": "1"})["Location"] == f"{url}?enterprise={second.pk}"
    assert "is like “白山”" in client.get(url, {"enterprise": "白山", "typed": "1"}).content.decode()
    assert client.get(url, {"enterprise": second.pk}).status_code == 200
    assert client.get(url, {"enterprise": world.foreign.enterprise.pk}).status_code == 404
