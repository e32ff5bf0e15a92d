"""Importing, checking, undoing, resuming: the same for all kinds, tried on enterprises."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from college.enums import Role
from college.models import AuditEntry
from config.kit.errors import DomainError, Forbidden, StaleState
from importing.enums import ImportState
from importing.models import ImportChange, ImportRefusal, ImportRun
from importing.services import claims
from importing.services.carrying_out import carry_out
from importing.services.claims import STALE_AFTER, LostClaim
from importing.services.purging import purge_imports
from importing.services.starting import import_for_real, match_import, start_import, undo_import
from importing.services.sweeping import sweep_imports
from importing.tasks import carry_out as carry_out_task
from partnerships.importers import EnterpriseHandler
from partnerships.models import Contact, Enterprise, Partnership
from tests import factories as make
from tests.importing.conftest import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "统一社会信用代码", "员工人数"]


def code(number: int) -> str:
    return make.credit_code(500_000 + number)


def rows(count: int) -> list[list[str]]:
    return [[f"企业{n}有限公司", code(n), str(10 + n)] for n in range(count)]


def reasons(run: ImportRun) -> dict[int, str]:
    return dict(ImportRefusal.objects.filter(run=run).values_list("row", "reason"))


def test_good_rows_arrive_and_bad_rows_are_refused_one_by_one(run_import):
    good = rows(3)
    bad = [
        ["", code(10), ""],
        ["无代码有限公司", "", ""],
        ["错码有限公司", code(11)[:-1] + ("1" if code(11)[-1] != "1" else "2"), ""],
        ["人数有限公司", code(12), "many"],
        ["重复有限公司", code(0), ""],
        ["科学有限公司", "9.13302E+17", ""],
        ["长" * 201, code(13), ""],
    ]
    run = run_import("enterprises", csv_bytes(HEADER, good + bad, "gbk"))
    assert (run.state, run.created, run.refused, run.total, run.done) == (ImportState.DONE, 3, 7, 10, 10)
    said = reasons(run)
    assert list(said) == [5, 6, 7, 8, 9, 10, 11]
    for row, words in {
        5: "is empty",
        6: "Give the unified",
        7: "check digit",
        8: "Staff on duty: “many”",
        9: "repeats row 2",
        10: "turned into",
        11: "201",
    }.items():
        assert words in said[row]
    enterprise = Enterprise.objects.get(credit_code=code(1))
    assert (enterprise.name, enterprise.name_key, enterprise.staff_on_duty, enterprise.is_imported) == ("企业1有限公司", "企业1", 11, True)
    assert AuditEntry.objects.filter(verb="enterprise.imported").count() == 3


def test_a_check_counts_the_same_and_writes_nothing(run_import):
    data = csv_bytes(HEADER, [*rows(2), ["", code(3), ""]])
    run = run_import("enterprises", data, is_dry_run=True)
    assert (run.state, run.created, run.refused) == (ImportState.CHECKED, 2, 1)
    assert not Enterprise.objects.exists()
    assert not ImportChange.objects.exists()
    real = carry_out(import_for_real(run=run, actor=make.person(Role.ADMINISTRATOR)).pk)
    assert (real.state, real.created, real.refused) == (ImportState.DONE, 2, 1)


def test_importing_twice_changes_nothing_and_an_empty_cell_wipes_nothing(run_import):
    data = csv_bytes(HEADER, rows(3))
    run_import("enterprises", data)
    again = run_import("enterprises", data)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    less = run_import("enterprises", csv_bytes(HEADER, [["新名字有限公司", code(0), ""]]))
    assert less.updated == 1
    one = Enterprise.objects.get(credit_code=code(0))
    assert (one.name, one.name_key, one.staff_on_duty) == ("新名字有限公司", "新名字", 10)
    entry = AuditEntry.objects.get(target_id=str(one.pk), target_type="partnerships.enterprise", changes__has_key="name")
    assert entry.changes["name"] == ["企业0有限公司", "新名字有限公司"]


def test_undo_deletes_what_was_created(run_import):
    run = run_import("enterprises", csv_bytes([*HEADER, "联系人"], [[*row, "周师傅"] for row in rows(5)]))
    assert (Enterprise.objects.count(), Contact.objects.count()) == (5, 5)
    undo_import(run=run, actor=None)
    run = carry_out(run.pk)
    assert run.state == ImportState.UNDONE
    assert run.undo_report == {"deleted": 10, "restored": 0, "kept": 0, "kept_rows": []}
    assert not Enterprise.objects.exists()
    with pytest.raises(DomainError, match="nothing left"):
        undo_import(run=run, actor=None)


def test_undo_leaves_what_was_used_or_changed_since_and_says_so(run_import):
    run = run_import("enterprises", csv_bytes(HEADER, rows(3)))
    used, changed, _alone = Enterprise.objects.order_by("credit_code")
    partnership = make.PartnershipFactory(enterprise=used)
    Enterprise.objects.filter(pk=changed.pk).update(address="新地址")
    undo_import(run=run, actor=None)
    run = carry_out(run.pk)
    assert (run.undo_report["deleted"], run.undo_report["kept"]) == (1, 2)
    assert {why for _label, why in run.undo_report["kept_rows"]} == {"still needed by: partnership ×1", "changed since"}
    # Once nothing hangs on it, undoing again takes that one too.
    Partnership.objects.filter(pk=partnership.pk).delete()
    undo_import(run=run, actor=None)
    assert carry_out(run.pk).undo_report["deleted"] == 1
    assert list(Enterprise.objects.all()) == [changed]


def test_undo_restores_updated_values_unless_changed_since(run_import):
    run_import("enterprises", csv_bytes(HEADER, rows(2)))
    run = run_import("enterprises", csv_bytes(HEADER, [["甲有限公司", code(0), "99"], ["乙有限公司", code(1), "98"]]))
    Enterprise.objects.filter(credit_code=code(1)).update(staff_on_duty=1000)
    undo_import(run=run, actor=None)
    run = carry_out(run.pk)
    assert (run.undo_report["restored"], run.undo_report["kept"]) == (1, 1)
    first, second = Enterprise.objects.order_by("credit_code")
    assert (first.name, first.name_key, first.staff_on_duty) == ("企业0有限公司", "企业0", 10)
    assert (second.name, second.staff_on_duty) == ("乙有限公司", 1000)


def test_a_fault_on_the_last_line_changes_nothing(run_import):
    data = csv_bytes(HEADER, rows(600)) + b'"open,1,2\nx,y,z\n'
    run = run_import("enterprises", data)
    assert run.state == ImportState.FAILED
    assert "quotation mark" in run.error
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "is empty"), (b"\x89PNG\r\n\x1a\n" + bytes(500), "another kind"), (b"PK\x03\x04oops", "damaged")]
)
def test_an_unreadable_file_is_refused_at_once_and_not_kept(data, words):
    with pytest.raises(DomainError, match=words):
        start_import(kind="enterprises", file=ContentFile(data, name="x"), actor=None, is_dry_run=False)
    assert not ImportRun.objects.exists()


def test_headings_alone_are_not_a_table(run_import):
    assert "no rows" in run_import("enterprises", csv_bytes(HEADER, [])).error


class Killed(BaseException):
    """A worker's death; nothing in the code may catch it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_dry_run", [True, False])
