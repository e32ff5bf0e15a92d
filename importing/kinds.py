"""Importers as data: columns, presets, rows and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from college.models import User
from college.policies import Person
from config.kit.errors import DomainError
from config.kit.registry import Registry
from config.kit.verdicts import Verdict

CREATED, UPDATED, UNCHANGED, REFUSED, SKIPPED = "created", "updated", "unchanged", "refused", "skipped"


@dataclass(frozen=True)
class Column:
    """A column of our template. ``aliases`` are other headings it is known by; the title counts in every language.

    ``identifier`` cells are codes: one that a spreadsheet turned into 9.1E+17 is refused instead of stored.
    """

    name: str
    title: str | Promise
    help: str | Promise = ""
    example: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    max_length: int = 500
    identifier: bool = False


@dataclass(frozen=True)
class Preset:
    """How a file that somebody else publishes is read as it is: recognised by its headings.

    ``columns`` is {our column: heading}; ``fixed`` fills our columns that the file lacks; ``derive`` may compute cells
    from a row's raw cells by heading. ``ignored`` headings are known and not needed.
    """

    key: str
    title: str | Promise
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    derive: Callable[[Mapping[str, str]], dict[str, str]] | None = None


@dataclass(frozen=True)
class Row:
    """A row of the file: its number as a spreadsheet shows it, and its cells by our column names. Missing cells are ''."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Outcome:
    """What became of a row; a refused one has a whole sentence as its reason."""

    kind: str
    reason: str = ""


@dataclass
class Change:
    """An object that was written. ``fields`` are the attribute names that the import set; ``before`` their values
    before an update, or None when the object was created."""

    target: models.Model
    fields: tuple[str, ...]
    before: dict[str, Any] | None = None
    aside: bool = False  # brought along by a row about something else


@dataclass
class Batch:
    """What a handler did with a batch of rows: an outcome for each row number, and the objects written, in order."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def refuse(self, row: Row, reason: str | Promise) -> None:
        self.outcomes[row.number] = Outcome(REFUSED, str(reason))


@dataclass(frozen=True)
class Context:
    """Who imports, with which options, and what they may touch. ``departments`` None means the whole college;
    ``open_companion`` opens a sibling file as a binary file, or gives None."""

    actor: User | None
    departments: frozenset[int] | None
    today: date
    options: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    open_companion: Callable[[str], Any] = lambda name: None

    def may_touch(self, department_id: int | None) -> bool:
        return self.departments is None or (department_id is not None and department_id in self.departments)


class Handler(Protocol):
    """Takes the rows of one run. It must keep no database ids between batches: a dry run rolls every batch back."""

    def key(self, row: Row) -> str:
        """What makes the row's object unique in the file; '' when it has nothing of the kind."""
        ...

    def handle(self, rows: Sequence[Row]) -> Batch: ...


@dataclass(frozen=True)
class Importer:
    """A kind of file that can be imported. ``needs`` lists groups of columns of which at least one must be there;
    ``allowed`` says who may; ``companions`` are sibling files read with the main one, by their usual file names."""

    key: str
    title: str | Promise
    text: str | Promise
    columns: tuple[Column, ...]
    begin: Callable[[Context], Handler]
    allowed: Callable[[Person], Verdict]
    presets: tuple[Preset, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    companions: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    batch_size: int = 500

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


importers: Registry[Importer] = Registry()


def importer_of(kind: str) -> Importer:
    """The importer of that name. Refuses (DomainError) an unknown one, naming those there are."""
    importer = importers.get(kind)
    if importer is None:
        raise DomainError(
            _("There is no kind of import called “%(kind)s”; there are: %(kinds)s.") % {"kind": kind, "kinds": ", ".join(importers.keys())}
        )
    return importer


def kind_title(kind: str) -> str:
    importer = importers.get(kind)
    return str(importer.title) if importer else kind
