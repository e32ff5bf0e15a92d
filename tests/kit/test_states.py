"""One door for every state machine."""

import pytest
from django.apps import apps

from config.kit.errors import DomainError, StaleState
from config.kit.states import Machine, move
from partnerships.enums import AgreementState
from partnerships.models import Agreement
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def test_a_move_of_the_table_is_written() -> None:
    agreement = AgreementFactory()
    assert move(agreement, to=AgreementState.SUBMITTED) == AgreementState.DRAFT
    assert agreement.state == AgreementState.SUBMITTED
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.SUBMITTED


def test_changes_are_written_in_the_same_step() -> None:
    agreement = AgreementFactory(state=AgreementState.SUBMITTED)
    move(agreement, to=AgreementState.DRAFT, state_note="No commitments yet")
    agreement.refresh_from_db()
    assert (agreement.state, agreement.state_note) == (AgreementState.DRAFT, "No commitments yet")


def test_a_move_outside_the_table_is_refused_with_both_names() -> None:
    agreement = AgreementFactory()
    with pytest.raises(DomainError, match=r"Draft.*In force"):
        move(agreement, to=AgreementState.ACTIVE)


def test_the_slower_of_two_movers_is_told() -> None:
    agreement = AgreementFactory(state=AgreementState.SUBMITTED)
    seen_by_another = Agreement.objects.get(pk=agreement.pk)
    move(agreement, to=AgreementState.APPROVED)
    with pytest.raises(StaleState):
        move(seen_by_another, to=AgreementState.APPROVED)
    assert seen_by_another.state == AgreementState.SUBMITTED


def test_only_the_row_itself_is_moved() -> None:
    agreement, other = AgreementFactory(), AgreementFactory()
    move(agreement, to=AgreementState.SUBMITTED)
    other.refresh_from_db()
    assert other.state == AgreementState.DRAFT


def test_a_table_is_read_drawn_and_left_for_good() -> None:
    machine = Machine(
        field="state",
        states=AgreementState,
        moves={AgreementState.DRAFT: frozenset({AgreementState.SUBMITTED}), AgreementState.SUBMITTED: frozenset({"draft", "approved"})},
    )
    assert machine.allows("draft", "submitted")
    assert not machine.allows("draft", "approved")
    assert not machine.allows("approved", "draft")
    assert list(machine.edges()) == [("draft", "submitted"), ("submitted", "approved"), ("submitted", "draft")]
    assert machine.drawing() == "draft     → submitted\nsubmitted → approved | draft"


@pytest.mark.parametrize("model", [model for model in apps.get_models() if hasattr(model, "machine")])
def test_every_table_names_states_of_its_field_only(model: type) -> None:
    known = {value for value, _label in model._meta.get_field(model.machine.field).flatchoices}  # type: ignore[attr-defined]
    assert {state for edge in model.machine.edges() for state in edge} <= known  # type: ignore[attr-defined]
