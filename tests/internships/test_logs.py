"""Weekly logs: written, confirmed, returned, handed in again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from college.models import Notification
from config.kit.days import monday_of
from config.kit.errors import DomainError, Forbidden
from internships.enums import LogState
from internships.models import MentorProfile, Placement, WorkLog
from internships.services.logs import confirm_log, confirm_logs, return_log, write_log
from tests.conftest import World

TODAY = date(2026, 10, 8)


def log_of(placement: Placement, **changes: Any) -> WorkLog:
    assert placement.student.user
    return write_log(
        **{
            "placement": placement,
            "actor": placement.student.user,
            "week": date(2026, 9, 30),
            "hours": Decimal("38.5"),
            "text": "Fitted bearings.",
            "on": TODAY,
            **changes,
        }
    )


def test_a_log_belongs_to_the_monday_of_its_week(active: Placement) -> None:
    assert log_of(active).week == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"week": date(2026, 8, 30)}, "outside the placement"),
        ({"week": date(2027, 2, 1)}, "outside the placement"),
        ({"week": date(2026, 10, 12)}, "not begun"),
        ({"text": "  "}, "Write what"),
        ({"hours": Decimal(85)}, "between 0 and 84"),
    ],
)
def test_a_log_that_cannot_be_is_refused(change: dict[str, Any], match: str, active: Placement) -> None:
    with pytest.raises(DomainError, match=match):
        log_of(active, **change)


def test_the_week_of_the_first_day_counts_though_it_began_before(active: Placement) -> None:
    assert log_of(active, week=date(2026, 9, 1)).week == date(2026, 8, 31)


def test_only_the_student_writes_and_only_once(active: Placement, ready: World) -> None:
    log_of(active)
    with pytest.raises(DomainError):
        log_of(active)
    with pytest.raises(Forbidden):
        log_of(active, actor=ready.cast.mentor)


def test_before_the_start_nothing_is_logged(planned: Placement) -> None:
    with pytest.raises(DomainError, match="under way"):
        log_of(planned)


def test_returned_with_a_remark_and_handed_in_again(active: Placement, ready: World) -> None:
    log = log_of(active)
    with pytest.raises(DomainError, match="Say what is missing"):
        return_log(log=log, actor=ready.cast.mentor, note="")
    return_log(log=log, actor=ready.cast.mentor, note="Which bearings?")
    assert Notification.objects.filter(kind="log.returned", recipient=active.student.user).count() == 1
    again = log_of(active, text="Fitted 6204 bearings.")
    assert (again.pk, again.state, again.mentor_note) == (log.pk, LogState.SUBMITTED, "Which bearings?")
    confirm_log(log=again, actor=ready.cast.mentor)
    again.refresh_from_db()
    assert (again.state, again.confirmed_by) == (LogState.CONFIRMED, ready.cast.mentor)
    assert again.confirmed_at


def test_the_liaison_confirms_only_where_the_mentor_has_no_account(active: Placement, ready: World) -> None:
    log = log_of(active)
    with pytest.raises(Forbidden, match="Only the mentor"):
        confirm_log(log=log, actor=ready.cast.liaison)
    MentorProfile.objects.filter(pk=ready.own.mentor.pk).update(user=None)
    confirm_log(log=WorkLog.objects.get(pk=log.pk), actor=ready.cast.liaison)


def test_bulk_confirm_leaves_foreign_and_settled_logs_alone(active: Placement, ready: World) -> None:
    mine = log_of(active)
    foreign = WorkLog.objects.create(placement=ready.foreign.placement, week=monday_of(TODAY), hours=1, text="x")
    settled = log_of(active, week=date(2026, 9, 21))
    confirm_log(log=settled, actor=ready.cast.mentor)
    assert confirm_logs(ids=[mine.pk, foreign.pk, settled.pk, 999_999], actor=ready.cast.mentor) == 1
    assert WorkLog.objects.get(pk=foreign.pk).state == LogState.SUBMITTED
    assert confirm_logs(ids=[mine.pk], actor=ready.cast.mentor) == 0
