"""Sealing the audit trail into a hash chain, and checking it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from college.models import AuditEntry, AuditSeal

CHUNK = 500
FIRST_HASH = "0" * 64


def digest(entry: AuditEntry) -> str:
    """The SHA-256 of everything an entry says, in hexadecimal."""
    said = [
        entry.pk,
        entry.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.verb,
        entry.target_type,
        entry.target_id,
        entry.target_label,
        entry.changes,
        entry.note,
        entry.request_id,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def chain(previous: str, day: date, digests: Iterable[str]) -> str:
    """The hash of a day: over the seal before, the day, and the entries' digests in the order of their ids."""
    running = hashlib.sha256(f"{previous}|{day.isoformat()}".encode())
    for one in digests:
        running.update(one.encode())
    return running.hexdigest()


def seal_audit(*, on: date, dry_run: bool = False) -> dict[str, int]:
    """Seal every full day before ``on`` that has entries without a seal. Running it twice changes nothing.

    Days are local days. An entry that appears in a day already sealed (a transaction that committed late) joins the
    next day's seal, so nothing committed stays unsealed for longer than a day. A day that is not over is never sealed.
    """
    on = min(on, timezone.localdate())
    midnight = _midnight(on)
    counts = {"days": 0, "entries": 0}
    while True:
        unsealed = AuditEntry.objects.filter(seal__isnull=True, at__lt=midnight)
        first = unsealed.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return counts
        last = AuditSeal.objects.order_by("-day").first()
        day = timezone.localdate(first)
        if last is not None and day <= last.day:
            day = last.day + timedelta(days=1)
        if day >= on:
            return counts
        if dry_run:
            days = {timezone.localdate(at) for at in unsealed.values_list("at", flat=True).iterator()}
            return {"days": len(days), "entries": unsealed.count()}
        try:
            counts["entries"] += _seal_day(day, last)
        except IntegrityError:
            return counts  # another worker is sealing the same day
        counts["days"] += 1


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def _seal_day(day: date, last: AuditSeal | None) -> int:
    """Seal all unsealed entries up to the end of ``day``; returns how many."""
    seal = AuditSeal.objects.create(
        day=day, first_entry_id=0, last_entry_id=0, count=0, previous_hash=last.hash if last else FIRST_HASH, hash=""
    )
    waiting = AuditEntry.objects.filter(seal__isnull=True, at__lt=_midnight(day + timedelta(days=1))).order_by("pk")
    numbers, running, after = [], [], 0
    while chunk := list(waiting.filter(pk__gt=after)[:CHUNK]):
        for entry in chunk:
            entry.digest, entry.seal = digest(entry), seal
        after = chunk[-1].pk
        AuditEntry.objects.bulk_update(chunk, ["digest", "seal"], batch_size=200)
        numbers += [entry.pk for entry in chunk]
        running += [entry.digest for entry in chunk]
    seal.first_entry_id, seal.last_entry_id, seal.count = numbers[0], numbers[-1], len(numbers)
    seal.hash = chain(seal.previous_hash, day, running)
    seal.save(update_fields=["first_entry_id", "last_entry_id", "count", "hash"])
    return len(numbers)


@dataclass(frozen=True)
class Break:
    """Where the trail does not agree with its seals; ``what`` is one of edited, missing, rehashed, unchained."""

    day: date
    what: str
    entry_id: int | None = None

    def __str__(self) -> str:
        return {
            "edited": f"{self.day}: entry {self.entry_id} was changed after it was sealed",
            "missing": f"{self.day}: entries were removed or added after the day was sealed",
            "rehashed": f"{self.day}: the day's hash does not match its entries",
            "unchained": f"{self.day}: the seal does not continue the one before; a seal was removed or replaced",
        }[self.what]


def verify_audit() -> Iterator[Break]:
    """Every place where entries and seals disagree, oldest first. Reads in chunks; writes nothing."""
    previous = FIRST_HASH
    for seal in AuditSeal.objects.order_by("day"):
        if seal.previous_hash != previous:
            yield Break(seal.day, "unchained")
        previous = seal.hash
        yield from _verify_day(seal)


def _verify_day(seal: AuditSeal) -> Iterator[Break]:
    recomputed, count, edited = [], 0, False
    for entry in seal.entries.order_by("pk").iterator(chunk_size=CHUNK):
        now = digest(entry)
        if now != entry.digest:
            edited = True
            yield Break(seal.day, "edited", entry.pk)
        recomputed.append(now)
        count += 1
    if count != seal.count:
        yield Break(seal.day, "missing")
    elif not edited and chain(seal.previous_hash, seal.day, recomputed) != seal.hash:
        yield Break(seal.day, "rehashed")


def last_seal() -> AuditSeal | None:
    """The end of the chain; written down elsewhere, its hash proves that nothing was cut off."""
    return AuditSeal.objects.order_by("-day").first()


def sealed_until() -> date | None:
    """The last sealed day."""
    return AuditSeal.objects.order_by("-day").values_list("day", flat=True).first()
