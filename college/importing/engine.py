"""Works off an import: claim, read, batch by batch, finish.

Every batch is one transaction that holds the rows written, the refusals, the undo data and the run's progress, and that
commits only while the worker still holds the run. So a batch happens exactly once, whoever is killed or starts twice.
"""

import hashlib
import json
import logging
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, models, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from college.enums import ImportState
from college.importing.columns import Match, match_columns, missing_sentence
from college.importing.kinds import CREATED, REFUSED, UPDATED, Batch, Change, Context, Handler, Importer, Outcome, Row, importers
from college.importing.readers import Line, Table, Unreadable, open_table
from college.models import AuditEntry, ImportChange, ImportRefusal, ImportRun
from college.policies import standing
from college.services.audit import record
from config.kit.errors import DomainError
from config.kit.request_log import request_id

logger = logging.getLogger(__name__)

#: A running import without a sign of life for this long is another worker's to take.
STALE_AFTER = timedelta(seconds=90)
MAX_ATTEMPTS = 5
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d{1,3}")

Progress = Callable[[int, int], None]


class LostClaim(Exception):
    """Another worker holds the run now; this one stops without a trace."""


def carry_out(run_id: int, *, progress: Progress | None = None) -> ImportRun | None:
    """Do what the run waits for: import, check or undo. None when there is nothing to do or somebody else does it.

    Safe to call twice and after a killed worker. A temporary fault of the database leaves the run to be taken again.
    """
    run = _claim(run_id)
    if run is None:
        return None
    language = (
        run.started_by.language if run.started_by and run.started_by.language else translation.get_language() or settings.LANGUAGE_CODE
    )
    with translation.override(language):
        try:
            if run.state == ImportState.UNDOING:
                from college.importing.undo import undo

                undo(run, progress=progress)
            else:
                _import(run, progress=progress)
        except LostClaim:
            logger.info("import.lost run=%s", run.pk)
            return None
        except (OperationalError, InterfaceError):
            logger.warning("import.interrupted run=%s", run.pk, exc_info=True)
            return None
        except DomainError as refusal:
            _fail(run, str(refusal))
        except Exception:
            logger.exception("import.failed run=%s", run.pk)
            _fail(run, _("The import stopped because of a fault in the program. What was imported until then can be undone."))
    run.refresh_from_db()
    return run


def context_of(run: ImportRun) -> Context:
    """Who imports and what they may touch, as it stands now."""
    actor = run.started_by
    who = standing(actor) if actor else None
    wide = who is None or who.is_college_wide
    return Context(
        actor=actor,
        departments=None if wide or who is None else who.departments,
        today=timezone.localdate(),
        options=run.options,
        preset=run.preset,
        open_companion=lambda name: default_storage.open(run.companions[name]) if name in run.companions else None,
    )


def read_table(run: ImportRun) -> Table:
    """The run's file, opened. Raises Unreadable."""
    file = run.file.open("rb")
    return open_table(file, size=run.file.size, limit_mb=settings.UPLOAD_LIMIT_MB)


def _claim(run_id: int) -> ImportRun | None:
    """Take a waiting run, or one whose worker has fallen silent; None when there is nothing to take."""
    now, token = timezone.now(), uuid.uuid4().hex
    free = Q(state=ImportState.WAITING) | Q(state__in=(ImportState.RUNNING, ImportState.UNDOING)) & (
        Q(claim="") | Q(beat_at__lt=now - STALE_AFTER)
    )
    taken = ImportRun.objects.filter(free, pk=run_id).update(
        claim=token,
        beat_at=now,
        attempts=F("attempts") + 1,
        state=models.Case(
            models.When(state=ImportState.UNDOING, then=models.Value(ImportState.UNDOING)), default=models.Value(ImportState.RUNNING)
        ),
    )
    if not taken:
        return None
    run = ImportRun.objects.select_related("started_by").get(pk=run_id)
    if run.attempts > MAX_ATTEMPTS:
        _fail(run, _("The import was interrupted again and again and has been given up. What was imported until then can be undone."))
        return None
    return run


def advance(run: ImportRun, **values: Any) -> None:
    """Write progress while holding the run; raises LostClaim when somebody else holds it."""
    if not ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(beat_at=timezone.now(), **values):
        raise LostClaim
    for name, value in values.items():
        setattr(run, name, value)


