"""Which column of the file is which of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from config.kit.errors import DomainError
from importing.kinds import Column, Importer, Preset, Row
from importing.readers import Line, fold_heading


@dataclass(frozen=True)
class Match:
    """The outcome of matching: where our columns stand, what is missing and which headings nobody asked for."""

    header: tuple[str, ...]
    preset: Preset | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def row(self, line: Line) -> Row:
        cells = {name: line.cells[place] for name, place in self.places.items()}
        if self.preset:
            for name, value in self.preset.fixed.items():
                cells.setdefault(name, value)
            if self.preset.derive:
                cells.update(self.preset.derive(dict(zip(self.header, line.cells, strict=True))))
        return Row(line.number, cells)


def match_columns(importer: Importer, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Match:
    """Match the headings of a file: first the given ``mapping`` {our column: heading}, then a preset that knows all of
    them, then names, titles in every language, and aliases. Refuses a mapping that names what is not there."""
    header = tuple(header)
    folded = {fold_heading(name): place for place, name in enumerate(header)}
    _check_mapping(importer, folded, mapping or {})
    preset = None if mapping else _preset(importer, folded)
    places: dict[str, int] = {name: folded[fold_heading(heading)] for name, heading in (mapping or {}).items()}
    if preset:
        places = {name: folded[fold_heading(heading)] for name, heading in preset.columns.items()}
    else:
        taken = set(places.values())
        for column in importer.columns:
            found = next((folded[name] for name in names_of(column) if name in folded), None)
            if column.name not in places and found is not None and found not in taken:
                places[column.name] = found
                taken.add(found)
    ignored = {fold_heading(name) for name in preset.ignored} if preset else set()
    used = set(places.values())
    return Match(
        header=header,
        preset=preset,
        places=places,
        missing=() if preset else _missing(importer, places),
        unknown=tuple(name for place, name in enumerate(header) if place not in used and fold_heading(name) not in ignored),
    )


def names_of(column: Column) -> list[str]:
    """Every folded heading that means this column: its name, its title in each language, its aliases."""
    names = [column.name, *column.aliases]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.append(str(column.title))
    return [fold_heading(name) for name in names]


def missing_sentence(importer: Importer, missing: Sequence[str]) -> str:
    titles = [" / ".join(f"{importer.column(name).title} ({name})" for name in group.split("|")) for group in missing]
    return _("The file has no column for: %(columns)s. Name the columns as in the template, or match them by hand.") % {
        "columns": "; ".join(titles)
    }


def _missing(importer: Importer, places: Mapping[str, int]) -> tuple[str, ...]:
    groups = [(column.name,) for column in importer.columns if column.required] + list(importer.needs)
    return tuple("|".join(group) for group in groups if not any(name in places for name in group))


def _preset(importer: Importer, folded: Mapping[str, int]) -> Preset | None:
    return next(
        (
            preset
            for preset in importer.presets
            if all(fold_heading(heading) in folded for heading in (*preset.columns.values(), *preset.ignored))
        ),
        None,
    )


def _check_mapping(importer: Importer, folded: Mapping[str, int], mapping: Mapping[str, str]) -> None:
    known = {column.name for column in importer.columns}
    if strange := sorted(set(mapping) - known):
        raise DomainError(
            _("The mapping names columns that this kind of file does not have: %(columns)s. It has: %(known)s.")
            % {"columns": ", ".join(strange), "known": ", ".join(sorted(known))}
        )
    if absent := sorted(heading for heading in mapping.values() if fold_heading(heading) not in folded):
        raise DomainError(_("The mapping names headings that the file does not have: %(columns)s.") % {"columns": ", ".join(absent)})
