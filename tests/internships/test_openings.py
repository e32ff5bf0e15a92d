"""What the opening services do and refuse."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from config.kit.errors import DomainError, Forbidden
from internships.enums import OpeningState
from internships.models import Opening
from internships.services.openings import close_opening, draft_opening, edit_opening, open_opening
from partnerships.models import Agreement
from tests import factories as make
from tests.conftest import World


def terms(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "enterprise": world.own.enterprise,
        "actor": world.cast.liaison,
        "programme": world.own.programme,
        "title": "装配调试",
        "seats": 2,
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2026, 12, 31),
        "hours_per_day": Decimal(8),
        **changes,
    }


def test_a_liaison_drafts_opens_closes_and_opens_again(ready: World) -> None:
    opening = draft_opening(**terms(ready))
    assert opening.state == OpeningState.DRAFT
    steps = (partial(open_opening, on=date(2026, 9, 1)), close_opening, partial(open_opening, on=date(2026, 12, 31)))
    for step, state in zip(steps, ("open", "closed", "open"), strict=True):
        step(opening=opening, actor=ready.cast.liaison)
        assert Opening.objects.get(pk=opening.pk).state == state


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"seats": 0}, "at least one seat"),
        ({"hours_per_day": Decimal(0)}, "more than 0 hours"),
        ({"hours_per_day": Decimal(-3)}, "more than 0 hours"),
        ({"monthly_pay": Decimal(-5)}, "less than 0"),
        ({"ends_on": date(2026, 8, 1)}, "before the start"),
        ({"hours_per_day": Decimal("8.5")}, r"Art\. 17 \(3\).*Verified in model agreement"),
        ({"starts_on": date(2025, 9, 1), "ends_on": date(2025, 12, 1)}, "No agreement in force"),
    ],
)
def test_terms_that_cannot_be_are_refused(change: dict[str, Any], match: str, ready: World) -> None:
    with pytest.raises(DomainError, match=match):
        draft_opening(**terms(ready, **change))


def test_a_programme_outside_the_agreements_is_refused(ready: World) -> None:
    with pytest.raises(DomainError, match="No agreement in force"):
        draft_opening(**terms(ready, programme=ready.foreign.programme))


def test_a_mentor_or_post_of_another_enterprise_is_refused(ready: World) -> None:
    with pytest.raises(DomainError, match="mentor belongs to another"):
        draft_opening(**terms(ready, mentor=ready.foreign.mentor))
    with pytest.raises(DomainError, match="post belongs to another"):
        draft_opening(**terms(ready, post=make.PostFactory(enterprise=ready.foreign.enterprise)))


def test_nobody_offers_for_a_foreign_enterprise(ready: World) -> None:
    for actor in (ready.cast.liaison, ready.cast.coordinator, ready.cast.instructor):
        with pytest.raises(Forbidden):
            draft_opening(**terms(ready, actor=actor, enterprise=ready.foreign.enterprise))


def test_an_opening_does_not_open_when_its_agreement_ended(ready: World) -> None:
    opening = draft_opening(**terms(ready))
    Agreement.objects.update(state="ended")
    with pytest.raises(DomainError, match="No agreement in force"):
        open_opening(opening=opening, actor=ready.cast.liaison, on=date(2026, 9, 1))


def test_an_opening_whose_time_is_over_does_not_open(ready: World) -> None:
    opening = draft_opening(**terms(ready))
    with pytest.raises(DomainError, match="ended on"):
        open_opening(opening=opening, actor=ready.cast.liaison, on=date(2027, 1, 1))


def test_seats_never_go_below_those_taken(ready: World) -> None:
    opening = draft_opening(**terms(ready))
    # Somebody takes two seats after this page was opened.
    Opening.objects.filter(pk=opening.pk).update(taken=2)
    with pytest.raises(DomainError, match="More seats are taken"):
        edit_opening(opening=opening, actor=ready.cast.liaison, seats=1)
    assert Opening.objects.get(pk=opening.pk).seats == 2


def test_programme_and_dates_stay_once_somebody_is_placed(ready: World) -> None:
    opening = draft_opening(**terms(ready))
    Opening.objects.filter(pk=opening.pk).update(taken=1)
    with pytest.raises(DomainError):
        edit_opening(opening=opening, actor=ready.cast.liaison, ends_on=date(2027, 3, 1))
    fresh = Opening.objects.get(pk=opening.pk)
    with pytest.raises(DomainError, match="its programme and dates stay"):
        edit_opening(opening=fresh, actor=ready.cast.liaison, ends_on=date(2027, 3, 1))
    edit_opening(opening=Opening.objects.get(pk=opening.pk), actor=ready.cast.liaison, seats=5, title="装配")
    assert Opening.objects.get(pk=opening.pk).seats == 5
