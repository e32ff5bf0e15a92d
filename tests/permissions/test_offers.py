"""What a form does not offer, its service refuses: a choice that the page's list alone keeps is open to whoever posts a number.

Every field of a form that offers rows of the database has an entry, which calls the service with rows outside the offer.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.db import transaction

from college.enums import Role
from college.models import Department, User
from college.services import people
from config.kit.errors import DomainError
from curricula.forms import CapabilityForm, CourseForm, PostForm, StartMapForm
from curricula.models import Capability, Course, Post
from curricula.services import catalogue, maps
from importing.forms import UploadForm
from importing.kinds import importers
from internships.forms import EnterpriseChoiceForm, OpeningForm, StudentForm
from internships.services import mentors, openings, placements, students
from partnerships.enums import AgreementState
from partnerships.forms.agreements import PartnershipForm
from partnerships.forms.fields import EnterpriseField
from partnerships.models import Agreement, AgreementProgramme, Enterprise
from partnerships.services import agreements, partnerships
from tests import factories as make
from tests.architecture.test_house import ORDER
from tests.conftest import World
from tests.permissions.services import Here
from tests.permissions.services.internships import TERM, _ready

TODAY = date(2026, 3, 2)
#: Calls of a service, each with one row that the form does not offer to the coordinator of the own side.
Calls = Iterator[Callable[[], Any]]


def _left(person: User) -> User:
    User.objects.filter(pk=person.pk).update(is_active=False)
    return User.objects.get(pk=person.pk)


def _teachers(world: World) -> list[User]:
    """Of another department; of none; of the own, who has left."""
    elsewhere, gone = make.person(Role.INSTRUCTOR), make.person(Role.INSTRUCTOR)
    world.foreign.programme.team.create(user=elsewhere)
    world.own.programme.team.create(user=gone)
    return [elsewhere, world.cast.stranger, _left(gone)]


def _mentors(world: World) -> list[Any]:
    return [world.foreign.mentor, make.MentorFactory(enterprise=world.own.enterprise, is_active=False)]


def _shared(world: World) -> Any:
    """The foreign department's programme, for which the own enterprise has an agreement, too."""
    partnership = make.PartnershipFactory(enterprise=world.own.enterprise, department=world.foreign.department)
    agreement = make.AgreementFactory(partnership=partnership, state=AgreementState.ACTIVE)
    AgreementProgramme.objects.create(agreement=agreement, programme=world.foreign.programme)
    return world.foreign.programme


def _draft(world: World, here: Here, **terms: Any) -> Callable[[], Any]:
    given = {"enterprise": here.enterprise, "programme": here.programme, "title": "Fitter", "seats": 2, **TERM, **terms}
    return lambda: openings.draft_opening(actor=world.cast.coordinator, **given)


def _edit(world: World, here: Here, **terms: Any) -> Callable[[], Any]:
    return lambda: openings.edit_opening(opening=type(here.opening).objects.get(pk=here.opening.pk), actor=world.cast.coordinator, **terms)


def opening_programme(world: World, here: Here) -> Calls:
    for programme in (_shared(world), make.ProgrammeFactory(department=world.own.department)):
        yield _draft(world, here, programme=programme)
        yield _edit(world, here, programme=programme)


def opening_post(world: World, here: Here) -> Calls:
    for post in (
        make.PostFactory(enterprise=world.foreign.enterprise),
        make.PostFactory(programme=_shared(world)),
        make.PostFactory(programme=world.own.programme, is_active=False),
    ):
        yield _draft(world, here, post=post)
        yield _edit(world, here, post=post)


def opening_mentor(world: World, here: Here) -> Calls:
    for mentor in _mentors(world):
        yield _draft(world, here, mentor=mentor)
        yield _edit(world, here, mentor=mentor)


def placing_teacher(world: World, here: Here) -> Calls:
    here.put("opening", state="open")
    for teacher in _teachers(world):
        yield lambda teacher=teacher: placements.plan_placement(
            opening=here.opening, student=make.StudentFactory(programme=here.programme), actor=world.cast.coordinator, teacher=teacher
        )


def _edit_placement(world: World, here: Here, **terms: Any) -> Callable[[], Any]:
    return lambda: placements.edit_placement(
        placement=type(here.placement).objects.get(pk=here.placement.pk), actor=world.cast.coordinator, **terms
    )


def placement_teacher(world: World, here: Here) -> Calls:
    yield from (_edit_placement(world, here, teacher=teacher) for teacher in _teachers(world))


def placement_mentor(world: World, here: Here) -> Calls:
    yield from (_edit_placement(world, here, mentor=mentor) for mentor in _mentors(world))


def student_programme(world: World, here: Here) -> Calls:
    actor, foreign = world.cast.coordinator, world.foreign.programme
    for programme in (foreign, make.ProgrammeFactory(department=None)):
        yield lambda programme=programme: students.enter_student(actor=actor, number="1", programme=programme)
        yield lambda programme=programme: students.edit_student(actor=actor, student=here.student, programme=programme)