def test_after_a_killed_worker_the_next_goes_on_without_doubling(monkeypatch, is_dry_run):
    data = csv_bytes(HEADER, [*rows(1200), ["", "", ""], ["", code(9000), "1"], ["重复", code(3), "1"]])
    run = start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=None, is_dry_run=is_dry_run)
    honest, calls = EnterpriseHandler.handle, []

    def dies_in_the_second_batch(self, batch):
        calls.append(len(batch))
        outcome = honest(self, batch)
        if len(calls) == 2:
            raise Killed
        return outcome

    monkeypatch.setattr(EnterpriseHandler, "handle", dies_in_the_second_batch)
    with pytest.raises(Killed):
        carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == (ImportState.RUNNING, 500)
    assert carry_out(run.pk) is None, "a run with a fresh sign of life is somebody's"
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * STALE_AFTER)
    assert sweep_imports(on=timezone.localdate())["started"] == 1
    run = carry_out(run.pk)
    assert (run.created, run.refused, run.done) == (1200, 2, 1202)
    assert "repeats row 5" in reasons(run)[1204]
    assert Enterprise.objects.count() == (0 if is_dry_run else 1200)
    assert ImportChange.objects.count() == (0 if is_dry_run else 1200)
    assert carry_out(run.pk) is None


@pytest.mark.django_db(transaction=True)
def test_a_slow_worker_that_lost_its_run_writes_nothing_more(monkeypatch):
    data = csv_bytes(HEADER, rows(20))
    run = start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=None, is_dry_run=False)
    honest = EnterpriseHandler.handle

    def is_overtaken(self, batch):
        ImportRun.objects.filter(pk=run.pk).update(claim="another")
        return honest(self, batch)

    monkeypatch.setattr(EnterpriseHandler, "handle", is_overtaken)
    assert carry_out(run.pk) is None
    assert not Enterprise.objects.exists()
    with pytest.raises(LostClaim):
        claims.advance(ImportRun(pk=run.pk, claim="mine"), done=1)


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_leaves_the_run_to_be_taken_again(monkeypatch):
    run = start_import(kind="enterprises", file=ContentFile(csv_bytes(HEADER, rows(3)), name="t.csv"), actor=None, is_dry_run=False)
    with monkeypatch.context() as patch:
        patch.setattr(EnterpriseHandler, "handle", lambda self, batch: (_ for _ in ()).throw(OperationalError("database is locked")))
        assert carry_out(run.pk) is None
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * STALE_AFTER)
    assert carry_out(run.pk).created == 3


