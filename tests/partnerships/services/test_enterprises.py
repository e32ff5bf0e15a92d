"""Enterprises with their people and papers, and the partnerships with them: what is written, what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from college.enums import Role
from college.models import AuditEntry, User
from config.kit.errors import DomainError
from partnerships.enums import Depth, PartnershipState
from partnerships.models import Agreement, Contact, Enterprise, Liaison, Partnership
from partnerships.selectors.people import owner_or_coordinators
from partnerships.services.contacts import ContactOf, ContactRow, add_contact, edit_contact, keep_contacts
from partnerships.services.documents import attach_document
from partnerships.services.enterprises import EnterpriseRow, archive_enterprise, edit_enterprise, keep_enterprises
from partnerships.services.liaisons import end_liaison, invite_liaison
from partnerships.services.partnerships import (
    create_partnership,
    edit_partnership,
    end_partnership,
    pause_partnership,
    resume_partnership,
)
from partnerships.services.screenings import open_screening
from tests import factories as make
from tests.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def archived(world: World) -> Enterprise:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(archived_at=timezone.now(), archive_reason="Closed down.")
    return Enterprise.objects.get(pk=world.own.enterprise.pk)


def entries(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


@pytest.mark.parametrize(
    "act",
    [
        lambda w, e: invite_liaison(enterprise=e, actor=w.cast.coordinator, name="Li", email="li@example.org"),
        lambda w, e: open_screening(enterprise=e, actor=w.cast.coordinator),
        lambda w, e: create_partnership(
            enterprise=e, department=w.foreign.department, actor=w.cast.administrator, started_on=date(2026, 1, 1)
        ),
        lambda w, e: resume_partnership(partnership=Partnership.objects.get(pk=w.own.partnership.pk), actor=w.cast.coordinator),
    ],
    ids=["inviting", "screening", "beginning", "resuming"],
)
def test_nothing_new_begins_with_an_archived_enterprise(act: Callable[..., Any], world: World, archived: Enterprise) -> None:
    Partnership.objects.filter(enterprise=archived).update(state=PartnershipState.ENDED)
    before = (User.objects.count(), Partnership.objects.filter(state="active").count())
    with pytest.raises(DomainError, match="This enterprise is archived"):
        act(world, archived)
    assert (User.objects.count(), Partnership.objects.filter(state="active").count()) == before


@pytest.mark.parametrize("reason", ["", "  "])
def test_steps_back_need_their_reason(reason: str, world: World) -> None:
    own, actor = world.own, world.cast.coordinator
    with pytest.raises(DomainError, match="Say why the enterprise is archived"):
        archive_enterprise(enterprise=own.enterprise, reason=reason, actor=actor)
    Agreement.objects.filter(partnership=own.partnership).update(state="ended")
    for step in (pause_partnership, end_partnership):
        with pytest.raises(DomainError, match="Give the reason"):
            step(partnership=own.partnership, reason=reason, actor=actor)
    assert Partnership.objects.get(pk=own.partnership.pk).state == PartnershipState.ACTIVE


def test_an_enterprise_that_works_with_us_is_not_archived(world: World) -> None:
    with pytest.raises(DomainError, match="still running"):
        archive_enterprise(enterprise=world.own.enterprise, reason="Moved away", actor=world.cast.coordinator)


def test_changing_nothing_leaves_no_trace(world: World) -> None:
    own, actor = world.own, world.cast.coordinator
    contact = add_contact(enterprise=own.enterprise, actor=actor, name="Wang", phone="1")
    edit_enterprise(enterprise=own.enterprise, actor=actor, name=own.enterprise.name)
    edit_contact(contact=contact, actor=actor, name="Wang", phone="1")
    edit_partnership(
        partnership=own.partnership, actor=actor, started_on=own.partnership.started_on, owner=None, depth=own.partnership.depth
    )
    assert not AuditEntry.objects.filter(verb__in=["enterprise.edited", "enterprise.contact_edited", "partnership.edited"])


def test_an_owner_coordinates_the_department(world: World) -> None:
    own = world.own
    values: dict[str, Any] = {"partnership": own.partnership, "actor": world.cast.administrator, "started_on": date(2026, 1, 1)}
    with pytest.raises(DomainError, match="does not coordinate this department"):
        edit_partnership(**values, owner=make.person(Role.COORDINATOR, world.foreign.department), depth=Depth.CONTACT)
    assert edit_partnership(**values, owner=world.cast.coordinator, depth=Depth.CONTACT).owner == world.cast.coordinator
    assert entries("partnership.edited") == 1


def test_the_owner_is_told_and_without_one_the_department_is(world: World) -> None:
    partnership = world.own.partnership
    other = make.person(Role.COORDINATOR, world.own.department)
    assert set(owner_or_coordinators(partnership)) == {world.cast.coordinator, other}
    partnership.owner = other
    assert set(owner_or_coordinators(partnership)) == {other}
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert not owner_or_coordinators(partnership)


# --- the people -------------------------------------------------------------------------------------------------------


def test_inviting_again_renews_a_mandate_that_had_ended(world: World) -> None:
    liaison = invite_liaison(enterprise=world.own.enterprise, actor=world.cast.coordinator, name="Li", email="li@example.org")
    assert str(liaison) == "Li"
    end_liaison(liaison=liaison, actor=world.cast.coordinator)
    assert liaison.until == timezone.localdate() - timedelta(days=1)
    again = invite_liaison(enterprise=world.own.enterprise, actor=world.cast.coordinator, name="Li", email="li@example.org")
    assert (again.pk, Liaison.objects.get(pk=liaison.pk).until) == (liaison.pk, None)
    assert entries("enterprise.liaison_invited") == 2


@pytest.mark.parametrize(("days", "refused"), [(-2, True), (-1, True), (0, False), (1, False)])
def test_a_mandate_is_over_on_the_day_after_its_last(days: int, refused: bool, world: World) -> None:
    today = timezone.localdate()
    liaison = Liaison.objects.get(user=world.cast.liaison)
    liaison.until = today + timedelta(days=days)
    liaison.save()
    if refused:
        with pytest.raises(DomainError, match="ended already"):
            end_liaison(liaison=liaison, actor=world.cast.coordinator)
    else:
        assert end_liaison(liaison=liaison, actor=world.cast.coordinator).until == today - timedelta(days=1)


def test_a_new_main_contact_makes_the_one_before_a_deputy(world: World) -> None:
    enterprise, actor = world.own.enterprise, world.cast.coordinator
    first = add_contact(enterprise=enterprise, actor=actor, name="Wang", is_main=True)
    second = add_contact(enterprise=enterprise, actor=actor, name="Zhao")
    edit_contact(contact=second, actor=actor, name="Zhao", is_main=True)
    assert list(Contact.objects.filter(is_main=True)) == [second]
    # Somebody who has left is nobody's main contact, and takes that from nobody.
    first.refresh_from_db()
    edit_contact(contact=first, actor=actor, name="Wang", is_main=True, left_on=date(2026, 1, 31))
    assert list(Contact.objects.filter(is_main=True)) == [second]
    assert entries("enterprise.contact_edited") == 2


def test_a_contact_named_twice_in_a_file_is_written_down_once(world: World) -> None:
    enterprise = world.own.enterprise
    rows = [ContactOf(row, enterprise, ContactRow(name)) for row, name in enumerate(["Wang", "Zhao", "Wang"], start=2)]
    assert [one.obj.name for one in keep_contacts(rows=rows, actor=world.cast.coordinator)] == ["Wang", "Zhao"]
    assert list(Contact.objects.filter(is_main=True).values_list("name", flat=True)) == ["Wang"]


def test_an_empty_file_is_refused(world: World) -> None:
    with pytest.raises(DomainError, match="This file is empty"):
        attach_document(owner=world.own.agreement, file=SimpleUploadedFile("a.pdf", b""), actor=world.cast.coordinator)
    assert not world.own.agreement.documents.exists()


@pytest.mark.parametrize(
    ("register", "number", "refused"), [("", "HRB 1", True), ("", "", True), ("Hamburg", "", True), ("Hamburg", "HRB 1", False)]
)
def test_a_row_says_which_enterprise_it_means(register: str, number: str, refused: bool, world: World) -> None:
    row = EnterpriseRow(2, "", register, number, {"name": "Werk GmbH", "country": "DE"})
    (kept,) = keep_enterprises(rows=[row], actor=world.cast.coordinator)
    assert bool(kept.refusal) is refused
    assert Enterprise.objects.filter(name="Werk GmbH").exists() is not refused
