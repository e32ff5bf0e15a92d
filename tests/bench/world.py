"""The measuring world, and the objects and people that stand for it."""

import sys
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db.models import Count, Model, QuerySet

from college.models import Programme, User
from curricula.models import Capability, Course, CourseMap, Post, Requirement
from demo.scale import WorldSize
from demo.world import build, is_empty
from internships.models import MentorProfile, Opening, Placement, Student, WorkLog
from partnerships.models import Agreement, Partnership
from tests.conftest import Cast, Side, World


def ensure_world(*, placements: int) -> None:
    """Migrate; build the world when there is none, and say so when there is another one."""
    call_command("migrate", verbosity=0)
    if is_empty():
        begin = time.monotonic()
        sys.stdout.write(f"Building a world of {placements:,} placements…\n")
        build(scale=WorldSize.of(placements), say=lambda line: (sys.stdout.write(f"  {line}\n") and sys.stdout.flush()) or None)
        sys.stdout.write(f"Built in {time.monotonic() - begin:.0f} s.\n")
    sys.stdout.write(f"World: {Placement.objects.count():,} placements, {Partnership.objects.count():,} partnerships.\n\n")


def _busiest(rows: QuerySet[Model], by: str) -> Model:
    """The row with the most of something: the page that costs most."""
    return rows.annotate(_weight=Count(by, distinct=True)).order_by("-_weight", "pk")[0]


def _side(programme: Programme) -> Side:
    """The heaviest objects around a programme."""
    assert programme.department is not None
    placements = Placement.objects.filter(programme=programme)
    partnership = _busiest(Partnership.objects.filter(department=programme.department), "placements")
    # The rows of the matrix speak of "the" log of the placement.
    running = placements.filter(state="active").annotate(_logs=Count("logs"))
    placement = running.filter(_logs=1).first() or _busiest(running, "logs")
    mapped = Programme.objects.filter(maps__isnull=False).order_by("-pk" if not programme.maps.exists() else "pk")[0]
    home = programme if programme.maps.exists() else mapped
    return Side(
        department=programme.department,
        programme=programme,
        enterprise=partnership.enterprise,
        partnership=partnership,
        agreement=_busiest(Agreement.objects.filter(partnership=partnership), "commitments"),
        post=Post.objects.filter(programme=programme).first(),
        # One that no course supports and no group of posts needs, so that rows which add such a thing can.
        capability=Capability.objects.filter(programme=home, layer="P", supports=None).first(),
        course=Course.objects.filter(programme=home).first(),
        map=_busiest(CourseMap.objects.filter(programme=home), "supports"),
        student=_busiest(Student.objects.filter(programme=programme, placements__isnull=False), "placements"),
        mentor=MentorProfile.objects.filter(enterprise=partnership.enterprise).first(),
        opening=_busiest(Opening.objects.filter(programme=programme), "placements"),
        placement=placement,
    )


def representatives() -> World:
    """The demonstration's people, the mechatronics programme as their own and the network programme as foreign."""
    people = {role: User.objects.get(username=f"demo-{name}") for role, name in ROLES.items()}
    stranger = User.objects.filter(grants__isnull=True).first() or User.objects.create(username="bench-stranger", name="stranger")
    own, foreign = (_side(Programme.objects.get(code=code)) for code in ("460301", "510202"))
    return World(own=own, foreign=foreign, cast=Cast(**people, stranger=stranger))


def large_draft(world: World, *, capabilities: int, courses: int) -> tuple[CourseMap, list[dict[str, object]]]:
    """An empty draft of this size, and a mark for each of its cells as the editor sends it."""
    programme = world.own.map.programme
    draft = CourseMap.objects.create(programme=programme, version=999)
    rows = Capability.objects.bulk_create([Capability(programme=programme, code=f"B-{n}", name=f"{n}") for n in range(capabilities)])
    columns = Course.objects.bulk_create([Course(programme=programme, code=f"B-{n}", name=f"{n}") for n in range(courses)])
    Requirement.objects.bulk_create([Requirement(map=draft, capability=row) for row in rows])
    # The first cell is saved alone before the block: what the block holds of it stands there already, and that is no conflict.
    return draft, [{"capability": row.pk, "course": column.pk, "strength": "M", "expected": ""} for row in rows for column in columns]


#: Pages whose row of the matrix speaks of "the only" thing of a small world, or of one that is already past it here: the
#: heaviest object that the page's first role gets through with.
FITTING: dict[str, Callable[[World], Model]] = {
    "agreement_edit": lambda _world: _busiest(Agreement.objects.filter(state="draft"), "commitments"),
    "log_detail": lambda _world: WorkLog.objects.order_by("-pk")[0],
    "log_write": lambda world: Placement.objects.filter(student__user=world.cast.student, state="active")[0],
    "opening_log": lambda world: Opening.objects.filter(enterprise__liaisons__user=world.cast.liaison, state="open")[0],
}

ROLES = {
    "administrator": "admin",
    "coordinator": "coordinator",
    "instructor": "instructor",
    "liaison": "liaison",
    "mentor": "mentor",
    "student": "student",
    "auditor": "auditor",
}
