"""The registry of importers, and the words that importers and the engine share.

An *importer* says which columns a kind of file has and gives a *handler* that takes the rows batch by batch. The engine
(``college.importing.engine``) owns everything that is the same for all kinds: reading, matching columns, duplicates,
transactions, dry run, progress, refused rows, undo.
"""

from college.importing.kinds import (
    Batch,
    Change,
    Column,
    Context,
    Handler,
    Importer,
    Outcome,
    Preset,
    Row,
    importers,
)

__all__ = ["Batch", "Change", "Column", "Context", "Handler", "Importer", "Outcome", "Preset", "Row", "importers"]
