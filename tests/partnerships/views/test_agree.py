"""The verb agree through its pages."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from partnerships.completeness import years_after
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db


def editor(world: World, today: date, **changes: Any) -> dict[str, Any]:
    due = (today + timedelta(days=30)).isoformat()
    data = {
        "number": "",
        "title": "Joint training",
        "starts_on": today.isoformat(),
        "ends_on": years_after(today, 3).isoformat(),
        "cooperation_forms": ["F1", "F2"],
        "takes_interns": "on",
        "content": "Together.",
        "programmes-TOTAL_FORMS": "2",
        "programmes-INITIAL_FORMS": "0",
        "programmes-0-programme": str(world.own.programme.pk),
        "programmes-0-seats": "8",
        "programmes-1-programme": "",
        "programmes-1-seats": "0",
        "commitments-TOTAL_FORMS": "2",
        "commitments-INITIAL_FORMS": "0",
    }
    for number, (side, what) in enumerate([("college", "Trainings"), ("enterprise", "Lathes")]):
        data |= {
            f"commitments-{number}-side": side,
            f"commitments-{number}-kind": "other",
            f"commitments-{number}-description": what,
            f"commitments-{number}-quantity": "2",
            f"commitments-{number}-unit": "pcs",
            f"commitments-{number}-due_on": due,
        }
    return {**data, **changes}


def test_the_whole_way_through_the_pages(world: World, client_for: Any, today: date, make_screening: Any) -> None:
    coordinator, administrator, liaison = (client_for(world.cast[role]) for role in ("coordinator", "administrator", "liaison"))
    response = coordinator.post(reverse("agreement_create", args=[world.own.partnership.pk]), editor(world, today))
    agreement = Agreement.objects.get(title="Joint training")
    assert response["Location"] == agreement.get_absolute_url()
    assert agreement.number == f"{today.year}-{world.own.department.code}-001"
    pk = [agreement.pk]
    coordinator.post(reverse("agreement_submit", args=pk))
    administrator.post(reverse("agreement_approve", args=pk))
    liaison.post(reverse("agreement_sign", args=[*pk, "enterprise"]), {"signer_name": "Ms Zhou", "confirm": "on"})
    assert agreement.signatures.get().method == "online"
    coordinator.post(reverse("agreement_sign", args=[*pk, "college"]), {"signer_name": "Dean", "signed_on": today.isoformat()})
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    page = coordinator.get(agreement.get_absolute_url()).content.decode()
    assert "no passed screening" in page
    assert reverse("screening_open", args=[world.own.enterprise.pk]) in page, "the way to mend it stands beside the reason"
    refused = coordinator.post(reverse("agreement_activate", args=pk), follow=True).content.decode()
    assert "no passed screening" in refused
    make_screening()
    coordinator.post(reverse("agreement_activate", args=pk))
    agreement.refresh_from_db()
    assert agreement.state == "active"
    assert "Lathes" in liaison.get(reverse("commitment_list")).content.decode()
    assert "In force" in liaison.get(agreement.get_absolute_url()).content.decode()


def test_a_liaison_without_ticking_the_box_does_not_sign(world: World, client_for: Any, make_agreement: Any) -> None:
    agreement = make_agreement("approved")
    client_for(world.cast.liaison).post(reverse("agreement_sign", args=[agreement.pk, "enterprise"]), {"signer_name": "Zhou"})
    assert not agreement.signatures.exists()


def test_an_error_in_a_row_keeps_everything_typed(world: World, client_for: Any, today: date) -> None:
    data = editor(world, today, **{"commitments-1-quantity": "0", "ends_on": (today - timedelta(days=1)).isoformat()})
    page = client_for(world.cast.coordinator).post(reverse("agreement_create", args=[world.own.partnership.pk]), data).content.decode()
    assert "The end lies before the start." in page
    assert 'value="Lathes"' in page
    assert 'value="Trainings"' in page
    assert Agreement.objects.count() == 2, "nothing was made"


def test_the_row_offered_and_left_alone_is_no_commitment(world: World, client_for: Any, today: date) -> None:
    """The browser sends the first entry of each select also for a row nobody touched."""
    client, url = client_for(world.cast.coordinator), reverse("agreement_create", args=[world.own.partnership.pk])
    row = client.get(url).context["parts"].commitments.forms[0]
    untouched = {row.add_prefix(name): row[name].value() or "" for name in row.fields if name != "DELETE"}
    assert (untouched["commitments-0-side"], untouched["commitments-0-kind"]) == ("college", "posts"), "what the browser shows"
    data = {name: value for name, value in editor(world, today).items() if not name.startswith("commitments-")}
    client.post(url, {**data, "commitments-TOTAL_FORMS": "1", "commitments-INITIAL_FORMS": "0", **untouched})
    assert not Agreement.objects.get(title="Joint training").commitments.exists()


def test_a_taken_number_is_told_above_the_form(world: World, client_for: Any, today: date) -> None:
    data = editor(world, today, number=world.own.agreement.number)
    page = client_for(world.cast.coordinator).post(reverse("agreement_create", args=[world.own.partnership.pk]), data).content.decode()
    assert "already exists" in page
    assert 'value="Lathes"' in page


def test_editing_shows_the_rows_and_removes_a_ticked_one(world: World, client_for: Any, make_agreement: Any, today: date) -> None:
    client, agreement = client_for(world.cast.coordinator), make_agreement()
    url = reverse("agreement_edit", args=[agreement.pk])
    assert "CNC lathes" in client.get(url).content.decode()
    first, second = agreement.commitments.order_by("pk")
    data = editor(
        world,
        today,
        **{
            "commitments-INITIAL_FORMS": "2",
            "commitments-0-pk": str(first.pk),
            "commitments-1-pk": str(second.pk),
            "commitments-1-DELETE": "on",
            "programmes-INITIAL_FORMS": "1",
        },
    )
    client.post(url, data)
    assert [(c.pk, c.description) for c in agreement.commitments.all()] == [(first.pk, "Trainings")]


def test_a_submitted_agreement_has_no_editor(world: World, client_for: Any, make_agreement: Any) -> None:
    agreement = make_agreement("submitted")
    page = client_for(world.cast.coordinator).get(reverse("agreement_edit", args=[agreement.pk]), follow=True).content.decode()
    assert "Only a draft can be changed" in page


def test_a_second_approval_is_told(world: World, client_for: Any, make_agreement: Any) -> None:
    agreement, client = make_agreement("submitted"), client_for(world.cast.administrator)
    client.post(reverse("agreement_approve", args=[agreement.pk]))
    assert "approved already" in client.post(reverse("agreement_approve", args=[agreement.pk]), follow=True).content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "signed", "active"])
@pytest.mark.parametrize("role", ["administrator", "coordinator", "instructor", "liaison", "auditor"])
def test_every_state_has_its_page_and_paper(world: World, client_for: Any, make_agreement: Any, state: str, role: str) -> None:
    agreement, client = make_agreement(state), client_for(world.cast[role])
    page = client.get(agreement.get_absolute_url())
    assert page.status_code == 200
    assert str(agreement.get_state_display()) in page.content.decode()
    assert "CNC lathes" in client.get(reverse("agreement_print", args=[agreement.pk])).content.decode()


def test_report_a_delivery(world: World, client_for: Any, make_agreement: Any, today: date) -> None:
    agreement = make_agreement("active")
    lathes = Commitment.objects.get(agreement=agreement, side="enterprise")
    url = reverse("commitment_deliver", args=[lathes.pk])
    client_for(world.cast.liaison).post(url, {"quantity": "2", "on": today.isoformat(), "note": "arrived"})
    lathes.refresh_from_db()
    assert (lathes.delivered_on, lathes.delivery_note) == (today, "arrived")


def test_begin_a_partnership(world: World, client_for: Any, today: date) -> None:
    client, enterprise = client_for(world.cast.coordinator), make.EnterpriseFactory()
    url = f"{reverse('partnership_create')}?enterprise={enterprise.pk}"
    assert client.get(url).status_code == 200
    given = {
        "enterprise": enterprise.name,
        "department": world.own.department.pk,
        "owner": world.cast.coordinator.pk,
        "started_on": today.isoformat(),
        "depth": "0",
    }
    client.post(url, given)
    made = Partnership.objects.get(enterprise=enterprise)
    assert made.owner == world.cast.coordinator
    assert "has a partnership with the enterprise already" in client.post(url, given).content.decode()
    foreign = client.post(url, {**given, "department": world.foreign.department.pk})
    assert foreign.status_code == 422, "another department is not offered"


def test_pause_resume_and_end(world: World, client_for: Any) -> None:
    client, partnership = client_for(world.cast.coordinator), world.own.partnership
    for step, data, state in [("pause", {"reason": "strike"}, "paused"), ("resume", {}, "active"), ("end", {"reason": "over"}, "ended")]:
        client.post(reverse(f"partnership_{step}", args=[partnership.pk]), data)
        partnership.refresh_from_db()
        assert partnership.state == state
    assert client.get(partnership.get_absolute_url()).status_code == 200


def test_the_partnership_page_answers_what_is_next(world: World, client_for: Any, make_agreement: Any) -> None:
    make_agreement("active")
    page = client_for(world.cast.coordinator).get(world.own.partnership.get_absolute_url()).content.decode()
    assert "Two trainings" in page
    assert "Next rung:" in page
    assert reverse("partnership_health_panel", args=[world.own.partnership.pk]) in page
    liaison = client_for(world.cast.liaison).get(world.own.partnership.get_absolute_url()).content.decode()
    assert reverse("partnership_health_panel", args=[world.own.partnership.pk]) not in liaison


def test_there_are_two_sides(world: World, client_for: Any) -> None:
    client = client_for(world.cast.administrator)
    for name in ("agreement_sign", "agreement_refuse_signature"):
        assert client.get(reverse(name, args=[world.own.agreement.pk, "neighbour"])).status_code == 404


@pytest.mark.parametrize(
    ("state", "due", "button"),
    [
        ("signed", None, "Bring the agreement into force"),
        ("approved", None, "Sign the agreement"),
        ("draft", None, "Continue the draft"),
        ("active", -1, "See what is late"),
        ("active", 1, ""),
    ],
)
def test_the_next_step_of_a_partnership_comes_first(
    state: str, due: int | None, button: str, world: World, client_for: Any, today: date
) -> None:
    own = world.own
    Agreement.objects.filter(pk=own.agreement.pk).update(state=state, ends_on=today + timedelta(days=400))
    if due is not None:
        Commitment.objects.create(agreement=own.agreement, side="college", description="Lathes", due_on=today + timedelta(days=due))
    page = client_for(world.cast.coordinator).get(own.partnership.get_absolute_url()).content.decode()
    words = ["Bring the agreement into force", "Sign the agreement", "Continue the draft", "See what is late"]
    assert [word for word in words if word in page] == ([button] if button else [])


@pytest.mark.parametrize(("days", "is_due"), [(180, True), (181, False)])
def test_an_agreement_that_ends_within_half_a_year_is_due(days: int, is_due: bool, world: World, client_for: Any, today: date) -> None:
    agreement = world.own.agreement
    Agreement.objects.filter(pk=agreement.pk).update(state="active", ends_on=today + timedelta(days=days))
    page = client_for(world.cast.coordinator).get(world.own.partnership.get_absolute_url()).content.decode()
    assert (f"Agreement {agreement.number} ends" in page) is is_due