def test_a_row_that_the_database_refuses_does_not_take_others_with_it(run_import, monkeypatch):
    monkeypatch.setattr("partnerships.services.enterprises.enterprises_by_key", lambda rows: {})
    make.EnterpriseFactory(credit_code=code(1))
    run = run_import("enterprises", csv_bytes(HEADER, rows(4)))
    assert (run.created, reasons(run)) == (3, {3: "The row contradicts what is stored already."})


def test_an_import_that_keeps_dying_is_given_up(run_import):
    run = start_import(kind="enterprises", file=ContentFile(csv_bytes(HEADER, rows(1)), name="t.csv"), actor=None, is_dry_run=False)
    ImportRun.objects.filter(pk=run.pk).update(attempts=claims.MAX_ATTEMPTS)
    assert carry_out(run.pk) is None
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert "given up" in run.error


def test_columns_nobody_knows_are_matched_by_hand():
    boss = make.person(Role.ADMINISTRATOR)
    data = csv_bytes(["firm", "number", "colour"], [["恒宇有限公司", code(1), "red"]])
    run = start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=boss, is_dry_run=False)
    assert (run.state, run.unknown_columns) == (ImportState.DRAFT, ["firm", "number", "colour"])
    with pytest.raises(DomainError, match="credit_code"):
        match_import(run=run, mapping={"name": "firm"}, actor=boss)
    match_import(run=run, mapping={"name": "firm", "credit_code": "number", "address": ""}, actor=boss)
    run = carry_out(run.pk)
    assert (run.created, run.unknown_columns) == (1, ["colour"])


def test_a_mapping_with_wrong_names_is_refused():
    with pytest.raises(DomainError, match="colour"):
        start_import(
            kind="enterprises", file=ContentFile(csv_bytes(HEADER, rows(1))), actor=None, is_dry_run=True, mapping={"colour": "企业名称"}
        )
    with pytest.raises(DomainError, match="firm"):
        start_import(
            kind="enterprises", file=ContentFile(csv_bytes(HEADER, rows(1))), actor=None, is_dry_run=True, mapping={"name": "firm"}
        )


