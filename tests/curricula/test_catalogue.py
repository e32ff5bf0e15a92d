"""Posts, capabilities and courses through their services."""

import pytest

from college.models import AuditEntry
from config.kit.errors import DomainError, Forbidden, StaleState
from curricula.codes import split_line
from curricula.models import Capability, Course, Post
from curricula.services.catalogue import add_capabilities, add_courses, add_posts, save_capability, save_course, save_post, set_active
from tests import factories as make
from tests.conftest import World


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("P-1.2 读懂装配图", ("P-1.2", "读懂装配图")),
        ("C07\t液压与气动", ("C07", "液压与气动")),
        ("  PLC 程序调试 ", ("", "PLC 程序调试")),
        ("3D打印 操作", ("", "3D打印 操作")),
        ("读懂装配图", ("", "读懂装配图")),
    ],
)
def test_a_pasted_line_is_split(line: str, expected: tuple[str, str]) -> None:
    assert split_line(line) == expected


def test_pasted_capabilities_get_codes_and_known_ones_are_passed_over(world: World) -> None:
    programme = make.ProgrammeFactory(department=world.own.department)
    lines = "P-1.2 读懂装配图\nPLC 程序调试\n\n读懂装配图\nG-1.1\t沟通协作\n"
    added = add_capabilities(programme=programme, layer="P", lines=lines, actor=world.cast.coordinator)
    assert [(one.code, one.layer, one.name) for one in added] == [
        ("P-1.2", "P", "读懂装配图"),
        ("P-1.3", "P", "PLC 程序调试"),
        ("G-1.1", "G", "沟通协作"),
    ]
    assert add_capabilities(programme=programme, layer="P", lines=lines, actor=world.cast.coordinator) == []


def test_a_line_that_cannot_be_is_named_and_nothing_is_added(world: World) -> None:
    programme = make.ProgrammeFactory(department=world.own.department)
    with pytest.raises(DomainError, match="Line 2"):
        add_capabilities(programme=programme, layer="P", lines="P-1.1 a\nP-1.1 b", actor=world.cast.coordinator)
    assert not Capability.objects.filter(programme=programme).exists()
    with pytest.raises(DomainError, match="at least one line"):
        add_posts(programme=programme, lines=" \n", actor=world.cast.coordinator)


def test_pasted_courses_and_posts(world: World) -> None:
    programme = make.ProgrammeFactory(department=world.own.department)
    courses = add_courses(programme=programme, kind="core", term=2, lines="机械制图\n电工基础", actor=world.cast.coordinator)
    assert [(course.code, course.term, course.kind) for course in courses] == [("C01", 2, "core"), ("C02", 2, "core")]
    posts = add_posts(programme=programme, lines="装配调试\n装配调试", actor=world.cast.coordinator)
    assert [post.name for post in posts] == ["装配调试"]


def test_a_liaison_describes_the_own_enterprises_posts_only(world: World) -> None:
    own = Post(enterprise=world.own.enterprise, name="装配钳工")
    save_post(post=own, actor=world.cast.liaison)
    assert AuditEntry.objects.filter(verb="post.added", target_id=str(own.pk)).exists()
    own.name = "装配调试"
    save_post(post=own, actor=world.cast.liaison)
    assert AuditEntry.objects.get(verb="post.changed").changes == {"name": ["装配钳工", "装配调试"]}
    with pytest.raises(Forbidden):
        save_post(post=Post(enterprise=world.foreign.enterprise, name="装配钳工"), actor=world.cast.liaison)
    with pytest.raises(Forbidden):
        save_post(post=Post(programme=world.own.programme, name="装配钳工"), actor=world.cast.liaison)
    # Neither may a post be taken from somebody else by putting it under the own enterprise.
    foreign = Post.objects.get(pk=world.foreign.post.pk)
    foreign.enterprise = world.own.enterprise
    with pytest.raises(Forbidden):
        save_post(post=foreign, actor=world.cast.liaison)


def test_the_same_code_twice_is_refused_with_a_sentence(world: World) -> None:
    with pytest.raises(DomainError, match="code already"):
        save_capability(
            capability=Capability(programme=world.own.programme, code=world.own.capability.code, name="x"), actor=world.cast.instructor
        )
    with pytest.raises(DomainError, match="practice hours"):
        save_course(
            course=Course(programme=world.own.programme, code="X1", name="x", hours=10, practice_hours=20), actor=world.cast.instructor
        )


def test_taking_out_of_use_happens_once(world: World) -> None:
    seen_by_another = Course.objects.get(pk=world.own.course.pk)
    set_active(thing=world.own.course, active=False, actor=world.cast.instructor)
    with pytest.raises(StaleState):
        set_active(thing=seen_by_another, active=False, actor=world.cast.instructor)
    with pytest.raises(Forbidden):
        set_active(thing=world.foreign.course, active=False, actor=world.cast.instructor)


@pytest.mark.parametrize(("most", "refused"), [(2, False), (1, True)])
def test_the_box_takes_so_many_lines(most: int, refused: bool, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curricula.services.catalogue.MOST_LINES", most)
    programme = make.ProgrammeFactory(department=world.own.department)

    def add() -> None:
        add_posts(programme=programme, lines="Fitter\n\nWelder\n", actor=world.cast.coordinator)

    if refused:
        with pytest.raises(DomainError, match="more than 1 lines"):
            add()
    else:
        add()
    assert Post.objects.filter(programme=programme).count() == (0 if refused else 2)


def test_of_two_who_add_the_same_code_the_slower_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look before finds nothing, and the database has the last word."""
    monkeypatch.setattr(Course, "full_clean", lambda self: None)
    with pytest.raises(StaleState):
        save_course(course=Course(programme=world.own.programme, code=world.own.course.code, name="Another"), actor=world.cast.coordinator)