def offering_enterprise(world: World, _here: Here) -> Calls:
    foreign, actor = world.foreign.enterprise, world.cast.coordinator
    yield lambda: mentors.add_mentor(enterprise=foreign, actor=actor, name="Wu")
    yield lambda: openings.draft_opening(enterprise=foreign, actor=actor, programme=world.own.programme, title="Fitter", seats=1, **TERM)


def _create(world: World, here: Here, **changes: Any) -> Callable[[], Any]:
    given = {"enterprise": make.EnterpriseFactory(), "department": here.department, "started_on": TODAY, **changes}
    return lambda: partnerships.create_partnership(actor=world.cast.coordinator, **given)


def partnership_enterprise(world: World, here: Here) -> Calls:
    archived = make.EnterpriseFactory()
    Enterprise.objects.filter(pk=archived.pk).update(archived_at="2026-01-01T00:00Z", archive_reason="Closed.")
    yield _create(world, here, enterprise=Enterprise.objects.get(pk=archived.pk))


def partnership_department(world: World, here: Here) -> Calls:
    yield _create(world, here, department=world.foreign.department)
    Department.objects.filter(pk=here.department.pk).update(is_active=False)
    yield _create(world, here, department=Department.objects.get(pk=here.department.pk))


def partnership_owner(world: World, here: Here) -> Calls:
    elsewhere = make.person(Role.COORDINATOR, world.foreign.department)
    gone = _left(make.person(Role.COORDINATOR, world.own.department))
    for owner in (elsewhere, gone, world.cast.instructor):
        yield _create(world, here, owner=owner)
        yield lambda owner=owner: partnerships.edit_partnership(
            partnership=here.partnership, actor=world.cast.coordinator, started_on=TODAY, owner=owner, depth=1
        )


def agreement_programme(world: World, here: Here) -> Calls:
    for programme in (make.ProgrammeFactory(department=None), make.ProgrammeFactory(department=here.department, is_active=False)):
        terms = agreements.Terms("Together", TODAY, date(2027, 3, 1), programmes=(agreements.ProgrammeSeats(programme),))
        yield lambda terms=terms: agreements.draft_agreement(
            partnership=here.partnership, actor=world.cast.coordinator, terms=terms, on=TODAY
        )


def _things(model: Any, save: Any, name: str, **fields: Any) -> Callable[[World, Here], Calls]:
    def calls(world: World, _here: Here) -> Calls:
        thing = model(programme=world.foreign.programme, code="X-1", name="New", **fields)
        yield lambda: save(**{name: thing}, actor=world.cast.coordinator)

    return calls


def post_enterprise(world: World, here: Here) -> Calls:
    stranger = make.EnterpriseFactory()
    for enterprise in (world.foreign.enterprise, stranger):
        for actor in (world.cast.coordinator, world.cast.instructor):
            post = Post(programme=here.programme, enterprise=enterprise, name="Fitter")
            yield lambda post=post, actor=actor: catalogue.save_post(post=post, actor=actor)
    alone = Post(enterprise=stranger, name="Turner")
    yield lambda: catalogue.save_post(post=alone, actor=world.cast.coordinator)


def map_programme(world: World, _here: Here) -> Calls:
    yield lambda: maps.start_map(programme=world.foreign.programme, actor=world.cast.coordinator)


def map_copied_from(world: World, here: Here) -> Calls:
    yield lambda: maps.start_map(programme=here.programme, actor=world.cast.coordinator, copied_from=world.foreign.map)


def role_department(world: World, here: Here) -> Calls:
    closed = here.put("department", is_active=False)
    yield lambda: people.grant_role(person=world.cast.stranger, role=Role.COORDINATOR, department=closed, actor=world.cast.administrator)


OFFERS: dict[tuple[str, str], Callable[[World, Here], Calls]] = {
    ("NewPersonForm", "department"): role_department,
    ("RoleForm", "department"): role_department,
    ("PartnershipForm", "enterprise"): partnership_enterprise,
    ("PartnershipForm", "department"): partnership_department,
    ("PartnershipForm", "owner"): partnership_owner,
    ("ProgrammeLineForm", "programme"): agreement_programme,
    ("CapabilityForm", "programme"): _things(Capability, catalogue.save_capability, "capability", layer="P"),
    ("CourseForm", "programme"): _things(Course, catalogue.save_course, "course"),
    ("PostForm", "programme"): _things(Post, catalogue.save_post, "post"),
    ("PostForm", "enterprise"): post_enterprise,
    ("StartMapForm", "programme"): map_programme,
    ("StartMapForm", "copied_from"): map_copied_from,
    ("StudentForm", "programme"): student_programme,
    ("EnterpriseChoiceForm", "enterprise"): offering_enterprise,
    ("OpeningForm", "programme"): opening_programme,
    ("OpeningForm", "post"): opening_post,
    ("OpeningForm", "mentor"): opening_mentor,
    ("PlacingForm", "teacher"): placing_teacher,
    ("PlacementForm", "mentor"): placement_mentor,
    ("PlacementForm", "teacher"): placement_teacher,
}
#: Fields that offer every row there is, so that none lies outside.
OFFERS_ALL = {
    ("ProgrammeForm", "department"): "an administrator may give a programme to any department",
}