def test_english_and_chinese_titles_and_names_are_all_known(run_import):
    for number, header in enumerate(
        (["Enterprise name", "Unified social credit code"], ["企业名称", "统一社会信用代码"], ["NAME *", "Credit Code（必填）"])
    ):
        assert run_import("enterprises", csv_bytes(header, [[f"企业{number}", code(number)]])).created == 1


def test_xlsx_with_a_formula_refuses_that_row(run_import):
    run = run_import("enterprises", xlsx_bytes([HEADER, ["恒宇有限公司", code(1), 5], ["公式有限公司", code(2), "=2+2"]]))
    assert (run.created, reasons(run)) == (1, {3: "Cell C holds a formula; paste the value instead."})


def test_only_those_who_may_start_and_undo(run_import, world):
    data = csv_bytes(HEADER, rows(1))
    for role in ("instructor", "liaison", "mentor", "student", "auditor", "stranger"):
        with pytest.raises(Forbidden):
            start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=world.cast[role], is_dry_run=True)
    with pytest.raises(Forbidden):
        start_import(kind="majors", file=ContentFile(data, name="t.csv"), actor=world.cast.coordinator, is_dry_run=True)
    run = run_import("enterprises", data, actor=world.cast.administrator)
    with pytest.raises(Forbidden, match="Only the person who started"):
        undo_import(run=run, actor=world.cast.coordinator)
    undo_import(run=run, actor=world.cast.administrator)
    with pytest.raises(StaleState):
        undo_import(run=ImportRun(pk=run.pk, state=ImportState.DONE, is_dry_run=False), actor=None)


def test_old_imports_lose_their_file_and_rows(run_import, settings):
    run = run_import("enterprises", csv_bytes(HEADER, [*rows(1), ["", "", "5"]]))
    assert purge_imports(on=timezone.localdate()) == 0
    ImportRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1))
    assert purge_imports(on=timezone.localdate()) == 1
    assert not default_storage.exists(run.file.name)
    assert not ImportRefusal.objects.exists()
    assert not ImportChange.objects.exists()
    assert purge_imports(on=timezone.localdate()) == 0


def test_memory_does_not_grow_with_the_file(run_import):
    def peak(count: int) -> int:
        data = csv_bytes(HEADER, ([f"企业{n}", code(n), "1"] for n in range(count)))
        run_import("enterprises", data[:1] + data[1:], is_dry_run=True)
        tracemalloc.start()
        run_import("enterprises", data, is_dry_run=True)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top - len(data)

    small, large = peak(1_000), peak(5_000)
    assert large < small * 1.5 + 1_500_000, (small, large)


def test_a_row_that_the_program_stumbles_over_is_refused_and_logged(run_import, monkeypatch, caplog):
    honest = EnterpriseHandler.handle

    def stumbles(self, batch):
        if any(row["name"] == "企业1有限公司" for row in batch):
            raise ZeroDivisionError
        return honest(self, batch)

    monkeypatch.setattr(EnterpriseHandler, "handle", stumbles)
    run = run_import("enterprises", csv_bytes(HEADER, rows(3)))
    assert (run.state, run.created) == (ImportState.DONE, 2)
    assert "fault in the program, which has been logged" in reasons(run)[3]
    assert "import.row_failed" in caplog.text


def test_a_handler_that_refuses_a_row_says_why(run_import, monkeypatch):
    def refuses(self, batch):
        raise DomainError("Not this one.")

    monkeypatch.setattr(EnterpriseHandler, "handle", refuses)
    assert reasons(run_import("enterprises", csv_bytes(HEADER, rows(2)))) == {2: "Not this one.", 3: "Not this one."}


