"""What each kind of file becomes, with small made files."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from college.enums import ProgrammeLevel, Role
from college.models import Programme, User
from curricula.enums import CourseKind, Layer, MapState
from curricula.models import Capability, Course, CourseMap, Post, Requirement
from internships.enums import PlacementState
from internships.models import Placement, Student
from partnerships.enums import AgreementState, EnterpriseNature
from partnerships.importers import lei_fault
from partnerships.models import Agreement, Contact, Enterprise
from tests import factories as make
from tests.importing.conftest import csv_bytes
from tests.internships.conftest import screen

pytestmark = pytest.mark.django_db


def reasons(run) -> list[str]:
    return list(run.refusals.values_list("reason", flat=True))


# --- majors and profiles


def test_majors_in_chinese_headings(run_import):
    header = ["专业代码", "专业名称", "学历层次", "专业大类", "专业类", "国控专业"]
    run = run_import(
        "majors",
        csv_bytes(
            header,
            [["460301", "机电一体化技术", "高职专科", "装备制造大类", "自动化类", ""], ["580101", "治安管理", "高职专科", "", "", "是"]],
        ),
    )
    assert run.created == 2
    one, two = Programme.objects.all()
    assert (one.code, one.major_code, one.level, one.category_code, one.is_state_controlled) == (
        "460301",
        "460301",
        ProgrammeLevel.ASSOCIATE,
        "46",
        False,
    )
    assert two.is_state_controlled
    bad = run_import("majors", csv_bytes(header, [["46030", "x", "", "", "", ""], ["460309", "x", "博士", "", "", "maybe"]]))
    assert bad.refused == 2
    assert "six digits" in reasons(bad)[0]
    assert "not a level" in reasons(bad)[1]
    assert "neither yes" in reasons(bad)[1]


def test_the_catalogue_leaves_department_and_activity_alone(run_import):
    offered = make.ProgrammeFactory(code="460301", major_code="460301", name="旧名", is_active=False)
    run_import("majors", csv_bytes(["major_code", "major_name"], [["460301", "机电一体化技术"]]))
    programme = Programme.objects.get(pk=offered.pk)
    assert (programme.name, programme.department_id, programme.is_active) == ("机电一体化技术", offered.department_id, False)


CAPABILITIES = csv_bytes(
    ["major_code", "seq", "capability"],
    [
        ["460301", 1, "具有设备装调的能力"],
        ["460301", 2, "具有较强的沟通协调和团队协作能力"],
        ["460301", 3, "具有探究学习、终身学习和可持续发展的能力。#主要专业课程专业基础课程：机械制图"],
    ],
)
COURSES = csv_bytes(
    ["major_code", "course_type", "seq", "course_name"],
    [["460301", "基础", 1, "机械制图"], ["460301", "核心", 1, "PLC应用"], ["460301", "基础", 2, "机械制图"]],
)
POSTS = csv_bytes(["major_code", "seq", "post"], [["460301", 1, "设备装调"], ["460301", 2, "设备运维"]])
PROFILE = csv_bytes(["major_code", "posts"], [["460301", "设备装调|设备运维"], ["460302", "机器人运维"]])


def profile(run_import, **more):
    from django.core.files.base import ContentFile

    siblings = [("posts", ContentFile(POSTS)), ("capabilities", ContentFile(CAPABILITIES)), ("courses", ContentFile(COURSES))]
    return run_import("profiles", PROFILE, companions=siblings, **more)


def test_a_profile_becomes_a_draft_map(run_import):
    programme = make.ProgrammeFactory(code="460301", major_code="460301")
    run = profile(run_import)
    assert (run.created, run.skipped, run.refused) == (1, 1, 0)
    course_map = CourseMap.objects.get()
    assert (course_map.programme, course_map.version, course_map.state) == (programme, 1, MapState.DRAFT)
    assert list(Post.objects.values_list("name", flat=True)) == ["设备装调", "设备运维"]
    assert list(Course.objects.values_list("code", "name", "kind")) == [
        ("460301-B01", "机械制图", CourseKind.BASIC),
        ("460301-C01", "PLC应用", CourseKind.CORE),
    ]
    assert set(Capability.objects.values_list("code", "layer", "name")) == {
        ("P-1", Layer.PROFESSIONAL, "具有设备装调的能力"),
        ("S-1", Layer.SOCIAL, "具有较强的沟通协调和团队协作能力"),
        ("D-1", Layer.DEVELOPMENT, "具有探究学习、终身学习和可持续发展的能力"),
    }
    assert list(Requirement.objects.values_list("post", "importance", "level")) == [(None, 3, 3)] * 3
    again = profile(run_import)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_a_profile_adds_only_what_is_missing_and_keeps_hand_made_codes(run_import):
    programme = make.ProgrammeFactory(code="460301", major_code="460301")
    make.CapabilityFactory(programme=programme, code="P-1", name="自己的能力")
    published = make.CourseMapFactory(programme=programme, version=1, state=MapState.PUBLISHED)
    make.PostFactory(programme=programme, name="设备装调")
    run = profile(run_import)
    assert run.created == 1
    draft = CourseMap.objects.get(state=MapState.DRAFT)
    assert draft.version == 2
    assert published.requirements.count() == 0
    assert Capability.objects.get(name="具有设备装调的能力").code == "P-2"
    assert Post.objects.filter(programme=programme).count() == 2


def test_a_major_that_was_asked_for_and_does_not_exist_is_refused(run_import):
    run = profile(run_import, options={"major": ["460302"]})
    assert reasons(run) == ["There is no programme of major 460302; import the national majors first."]


def test_an_empty_profile_is_refused(run_import):
    make.ProgrammeFactory(code="460309", major_code="460309")
    run = run_import("profiles", csv_bytes(["major_code", "posts"], [["460309", ""]]))
    assert "is empty" in reasons(run)[0]


def test_the_sibling_files_alone(run_import):
    make.ProgrammeFactory(code="460301", major_code="460301")
    assert run_import("posts", POSTS).created == 2
    assert run_import("capabilities", CAPABILITIES).created == 3
    courses = run_import("courses", COURSES)
    assert (courses.created, courses.unchanged) == (2, 1)
    assert not CourseMap.objects.exists()


# --- enterprises


def test_enterprises_of_other_countries_and_their_contacts(run_import):
    header = ["name", "register", "register_number", "country", "nature", "industry_code", "website", "contact_name", "contact_phone"]
    row = ["Müller GmbH", "GLEIF", "529900d6bf99lw9r2e68", "de", "Private", "3611", "mueller.example", "Frau Müller", "=49 30"]
    run = run_import("enterprises", csv_bytes(header, [row]))
    assert reasons(run) == []
    host = Enterprise.objects.get()
    assert (host.register_number, host.country, host.nature, host.industry_code) == (
        "529900D6BF99LW9R2E68",
        "DE",
        EnterpriseNature.PRIVATE,
        "C36",
    )
    assert host.website == "https://mueller.example"
    contact = Contact.objects.get()
    assert (contact.name, contact.is_main) == ("Frau Müller", True)
    more = run_import("enterprises", csv_bytes(header, [[*row[:7], "Herr Schmidt", ""]]))
    assert (more.updated, Contact.objects.filter(is_main=True).count(), Contact.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("country", "Germany", "at most 2"),
        ("country", "D1", "not a country"),
        ("region_code", "33", "six digits"),
        ("industry_code", "Z99", "not an industry"),
        ("nature", "weird", "not a nature"),
        ("staff_counted_on", "01/02/2027", "not a date"),
        ("website", "no site at all", "valid URL"),
    ],
)
def test_cells_of_enterprises_that_are_wrong(run_import, column, value, words):
    run = run_import("enterprises", csv_bytes(["name", "credit_code", column], [["恒宇", make.credit_code(800_000), value]]))
    assert run.refused == 1
    assert words in reasons(run)[0]


def test_lei_check_digits():
    assert lei_fault("529900D6BF99LW9R2E68") is None
    assert "check digits" in lei_fault("529900D6BF99LW9R2E86")
    assert "20 letters" in lei_fault("529900")


# --- students


def test_students_belong_to_the_coordinators_own_programmes(run_import, world):
    own, foreign = world.own.programme, world.foreign.programme
    rows = [
        ["S-1", "王芳", own.code, "2027级", "2008-03-01"],
        ["S-2", "刘洋", foreign.code, "2027", ""],
        ["S-3", "无专业", "", "2027", ""],
        ["S-4", "不知道", "999999", "201", ""],
        [world.foreign.student.number, "别人的学生", own.code, "", ""],
        ["S-6", "未来人", own.code, "", "2099-01-01"],
    ]
    run = run_import("students", csv_bytes(["学号", "姓名", "专业代码", "年级", "出生日期"], rows), actor=world.cast.coordinator)
    assert (run.created, run.refused) == (1, 5)
    student = Student.objects.get(number="S-1")
    assert (student.name, student.programme, student.enrol_year, student.birth_date, student.is_imported) == (
        "王芳",
        own,
        2027,
        date(2008, 3, 1),
        True,
    )
    said = reasons(run)
    for sentence, words in zip(
        said, ["Only a coordinator", "needs a programme", "no programme “999999”", "Only a coordinator", "cannot be right"], strict=True
    ):
        assert words in sentence


def test_a_programme_is_found_by_name_and_an_ambiguous_name_is_refused(run_import):
    make.ProgrammeFactory(code="1", major_code="", name="护理")
    make.ProgrammeFactory(code="2", major_code="", name="护理")
    mechatronics = make.ProgrammeFactory(code="3", major_code="", name="机电", department=None)
    run = run_import("students", csv_bytes(["number", "name", "programme"], [["1", "a", "护理"], ["2", "b", "机电"]]))
    assert reasons(run) == ["Several programmes are called “护理”; write the code."]
    assert Student.objects.get(number="2").programme == mechatronics


# --- placements

PLACEMENT = ["student", "credit_code", "starts_on", "ends_on", "hours", "post_name"]


def test_own_placements_over_are_history_and_the_others_planned(run_import, world):
    side, today = world.own, timezone.localdate()
    Placement.objects.filter(student=side.student).delete()
    Agreement.objects.filter(pk=side.agreement.pk).update(state=AgreementState.ACTIVE)
    screen(side.enterprise)
    code = side.enterprise.credit_code
    rows = [
        [side.student.number, code, "2024-03-01", "2024-06-30", "480", "装配"],
        [side.student.number, code, str(today), str(today + timedelta(days=60)), "", ""],
    ]
    run = run_import("placements", csv_bytes(PLACEMENT, rows), actor=world.cast.coordinator)
    assert reasons(run) == []
    past, planned = Placement.objects.filter(source="placements").order_by("starts_on")
    assert (past.state, past.closed_on, past.hours, past.post_name) == (PlacementState.COMPLETED, date(2024, 6, 30), 480, "装配")
    assert (past.department, past.partnership, past.programme) == (side.department, side.partnership, side.programme)
    assert planned.state == PlacementState.PLANNED
    again = run_import("placements", csv_bytes(PLACEMENT, rows), actor=world.cast.coordinator)
    assert again.unchanged == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_on": "2024-02-01"}, "The end 2024-02-01 lies before the start 2024-03-01."),
        ({"starts_on": "5015-03-01", "ends_on": "5015-04-01"}, "The start year 5015 cannot be right"),
        ({"starts_on": "0201-03-01"}, "The start year 201 cannot be right"),
        ({"starts_on": ""}, "The start is missing."),
        ({"ends_on": ""}, "The end is missing."),
        ({"ends_on": "2039-01-01"}, "more than eight years"),
        ({"starts_on": "2024-03-01", "ends_on": "2024-03-01", "hours": "200"}, "200 hours do not fit into 1 day."),
        ({"hours": "-3"}, "-3 cannot be right"),
        ({"credit_code": ""}, "names no host"),
        ({"credit_code": "91330200000000009X"}, "There is no enterprise"),
        ({"student": "nobody"}, "There is no student with the number “nobody”."),
        ({"kind": "holiday"}, "“holiday” is not a kind of placement."),
        ({"teacher": "T-0"}, "Nobody has the staff number “T-0”."),
    ],
)
def test_placements_that_cannot_be_true(run_import, world, change, words):
    row = (
        dict(
            zip(PLACEMENT, [world.own.student.number, world.own.enterprise.credit_code, "2024-03-01", "2024-06-30", "480", ""], strict=True)
        )
        | change
    )
    run = run_import("placements", csv_bytes(list(row), [list(row.values())]))
    assert run.refused == 1
    assert words in reasons(run)[0]


def test_a_placement_names_its_teacher_by_the_staff_number(run_import, world):
    Placement.objects.filter(student=world.own.student).delete()
    User.objects.filter(pk=world.cast.instructor.pk).update(number="T-1")
    row = [world.own.student.number, world.own.enterprise.credit_code, "2024-03-01", "2024-06-30", "480", "", "T-1"]
    run = run_import("placements", csv_bytes([*PLACEMENT, "teacher"], [row]))
    assert reasons(run) == []
    assert Placement.objects.get(student=world.own.student).teacher == world.cast.instructor


def test_a_host_named_alike_with_another_is_asked_for_by_its_code(run_import, world):
    Placement.objects.filter(student=world.own.student).delete()
    for side in (world.own, world.foreign):
        Enterprise.objects.filter(pk=side.enterprise.pk).update(name="恒宇有限公司", name_key="恒宇")
    row = [world.own.student.number, "恒宇有限公司", "2024-03-01", "2024-06-30"]
    run = run_import("placements", csv_bytes(["student", "host", "starts_on", "ends_on"], [row]))
    assert run.refused == 1
    assert "Several enterprises are called “恒宇有限公司”" in reasons(run)[0]


def test_history_for_a_department_that_there_is_not_is_refused(run_import):
    run = run_import("placements", csv_bytes(IFNMG, [history(1)]), options={"department": "D-0"})
    assert "no department with the code “D-0”" in run.error
    assert not Placement.objects.exists()


def test_a_coordinator_imports_no_placements_of_another_department(run_import, world):
    row = [world.foreign.student.number, world.foreign.enterprise.credit_code, "2024-03-01", "2024-06-30", "", ""]
    run = run_import("placements", csv_bytes(PLACEMENT, [row]), actor=world.cast.coordinator)
    assert reasons(run) == ["Only a coordinator of the responsible department or an administrator may do this."]


IFNMG = [
    "placement_id",
    "hours",
    "status",
    "type",
    "student_id",
    "classification",
    "start_date",
    "end_date",
    "advisor_id",
    "programme_id",
    "modality",
    "level",
    "programme",
    "company_id",
    "company",
    "company_type",
]


def history(number, student="3", company=("4", "Fazenda Boa Vista"), start="2014-02-03", end="2016-02-02", hours="1920"):
    return [number, hours, "3", "0", student, "", start, end, "6", "1", "5", "2", "Tecnologia em Análise", *company, "1"]


def test_history_from_elsewhere_brings_what_it_names(run_import):
    rows = [
        history(1),
        history(2, company=("", "")),
        history(3, start="2015-10-14", end="0216-02-05"),
        history(4, student="5"),
        history(5, student="9", company=("7", "Só nesta linha"), start="5015-01-01"),
        history(6, end=str(timezone.localdate() + timedelta(days=9)), start=str(timezone.localdate()), hours="40"),
    ]
    run = run_import("placements", csv_bytes(IFNMG, rows))
    assert (run.preset, run.created, run.refused) == ("ifnmg", 2, 4)
    assert run.brought == {"college.programme": 1, "partnerships.enterprise": 1, "internships.student": 2}, "refused rows bring nothing"
    placement = Placement.objects.get(source_key="1")
    assert (placement.source, placement.state, placement.closed_on) == ("IFNMG", PlacementState.COMPLETED, date(2016, 2, 2))
    assert (placement.enterprise.register, placement.enterprise.register_number, placement.enterprise.nature) == (
        "IFNMG",
        "4",
        EnterpriseNature.PUBLIC,
    )
    assert (placement.student.number, placement.programme.code, placement.programme.department) == ("IFNMG-3", "IFNMG-1", None)
    assert "not history yet" in reasons(run)[3]
    again = run_import("placements", csv_bytes(IFNMG, rows))
    assert (again.unchanged, again.brought) == (2, {})


def test_history_is_given_to_a_department_when_one_is_named(run_import, world):
    run = run_import("placements", csv_bytes(IFNMG, [history(1)]), actor=world.cast.coordinator)
    assert run.refused == 1
    named = run_import(
        "placements", csv_bytes(IFNMG, [history(1)]), actor=world.cast.coordinator, options={"department": world.own.department.code}
    )
    assert named.created == 1
    assert Placement.objects.get(source="IFNMG").department == world.own.department
    foreign = run_import(
        "placements", csv_bytes(IFNMG, [history(2)]), actor=world.cast.coordinator, options={"department": world.foreign.department.code}
    )
    assert foreign.refused == 1


def test_undoing_history_takes_everything_that_came_with_it(run_import):
    from importing.services.carrying_out import carry_out
    from importing.services.starting import undo_import

    run = run_import("placements", csv_bytes(IFNMG, [history(1), history(2, student="4")]))
    undo_import(run=run, actor=None)
    assert carry_out(run.pk).undo_report["deleted"] == 2 + 2 + 1 + 1
    assert not Placement.objects.exists()
    assert not Student.objects.exists()
    assert not Programme.objects.exists()
    assert make.person(Role.ADMINISTRATOR)