def form_classes() -> Iterator[Any]:
    """The apps' own forms."""
    for app in ORDER:
        for found in walk_packages(import_module(app).__path__, f"{app}."):
            module = import_module(found.name) if ".forms" in found.name else None
            for one in vars(module).values() if module else ():
                if inspect.isclass(one) and issubclass(one, forms.BaseForm) and one.__module__ == found.name:
                    yield one


def choosing_fields() -> Iterator[tuple[str, str]]:
    """(form, field) of every field of the apps' forms that offers rows of the database."""
    for form in form_classes():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.ModelChoiceField | EnterpriseField):
                yield form.__name__, name


def _taken(call: Callable[[], Any]) -> bool:
    """Whether the service did it; nothing stays of it."""
    with transaction.atomic():
        try:
            call()
        except DomainError:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_every_field_that_offers_rows_has_an_entry() -> None:
    assert sorted(set(choosing_fields())) == sorted({*OFFERS, *OFFERS_ALL})


@pytest.mark.parametrize(("form", "field"), [pytest.param(*one, id=".".join(one)) for one in OFFERS])
def test_the_service_refuses_what_the_form_does_not_offer(form: str, field: str, crowd: World) -> None:
    here = Here(crowd, "own")
    _ready(here)
    Agreement.objects.filter(pk=crowd.own.agreement.pk).update(state=AgreementState.ACTIVE)
    accepted = []
    for number, call in enumerate(OFFERS[form, field](crowd, here)):
        if _taken(call):
            accepted.append(number)
    assert not accepted, f"calls {accepted} got through"


#: Forms whose offer depends on who asks.
ASKED: dict[str, Callable[[User, Here], Any]] = {
    "StudentForm": lambda user, _here: StudentForm(person=user),
    "EnterpriseChoiceForm": lambda user, _here: EnterpriseChoiceForm(person=user),
    "OpeningForm": lambda user, here: OpeningForm(person=user, enterprise=here.enterprise),
    "PartnershipForm": lambda user, _here: PartnershipForm(user=user),
    "CapabilityForm": lambda user, _here: CapabilityForm(user=user),
    "CourseForm": lambda user, _here: CourseForm(user=user),
    "PostForm": lambda user, _here: PostForm(user=user),
    "StartMapForm": lambda user, _here: StartMapForm(user=user),
    **{f"UploadForm {one.key}": lambda user, _here, one=one: UploadForm(one, user) for one in importers},
}
#: Fields whose offer is the same for everybody who may open the page.
SAME_FOR_ALL = {("PartnershipForm", "owner"), ("OpeningForm", "mentor"), ("OpeningForm", "post")}


def _offered(form: str, user: User, here: Here) -> set[Any]:
    return {
        row
        for name, field in ASKED[form](user, here).fields.items()
        if isinstance(field, forms.ModelChoiceField | EnterpriseField) and (form, name) not in SAME_FOR_ALL
        for row in field.queryset
    }


@pytest.mark.parametrize("form", ASKED)
def test_who_only_reads_the_college_is_offered_nothing_to_write(form: str, crowd: World) -> None:
    """An auditor sees every row; a coordinator who is an auditor, too, writes where the coordinator writes."""
    for whose in ("own", "foreign"):
        here = Here(crowd, whose)
        _ready(here)
        offers = {name: _offered(form, here.person(name), here) for name in ("auditor", "coordinator", "coordinator_auditor")}
        assert not offers["auditor"]
        if whose == "own" and form not in {"PartnershipForm"}:  # any coordinator may begin to work with any enterprise
            own = {crowd.own.enterprise, crowd.own.programme, crowd.own.department, crowd.own.map, crowd.own.post}
            assert not offers["coordinator_auditor"] & own


def _asks_who(form: Any) -> bool:
    """Whether the form, or one that it is built on, is told who asks."""
    parameters = {name for one in form.__mro__ if "__init__" in vars(one) for name in inspect.signature(one.__init__).parameters}
    return bool({"user", "person"} & parameters)


def test_all_forms_that_are_told_who_asks_are_looked_at() -> None:
    choosing = {form for form, _field in choosing_fields()} | {"UploadForm"}
    asking = {form.__name__ for form in form_classes() if form.__name__ in choosing and _asks_who(form)}
    assert asking == {name.partition(" ")[0] for name in ASKED}
