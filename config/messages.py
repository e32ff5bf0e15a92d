"""Are the Chinese messages complete? ``make check`` runs this; nothing is written into the project.

Every string that ``makemessages`` finds must stand in ``locale/zh_Hans``, translated, not fuzzy, and with the same
placeholders as its English source; and nothing must stand there that no source says any more.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["config", "college", "importing", "partnerships", "curricula", "internships", "health", "demo", "templates"]
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def wanted() -> polib.POFile:
    """All strings of the sources, as ``makemessages`` collects them, without touching the project."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("migrations", "__pycache__"))
        (copy / CATALOGUE).parent.mkdir(parents=True)
        # Without settings: neither a database nor an environment is needed to read source code.
        env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "-v", "0"]
        subprocess.run(command, cwd=copy, env=env, check=True)  # noqa: S603 - a fixed command
        return polib.pofile(str(copy / CATALOGUE))


def problems(found: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """One sentence for each string of ``found`` that ``catalogue`` does not translate properly."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    return [sentence for entry in found if not entry.obsolete and (sentence := _problem(entry, known.get((entry.msgctxt, entry.msgid))))]


def _problem(entry: polib.POEntry, known: polib.POEntry | None) -> str:
    where = "{}:{}".format(*entry.occurrences[0]) if entry.occurrences else "?"
    if known is None:
        return f"{where}: not in {CATALOGUE}: {entry.msgid!r}"
    if known.fuzzy:
        return f"{where}: fuzzy: {entry.msgid!r}"
    texts = list(known.msgstr_plural.values()) if entry.msgid_plural else [known.msgstr]
    if not texts or not all(texts):
        return f"{where}: not translated: {entry.msgid!r}"
    meant = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    given = {place for text in texts for place in PLACEHOLDER.findall(text)}
    if given - meant or (meant - given and not entry.msgid_plural):
        return f"{where}: placeholders differ, {sorted(meant)} and {sorted(given)}: {entry.msgid!r}"
    return ""


def left_over(found: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """One sentence for each string of ``catalogue`` that is not in ``found``."""
    said = {(entry.msgctxt, entry.msgid) for entry in found}
    return [
        f"{CATALOGUE}: no source says this any more: {entry.msgid!r}"
        for entry in catalogue
        if entry.obsolete or (entry.msgctxt, entry.msgid) not in said
    ]


def main() -> int:
    if not shutil.which("xgettext"):
        sys.stderr.write("The messages can only be checked with gettext's xgettext. On Debian and Ubuntu: apt install gettext\n")
        return 1
    path = ROOT / CATALOGUE
    found = wanted()
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    wrong = problems(found, catalogue) + left_over(found, catalogue)
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    sys.stdout.write(f"{len(found)} messages, {len(wrong)} of them incomplete in Chinese or left over\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
