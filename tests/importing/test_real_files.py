"""The real files, read as they are. Skipped where they are absent; the repository carries none of them."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from college.models import Programme
from curricula.models import Capability, Course, CourseMap, Post, Requirement
from importing.models import ImportRefusal, ImportRun
from internships.models import Placement, Student
from partnerships.models import Enterprise
from tests import factories as make
from tests.importing.conftest import csv_bytes

pytestmark = pytest.mark.django_db


def command(*args: object) -> ImportRun:
    call_command("import_file", *map(str, args))
    return ImportRun.objects.first()


def test_national_majors(real):
    run = command("majors", real("cn/majors_catalogue.csv"))
    assert (run.created, run.refused, run.unknown_columns) == (1486, 0, [])
    assert Programme.objects.filter(is_state_controlled=True).count() == 43
    assert command("majors", real("cn/majors_catalogue.csv")).unchanged == 1486


def test_the_profile_of_a_major_with_its_sibling_files(real):
    make.ProgrammeFactory(code="460301", major_code="460301")
    run = command("profiles", real("cn/major_profiles.csv"), "--major", "460301")
    assert (run.created, run.skipped, run.refused) == (1, 1255, 0)
    assert CourseMap.objects.count() == 1
    assert (Post.objects.count(), Capability.objects.count(), Course.objects.count()) == (3, 9, 15)
    assert Requirement.objects.count() == 9
    assert not Capability.objects.filter(name__contains="#").exists()


def test_employers_of_the_united_kingdom(real):
    run = command("enterprises", real("intl/uk_employers_2024_25.csv"))
    assert (run.created, run.refused) == (11235, 0)
    assert Enterprise.objects.filter(register="Companies House").count() == 9752
    red_band = Enterprise.objects.get(register_number="SC016876")
    assert (red_band.name, red_band.name_key, red_band.country) == ('"RED BAND" CHEMICAL COMPANY, LIMITED', "redbandchemical", "GB")


def test_legal_entities(real):
    run = command("enterprises", real("intl/gleif_companies_sample.csv"))
    assert (run.created, run.refused) == (2066, 1)
    assert "39120001NF562CTWEG28" in ImportRefusal.objects.get().reason


def test_placements_of_a_brazilian_institute(real):
    run = command("placements", real("placements/ifnmg_placements.csv"))
    assert (run.created, run.refused, run.total) == (3837, 282, 4119)
    kinds = {"names no host": 154, "lies before the start": 33, "do not fit": 80, "start year": 4, "is missing": 9}
    reasons = list(ImportRefusal.objects.values_list("reason", flat=True))
    found = {words: sum(1 for reason in reasons if words in reason) for words in kinds}
    assert sum(found.values()) == 282, found
    assert found["start year"] == 4
    assert min(Placement.objects.values_list("starts_on", flat=True)).year >= 1990
    assert not Placement.objects.exclude(state="completed").exists()
    assert Programme.objects.count() == 18
    assert Student.objects.filter(number__startswith="IFNMG-").count() == run.brought["internships.student"]
    # The same file again brings nothing new.
    again = command("placements", real("placements/ifnmg_placements.csv"))
    assert (again.created, again.unchanged, again.brought) == (0, 3837, {})


# --- the command itself, on made files


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes(["firm", "number", "colour"], [["恒宇", make.credit_code(900_001), "red"], ["蓝河", "12", "blue"]]))
    return path


def test_the_command_prints_counts_refusals_and_unused_columns(table, tmp_path, capsys):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"name": "firm", "credit_code": "number"}))
    command("enterprises", table, "--map", mapping)
    out = capsys.readouterr().out
    assert re.search(r"Imported list.csv as enterprises \(import \d+\): created 1, updated 0, unchanged 0, refused 1", out)
    assert "Columns not used: colour" in out
    assert "row 3: A credit code has 18 characters" in out


def test_a_mapping_may_be_a_csv(table, tmp_path):
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,firm\ncredit_code,number\n")
    assert command("enterprises", table, "--map", mapping, "--dry-run").created == 1
    assert not Enterprise.objects.exists()


def test_the_command_undoes(table, tmp_path, capsys):
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,firm\ncredit_code,number\n")
    run = command("enterprises", table, "--map", mapping)
    call_command("import_file", "--undo", str(run.pk))
    assert "deleted 1, restored 0, kept 0" in capsys.readouterr().out
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["enterprises", "{table}"], "no column for"),
        (["nonsense", "{table}"], "no kind of import called"),
        (["enterprises", "/nowhere.csv"], "no file"),
        ([], "Give the kind"),
        (["--undo", "999"], "no import 999"),
        (["enterprises", "{table}", "--map", "/nowhere.json"], "cannot be read"),
    ],
)
def test_the_command_fails_with_a_sentence(table, args, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_file", *[arg.format(table=table) for arg in args])
    assert not ImportRun.objects.exists()


def test_the_command_ends_badly_when_every_row_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes(["name", "credit_code"], [["蓝河", "12"]]))
    with pytest.raises(SystemExit) as ended:
        call_command("import_file", "enterprises", str(path))
    assert ended.value.code == 1