def _fail(run: ImportRun, sentence: str) -> None:
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(
            state=ImportState.FAILED, error=sentence, claim="", finished_at=timezone.now()
        )
        if moved:
            record(actor=run.started_by, verb="import.failed", target=run, note=sentence)


# --- importing ------------------------------------------------------------------------------------------------------


def _import(run: ImportRun, *, progress: Progress | None) -> None:
    importer = importers[run.kind]
    if run.is_dry_run and run.done:
        # A check writes nothing, so it starts afresh rather than goes on.
        ImportRefusal.objects.filter(run=run).delete()
        advance(run, done=0, created=0, updated=0, unchanged=0, refused=0, skipped=0, brought={})
    try:
        table = read_table(run)
        match = match_columns(importer, table.header, run.mapping)
        if match.missing:
            raise Unreadable(missing_sentence(importer, match.missing))
        # The whole file is read once before anything is written: a fault on its last line changes nothing either.
        total = sum(1 for _line in _beating(run, table.lines()))
        if not total:
            raise Unreadable(_("The file has headings but no rows."))
        advance(
            run,
            total=total,
            header=list(table.header),
            unknown_columns=list(match.unknown),
            preset=match.preset.key if match.preset else "",
        )
        handler = importer.begin(context_of(run))
        work = _Work(run, importer, handler, match)
        lines = table.lines()
        work.remember(islice(lines, run.done))
        while batch := list(islice(lines, importer.batch_size)):
            work.take(batch)
            if progress:
                progress(run.done, total)
    finally:
        run.file.close()
    with transaction.atomic():
        advance(run, state=ImportState.CHECKED if run.is_dry_run else ImportState.DONE, finished_at=timezone.now())
        ImportRun.objects.filter(pk=run.pk).update(claim="")
        record(
            actor=run.started_by,
            verb="import.checked" if run.is_dry_run else "import.finished",
            target=run,
            changes={name: (None, count) for name, count in run.counts.items() if count},
        )


