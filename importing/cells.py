"""From the cells of a row to values, strictly: a value or a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from config.kit.errors import DomainError
from importing.kinds import Importer, Row


@dataclass(frozen=True)
class Cell:
    """Which attribute a cell fills, how it is read (a DomainError is its fault), and our column where that is called otherwise."""

    attribute: str
    read: Callable[[str], Any] = str
    column: str = ""


def read_cells(importer: Importer, cells: Sequence[Cell], row: Row) -> dict[str, Any]:
    """{attribute: value} of the cells that are filled: an empty one says nothing, so that a file with few columns wipes nothing out.

    Refuses (DomainError) with a sentence for each cell that cannot be read, named by its column.
    """
    values, faults = {}, []
    for cell in cells:
        column = cell.column or cell.attribute
        if not row[column]:
            continue
        try:
            values[cell.attribute] = cell.read(row[column])
        except DomainError as refusal:
            faults.append(f"{importer.column(column).title}: {refusal}")
    if faults:
        raise DomainError(" ".join(faults))
    return values
