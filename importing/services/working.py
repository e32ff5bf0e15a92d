"""Works off an import: read, batch by batch, finish.

A handler writes through bulk services, which ask policies and leave audit entries as pages do. Every batch is one
transaction that holds the rows written, their entries, the refusals, the undo data and the run's progress, and that
commits only while the worker still holds the run. So a batch happens exactly once, whoever is killed or starts twice.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from college.services.audit import record
from config.kit.errors import DomainError
from importing.columns import Match, match_columns, missing_sentence
from importing.enums import ImportState
from importing.kinds import REFUSED, Batch, Change, Context, Handler, Importer, Outcome, Row, importers
from importing.models import ImportChange, ImportRefusal, ImportRun
from importing.readers import Line, Sheet, Unreadable, open_table
from importing.services.claims import advance
from importing.services.traces import undo_data

logger = logging.getLogger(__name__)

_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d{1,3}")

Progress = Callable[[int, int], None]


def context_of(run: ImportRun) -> Context:
    """Who imports, and with what beside the file."""
    return Context(
        actor=run.started_by,
        today=timezone.localdate(),
        note=PurePath(run.filename).name[:200],
        options=run.options,
        preset=run.preset,
        open_companion=lambda name: default_storage.open(run.companions[name]) if name in run.companions else None,
    )


def read_table(run: ImportRun) -> Sheet:
    """The run's file, opened. Raises Unreadable."""
    file = run.file.open("rb")
    return open_table(file, size=run.file.size, limit_mb=settings.UPLOAD_LIMIT_MB)


def import_rows(run: ImportRun, *, progress: Progress | None = None) -> None:
    """Read the run's file batch by batch, from where it stopped. The caller holds the run.

    Raises DomainError when the file cannot be read, LostClaim when somebody else holds the run by now.
    """
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
                ImportChange.objects.bulk_create([undo_data(self.run, change) for change in batch.changes], batch_size=500)
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
