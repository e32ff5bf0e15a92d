"""What starting, matching, repeating and undoing an import hands to the workers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from college.enums import Role
from college.models import User
from importing.enums import ImportState
from importing.models import ImportRun
from importing.services.starting import import_for_real, match_import, start_import, undo_import
from importing.services.sweeping import sweep_imports
from tests import factories as make
from tests.importing.conftest import csv_bytes
from tests.plugins.enqueued import Enqueued

pytestmark = pytest.mark.django_db
HEADER = ["企业名称", "统一社会信用代码"]
GOOD = csv_bytes(HEADER, [["恒宇有限公司", make.credit_code(800_001)]])
UNKNOWN = csv_bytes(["firm", "number"], [["恒宇有限公司", make.credit_code(800_001)]])


@pytest.fixture
def boss() -> User:
    return make.person(Role.ADMINISTRATOR)


def start(data: bytes, actor: User, *, is_dry_run: bool = True) -> ImportRun:
    return start_import(kind="enterprises", file=ContentFile(data, name="t.csv"), actor=actor, is_dry_run=is_dry_run)


def test_start_import(boss: User, enqueued: Enqueued) -> None:
    with enqueued() as sent:
        run = start_import(kind="enterprises", file=ContentFile(GOOD, name="t.csv"), actor=boss, is_dry_run=True)
    assert sent == [("importing.carry_out", {"run_id": run.pk})]


def test_a_file_to_be_matched_by_hand_waits_for_it(boss: User, enqueued: Enqueued) -> None:
    with enqueued() as sent:
        run = start(UNKNOWN, boss)
    assert sent == []
    with enqueued() as sent:
        match_import(run=run, mapping={"name": "firm", "credit_code": "number"}, actor=boss)
    assert sent == [("importing.carry_out", {"run_id": run.pk})]


def test_import_for_real(boss: User, run_import: Callable[..., ImportRun], enqueued: Enqueued) -> None:
    checked = run_import("enterprises", GOOD, actor=boss, is_dry_run=True)
    with enqueued() as sent:
        real = import_for_real(run=checked, actor=boss)
    assert real.pk != checked.pk
    assert sent == [("importing.carry_out", {"run_id": real.pk})]


def test_undo_import(boss: User, run_import: Callable[..., ImportRun], enqueued: Enqueued) -> None:
    done = run_import("enterprises", GOOD, actor=boss)
    with enqueued() as sent:
        undo_import(run=done, actor=boss)
    assert sent == [("importing.carry_out", {"run_id": done.pk})]


def test_the_sweep_takes_up_what_was_left_lying(boss: User, enqueued: Enqueued) -> None:
    forgotten, fresh = start(GOOD, boss), start(GOOD, boss)
    ImportRun.objects.filter(pk=forgotten.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    with enqueued() as sent:
        sweep_imports(on=timezone.localdate(), dry_run=True)
    assert sent == []
    with enqueued() as sent:
        sweep_imports(on=timezone.localdate())
    assert sent == [("importing.carry_out", {"run_id": forgotten.pk})]
    assert fresh.state == ImportState.WAITING
