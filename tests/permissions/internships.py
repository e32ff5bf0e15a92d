"""Rows of students, mentors, openings, placements, weekly logs and their panels."""

from datetime import date
from typing import Any

from internships.enums import LogState
from internships.models import Opening, WorkLog
from tests.permissions import EVERYONE, STAFF, Row, pk_of

COLLEGE_WIDE = "administrator auditor"
PLACERS = "administrator coordinator"
READERS = f"{STAFF} liaison"
ROLE_HOLDERS = EVERYONE.replace(" stranger", "")


def _open(world: Any) -> None:
    Opening.objects.update(state="open")


def _logged(world: Any) -> None:
    for side in (world.own, world.foreign):
        WorkLog.objects.create(placement=side.placement, week=date(2026, 9, 7), hours=38, text="x", state=LogState.SUBMITTED)


def _log_of(side: str) -> Any:
    return lambda world: {"pk": WorkLog.objects.get(placement=getattr(world, side).placement).pk}


LOG: dict[str, Any] = {"prepare": _logged, "own": _log_of("own"), "foreign": _log_of("foreign")}


def _sign(party: str) -> Any:
    return {
        "own": lambda world: {"pk": world.own.placement.pk, "party": party},
        "foreign": lambda world: {"pk": world.foreign.placement.pk, "party": party},
    }


MATRIX = {
    "student_list": Row(allowed=STAFF),
    "student_create": Row(allowed=PLACERS),
    "student_detail": Row(allowed=f"{STAFF} student", foreign_allowed=COLLEGE_WIDE, **pk_of("student")),
    "student_edit": Row(allowed=PLACERS, foreign_allowed="administrator", **pk_of("student")),
    "student_invite": Row(allowed=PLACERS, foreign_allowed="administrator", method="post", **pk_of("student")),
    "student_enrolment": Row(allowed=PLACERS, foreign_allowed="administrator", method="post", **pk_of("student")),
    "mentor_list": Row(allowed=READERS),
    "mentor_create": Row(allowed=f"{PLACERS} liaison"),
    "mentor_detail": Row(allowed=f"{READERS} mentor", foreign_allowed=STAFF, **pk_of("mentor")),
    "mentor_edit": Row(allowed=f"{PLACERS} liaison", foreign_allowed="administrator", **pk_of("mentor")),
    "mentor_invite": Row(allowed=f"{PLACERS} liaison", foreign_allowed="administrator", method="post", **pk_of("mentor")),
    "opening_list": Row(allowed=READERS),
    "opening_create": Row(allowed=f"{PLACERS} liaison"),
    "opening_detail": Row(allowed=READERS, foreign_allowed=COLLEGE_WIDE, **pk_of("opening")),
    "opening_edit": Row(allowed=f"{PLACERS} liaison", foreign_allowed="administrator", **pk_of("opening")),
    "opening_plan": Row(allowed=PLACERS, foreign_allowed="administrator", prepare=_open, **pk_of("opening")),
    "opening_log": Row(allowed="liaison", prepare=_open, **pk_of("opening")),
    "placement_list": Row(allowed=ROLE_HOLDERS),
    "placement_desk": Row(allowed="liaison"),
    "placement_detail": Row(allowed=ROLE_HOLDERS, foreign_allowed=COLLEGE_WIDE, **pk_of("placement")),
    "placement_edit": Row(allowed=PLACERS, foreign_allowed="administrator", **pk_of("placement")),
    # Each party has a person of its own; who may sign for whom is tested in tests/internships/test_placements.py.
    "placement_sign": Row(allowed="administrator coordinator", foreign_allowed="administrator", method="post", **_sign("college")),
    "log_write": Row(
        allowed="student",
        prepare=lambda world: type(world.own.placement).objects.update(state="active"),
        **pk_of("placement"),
    ),
    "log_list": Row(allowed=ROLE_HOLDERS),
    "log_confirm_many": Row(allowed="mentor liaison"),
    "log_detail": Row(allowed=ROLE_HOLDERS, foreign_allowed=COLLEGE_WIDE, **LOG),
    "log_confirm": Row(allowed="mentor", method="post", **LOG),
    "log_return": Row(allowed="mentor", method="post", data={"note": "which?"}, **LOG),
    "enterprise_placements_panel": Row(allowed=READERS, foreign_allowed=STAFF, **pk_of("enterprise")),
    "partnership_placements_panel": Row(allowed=READERS, foreign_allowed=COLLEGE_WIDE, **pk_of("partnership")),
    "programme_placements_panel": Row(allowed=f"{READERS}", foreign_allowed=STAFF, **pk_of("programme")),
}
