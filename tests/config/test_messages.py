"""The check of the Chinese messages, and settings that cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from config.messages import problems

ROOT = Path(__file__).resolve().parents[2]


def catalogue(**entry: object) -> polib.POFile:
    made = polib.POFile()
    if entry:
        made.append(polib.POEntry(**entry))
    return made


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({}, "not in locale"),
        ({"msgstr": "", "msgid": "%(n)s rows"}, "not translated"),
        ({"msgstr": "%(n)s 行", "msgid": "%(n)s rows", "flags": ["fuzzy"]}, "fuzzy"),
        ({"msgstr": "行", "msgid": "%(n)s rows"}, "placeholders differ"),
        ({"msgstr": "%(m)s 行", "msgid": "%(n)s rows"}, "placeholders differ"),
        ({"msgstr": "%(n)s 行", "msgid": "%(n)s rows", "obsolete": True}, "not in locale"),
    ],
)
def test_a_message_that_is_not_said_properly_is_named(known: dict[str, object], sentence: str) -> None:
    wanted = catalogue(msgid="%(n)s rows", occurrences=[("a.py", "7")])
    (problem,) = problems(wanted, catalogue(**known))
    assert sentence in problem
    assert problem.startswith("a.py:7: ")


def test_a_message_that_is_said_properly_is_no_problem() -> None:
    wanted = catalogue(msgid="%(n)s rows")
    assert problems(wanted, catalogue(msgid="%(n)s rows", msgstr="%(n)s 行")) == []
    plural = catalogue(msgid="One row", msgid_plural="%(n)s rows")
    assert problems(plural, catalogue(msgid="One row", msgid_plural="%(n)s rows", msgstr_plural={0: "%(n)s 行"})) == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DATABASE_URL": "postgres://me@127.0.0.1:1/x", "SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"DATABASE_URL": "mysql://me@127.0.0.1:1/x", "SECRET_KEY": "x" * 50}, "must be an address of PostgreSQL"),
        ({"VAR_DIR": "/dev/null/var"}, "VAR_DIR must be a folder"),
    ],
)
def test_settings_that_cannot_be_stop_the_start_with_a_sentence(given: dict[str, str], sentence: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert sentence in started.stderr
