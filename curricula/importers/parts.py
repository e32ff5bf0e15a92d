"""Posts, capabilities and courses of majors by themselves, one per row, without a map."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy

from college.models import Programme
from college.policies import is_administrator
from config.kit.reading import fold
from curricula.importers.catalogue import MAJOR, MAJOR_CODE, Catalogue, OfMajors, tidy
from importing.kinds import (
    CREATED,
    UNCHANGED,
    Batch,
    Change,
    Column,
    Importer,
    Outcome,
    Row,
    importers,
)


class PartHandler(OfMajors):
    """One of the sibling files by itself: posts, capabilities or courses of programmes, without a map."""

    part: str

    def key(self, row: Row) -> str:
        return ""

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, programmes = Batch(), self.programmes(rows)
        catalogue = Catalogue(self.context, [one for found in programmes.values() for one in found])
        for row in rows:
            found = programmes[fold(row["major_code"])]
            if self.leave_out(batch, row, found):
                continue
            before = len(catalogue.fresh)
            self.add(catalogue, found, row)
            batch.outcomes[row.number] = Outcome(CREATED if len(catalogue.fresh) > before else UNCHANGED)
        batch.changes.extend(Change(change.target, change.fields) for change in catalogue.flush())
        return batch

    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        raise NotImplementedError


class PostHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.post(programme, tidy(row["post"]))


class CapabilityHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.capability(programme, tidy(row["capability"]))


class CourseHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.course(programme, tidy(row["course_name"]), row["course_type"])


POSTS = importers.register(
    Importer(
        key="posts",
        title=gettext_lazy("Posts of majors"),
        text=gettext_lazy("Posts that graduates of a programme take up, one per row."),
        columns=(MAJOR_CODE, Column("post", gettext_lazy("Post"), "", "设备装调", True, ("岗位", "岗位名称"), 200)),
        options=(MAJOR,),
        begin=PostHandler,
        allowed=is_administrator,
    )
)

CAPABILITIES = importers.register(
    Importer(
        key="capabilities",
        title=gettext_lazy("Capabilities of majors"),
        text=gettext_lazy("Capabilities that a programme trains, one per row."),
        columns=(
            MAJOR_CODE,
            Column("capability", gettext_lazy("Capability"), "", "具有设备安装与调试的能力", True, ("能力", "职业能力"), 2000),
        ),
        options=(MAJOR,),
        begin=CapabilityHandler,
        allowed=is_administrator,
    )
)

COURSES = importers.register(
    Importer(
        key="courses",
        title=gettext_lazy("Courses of majors"),
        text=gettext_lazy("Courses of a programme, one per row."),
        columns=(
            MAJOR_CODE,
            Column("course_name", gettext_lazy("Course"), "", "机械制图", True, ("课程", "课程名称"), 200),
            Column(
                "course_type",
                gettext_lazy("Kind of course"),
                gettext_lazy("基础, 核心, 拓展, 公共 or 实践."),
                "基础",
                False,
                ("课程类型",),
                20,
            ),
        ),
        options=(MAJOR,),
        begin=CourseHandler,
        allowed=is_administrator,
    )
)
