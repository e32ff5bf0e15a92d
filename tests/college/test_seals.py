"""The hash chain of the audit trail, and what it notices."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from college.models import AuditEntry, AuditSeal, Department
from college.services.audit import record
from college.services.seals import seal_audit, verify_audit
from tests import factories as make

TODAY = date(2026, 3, 10)


@pytest.fixture
def department(db: None) -> Department:
    return make.DepartmentFactory()


def entry(target: Department, day: date, hour: int = 12) -> AuditEntry:
    made = record(actor=None, verb="department.edited", target=target, changes={"name": ("a", "乙")})
    at = timezone.make_aware(datetime(day.year, day.month, day.day, hour, 30))
    AuditEntry.objects.filter(pk=made.pk).update(at=at)
    made.refresh_from_db()
    return made


@pytest.fixture
def sealed(department: Department) -> list[AuditEntry]:
    """Two entries on each of three days, sealed, and one of today, not sealed."""
    entries = [entry(department, TODAY - timedelta(days=back), hour) for back in (3, 2, 1) for hour in (1, 23)]
    entry(department, TODAY)
    seal_audit(on=TODAY)
    return entries


def test_full_days_are_sealed_and_today_is_not(sealed: list[AuditEntry]) -> None:
    assert [seal.day for seal in AuditSeal.objects.all()] == [TODAY - timedelta(days=back) for back in (3, 2, 1)]
    assert [seal.count for seal in AuditSeal.objects.all()] == [2, 2, 2]
    assert AuditEntry.objects.filter(seal__isnull=True).count() == 1
    assert list(verify_audit()) == []


def test_sealing_again_changes_nothing(sealed: list[AuditEntry]) -> None:
    before = list(AuditSeal.objects.values())
    assert seal_audit(on=TODAY) == {"days": 0, "entries": 0}
    assert list(AuditSeal.objects.values()) == before


def test_a_dry_run_counts_and_writes_nothing(department: Department) -> None:
    entry(department, TODAY - timedelta(days=1))
    assert seal_audit(on=TODAY, dry_run=True) == {"days": 1, "entries": 1}
    assert not AuditSeal.objects.exists()


def test_a_day_that_is_not_over_is_never_sealed(department: Department) -> None:
    record(actor=None, verb="department.edited", target=department)
    assert seal_audit(on=timezone.localdate() + timedelta(days=9)) == {"days": 0, "entries": 0}


def test_days_missed_by_the_job_are_sealed_later_one_by_one(department: Department) -> None:
    for back in (9, 5, 1):
        entry(department, TODAY - timedelta(days=back))
    assert seal_audit(on=TODAY) == {"days": 3, "entries": 3}
    assert list(verify_audit()) == []


def test_an_entry_committed_late_joins_the_next_seal(sealed: list[AuditEntry], department: Department) -> None:
    late = entry(department, TODAY - timedelta(days=2), 23)
    assert seal_audit(on=TODAY) == {"days": 0, "entries": 0}
    assert seal_audit(on=TODAY + timedelta(days=1)) == {"days": 1, "entries": 2}
    late.refresh_from_db()
    assert late.seal is not None
    assert late.seal.day == TODAY
    assert list(verify_audit()) == []


@pytest.mark.parametrize("change", [{"note": "x"}, {"changes": {"name": ["a", "b"]}}, {"actor_name": "Somebody"}, {"actor_id": 999}])
def test_a_changed_entry_is_named(sealed: list[AuditEntry], change: dict[str, Any]) -> None:
    AuditEntry.objects.filter(pk=sealed[2].pk).update(**change)
    [place] = verify_audit()
    assert (place.day, place.what, place.entry_id) == (TODAY - timedelta(days=2), "edited", sealed[2].pk)


def test_a_changed_entry_with_a_matching_digest_is_still_found(sealed: list[AuditEntry]) -> None:
    from college.services.seals import digest

    AuditEntry.objects.filter(pk=sealed[2].pk).update(note="x")
    sealed[2].refresh_from_db()
    AuditEntry.objects.filter(pk=sealed[2].pk).update(digest=digest(sealed[2]))
    assert [(place.day, place.what) for place in verify_audit()] == [(TODAY - timedelta(days=2), "rehashed")]


def test_a_removed_entry_is_noticed(sealed: list[AuditEntry]) -> None:
    sealed[0].delete()
    assert [(place.day, place.what) for place in verify_audit()] == [(TODAY - timedelta(days=3), "missing")]


def test_a_removed_day_is_noticed(sealed: list[AuditEntry]) -> None:
    middle = AuditSeal.objects.get(day=TODAY - timedelta(days=2))
    middle.entries.all().delete()
    middle.delete()
    assert [(place.day, place.what) for place in verify_audit()] == [(TODAY - timedelta(days=1), "unchained")]


def test_the_command_exits_with_one_and_names_the_entry(sealed: list[AuditEntry], capsys: Any) -> None:
    call_command("verify_audit")
    assert "whole up to 2026-03-09" in capsys.readouterr().out
    AuditEntry.objects.filter(pk=sealed[5].pk).update(verb="department.created")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_audit")
    assert stopped.value.code == 1
    assert f"2026-03-09: entry {sealed[5].pk}" in capsys.readouterr().err


def test_before_the_first_seal_the_command_counts_what_waits(department: Department, capsys: Any) -> None:
    for hour in (1, 2):
        entry(department, TODAY, hour)
    call_command("verify_audit")
    assert "Nothing is sealed yet; 2 entries wait" in capsys.readouterr().out


def test_a_day_that_another_worker_seals_is_left_to_it(department: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    entry(department, TODAY - timedelta(days=1))

    def overtaken(day: date, last: AuditSeal | None) -> int:
        raise IntegrityError

    monkeypatch.setattr("college.services.seals._seal_day", overtaken)
    assert seal_audit(on=TODAY) == {"days": 0, "entries": 0}