def test_a_fault_of_the_program_ends_the_import_with_a_sentence(run_import, monkeypatch, caplog):
    monkeypatch.setattr("importing.services.carrying_out.import_rows", lambda run, progress: 1 / 0)
    run = run_import("enterprises", csv_bytes(HEADER, rows(1)))
    assert run.state == ImportState.FAILED
    assert "fault in the program" in run.error
    assert "import.failed" in caplog.text
    assert AuditEntry.objects.filter(verb="import.failed", note=run.error).count() == 1


def test_who_lost_the_run_does_not_give_it_up(run_import):
    run = run_import("enterprises", csv_bytes(HEADER, rows(1)))
    ImportRun.objects.filter(pk=run.pk).update(claim="another", state=ImportState.RUNNING)
    claims.fail(ImportRun(pk=run.pk, claim="mine"), "Given up.")
    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.RUNNING, "")
    assert not AuditEntry.objects.filter(verb="import.failed").exists()


def test_a_run_whose_matching_was_lost_ends_with_the_columns_it_lacks():
    data, mapping = csv_bytes(["firm", "number"], rows(1)), {"name": "firm", "credit_code": "number"}
    run = start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=None, is_dry_run=False, mapping=mapping)
    ImportRun.objects.filter(pk=run.pk).update(mapping={"name": "firm"})
    run = carry_out(run.pk)
    assert run.state == ImportState.FAILED
    assert "credit_code" in run.error
    assert not Enterprise.objects.exists()


def test_undoing_passes_over_what_is_gone_already(run_import):
    run = run_import("enterprises", csv_bytes(HEADER, rows(3)))
    Enterprise.objects.filter(credit_code=code(1)).delete()
    undo_import(run=run, actor=None)
    assert carry_out(run.pk).undo_report == {"deleted": 2, "restored": 0, "kept": 0, "kept_rows": []}
    assert not ImportChange.objects.exists()


def test_undoing_goes_on_where_a_killed_worker_stopped(run_import, monkeypatch):
    monkeypatch.setattr("importing.services.undoing.BATCH", 2)
    run = run_import("enterprises", csv_bytes(HEADER, rows(6)))
    Enterprise.objects.filter(credit_code=code(5)).update(address="changed")
    undo_import(run=run, actor=None)

    def killed(done: int, total: int) -> None:
        if done == 4:
            raise OperationalError

    assert carry_out(run.pk, progress=killed) is None
    assert Enterprise.objects.count() == 3
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - 2 * STALE_AFTER)
    finished = carry_out(run.pk)
    assert (finished.undo_report["deleted"], finished.undo_report["kept"], finished.done) == (5, 1, 6)
    assert [label for label, _why in finished.undo_report["kept_rows"]] == ["企业5有限公司"]


def test_only_the_first_of_many_kept_are_named(run_import, monkeypatch):
    monkeypatch.setattr("importing.services.undoing.NAMED", 1)
    run = run_import("enterprises", csv_bytes(HEADER, rows(3)))
    Enterprise.objects.update(address="changed")
    undo_import(run=run, actor=None)
    report = carry_out(run.pk).undo_report
    assert (report["kept"], len(report["kept_rows"])) == (3, 1)


def test_a_file_that_another_import_still_needs_is_kept(run_import, settings):
    checked = run_import("enterprises", csv_bytes(HEADER, rows(1)), is_dry_run=True)
    real = import_for_real(run=checked, actor=make.person(Role.ADMINISTRATOR))
    ImportRun.objects.filter(pk=checked.pk).update(created_at=timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1))
    assert purge_imports(on=timezone.localdate(), dry_run=True) == 1
    assert purge_imports(on=timezone.localdate()) == 1
    assert default_storage.exists(real.file.name)


def test_a_worker_gets_the_number_of_the_run():
    run = start_import(kind="enterprises", file=ContentFile(csv_bytes(HEADER, rows(2)), name="t.csv"), actor=None, is_dry_run=False)
    carry_out_task(run.pk)
    run.refresh_from_db()
    assert (run.state, run.created) == (ImportState.DONE, 2)
