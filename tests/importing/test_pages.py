"""The import pages: the whole way in a browser's steps, and what each role meets."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from college.models import AuditEntry
from curricula.models import CourseMap
from importing.enums import ImportState
from importing.kinds import importers
from importing.models import ImportRun
from importing.readers import bytes_table
from importing.services.carrying_out import carry_out
from partnerships.enums import AgreementState
from partnerships.models import AgreementProgramme, Enterprise
from tests import factories as make
from tests.importing.conftest import csv_bytes
from tests.internships.conftest import screen

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "统一社会信用代码"]


@pytest.fixture
def office(client_for, world):
    return client_for(world.cast.coordinator)


@pytest.fixture
def boss(client_for, world):
    return client_for(world.cast.administrator)


def upload(client, kind, data, name="list.csv", **more):
    return client.post(reverse("import_upload", args=[kind]), {"file": SimpleUploadedFile(name, data), **more}, follow=True)


def text(response) -> str:
    return response.content.decode()


def test_check_look_import_undo(office):
    rows = [["恒宇有限公司", make.credit_code(700001)], ["=cmd|calc", "1234"]]
    page = upload(office, "enterprises", csv_bytes(HEADER, rows, "gbk"), is_dry_run="on")
    check = ImportRun.objects.get()
    assert page.redirect_chain[-1][0] == check.get_absolute_url()
    assert 'hx-trigger="every 1s"' in text(page)
    assert "<progress" in text(page)
    carry_out(check.pk)
    page = office.get(check.get_absolute_url())
    assert "every 1s" not in text(page)
    assert "A credit code has 18 characters; this one has 4." in text(page)
    assert Enterprise.objects.filter(name="恒宇有限公司").count() == 0

    page = office.post(reverse("import_start", args=[check.pk]), follow=True)
    real = ImportRun.objects.get(is_dry_run=False)
    carry_out(real.pk)
    assert Enterprise.objects.filter(name="恒宇有限公司").count() == 1
    page = office.get(real.get_absolute_url())
    assert reverse("import_undo", args=[real.pk]) in text(page)
    assert "data-confirm" in text(page)

    office.post(reverse("import_undo", args=[real.pk]))
    carry_out(real.pk)
    assert Enterprise.objects.filter(name="恒宇有限公司").count() == 0
    assert "Undone: 1 deleted" in text(office.get(real.get_absolute_url()))
    verbs = set(AuditEntry.objects.filter(target_id=str(real.pk), target_type="importing.importrun").values_list("verb", flat=True))
    assert verbs == {"import.started", "import.finished", "import.undo_started", "import.undone"}


def test_the_bad_rows_can_be_mended_and_uploaded_again(office):
    upload(
        office,
        "enterprises",
        csv_bytes([*HEADER, "地址"], [["=HYPERLINK(1)", "12", "-路1号"], ["好有限公司", make.credit_code(700001), ""]]),
    )
    run = ImportRun.objects.get()
    carry_out(run.pk)
    response = office.get(reverse("import_refused", args=[run.pk]))
    data = b"".join(response.streaming_content)
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert table[0] == [*HEADER, "地址", "Row in the file", "Why it was refused"]
    assert table[1][:4] == ["'=HYPERLINK(1)", "12", "'-路1号", "2"]
    assert AuditEntry.objects.filter(verb="list.exported").exists()
    upload(office, "enterprises", data.replace(b",12,", f",{make.credit_code(700002)},".encode()))
    again = carry_out(ImportRun.objects.first().pk)
    assert (again.created, again.refused) == (1, 0)
    assert Enterprise.objects.get(credit_code=make.credit_code(700002)).name == "=HYPERLINK(1)"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", importers.keys())
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_template_fits_its_own_importer(boss, kind, form, language):
    response = boss.get(reverse("import_template", args=[kind, form]), headers={"accept-language": language})
    data = b"".join(response.streaming_content) if response.streaming else response.content
    table = bytes_table(data)
    importer = importers[kind]
    assert len(table.header) == len(importer.columns)
    from importing.columns import match_columns

    match = match_columns(importer, table.header)
    assert (match.missing, match.unknown, match.preset) == ((), (), None)
    assert [match.row(line).cells for line in table.lines()] == [{column.name: column.example for column in importer.columns}]


def _take_interns(enterprise, side):
    partnership = make.PartnershipFactory(enterprise=enterprise, department=side.department)
    agreement = make.AgreementFactory(partnership=partnership, state=AgreementState.ACTIVE)
    AgreementProgramme.objects.create(agreement=agreement, programme=side.programme)
    screen(enterprise)


def test_the_example_rows_are_valid(boss, world, run_import):
    world.own.programme.__class__.objects.filter(pk=world.own.programme.pk).update(code="460301", major_code="460301")
    make.StudentFactory(number="20270101001", programme=world.own.programme)
    for importer in importers:
        if importer.key == "placements":
            _take_interns(Enterprise.objects.get(name="恒宇汽车有限公司"), world.own)
        data = csv_bytes([c.name for c in importer.columns], [[c.example for c in importer.columns]])
        run = run_import(importer.key, data)
        assert run.refused == 0, (importer.key, list(run.refusals.values_list("reason", flat=True)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "another kind"),
        (b"PK\x03\x04oops", "damaged"),
        (b"name,,code\na,b,c\n", "Column B has no heading"),
    ],
)
def test_an_unreadable_file_is_said_on_the_form(office, data, words):
    page = upload(office, "enterprises", data)
    assert page.status_code == 422
    assert words in text(page)
    assert not ImportRun.objects.exists()


def test_a_file_over_the_limit_is_said_on_the_form(office, settings):
    settings.UPLOAD_LIMIT_MB = 1
    page = upload(office, "enterprises", b"name,code\n" + b"x" * 1_100_000)
    assert "larger than 1 MB" in text(page)
    assert not ImportRun.objects.exists()


def test_unknown_headings_lead_to_matching_them_by_hand(office):
    page = upload(office, "enterprises", csv_bytes(["firm", "number", "企业地址"], [["恒宇有限公司", make.credit_code(700009), "路1号"]]))
    run = ImportRun.objects.get()
    assert page.redirect_chain[-1][0] == reverse("import_columns", args=[run.pk])
    assert "路1号" in text(page), "the first rows help to choose"
    twice = office.post(reverse("import_columns", args=[run.pk]), {"name": "firm", "credit_code": "firm"})
    assert twice.status_code == 422
    assert "chosen for" in text(twice)
    page = office.post(
        reverse("import_columns", args=[run.pk]), {"name": "firm", "credit_code": "number", "address": "企业地址"}, follow=True
    )
    assert page.redirect_chain[-1][0] == run.get_absolute_url()
    assert carry_out(run.pk).created == 1
    assert Enterprise.objects.get(credit_code=make.credit_code(700009)).address == "路1号"


def test_the_picked_majors_only(boss, world):
    world.own.programme.__class__.objects.filter(pk=world.own.programme.pk).update(code="460301", major_code="460301")
    data = csv_bytes(["major_code", "posts"], [["460301", "设备装调|设备运维"], ["460302", "机器人运维"]])
    capabilities = SimpleUploadedFile("c.csv", csv_bytes(["major_code", "capability"], [["460301", "具有设备装调的能力"]]))
    assert "Choose at least one major" in text(upload(boss, "profiles", data))
    assert "six digits" in text(upload(boss, "profiles", data, other_majors="46030"))
    upload(boss, "profiles", data, major=["460301"], capabilities=capabilities)
    run = carry_out(ImportRun.objects.get().pk)
    assert (run.updated + run.created, run.skipped) == (1, 1)
    assert CourseMap.objects.filter(programme=world.own.programme, requirements__capability__name="具有设备装调的能力").exists()


def test_a_coordinator_is_not_offered_what_is_an_administrators(office):
    page = text(office.get(reverse("import_create")))
    assert reverse("import_upload", args=["enterprises"]) in page
    assert reverse("import_upload", args=["majors"]) not in page


def test_a_fragment_is_only_the_fragment(office):
    upload(office, "enterprises", csv_bytes(HEADER, [["恒宇有限公司", make.credit_code(700009)]]))
    run = ImportRun.objects.get()
    page = text(office.get(run.get_absolute_url(), headers={"HX-Request": "true"}))
    assert page.strip().startswith('<div id="import"')
    assert "<html" not in page


def test_the_list_costs_the_same_for_one_and_many(boss, world, count_queries):
    def runs(count):
        for number in range(count):
            ImportRun.objects.create(kind="students", filename=f"{number}.csv", state=ImportState.DONE, started_by=make.UserFactory())

    runs(1)
    boss.get(reverse("import_list"))
    one = count_queries(lambda: boss.get(reverse("import_list")))
    runs(20)
    assert count_queries(lambda: boss.get(reverse("import_list"))) == one
    assert one <= 12


def test_the_page_costs_the_same_for_one_refusal_and_many(boss, run_import, count_queries):
    def cost(rows):
        run = run_import("enterprises", csv_bytes(HEADER, [["x", str(n)] for n in range(rows)]))
        return count_queries(lambda: boss.get(run.get_absolute_url()))

    cost(1)
    assert cost(1) == cost(40)


def test_what_there_is_not_is_not_found(boss, world):
    for address in (reverse("import_upload", args=["weather"]), reverse("import_template", args=["enterprises", "pdf"])):
        assert boss.get(address).status_code == 404


def test_a_run_is_at_one_place_at_a_time(office):
    page = upload(office, "enterprises", csv_bytes(["firm", "number"], [["恒宇", make.credit_code(700_002)]]))
    run = ImportRun.objects.get()
    columns = reverse("import_columns", args=[run.pk])
    assert page.redirect_chain[-1][0] == columns
    assert office.get(run.get_absolute_url())["Location"] == columns
    refused = office.post(columns, {"name": "firm", "credit_code": "firm"}, follow=True)
    run.refresh_from_db()
    assert (run.state, refused.status_code) == (ImportState.DRAFT, 422)
    office.post(columns, {"name": "firm", "credit_code": "number"})
    assert office.get(columns)["Location"] == run.get_absolute_url()


def test_columns_are_matched_without_a_sample_when_the_file_is_gone(office):
    upload(office, "enterprises", csv_bytes(["firm", "number"], [["恒宇有限公司", make.credit_code(700_003)]]))
    run = ImportRun.objects.get()
    columns = reverse("import_columns", args=[run.pk])
    assert "恒宇有限公司" in text(office.get(columns))
    run.file.delete(save=False)
    page = office.get(columns)
    assert page.status_code == 200
    assert "恒宇有限公司" not in text(page)


def test_imports_are_found_by_their_file(boss):
    for name in ("spring.csv", "autumn.csv"):
        upload(boss, "enterprises", csv_bytes(HEADER, [["恒宇", make.credit_code(700_004)]]), name=name)
    page = text(boss.get(reverse("import_list"), {"q": "AUTUMN"}))
    assert "autumn.csv" in page
    assert "spring.csv" not in page