def _beating(run: ImportRun, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines, with a sign of life now and then, as counting a large workbook takes a while."""
    for count, line in enumerate(lines):
        if count % 20_000 == 19_999:
            advance(run)
        yield line


class _Work:
    """One run's way through its file."""

    def __init__(self, run: ImportRun, importer: Importer, handler: Handler, match: Match) -> None:
        self.run, self.importer, self.handler, self.match = run, importer, handler, match
        self.seen: dict[bytes, int] = {}
        self.brought: set[tuple[str, str]] = set()

    def remember(self, lines: Iterator[Line]) -> None:
        """After a restart: the keys of the rows done before, so that repeating them is still noticed."""
        for line in lines:
            self._repeats(self.match.row(line))

    def take(self, lines: Sequence[Line]) -> None:
        rows, refused = self._sift(lines)
        with transaction.atomic():
            with transaction.atomic():
                batch = self._handle(rows)
                if self.run.is_dry_run:
                    brought = self._count_aside(batch.changes)
                    transaction.set_rollback(True)
            if not self.run.is_dry_run:
                brought = self._count_aside(batch.changes)
                ImportChange.objects.bulk_create([_change(self.run, change) for change in batch.changes], batch_size=500)
                AuditEntry.objects.bulk_create(list(_audit(self.run, batch.changes)), batch_size=500)
            outcomes = {**batch.outcomes, **refused}
            ImportRefusal.objects.bulk_create(
                [
                    ImportRefusal(run=self.run, row=line.number, reason=outcomes[line.number].reason, cells=_without_nul(line.cells))
                    for line in lines
                    if outcomes[line.number].kind == REFUSED
                ]
            )
            kinds = [outcome.kind for outcome in outcomes.values()]
            advance(
                self.run,
                done=self.run.done + len(lines),
                brought=brought,
                **{kind: getattr(self.run, kind) + kinds.count(kind) for kind in set(kinds)},
            )

    def _sift(self, lines: Sequence[Line]) -> tuple[list[Row], dict[int, Outcome]]:
        """Rows fit for the handler, and the refusals of the others."""
        rows, refused = [], {}
        for line in lines:
            row = self.match.row(line)
            reason = line.fault or self._fault(row) or self._repeats(row)
            if reason:
                refused[line.number] = Outcome(REFUSED, reason)
            else:
                rows.append(row)
        return rows, refused

    def _fault(self, row: Row) -> str:
        for column in self.importer.columns:
            cell = row[column.name]
            if column.required and not cell:
                return _("“%(column)s” is empty.") % {"column": column.title}
            if len(cell) > column.max_length:
                return _("“%(column)s” has %(length)s characters; at most %(limit)s fit.") % {
                    "column": column.title,
                    "length": len(cell),
                    "limit": column.max_length,
                }
            if column.identifier and _SCIENTIFIC.fullmatch(cell):
                return _("“%(column)s” was turned into the number %(value)s by a spreadsheet program; format the column as text.") % {
                    "column": column.title,
                    "value": cell,
                }
        return ""

    def _repeats(self, row: Row) -> str:
        key = self.handler.key(row)
        if not key:
            return ""
        # The first row with a key counts, even when it is refused for another reason: so the answer does not depend on it.
        digest = hashlib.blake2b(key.encode(), digest_size=12).digest()
        first = self.seen.setdefault(digest, row.number)
        return "" if first == row.number else _("The row repeats row %(row)s of the file.") % {"row": first}

    def _handle(self, rows: Sequence[Row]) -> Batch:
        if not rows:
            return Batch()
        try:
            with transaction.atomic():
                return self.handler.handle(rows)
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:
            if len(rows) == 1:
                return self._refuse_one(rows[0], fault)
            logger.info("import.row_by_row run=%s rows=%s-%s why=%s", self.run.pk, rows[0].number, rows[-1].number, type(fault).__name__)
        # Something in the batch broke it: take its rows one at a time, so that only the guilty ones are refused.
        whole = Batch()
        for row in rows:
            one = self._handle([row])
            whole.outcomes.update(one.outcomes)
            whole.changes.extend(one.changes)
        return whole

    def _refuse_one(self, row: Row, fault: Exception) -> Batch:
        batch = Batch()
        if isinstance(fault, DomainError):
            batch.refuse(row, fault.message)
        elif isinstance(fault, DatabaseError):
            logger.warning("import.row_refused run=%s row=%s", self.run.pk, row.number, exc_info=fault)
            batch.refuse(row, _("The row contradicts what is stored already."))
        else:
            logger.error("import.row_failed run=%s row=%s", self.run.pk, row.number, exc_info=fault)
            batch.refuse(row, _("The row could not be imported because of a fault in the program, which has been logged."))
        return batch

    def _count_aside(self, changes: Sequence[Change]) -> dict[str, int]:
        """How many objects of each kind the rows brought along; in a dry run the same one is met in many batches."""
        brought = dict(self.run.brought)
        for change in changes:
            if not change.aside or change.before is not None:
                continue
            label = change.target._meta.label_lower
            name = (label, f"{change.target}|{getattr(getattr(change.target, 'programme', None), 'code', '')}")
            if not self.run.is_dry_run or name not in self.brought:
                self.brought.add(name)
                brought[label] = brought.get(label, 0) + 1
        return brought


def _without_nul(cells: Sequence[str]) -> list[str]:
    return [cell.replace("\x00", "")[:2000] for cell in cells]


# --- what was written -----------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value as JSON keeps it, equal for a value just assigned and the same one read back."""
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def values_of(target: models.Model, fields: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(target, name)) for name in fields}


def digest_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def _change(run: ImportRun, change: Change) -> ImportChange:
    after = values_of(change.target, change.fields)
    return ImportChange(
        run=run,
        target_type=change.target._meta.label_lower,
        target_id=change.target.pk,
        before=None if change.before is None else {name: plain(value) for name, value in change.before.items()},
        after={"fields": list(change.fields), "digest": digest_of(after)} if change.before is None else after,
    )


def _audit(run: ImportRun, changes: Sequence[Change]) -> Iterator[AuditEntry]:
    now, actor = timezone.now(), run.started_by
    for change in changes:
        before = change.before
        yield AuditEntry(
            at=now,
            actor=actor,
            actor_name=str(actor) if actor else "",
            verb=f"{change.target._meta.model_name}.imported",
            target_type=change.target._meta.label_lower,
            target_id=str(change.target.pk),
            target_label=str(change.target)[:250],
            changes={} if before is None else {name: [plain(before[name]), plain(getattr(change.target, name))] for name in before},
            note=PurePath(run.filename).name[:200],
            request_id=request_id.get().strip("-"),
        )


__all__ = ["CREATED", "UPDATED", "LostClaim", "advance", "carry_out", "context_of", "read_table"]
