"""What may be done in which state: every service that moves or changes a row with states, in every state.

The rows of the matrix beside this file make everything else ready, so that only the state decides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from config.kit.errors import DomainError
from curricula.enums import MapState
from curricula.models import CourseMap
from curricula.services import cells, maps
from health.enums import WarningState
from health.models import HealthWarning
from health.services import reviews, warnings
from importing.enums import ImportState
from importing.models import ImportRun
from importing.services import starting
from internships.enums import LogState, OpeningState, PlacementState
from internships.models import Opening, Placement, PlacementSignature, WorkLog
from internships.services import logs, openings, placements
from partnerships.enums import AgreementState, PartnershipState, ScreeningState, Side
from partnerships.models import Agreement, Partnership, Screening, Signature
from partnerships.services import documents, partnerships, screenings
from partnerships.services.agreements import delivering, drafting, moving, signing
from tests.conftest import World
from tests.permissions.services import Here, Row
from tests.permissions.services.gather import rows

#: What a state asks for by a constraint of the database.
GOES_WITH: dict[str, dict[str, Any]] = {
    ScreeningState.PASSED: {"valid_until": date(2027, 1, 1)},
    PlacementState.ENDED_EARLY: {"ended_by": "student"},
}


@dataclass(frozen=True)
class Act:
    """``service`` on a row of ``model``, which comes as the argument ``name`` (or hangs on it: ``commitment.agreement``).

    ``to`` is the state that it moves to; without it the row may be worked on in the states ``during``. ``also`` puts more
    beside the row, or gives other arguments.
    """

    service: Callable[..., Any]
    model: type[models.Model]
    name: str
    to: str = ""
    during: tuple[str, ...] = ()
    variant: str = ""
    also: Callable[[Any], dict[str, Any]] = field(default=lambda _row: {})

    def __str__(self) -> str:
        return self.service.__name__ + (f" {self.variant}" if self.variant else "")

    @property
    def row(self) -> Row:
        return next(row for row in rows() if row.service is self.service and row.variant == self.variant)

    def allows(self, state: str) -> bool:
        machine = self.model.machine
        return bool(machine.allows(state, self.to)) if self.to else state in self.during


def _one_signature(agreement: Agreement) -> dict[str, Any]:
    Signature.objects.create(agreement=agreement, side=Side.ENTERPRISE, signer_name="Zhou", method="paper", signed_on=date(2026, 3, 1))
    return {}


def _two_signatures(placement: Placement) -> dict[str, Any]:
    PlacementSignature.objects.bulk_create(PlacementSignature(placement=placement, party=party) for party in ("host", "student"))
    return {}


def _only_the_teacher(_placement: Placement) -> dict[str, Any]:
    return {"ends_on": date(2027, 1, 31), "teacher": None}


A, P, S = AgreementState, PlacementState, ScreeningState

ACTS = [
    Act(screenings.submit_screening, Screening, "screening", S.SUBMITTED),
    Act(screenings.send_back_screening, Screening, "screening", S.DRAFT),
    Act(screenings.pass_screening, Screening, "screening", S.PASSED),
    Act(screenings.refuse_screening, Screening, "screening", S.REFUSED),
    Act(screenings.edit_screening, Screening, "screening", during=(S.DRAFT,)),
    Act(documents.attach_document, Screening, "owner", during=(S.DRAFT, S.SUBMITTED), variant="to a screening"),
    Act(documents.attach_document, Agreement, "owner", during=tuple(A), variant="to an agreement"),
    Act(partnerships.pause_partnership, Partnership, "partnership", PartnershipState.PAUSED),
    Act(partnerships.resume_partnership, Partnership, "partnership", PartnershipState.ACTIVE),
    Act(partnerships.end_partnership, Partnership, "partnership", PartnershipState.ENDED),
    Act(partnerships.edit_partnership, Partnership, "partnership", during=tuple(PartnershipState)),
    Act(reviews.review_partnership, Partnership, "partnership", during=(PartnershipState.ACTIVE,)),
    Act(drafting.edit_agreement, Agreement, "agreement", during=(A.DRAFT,)),
    Act(moving.submit_agreement, Agreement, "agreement", A.SUBMITTED),
    Act(moving.approve_agreement, Agreement, "agreement", A.APPROVED),
    Act(moving.send_back_agreement, Agreement, "agreement", A.DRAFT),
    Act(signing.sign_agreement, Agreement, "agreement", A.SIGNED, variant="the college, on paper", also=_one_signature),
    Act(signing.refuse_signature, Agreement, "agreement", during=(A.APPROVED,), variant="the college"),
    Act(moving.activate_agreement, Agreement, "agreement", A.ACTIVE),
    Act(moving.terminate_agreement, Agreement, "agreement", A.TERMINATED),
    Act(moving.end_agreement, Agreement, "agreement", A.ENDED),
    Act(
        delivering.report_delivery,
        Agreement,
        "commitment.agreement",
        during=(A.ACTIVE, A.ENDED, A.TERMINATED),
        variant="by the college",
    ),
    Act(maps.submit_map, CourseMap, "course_map", MapState.SUBMITTED),
    Act(maps.return_map, CourseMap, "course_map", MapState.DRAFT),
    Act(maps.publish_map, CourseMap, "course_map", MapState.PUBLISHED),
    Act(maps.archive_map, CourseMap, "course_map", MapState.ARCHIVED),
    *(
        Act(service, CourseMap, "course_map", during=(MapState.DRAFT,))
        for service in (maps.rename_map, cells.save_cells, maps.save_requirements)
    ),
    Act(openings.open_opening, Opening, "opening", OpeningState.OPEN),
    Act(openings.close_opening, Opening, "opening", OpeningState.CLOSED),
    Act(openings.edit_opening, Opening, "opening", during=tuple(OpeningState)),
    Act(placements.plan_placement, Opening, "opening", during=(OpeningState.OPEN,)),
    Act(placements.log_placement, Opening, "opening", during=(OpeningState.OPEN,)),
    Act(placements.sign_placement, Placement, "placement", P.SIGNED, variant="for the college", also=_two_signatures),
    Act(placements.start_placement, Placement, "placement", P.ACTIVE),
    Act(placements.complete_placement, Placement, "placement", P.COMPLETED),
    Act(placements.end_placement_early, Placement, "placement", P.ENDED_EARLY),
    Act(placements.cancel_placement, Placement, "placement", P.CANCELLED),
    Act(placements.edit_placement, Placement, "placement", during=(P.PLANNED,)),
    Act(placements.edit_placement, Placement, "placement", during=(P.PLANNED, P.SIGNED, P.ACTIVE), also=_only_the_teacher),
    Act(logs.write_log, Placement, "placement", during=(P.ACTIVE, P.COMPLETED, P.ENDED_EARLY)),
    Act(logs.confirm_log, WorkLog, "log", LogState.CONFIRMED),
    Act(logs.return_log, WorkLog, "log", LogState.RETURNED),
    Act(warnings.take_over_warning, HealthWarning, "warning", during=(WarningState.OPEN,)),
    Act(warnings.plan_warning, HealthWarning, "warning", during=(WarningState.OPEN,)),
    Act(warnings.close_warning, HealthWarning, "warning", WarningState.CLOSED),
    Act(starting.match_import, ImportRun, "run", ImportState.WAITING),
    Act(starting.import_for_real, ImportRun, "run", during=(ImportState.CHECKED,)),
    Act(starting.undo_import, ImportRun, "run", ImportState.UNDOING),
]

#: Edges that none of the services above takes, and who does.
ELSEWHERE = {
    WorkLog: {(LogState.DRAFT, LogState.SUBMITTED), (LogState.RETURNED, LogState.SUBMITTED)},  # the student, handing in again
    ImportRun: {  # the worker
        (ImportState.WAITING, ImportState.RUNNING),
        (ImportState.WAITING, ImportState.FAILED),
        (ImportState.RUNNING, ImportState.CHECKED),
        (ImportState.RUNNING, ImportState.DONE),
        (ImportState.RUNNING, ImportState.FAILED),
        (ImportState.UNDOING, ImportState.UNDONE),
        (ImportState.UNDOING, ImportState.FAILED),
    },
}
CASES = [
    pytest.param(act, state, id=f"{act}-{state}{'-also' if act.also is _only_the_teacher else ''}")
    for act in ACTS
    for state, _label in act.model._meta.get_field("state").flatchoices
]


def test_every_edge_is_taken_by_a_service() -> None:
    untaken = [
        f"{model.__name__}: {old} → {new}"
        for model in apps.get_models()
        if hasattr(model, "machine")
        for old, new in model.machine.edges()
        if new not in {act.to for act in ACTS if act.model is model} and (old, new) not in ELSEWHERE.get(model, set())
    ]
    assert not untaken, untaken


@pytest.mark.parametrize(("act", "state"), CASES)
def test_what_may_be_done_in_which_state(act: Act, state: str, crowd: World) -> None:
    row, here = act.row, Here(crowd, "own")
    arguments = row.given(here)
    _put_into(arguments, act, state)
    subject = _subject(arguments, act)
    arguments |= act.also(subject)
    actor = here.person(row.own.split()[0])
    if act.allows(state):
        row.service(actor=actor, **arguments)
        expected = act.to or _now(subject)
    else:
        with pytest.raises(DomainError) as refusal:
            row.service(actor=actor, **arguments)
        assert str(refusal.value)
        expected = state
    assert _now(subject) == expected


def _subject(arguments: dict[str, Any], act: Act) -> Any:
    first, *rest = act.name.split(".")
    subject = arguments[first]
    for name in rest:
        subject = getattr(subject, name)
    return subject


def _put_into(arguments: dict[str, Any], act: Act, state: str) -> None:
    """Have the row be in the state, in the database and in memory."""
    subject = _subject(arguments, act)
    values = {"state": state, **GOES_WITH.get(state, {})}
    act.model._default_manager.filter(pk=subject.pk).update(**values)
    for name, value in values.items():
        setattr(subject, name, value)


def _now(subject: models.Model) -> str:
    return str(type(subject)._default_manager.values_list("state", flat=True).get(pk=subject.pk))
