"""Importers as data: columns, presets, rows and what became of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from college.models import User
from college.policies import Person
from config.kit.bulk import Kept, attributes
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

    @classmethod
    def of(cls, one: Kept[Any]) -> "Change":
        """What a bulk service wrote."""
        fields = tuple(name for name in attributes(one.obj) if name != one.obj._meta.pk.attname) if one.is_new else tuple(one.before or ())
        return cls(one.obj, fields, one.before, one.aside)


@dataclass
class Batch:
    """What a handler did with a batch of rows: an outcome for each row number, and the objects written, in order."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def refuse(self, row: Row, reason: str | Promise) -> None:
        self.outcomes[row.number] = Outcome(REFUSED, str(reason))

    def take(self, kept: Iterable[Kept[Any]]) -> None:
        """Add what a bulk service made of rows, in its order."""
        for one in kept:
            if one.refusal:
                self.outcomes[one.number] = Outcome(REFUSED, str(one.refusal))
                continue
            if one.is_new or one.is_changed:
                self.changes.append(Change.of(one))
                known = self.outcomes.get(one.number, Outcome(UNCHANGED))
                if not one.aside:
                    self.outcomes[one.number] = Outcome(CREATED if one.is_new else UPDATED)
                elif known.kind == UNCHANGED and one.number in self.outcomes:
                    self.outcomes[one.number] = Outcome(UPDATED)
            elif not one.aside:
                self.outcomes[one.number] = Outcome(UNCHANGED)


@dataclass(frozen=True)
class Context:
    """Who imports, with which options. ``note`` says in the audit trail where a change came from; ``open_companion`` opens a
    sibling file as a binary file, or gives None."""

    actor: User | None
    today: date
    note: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    open_companion: Callable[[str], Any] = lambda name: None


class Handler(Protocol):
    """Takes the rows of one run. It must keep no database ids between batches: a dry run rolls every batch back."""

    def key(self, row: Row) -> str:
        """What makes the row's object unique in the file; '' when it has nothing of the kind."""
        ...

    def handle(self, rows: Sequence[Row]) -> Batch: ...


@dataclass(frozen=True)
class Companion:
    """A sibling file read with the main one, and what it is usually called."""

    key: str
    title: str | Promise
    filename: str


@dataclass(frozen=True)
class Option:
    """A question that is asked beside the file. ``fields(person)`` gives its form fields by name; ``read(cleaned)`` makes of
    their values what the run keeps under ``key`` (None: nothing), or refuses (DomainError). ``help`` and ``many`` are for the
    command line."""

    key: str
    fields: Callable[[Person], Mapping[str, forms.Field]]
    read: Callable[[Mapping[str, Any]], Any]
    help: str
    many: bool = False


@dataclass(frozen=True)
class Importer:
    """A kind of file that can be imported. ``needs`` lists groups of columns of which at least one must be there;
    ``allowed`` says who may."""

    key: str
    title: str | Promise
    text: str | Promise
    columns: tuple[Column, ...]
    begin: Callable[[Context], Handler]
    allowed: Callable[[Person], Verdict]
    presets: tuple[Preset, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    companions: tuple[Companion, ...] = ()
    options: tuple[Option, ...] = ()
    batch_size: int = 500

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


importers: Registry[Importer] = Registry()


@dataclass(frozen=True)
class Anchor:
    """What keeps an object from getting its earlier values back although nobody changed those since: a signature, another plan.

    ``key`` is the model's label. ``held(earlier)`` looks at objects that hold their earlier values again (unsaved; ``before`` has the
    present ones) and gives {id: why it stays as it is}, at a constant number of queries.
    """

    key: str
    held: Callable[[Sequence[Kept[Any]]], Mapping[int, str]]


anchors: Registry[Anchor] = Registry()


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
