"""What the partnerships tests start from, made by calling the services."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from partnerships.completeness import years_after
from partnerships.enums import CommitmentKind, InspectionRating, InspectionTopic, Side
from partnerships.models import Agreement, Screening
from partnerships.services.agreements import (
    CommitmentTerms,
    ProgrammeSeats,
    Terms,
    activate_agreement,
    approve_agreement,
    draft_agreement,
    sign_agreement,
    submit_agreement,
)
from partnerships.services.screenings import ScreeningReport, TopicFinding, edit_screening, open_screening, pass_screening, submit_screening
from tests.conftest import World

GOOD = {topic: TopicFinding(InspectionRating.MEETS, "seen") for topic in InspectionTopic}


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def report(today: date) -> ScreeningReport:
    return ScreeningReport(
        inspected_on=today, inspectors="A and B", credit_checked_on=today, is_credit_clear=True, is_safety_clear=True, summary="fine"
    )


@pytest.fixture
def make_screening(world: World, report: ScreeningReport, today: date) -> Callable[..., Screening]:
    """A screening of the own enterprise brought to ``draft`` (filled in), ``submitted`` or ``passed``."""

    def make(state: str = "passed", *, until: date | None = None, on: date | None = None) -> Screening:
        cast = world.cast
        screening = open_screening(enterprise=world.own.enterprise, actor=cast.coordinator)
        screening = edit_screening(screening=screening, actor=cast.coordinator, report=report, findings=GOOD)
        if state != "draft":
            submit_screening(screening=screening, actor=cast.coordinator)
        if state == "passed":
            on = on or today
            pass_screening(
                screening=screening, valid_until=until or years_after(on, 1), meeting="Meeting 3", actor=cast.administrator, on=on
            )
        return screening

    return make


@pytest.fixture
def terms(world: World, today: date) -> Terms:
    due = today + timedelta(days=60)
    return Terms(
        title="Joint training",
        starts_on=today - timedelta(days=10),
        ends_on=years_after(today, 3),
        content="What we do together.",
        forms=("F1", "F2"),
        programmes=(ProgrammeSeats(world.own.programme, 12),),
        commitments=(
            CommitmentTerms(Side.COLLEGE, CommitmentKind.SERVICE, "Two trainings", due, Decimal(2), "days"),
            CommitmentTerms(Side.ENTERPRISE, CommitmentKind.EQUIPMENT, "CNC lathes", due, Decimal(2), "pcs"),
        ),
    )


@pytest.fixture
def make_agreement(world: World, terms: Terms, today: date, make_screening: Any) -> Callable[..., Agreement]:
    """An agreement of the own partnership brought to the given state through the services."""

    def make(state: str = "draft") -> Agreement:
        cast = world.cast
        agreement = draft_agreement(partnership=world.own.partnership, actor=cast.coordinator, terms=terms, on=today)
        if state == "draft":
            return agreement
        submit_agreement(agreement=agreement, actor=cast.coordinator)
        if state == "submitted":
            return agreement
        approve_agreement(agreement=agreement, actor=cast.administrator)
        if state == "approved":
            return agreement
        for side in Side.values:
            sign_agreement(agreement=agreement, side=side, signer_name=side, actor=cast.coordinator, on=today)
        if state == "signed":
            return agreement
        make_screening()
        activate_agreement(agreement=agreement, actor=cast.coordinator, on=today)
        return agreement

    return make
