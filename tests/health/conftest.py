"""A partnership whose health can be worked out by hand, and the policy that the tests count with."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from college.models import Department
from partnerships.enums import AgreementState
from partnerships.models import Agreement, Commitment, Partnership
from tests import factories as make

ON = date(2026, 3, 15)


@pytest.fixture
def department(db: None) -> Department:
    return make.DepartmentFactory()


@pytest.fixture
def partnership_in(department: Department) -> Callable[..., Partnership]:
    """``partnership_in(months=…, kept=…, owner=…)``: an agreement in force that ends ``months`` from ON, and ten commitments
    due 40 days ago, of which ``kept`` are delivered."""

    def build(*, months: float | None = 12, kept: int = 10, **fields: Any) -> Partnership:
        partnership = make.PartnershipFactory(department=department, **fields)
        if months is not None:
            agreement: Agreement = make.AgreementFactory(
                partnership=partnership,
                state=AgreementState.ACTIVE,
                starts_on=date(2025, 1, 1),
                ends_on=ON + timedelta(days=round(months * 365.25 / 12)),
                activated_on=date(2025, 1, 1),
            )
            due = ON - timedelta(days=40)
            Commitment.objects.bulk_create(
                Commitment(
                    agreement=agreement,
                    side="college",
                    description=f"thing {number}",
                    due_on=due,
                    delivered_quantity=1 if number < kept else 0,
                    delivered_on=due if number < kept else None,
                )
                for number in range(10)
            )
        return partnership

    return build


@pytest.fixture
def only_own_indicators(db: None) -> Any:
    """A policy with the two indicators of the app itself, so that a score needs nothing of the higher apps."""
    from health.models import HealthPolicy
    from health.services.policies import DEFAULT_THRESHOLDS

    return HealthPolicy.objects.create(
        version=1,
        indicators={
            "agreement_validity": {"weight": 0.5, "red": 0, "green": 6},
            "commitments_delivered": {"weight": 0.5, "red": 0, "green": 100},
        },
        thresholds=DEFAULT_THRESHOLDS,
    )
