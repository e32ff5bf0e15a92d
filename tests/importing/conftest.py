"""Small made files, and where the real ones lie."""

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from openpyxl import Workbook

from college.models import User
from importing.models import ImportRun
from importing.services.carrying_out import carry_out
from importing.services.starting import start_import


def real_data() -> Path | None:
    """The folder of real files: RONGHE_DATA, or shared/data beside the repository or one of its parents."""
    if given := os.environ.get("RONGHE_DATA"):
        return Path(given)
    here = Path(__file__).resolve()
    return next((folder / "shared" / "data" for folder in here.parents if (folder / "shared" / "data").is_dir()), None)


@pytest.fixture
def real() -> Callable[[str], Path]:
    """The path of a real file; skips the test where it is absent."""

    def path(name: str) -> Path:
        folder = real_data()
        if folder is None or not (folder / name).is_file():
            pytest.skip(f"the real file {name} is not here; set RONGHE_DATA to its folder")
        return folder / name

    return path


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[Any]], merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def run_import(db: None) -> Callable[..., ImportRun]:
    """Import bytes as a file of a kind and give the finished run."""

    def run(
        kind: str, data: bytes, *, actor: User | None = None, is_dry_run: bool = False, name: str = "table.csv", **more: Any
    ) -> ImportRun:
        started = start_import(kind=kind, file=ContentFile(data, name=name), actor=actor, is_dry_run=is_dry_run, **more)
        finished = carry_out(started.pk)
        assert finished is not None
        return finished

    return run
