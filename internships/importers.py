"""What internships adds to the importers: students and placements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from college.models import Department, Programme, User
from college.policies import coordinates_any
from config.kit.errors import DomainError
from config.kit.reading import fold, read_date, read_flag, read_whole, read_year
from importing.kinds import Batch, Change, Column, Context, Importer, Preset, Row, importers
from importing.resources import BatchResource, ResourceHandler, begin, field
from internships.enums import PlacementKind, PlacementState
from internships.models import Placement, Student
from partnerships.importers import EnterpriseResource, read_nature
from partnerships.models import Enterprise, Partnership
from partnerships.names import name_key

EARLIEST_YEAR = 1990
IFNMG = "IFNMG"
OWN = "placements"

KINDS = {
    "认识实习": PlacementKind.COGNITION,
    "岗位实习": PlacementKind.ON_POST,
    "顶岗实习": PlacementKind.ON_POST,
    **{str(value): value for value in PlacementKind.values},
}


class Programmes:
    """Programmes by their code, national code or name; ambiguous ones are refused with a sentence."""

    def __init__(self, rows: Iterable[Programme]) -> None:
        self.by_word: dict[str, list[Programme]] = {}
        for programme in rows:
            for word in {programme.code, programme.major_code, programme.name}:
                if word:
                    self.by_word.setdefault(fold(word).casefold(), []).append(programme)

    def find(self, text: str) -> Programme:
        found = self.by_word.get(fold(text).casefold(), [])
        exact = [one for one in found if one.code == fold(text)]
        # Several programmes may share a name, such as the same major at two levels; the one that is offered here wins.
        found = exact or ([one for one in found if one.department_id] if len(found) > 1 else found) or found
        if not found:
            raise DomainError(_("There is no programme “%(value)s”; write its code.") % {"value": text[:60]})
        if len(found) > 1:
            raise DomainError(_("Several programmes are called “%(value)s”; write the code.") % {"value": text[:60]})
        return found[0]


def all_programmes() -> Programmes:
    return Programmes(Programme.objects.only("pk", "code", "major_code", "name", "department_id"))


def refuse_foreign(context: Context, department_id: int | None) -> None:
    if not context.may_touch(department_id):
        raise DomainError(_("The programme does not belong to a department that you coordinate."))


# --- students -------------------------------------------------------------------------------------------------------


def read_enrolled(text: str) -> int | None:
    return read_year(text, first=1950, last=2100)


class StudentResource(BatchResource):
    """Students by number."""

    name = field("name")
    enrol_year = field("enrol_year", read_enrolled)
    class_name = field("class_name")
    birth_date = field("birth_date", read_date)
    phone = field("phone")
    email = field("email")
    is_active = field("is_active", read_flag)

    class Meta(BatchResource.Options):
        model = Student
        import_id_fields = ("name",)
        fields = ("name", "enrol_year", "class_name", "birth_date", "phone", "email", "is_active")

    def __init__(self, context: Context, rows: Sequence[Row]) -> None:
        super().__init__(context, rows)
        self.programmes = all_programmes() if rows else None

    def key(self, row: Mapping[str, str]) -> str:
        return fold(row.get("number", ""))

    def existing(self, rows: Sequence[Mapping[str, str]]) -> dict[str, models.Model]:
        found = Student.objects.filter(number__in=[self.key(row) for row in rows]).select_related("programme")
        return {student.number: student for student in found}

    def complete(self, instance: Any, row: Mapping[str, str], *, new: bool) -> None:
        assert self.programmes is not None
        if not new:
            refuse_foreign(self.context, instance.programme.department_id)
        if row.get("programme"):
            programme = self.programmes.find(row["programme"])
            refuse_foreign(self.context, programme.department_id)
            instance.programme = programme
        elif new:
            raise DomainError(_("A new student needs a programme."))
        if instance.birth_date and not date(1920, 1, 1) <= instance.birth_date < self.context.today:
            raise DomainError(_("The date of birth %(date)s cannot be right.") % {"date": instance.birth_date})
        instance.number = self.key(row)
        if new:
            instance.is_imported = True


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
        begin=begin(StudentResource, "students"),
        allowed=coordinates_any,
    )
)


# --- placements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Times:
    starts_on: date
    ends_on: date
    hours: int | None


def plausible(row: Mapping[str, str], today: date) -> Times:
    """The dates and hours of a row, refused (DomainError) when they cannot be true."""
    starts_on, ends_on = read_date(row.get("starts_on")), read_date(row.get("ends_on"))
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
    hours = read_whole(row.get("hours"), least=0, most=100_000)
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
    partnerships: dict[tuple[int, int], int]
    teachers: dict[str, int]


class PlacementResource(BatchResource):
    """Placements by source and key. ``known`` is set by the handler before the rows are taken."""

    known: Known
    kind = field("kind", read_kind)
    post_name = field("post_name")

    class Meta(BatchResource.Options):
        model = Placement
        import_id_fields = ("kind",)
        fields = ("kind", "post_name")

    def key(self, row: Mapping[str, str]) -> str:
        return source_key(row)

    def existing(self, rows: Sequence[Mapping[str, str]]) -> dict[str, models.Model]:
        source = IFNMG if self.context.preset == "ifnmg" else OWN
        found = Placement.objects.filter(source=source, source_key__in=[source_key(row) for row in rows])
        return {placement.source_key: placement for placement in found.select_related("student", "enterprise")}

    def complete(self, instance: Any, row: Mapping[str, str], *, new: bool) -> None:
        times = plausible(row, self.context.today)
        student = self.known.students.get(fold(row["student"]))
        if student is None:
            raise DomainError(_("There is no student with the number “%(number)s”.") % {"number": row["student"][:40]})
        host = self.known.hosts.get(host_key(row))
        if host is None and host_key(row) in self.known.ambiguous:
            raise DomainError(_("Several enterprises are called “%(name)s”; write the credit code.") % {"name": host_label(row)})
        if host is None:
            raise DomainError(_("There is no enterprise “%(name)s” with this code or number; import it first.") % {"name": host_label(row)})
        programme = self.known.programmes.find(row["programme"]) if row.get("programme") else student.programme
        refuse_foreign(self.context, programme.department_id)
        instance.student, instance.enterprise, instance.programme_id = student, host, programme.pk
        instance.department_id = programme.department_id
        instance.partnership_id = self.known.partnerships.get((host.pk, programme.department_id or 0))
        instance.starts_on, instance.ends_on = times.starts_on, times.ends_on
        if times.hours is not None:
            instance.hours = times.hours
        if row.get("teacher"):
            if fold(row["teacher"]) not in self.known.teachers:
                raise DomainError(_("Nobody has the staff number “%(number)s”.") % {"number": row["teacher"][:40]})
            instance.teacher_id = self.known.teachers[fold(row["teacher"])]
        if new:
            instance.source = IFNMG if self.context.preset == "ifnmg" else OWN
            instance.source_key = source_key(row)
            self._settle(instance)

    def _settle(self, instance: Any) -> None:
        """What is over arrives as history; anything else is planned and goes the ordinary way from there."""
        if instance.ends_on < self.context.today:
            instance.state, instance.closed_on = PlacementState.COMPLETED, instance.ends_on
        elif self.context.preset == "ifnmg":
            raise DomainError(_("The placement ends on %(end)s and is not history yet.") % {"end": instance.ends_on})


def source_key(row: Mapping[str, str]) -> str:
    """The number of the placement in its source, or what makes it one: who, where and from when."""
    if row.get("placement"):
        return fold(row["placement"])[:60]
    return "|".join((fold(row.get("student", ""))[:20], host_key(row)[:24], fold(row.get("starts_on", ""))[:10]))


def host_key(row: Mapping[str, str]) -> str:
    """How the row names its host: code or number as enterprises have them, else the folded name."""
    number = EnterpriseResource.key(None, row)  # type: ignore[arg-type]  # the key needs no resource
    return number or name_key(row.get("host", ""))


def host_label(row: Mapping[str, str]) -> str:
    return (row.get("host") or row.get("credit_code") or row.get("register_number") or "")[:60]


class PlacementHandler(ResourceHandler):
    """Placements. A preset for history from elsewhere brings its hosts, students and programmes along; the college's own
    file must name those that exist."""

    def __init__(self, context: Context) -> None:
        super().__init__(PlacementResource, lambda: PLACEMENTS, context)
        self.brings = context.preset == "ifnmg"
        self.department = self._department()

    def handle(self, rows: Sequence[Row]) -> Batch:
        judged = Batch()
        good = [row for row in rows if self._fits(judged, row)]
        if not good:
            return judged
        written = self._bring(good) if self.brings else []
        resource = PlacementResource(self.context, good)
        resource.known = self._know(good)
        batch = self.run(resource, good)
        batch.outcomes.update(judged.outcomes)
        batch.changes[:0] = written
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
            if not host_key(row.cells):
                raise DomainError(_("The row names no host enterprise."))
            plausible(row.cells, self.context.today)
            if self.brings:
                refuse_foreign(self.context, self.department.pk if self.department else None)
        except DomainError as refusal:
            batch.refuse(row, refusal.message)
            return False
        return True

    def _bring(self, rows: Sequence[Row]) -> list[Change]:
        """Create the programmes, hosts and students that the rows name and nobody knows yet."""
        changes: list[Change] = []
        codes = {fold(row["programme"]) for row in rows}
        known = {programme.code: programme for programme in Programme.objects.filter(code__in=codes)}
        for row in rows:
            if fold(row["programme"]) not in known:
                made = Programme(
                    code=fold(row["programme"]), name=row["programme_name"][:200], level=row["level"], department=self.department
                )
                known[made.code] = made
                changes.append(Change(made, ("code", "name", "level", "department_id"), aside=True))
        Programme.objects.bulk_create([change.target for change in changes])  # type: ignore[misc]  # programmes only, so far
        changes += self._bring_hosts(rows)
        changes += self._bring_students(rows, known)
        return changes

    def _bring_hosts(self, rows: Sequence[Row]) -> list[Change]:
        numbers = {row["register_number"] for row in rows}
        known = set(Enterprise.objects.filter(register=IFNMG, register_number__in=numbers).values_list("register_number", flat=True))
        fresh: dict[str, Enterprise] = {}
        for row in rows:
            number = row["register_number"]
            if number not in known and number not in fresh:
                fresh[number] = Enterprise(
                    name=row["host"][:200],
                    name_key=name_key(row["host"]),
                    register=IFNMG,
                    register_number=number,
                    country=row["country"],
                    nature=read_nature(row["nature"]),
                    is_imported=True,
                )
        Enterprise.objects.bulk_create(fresh.values())
        return [Change(one, ("name", "register", "register_number", "country", "nature"), aside=True) for one in fresh.values()]

    def _bring_students(self, rows: Sequence[Row], programmes: Mapping[str, Programme]) -> list[Change]:
        numbers = {fold(row["student"]) for row in rows}
        known = set(Student.objects.filter(number__in=numbers).values_list("number", flat=True))
        fresh: dict[str, Student] = {}
        for row in rows:
            number = fold(row["student"])
            if number not in known:
                # The latest placement of the batch says which programme the student is in.
                fresh[number] = Student(number=number, programme=programmes[fold(row["programme"])], is_active=False, is_imported=True)
        Student.objects.bulk_create(fresh.values())
        return [Change(one, ("number", "programme_id", "name", "is_active"), aside=True) for one in fresh.values()]

    def _know(self, rows: Sequence[Row]) -> Known:
        students = Student.objects.filter(number__in={fold(row["student"]) for row in rows}).select_related("programme")
        hosts = EnterpriseResource(self.context, ()).existing([row.cells for row in rows])
        names = {name_key(row["host"]) for row in rows if not EnterpriseResource.key(None, row.cells)}  # type: ignore[arg-type]
        by_name: dict[str, list[Enterprise]] = {}
        for enterprise in Enterprise.objects.filter(name_key__in=names, archived_at=None) if names else ():
            by_name.setdefault(enterprise.name_key, []).append(enterprise)
        # Two enterprises of one name: the row has to say which by its code.
        hosts |= {name: found[0] for name, found in by_name.items() if len(found) == 1}
        ambiguous = {name for name, found in by_name.items() if len(found) > 1}
        partnerships = Partnership.objects.filter(enterprise__in=[host.pk for host in hosts.values()])
        teachers = User.objects.filter(number__in={fold(row["teacher"]) for row in rows if row["teacher"]})
        return Known(
            programmes=all_programmes(),
            students={student.number: student for student in students},
            hosts=hosts,  # type: ignore[arg-type]  # enterprises, by the resource that gave them
            ambiguous=ambiguous,
            partnerships={
                (host, department): pk for host, department, pk in partnerships.values_list("enterprise_id", "department_id", "pk")
            },
            teachers=dict(teachers.values_list("number", "pk")),
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
        options=("department",),
        begin=PlacementHandler,
        allowed=coordinates_any,
    )
)
