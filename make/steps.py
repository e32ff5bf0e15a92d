"""Steps and their stamps.

A step leaves a stamp, the hash of everything it was made from, beside what it made; while the hash stays the same the
step is not repeated, and deleting its product (``.venv``, ``node_modules``, ``var``) makes it again. The stamp is
written last, so an interrupted step starts over.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from make.environment import say
from make.places import ROOT


def digest(*sources: Path | str) -> str:
    """Hash of files (their names and contents), folders (recursively) and plain strings."""
    total = hashlib.sha256()
    for source in sources:
        if isinstance(source, str):
            total.update(source.encode())
            continue
        for file in sorted(_files(source)):
            total.update(str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file).encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def _files(source: Path) -> Iterable[Path]:
    if source.is_dir():
        return (file for file in source.rglob("*") if file.is_file())
    return [source] if source.exists() else []


def step(title: str, stamp: Path, key: str, work: Callable[[], None], *, made: Iterable[Path] = ()) -> None:
    """Do the work unless the stamp says that it was finished from exactly these sources and all it ``made`` is there."""
    if stamp.exists() and stamp.read_text() == key and all(product.exists() for product in made):
        return
    say(f"  {title} …")
    start = time.monotonic()
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    say(f"  {title}: done in {time.monotonic() - start:.0f} s")
