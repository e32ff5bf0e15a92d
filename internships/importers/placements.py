"""Placements: the college's own, and history from elsewhere with what it names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from college.enums import Role
from college.models import Department, Programme, User
from college.policies import Person, can_bring_programme, coordinates_any, standing
from college.services.structure import ProgrammeRow, keep_programmes
from config.kit.errors import DomainError
from config.kit.reading import fold, read_date, read_whole
from config.kit.verdicts import require
from importing.cells import Cell, read_cells
from importing.kinds import Batch, Column, Context, Importer, Option, Preset, Row, importers
from internships.enums import PlacementKind
from internships.importers.programmes import Programmes, all_programmes
from internships.models import Student
from internships.services.recording import PlacementCells, PlacementRow, record_placements
from internships.services.students import StudentRow, keep_students
from partnerships.importers import identity, read_nature
from partnerships.models import Enterprise
from partnerships.names import name_key
from partnerships.services.enterprises import EnterpriseRow, enterprises_by_key, identity_key, keep_enterprises

EARLIEST_YEAR = 1990
IFNMG = "IFNMG"
OWN = "placements"

KINDS = {
    "认识实习": PlacementKind.COGNITION,
    "岗位实习": PlacementKind.ON_POST,
    "顶岗实习": PlacementKind.ON_POST,
    **{str(value): value for value in PlacementKind.values},
}


@dataclass(frozen=True)
class Times:
    starts_on: date
    ends_on: date
    hours: int | None


def plausible(row: Row, today: date) -> Times:
    """The dates and hours of a row, refused (DomainError) when they cannot be true."""
    starts_on, ends_on = read_date(row["starts_on"]), read_date(row["ends_on"])
    if starts_on is None or ends_on is None:
        raise DomainError(_("The start is missing.") if starts_on is None else _("The end is missing."))
    last = today.year + 1
    if not EARLIEST_YEAR <= starts_on.year <= last:
        raise DomainError(
            _("The start year %(year)s cannot be right; it lies between %(first)s and %(last)s.")
            % {"year": starts_on.year, "first": EARLIEST_YEAR, "last": last}
        )
    if ends_on < starts_on:
        raise DomainError(_("The end %(end)s lies before the start %(start)s.") % {"end": ends_on, "start": starts_on})
    if ends_on > starts_on + timedelta(days=366 * 8):
        raise DomainError(_("The end %(end)s lies more than eight years after the start %(start)s.") % {"end": ends_on, "start": starts_on})
    hours = read_whole(row["hours"], least=0, most=100_000)
    days = (ends_on - starts_on).days + 1
    if hours is not None and hours > 24 * days:
        raise DomainError(
            ngettext("%(hours)s hours do not fit into %(days)s day.", "%(hours)s hours do not fit into %(days)s days.", days)
            % {"hours": hours, "days": days}
        )
    return Times(starts_on, ends_on, hours)


def read_kind(text: str) -> str:
    folded = fold(text).casefold()
    by_label = {str(label).casefold(): value for value, label in PlacementKind.choices}
    kind = KINDS.get(folded) or by_label.get(folded)
    if kind is None:
        raise DomainError(_("“%(value)s” is not a kind of placement.") % {"value": text[:40]})
    return kind


@dataclass
class Known:
    """What the rows of a batch refer to."""

    programmes: Programmes
    students: dict[str, Student]
    hosts: dict[str, Enterprise]
    ambiguous: set[str]
    teachers: dict[str, int]


CELLS = (Cell("kind", read_kind), Cell("post_name"))


def source_key(row: Row) -> str:
    """The number of the placement in its source, or what makes it one: who, where and from when."""
    if row["placement"]:
        return fold(row["placement"])[:60]
    return "|".join((fold(row["student"])[:20], host_key(row)[:24], fold(row["starts_on"])[:10]))


def host_key(row: Row) -> str:
    """How the row names its host: code or number as enterprises have them, else the folded name."""
    return identity_key(*identity(row)) or name_key(row["host"])


def host_label(row: Row) -> str:
    return (row["host"] or row["credit_code"] or row["register_number"])[:60]


class PlacementHandler:
    """Placements. A preset for history from elsewhere brings its hosts, students and programmes along; the college's own
    file must name those that exist."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.brings = context.preset == "ifnmg"
        self.source = IFNMG if self.brings else OWN
        self.department = self._department()

    def key(self, row: Row) -> str:
        return source_key(row)

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch = Batch()
        good = [row for row in rows if self._fits(batch, row)]
        if self.brings:
            self._bring(batch, good)
            good = [row for row in good if row.number not in batch.outcomes]
        known, drafts = self._know(good), []
        for row in good:
            try:
                drafts.append(self._read(row, known))
            except DomainError as refusal:
                batch.refuse(row, refusal.message)
        batch.take(record_placements(rows=drafts, actor=self.context.actor, on=self.context.today, note=self.context.note))
        return batch

    def _department(self) -> Department | None:
        code = str(self.context.options.get("department") or "")
        found = Department.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise DomainError(_("There is no department with the code “%(code)s”.") % {"code": code})
        return found

    def _fits(self, batch: Batch, row: Row) -> bool:
        """Judge a row before anything is brought along for it."""
        try:
            if not host_key(row):
                raise DomainError(_("The row names no host enterprise."))
            times = plausible(row, self.context.today)
            if self.brings and self.context.actor is not None:
                require(can_bring_programme(self.context.actor, self.department))
            if self.brings and times.ends_on >= self.context.today:
                raise DomainError(_("The placement ends on %(end)s and is not history yet.") % {"end": times.ends_on})
        except DomainError as refusal:
            batch.refuse(row, refusal.message)
            return False
        return True

    def _read(self, row: Row, known: Known) -> PlacementRow:
        times = plausible(row, self.context.today)
        student, host = known.students.get(fold(row["student"])), known.hosts.get(host_key(row))
        if student is None:
            raise DomainError(_("There is no student with the number “%(number)s”.") % {"number": row["student"][:40]})
        if host is None and host_key(row) in known.ambiguous:
            raise DomainError(_("Several enterprises are called “%(name)s”; write the credit code.") % {"name": host_label(row)})
        if host is None:
            raise DomainError(_("There is no enterprise “%(name)s” with this code or number; import it first.") % {"name": host_label(row)})
        details = cast(PlacementCells, {**read_cells(PLACEMENTS, CELLS, row), "starts_on": times.starts_on, "ends_on": times.ends_on})
        if times.hours is not None:
            details["hours"] = times.hours
        if number := fold(row["teacher"]):
            if number not in known.teachers:
                raise DomainError(_("Nobody has the staff number “%(number)s”.") % {"number": row["teacher"][:40]})
            details["teacher_id"] = known.teachers[number]
        return PlacementRow(
            row=row.number,
            source=self.source,
            source_key=source_key(row),
            student=student,
            enterprise=host,
            programme=known.programmes.find(row["programme"]) if row["programme"] else student.programme,
            details=details,
            must_be_over=self.brings,
        )

    # What history from elsewhere brings along: created where nobody knows it yet, and otherwise left alone.

    def _bring(self, batch: Batch, rows: Sequence[Row]) -> None:
        actor, note = self.context.actor, self.context.note
        batch.take(keep_programmes(rows=self._programmes(rows), actor=actor, note=note))
        good = [row for row in rows if row.number not in batch.outcomes]
        batch.take(keep_enterprises(rows=self._hosts(good), actor=actor, note=note))
        batch.take(keep_students(rows=self._students(good), actor=actor, note=note))

    def _programmes(self, rows: Sequence[Row]) -> list[ProgrammeRow]:
        known = set(Programme.objects.filter(code__in={fold(row["programme"]) for row in rows}).values_list("code", flat=True))
        return [
            ProgrammeRow(
                row.number, code, {"name": row["programme_name"][:200], "level": row["level"]}, department=self.department, aside=True
            )
            for code, row in _first_of(rows, lambda row: fold(row["programme"])).items()
            if code not in known
        ]

    def _hosts(self, rows: Sequence[Row]) -> list[EnterpriseRow]:
        numbers = {row["register_number"] for row in rows}
        known = set(Enterprise.objects.filter(register=IFNMG, register_number__in=numbers).values_list("register_number", flat=True))
        return [
            EnterpriseRow(
                row=row.number,
                credit_code="",
                register=IFNMG,
                register_number=number,
                fields={"name": row["host"][:200], "country": row["country"], "nature": read_nature(row["nature"])},
                aside=True,
            )
            for number, row in _first_of(rows, lambda row: row["register_number"]).items()
            if number not in known
        ]

    def _students(self, rows: Sequence[Row]) -> list[StudentRow]:
        known = set(Student.objects.filter(number__in={fold(row["student"]) for row in rows}).values_list("number", flat=True))
        programmes = {one.code: one for one in Programme.objects.filter(code__in={fold(row["programme"]) for row in rows})}
        # The latest placement of the batch says which programme the student is in.
        latest = {fold(row["student"]): row for row in rows}
        return [
            StudentRow(row.number, number, programmes[fold(row["programme"])], {"is_active": False}, aside=True)
            for number, row in latest.items()
            if number not in known
        ]

    def _know(self, rows: Sequence[Row]) -> Known:
        students = Student.objects.filter(number__in={fold(row["student"]) for row in rows}).select_related("programme")
        hosts = enterprises_by_key(identity(row) for row in rows)
        names = {name_key(row["host"]) for row in rows if not identity_key(*identity(row))}
        by_name: dict[str, list[Enterprise]] = {}
        for enterprise in Enterprise.objects.filter(name_key__in=names, archived_at=None) if names else ():
            by_name.setdefault(enterprise.name_key, []).append(enterprise)
        # Two enterprises of one name: the row has to say which by its code.
        hosts |= {name: found[0] for name, found in by_name.items() if len(found) == 1}
        teachers = User.objects.filter(number__in={fold(row["teacher"]) for row in rows if row["teacher"]})
        return Known(
            programmes=all_programmes(),
            students={student.number: student for student in students},
            hosts=hosts,
            ambiguous={name for name, found in by_name.items() if len(found) > 1},
            teachers=dict(teachers.values_list("number", "pk")),
        )


