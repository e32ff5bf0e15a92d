"""The policies of partnerships, as a table."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from college.models import ProgrammeTeam, User
from partnerships import policies as p
from partnerships.enums import Side
from partnerships.models import Commitment, Document, Enterprise, Screening
from tests.conftest import World
from tests.predicates import ADMIN, RUNS_ANY, RUNS_FOREIGN, RUNS_OWN, SPEAKS_FOREIGN, SPEAKS_OWN, STAFF, WIDE, Case, many_roles, untold

#: Partnerships and what hangs on them: the own side's are read by its people, the foreign side's by its liaison.
READS_OWN, READS_FOREIGN = f"{WIDE} coordinator instructor {SPEAKS_OWN}", f"{WIDE} {SPEAKS_FOREIGN}"
SCREENS = "administrator auditor coordinator coordinator_auditor"


def _of(whose: str, name: str) -> Any:
    return lambda w: getattr(getattr(w, whose), name)


def _archived(world: World) -> Enterprise:
    Enterprise.objects.filter(pk=world.own.enterprise.pk).update(archived_at=timezone.now(), archive_reason="Closed down.")
    return Enterprise.objects.get(pk=world.own.enterprise.pk)


def _screening(whose: str) -> Any:
    return lambda w: Screening.objects.create(enterprise=getattr(w, whose).enterprise)


def _commitment(whose: str, side: str) -> Any:
    return lambda w: Commitment.objects.create(
        agreement=getattr(w, whose).agreement, side=side, description="Lathes", due_on=date(2026, 6, 1)
    )


def _document(owner: Any) -> Any:
    """A file kept with what ``owner`` makes."""

    def given(world: World) -> Document:
        kept_with = owner(world)
        document = Document(name="paper.pdf", size=4, sha256="0" * 64, **{kept_with._meta.model_name: kept_with})
        document.file.save("paper.pdf", ContentFile(b"%PDF"), save=True)
        return document

    return given


def _signing(whose: str, side: str) -> Any:
    return lambda w: (getattr(w, whose).agreement, side)


CASES = [
    Case(p.own_enterprises, SPEAKS_OWN, "own", lambda w: w.own.enterprise.pk),
    Case(p.own_enterprises, SPEAKS_FOREIGN, "foreign", lambda w: w.foreign.enterprise.pk),
    Case(p.speaks_for, SPEAKS_OWN, "own", lambda w: w.own.enterprise.pk),
    Case(p.speaks_for, SPEAKS_FOREIGN, "foreign", lambda w: w.foreign.enterprise.pk),
    Case(p.speaks_for, SPEAKS_OWN, "own, archived", lambda w: _archived(w).pk),
    Case(p.visible_enterprises, f"{STAFF} {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.visible_enterprises, f"{STAFF} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.visible_enterprises, f"{STAFF} {SPEAKS_OWN}", "own, archived", _archived),
    Case(p.sees_screenings, SCREENS),
    Case(p.visible_screenings, SCREENS, "own", _screening("own")),
    Case(p.visible_screenings, SCREENS, "foreign", _screening("foreign")),
    Case(p.visible_partnerships, READS_OWN, "own", _of("own", "partnership")),
    Case(p.visible_partnerships, READS_FOREIGN, "foreign", _of("foreign", "partnership")),
    Case(p.visible_agreements, READS_OWN, "own", _of("own", "agreement")),
    Case(p.visible_agreements, READS_FOREIGN, "foreign", _of("foreign", "agreement")),
    Case(p.visible_commitments, READS_OWN, "own", _commitment("own", Side.COLLEGE)),
    Case(p.visible_commitments, READS_FOREIGN, "foreign", _commitment("foreign", Side.COLLEGE)),
    Case(p.visible_documents, READS_OWN, "of the own agreement", _document(_of("own", "agreement"))),
    Case(p.visible_documents, READS_FOREIGN, "of the foreign agreement", _document(_of("foreign", "agreement"))),
    Case(p.visible_documents, SCREENS, "of a screening of the own enterprise", _document(_screening("own"))),
    Case(p.can_register_enterprise, RUNS_ANY),
    Case(p.can_edit_enterprise, f"{RUNS_ANY} {SPEAKS_OWN}", "own", _of("own", "enterprise")),
    Case(p.can_edit_enterprise, f"{RUNS_ANY} {SPEAKS_FOREIGN}", "foreign", _of("foreign", "enterprise")),
    Case(p.can_archive_enterprise, RUNS_ANY),
    Case(p.can_appoint_liaison, RUNS_ANY),
    Case(p.can_write_screening, RUNS_ANY),
    Case(p.can_decide_screening, ADMIN),
    Case(p.can_run_partnership, RUNS_OWN, "own", _of("own", "partnership")),
    Case(p.can_run_partnership, RUNS_FOREIGN, "foreign", _of("foreign", "partnership")),
    Case(p.can_draft_agreement, RUNS_OWN, "own", _of("own", "agreement")),
    Case(p.can_draft_agreement, RUNS_FOREIGN, "foreign", _of("foreign", "agreement")),
    Case(p.can_approve_agreement, ADMIN),
    Case(p.can_sign_for, RUNS_OWN, "the college, own", _signing("own", Side.COLLEGE)),
    Case(p.can_sign_for, RUNS_FOREIGN, "the college, foreign", _signing("foreign", Side.COLLEGE)),
    Case(p.can_sign_for, f"{RUNS_OWN} {SPEAKS_OWN}", "the enterprise, own", _signing("own", Side.ENTERPRISE)),
    Case(p.can_sign_for, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "the enterprise, foreign", _signing("foreign", Side.ENTERPRISE)),
    Case(p.can_report_delivery, RUNS_OWN, "by the college, own", _commitment("own", Side.COLLEGE)),
    Case(p.can_report_delivery, RUNS_FOREIGN, "by the college, foreign", _commitment("foreign", Side.COLLEGE)),
    Case(p.can_report_delivery, f"{RUNS_OWN} {SPEAKS_OWN}", "by the enterprise, own", _commitment("own", Side.ENTERPRISE)),
    Case(p.can_report_delivery, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "by the enterprise, foreign", _commitment("foreign", Side.ENTERPRISE)),
    Case(p.can_add_document, f"{RUNS_OWN} {SPEAKS_OWN}", "to the own agreement", _of("own", "agreement")),
    Case(p.can_add_document, f"{RUNS_FOREIGN} {SPEAKS_FOREIGN}", "to the foreign agreement", _of("foreign", "agreement")),
    Case(p.can_add_document, RUNS_ANY, "to a screening of the own enterprise", _screening("own")),
]


def test_every_predicate_is_in_the_table() -> None:
    assert not untold(p, CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_policy(case: Case, crowd: World) -> None:
    assert not case.wrong(crowd)


@pytest.mark.parametrize(("name", "reason"), [("liaison", "what the college delivers"), ("instructor", "a coordinator of the responsible")])
def test_who_may_not_report_is_told_the_reason_that_fits(name: str, reason: str, crowd: World) -> None:
    promise = _commitment("own", Side.COLLEGE)(crowd)
    assert reason in str(p.can_report_delivery(crowd.cast[name], promise).reason)


def test_a_liaison_s_mandates_are_read_once(crowd: World, count_queries: Any) -> None:
    person = type(crowd.cast.liaison).objects.get(pk=crowd.cast.liaison.pk)
    p.own_enterprises(person)
    assert count_queries(lambda: p.can_sign_for(person, crowd.own.agreement, Side.ENTERPRISE)) == 0


def test_many_roles_see_what_each_of_them_sees(world: World) -> None:
    person = many_roles(world)
    assert set(p.visible_partnerships(person)) == {world.own.partnership, world.foreign.partnership}
    # The liaison's part alone shows the enterprise of another department too.
    ProgrammeTeam.objects.filter(user=person).delete()
    assert set(p.visible_partnerships(User.objects.get(pk=person.pk))) == {world.own.partnership, world.foreign.partnership}
