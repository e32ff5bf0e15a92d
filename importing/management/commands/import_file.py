"""``manage.py import_file KIND PATH``: what the import screen does, from the shell."""

import csv
import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from config.kit.errors import DomainError
from importing.columns import missing_sentence
from importing.enums import ImportState
from importing.kinds import Importer, importer_of, importers
from importing.models import ImportRun
from importing.services.carrying_out import carry_out
from importing.services.starting import look_at, start_import, undo_import

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import a CSV or XLSX file. Prints how many rows were created, updated, unchanged and refused, and the first refusals. "
        "Ends with status 1 when nothing could be read or every row was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", help="what the file holds: majors, profiles, enterprises, students, placements …")
        parser.add_argument("path", nargs="?", type=Path, help="the file")
        parser.add_argument("--dry-run", action="store_true", help="check every row and write nothing")
        parser.add_argument("--map", type=Path, help="JSON {our column: heading in the file}, or CSV with two columns and no heading")
        for option in {option.key: option for importer in importers for option in importer.options}.values():
            parser.add_argument(f"--{option.key}", metavar="CODE", help=option.help, action="append" if option.many else "store")
        parser.add_argument("--undo", type=int, metavar="RUN", help="undo the import of this number")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self._undo(options["undo"]) if options["undo"] else self._import(options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if run.state == ImportState.FAILED:
            raise CommandError(run.error)
        if not options["undo"] and run.total and run.refused == run.total:
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> ImportRun:
        if not options["kind"] or not options["path"]:
            raise CommandError("Give the kind and the path of a file, or --undo RUN.")
        importer, path = importer_of(options["kind"]), options["path"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with ExitStack() as stack:
            file = File(stack.enter_context(path.open("rb")), name=path.name)
            mapping = read_mapping(options["map"]) if options["map"] else {}
            match = look_at(importer, file, file.size, mapping)
            if match.missing:
                raise DomainError(missing_sentence(importer, match.missing))
            run = start_import(
                kind=importer.key,
                file=file,
                actor=None,
                is_dry_run=options["dry_run"],
                mapping=mapping,
                options={option.key: options[option.key] for option in importer.options if options.get(option.key)},
                companions=siblings(importer, path, stack),
            )
        return self._report(self._carry_out(run))

    def _undo(self, pk: int) -> ImportRun:
        run = ImportRun.objects.filter(pk=pk).first()
        if run is None:
            raise CommandError(f"There is no import {pk}.")
        run = self._carry_out(undo_import(run=run, actor=None))
        report = run.undo_report
        self.stdout.write(f"Import {pk} undone: deleted {report['deleted']}, restored {report['restored']}, kept {report['kept']}")
        for label, reason in report["kept_rows"][:SHOWN]:
            self.stdout.write(f"  kept {label}: {reason}")
        return run

    def _carry_out(self, run: ImportRun) -> ImportRun:
        shown = -1

        def progress(done: int, total: int) -> None:
            nonlocal shown
            percent = 100 * done // max(total, 1)
            if self.stderr.isatty() and percent != shown:
                shown = percent
                self.stderr.write(f"\r{percent:3d} %", ending="")

        finished = carry_out(run.pk, progress=progress)
        if shown >= 0:
            self.stderr.write("")
        if finished is None:
            raise CommandError(f"Import {run.pk} is being carried out by a worker; look at it on the imports page.")
        return finished

    def _report(self, run: ImportRun) -> ImportRun:
        if run.state == ImportState.FAILED:
            return run
        what = "Checked" if run.is_dry_run else "Imported"
        counts = ", ".join(f"{name} {count}" for name, count in run.counts.items())
        self.stdout.write(f"{what} {run.filename} as {run.kind} (import {run.pk}): {counts}")
        if run.preset:
            self.stdout.write(f"Read by the preset: {run.preset}")
        for label, count in sorted(run.brought.items()):
            self.stdout.write(f"  brought along: {label} {count}")
        if run.unknown_columns:
            self.stdout.write(f"Columns not used: {', '.join(run.unknown_columns)}")
        for refusal in run.refusals.all()[:SHOWN]:
            self.stdout.write(f"  row {refusal.row}: {refusal.reason}")
        if run.refused > SHOWN:
            self.stdout.write(f"  … and {run.refused - SHOWN} more; the imports page gives them as a file.")
        return run


def siblings(importer: Importer, path: Path, stack: ExitStack) -> list[tuple[str, Any]]:
    """The companion files that lie beside the main one, opened."""
    found = [(one.key, path.with_name(one.filename)) for one in importer.companions]
    return [(key, stack.enter_context(one.open("rb"))) for key, one in found if one.is_file()]


def read_mapping(path: Path) -> dict[str, str]:
    """{our column: heading} from JSON or a CSV of two columns."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        pairs = json.loads(text) if path.suffix.lower() == ".json" else {row[0]: row[1] for row in csv.reader(text.splitlines()) if row}
        return {str(name).strip(): str(heading).strip() for name, heading in dict(pairs).items()}
    except (OSError, ValueError, IndexError, TypeError) as fault:
        raise CommandError(f"The mapping {path} cannot be read: {fault}") from fault
