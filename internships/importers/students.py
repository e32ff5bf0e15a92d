"""Students by number."""

from collections.abc import Sequence
from typing import cast

from django.utils.translation import gettext_lazy, pgettext_lazy

from college.policies import coordinates_any
from config.kit.errors import DomainError
from config.kit.reading import fold, read_date, read_flag, read_year
from importing.cells import Cell, read_cells
from importing.kinds import Batch, Column, Context, Importer, Row, importers
from internships.importers.programmes import Programmes, all_programmes
from internships.services.students import StudentCells, StudentRow, keep_students


def read_enrolled(text: str) -> int | None:
    return read_year(text, first=1950, last=2100)


CELLS = (
    Cell("name"),
    Cell("enrol_year", read_enrolled),
    Cell("class_name"),
    Cell("birth_date", read_date),
    Cell("phone"),
    Cell("email"),
    Cell("is_active", read_flag),
)


class StudentHandler:
    """Students, each of the programme that the row names."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def key(self, row: Row) -> str:
        return fold(row["number"])

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, good, programmes = Batch(), [], all_programmes()
        for row in rows:
            try:
                good.append(self._read(row, programmes))
            except DomainError as refusal:
                batch.refuse(row, refusal.message)
        batch.take(keep_students(rows=good, actor=self.context.actor, note=self.context.note))
        return batch

    def _read(self, row: Row, programmes: Programmes) -> StudentRow:
        programme = programmes.find(row["programme"]) if row["programme"] else None
        return StudentRow(row.number, self.key(row), programme, cast(StudentCells, read_cells(STUDENTS, CELLS, row)))


_STUDENT_NUMBER = Column(
    "number", gettext_lazy("Student number"), "", "20270101001", True, ("学号", "学生学号", "student number", "student_number"), 40, True
)
_PROGRAMME_HELP = gettext_lazy("The code or the name of the programme.")

STUDENTS = importers.register(
    Importer(
        key="students",
        title=gettext_lazy("Students"),
        text=gettext_lazy("Students by number. An empty cell changes nothing; a student who is missing from the file stays."),
        columns=(
            _STUDENT_NUMBER,
            Column("name", pgettext_lazy("person", "Name"), "", "王芳", True, ("姓名", "学生姓名"), 120),
            Column("programme", gettext_lazy("Programme"), _PROGRAMME_HELP, "460301", False, ("专业代码", "专业", "专业名称"), 200),
            Column("enrol_year", gettext_lazy("Enrolled in"), gettext_lazy("The year."), "2027", False, ("入学年份", "年级"), 10),
            Column("class_name", gettext_lazy("Class"), "", "机电2701", False, ("班级", "行政班"), 60),
            Column("birth_date", gettext_lazy("Date of birth"), gettext_lazy("Such as 2008-03-01."), "", False, ("出生日期",), 20),
            Column("phone", gettext_lazy("Phone"), "", "", False, ("电话", "手机", "联系电话"), 40),
            Column("email", gettext_lazy("E-mail"), "", "", False, ("邮箱", "电子邮箱"), 200),
            Column("is_active", gettext_lazy("Enrolled"), gettext_lazy("1 for yes, 0 for no."), "1", False, ("在籍", "是否在籍"), 10),
        ),
        begin=StudentHandler,
        allowed=coordinates_any,
    )
)