def _first_of(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[str, Row]:
    """{key: the first row that has it}."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return found


def _department_fields(person: Person) -> dict[str, forms.Field]:
    who = standing(person)
    mine = Department.objects.filter(is_active=True)
    return {
        "department": forms.ModelChoiceField(
            mine if who.has(Role.ADMINISTRATOR) else mine.filter(pk__in=who.departments),
            label=gettext_lazy("Department"),
            required=False,
            to_field_name="code",
            help_text=gettext_lazy("Only for history from elsewhere: the department that its programmes are given to."),
        )
    }


DEPARTMENT = Option(
    "department",
    _department_fields,
    lambda cleaned: cleaned["department"].code if cleaned.get("department") else None,
    "placements: the department of programmes the file brings",
)

_IFNMG_LEVELS = {"1": "secondary", "2": "associate"}


def _ifnmg(cells: Mapping[str, str]) -> dict[str, str]:
    """Numbers get the source's name before them, so that they cannot meet the college's own."""
    level = "bachelor" if cells["programme"].startswith(("Bacharelado", "Licenciatura")) else _IFNMG_LEVELS.get(cells["level"], "other")
    return {
        "student": f"{IFNMG}-{cells['student_id']}",
        "programme": f"{IFNMG}-{cells['programme_id']}",
        "level": level,
        "nature": {"1": "public", "2": "private"}.get(cells["company_type"], "unknown"),
    }


PLACEMENTS = importers.register(
    Importer(
        key="placements",
        title=gettext_lazy("Placements"),
        text=gettext_lazy("Placements of students. Those that are over arrive as completed history, the others as planned."),
        columns=(
            Column(
                "placement",
                gettext_lazy("Placement number"),
                gettext_lazy("From your earlier system, if it has one."),
                "P-1",
                False,
                ("实习编号",),
                60,
            ),
            Column(
                "student",
                gettext_lazy("Student number"),
                "",
                "20270101001",
                True,
                ("学号", "学生学号", "student_number", "number"),
                40,
                True,
            ),
            Column(
                "programme", gettext_lazy("Programme"), gettext_lazy("Empty for the student's own."), "", False, ("专业代码", "专业"), 200
            ),
            Column(
                "host",
                gettext_lazy("Host enterprise"),
                "",
                "恒宇汽车有限公司",
                False,
                ("实习单位", "企业名称", "单位名称", "enterprise"),
                250,
            ),
            Column("credit_code", gettext_lazy("Unified social credit code"), "", "", False, ("统一社会信用代码", "信用代码"), 40, True),
            Column("register", gettext_lazy("Foreign register"), "", "", False, ("境外登记机构",), 60),
            Column("register_number", gettext_lazy("Number in that register"), "", "", False, ("境外登记号",), 60, True),
            Column(
                "kind", gettext_lazy("Kind"), gettext_lazy("On-post internship or Cognition visit."), "岗位实习", False, ("实习类型",), 40
            ),
            Column("post_name", gettext_lazy("Post"), "", "装配调试", False, ("岗位", "实习岗位"), 200),
            Column(
                "starts_on",
                gettext_lazy("From"),
                gettext_lazy("Such as 2027-03-01."),
                "2027-03-01",
                False,
                ("开始日期", "实习开始日期"),
                30,
            ),
            Column(
                "ends_on", gettext_lazy("To"), gettext_lazy("Such as 2027-08-31."), "2027-08-31", False, ("结束日期", "实习结束日期"), 30
            ),
            Column("hours", pgettext_lazy("worked", "Hours"), "", "480", False, ("学时", "实习学时"), 12),
            Column(
                "teacher", gettext_lazy("Staff number of the supervisor"), "", "", False, ("指导教师工号", "校内指导教师工号"), 40, True
            ),
            Column("programme_name", gettext_lazy("Name of the programme"), "", "", False, (), 250),
            Column("level", gettext_lazy("Level"), "", "", False, (), 20),
            Column("country", gettext_lazy("Country"), "", "", False, (), 2),
            Column("nature", gettext_lazy("Nature"), "", "", False, (), 40),
        ),
        needs=(("starts_on",), ("ends_on",), ("host", "credit_code", "register_number")),
        presets=(
            Preset(
                "ifnmg",
                gettext_lazy("IFNMG, concluded internships"),
                {
                    "placement": "placement_id",
                    "student": "student_id",
                    "programme": "programme_id",
                    "programme_name": "programme",
                    "register_number": "company_id",
                    "host": "company",
                    "hours": "hours",
                    "starts_on": "start_date",
                    "ends_on": "end_date",
                },
                fixed={"register": IFNMG, "country": "BR", "kind": PlacementKind.ON_POST.value},
                ignored=("status", "type", "classification", "advisor_id", "modality", "level", "company_type"),
                derive=_ifnmg,
            ),
        ),
        options=(DEPARTMENT,),
        begin=PlacementHandler,
        allowed=coordinates_any,
    )
)
