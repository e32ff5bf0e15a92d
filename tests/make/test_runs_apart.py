"""Two runs of the suite in one checkout share nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.environment import ROOT

#: Says what a process of the suite would use, and stays until it is told to end.
PROBE = """
import json, os, tests.environment
print(json.dumps({name: os.environ[name] for name in ("VAR_DIR", "DATABASE_URL", "REDIS_URL", tests.environment.RUN)}), flush=True)
input()
"""

Uses = dict[str, str]


class Run:
    def __init__(self, environment: dict[str, str]) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen([sys.executable, "-c", PROBE], cwd=ROOT, env=environment, text=True, **pipes)
        assert self.process.stdout
        said = self.process.stdout.readline()
        self.uses: Uses = json.loads(said) if said else {}

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "RONGHE_", "COV"))}
    given = {"DATABASE_URL": "postgres://me@127.0.0.1:1/ronghe", "REDIS_URL": "redis://127.0.0.1:1/8"}
    (tmp_path / "locks").mkdir()
    with ExitStack() as stack:

        def run(**more: str) -> Run:
            made = Run({**inherited, **given, "VAR_DIR": str(tmp_path), "TMPDIR": str(tmp_path / "locks"), **more})
            stack.callback(made.end)
            return made

        yield run


def worker_of(run: Run, number: int) -> dict[str, str]:
    """The environment that xdist gives a worker."""
    return {**run.uses, "PYTEST_XDIST_WORKER": f"gw{number}"}


def test_two_runs_at_once_share_nothing(start: Callable[..., Run]) -> None:
    one, other = start(), start()
    assert [name for name in one.uses if one.uses[name] == other.uses[name]] == []
    assert {run.uses["REDIS_URL"] for run in (one, other)} == {"redis://127.0.0.1:1/8", "redis://127.0.0.1:1/9"}


def test_workers_share_the_run_and_nothing_else(start: Callable[..., Run], tmp_path: Path) -> None:
    run = start()
    workers = [start(**worker_of(run, number)) for number in range(3)]
    assert [Path(worker.uses["VAR_DIR"]) for worker in workers] == [tmp_path / f"tests/1/gw{number}" for number in range(3)]
    assert [worker.uses["REDIS_URL"][-2:] for worker in workers] == ["/8", "/9", "10"]
    # pytest-django puts the worker's name behind it.
    assert {worker.uses["DATABASE_URL"] for worker in workers} == {run.uses["DATABASE_URL"]}


def test_what_a_killed_run_left_is_used_again(start: Callable[..., Run], tmp_path: Path) -> None:
    killed, running = start(), start()
    for run in (killed, running):
        Path(run.uses["VAR_DIR"], "left").touch()
    killed.end()
    assert start().uses == killed.uses
    assert not (tmp_path / "tests/1/main/left").exists()
    assert (tmp_path / "tests/2/main/left").exists()


def test_folders_of_ended_runs_are_removed(start: Callable[..., Run], tmp_path: Path) -> None:
    for run in [start(), start(), start()]:
        run.end()
    start()
    assert [path.name for path in (tmp_path / "tests").iterdir() if path.is_dir()] == ["1"]


def test_when_redis_is_used_up_the_run_ends_with_a_sentence(start: Callable[..., Run]) -> None:
    last, refused = (start(REDIS_URL="redis://127.0.0.1:1/14") for _ in range(2))
    assert last.uses
    assert refused.process.wait(timeout=20) == 1
    assert "every Redis database from 14 to 14" in refused.process.communicate()[1]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("redis://127.0.0.1:1", "redis://127.0.0.1:1/0"),
        ("redis://127.0.0.1:1/", "redis://127.0.0.1:1/0"),
        ("rediss://:word@host/3?ssl_cert_reqs=none", "rediss://:word@host/3?ssl_cert_reqs=none"),
        ("redis://host/40", "redis://host/40"),
    ],
)
def test_addresses_of_redis(start: Callable[..., Run], given: str, used: str) -> None:
    assert start(REDIS_URL=given).uses["REDIS_URL"] == used


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://me@host:1/ronghe", "postgres://me@host:1/ronghe_{}_1?options=-c%20synchronous_commit%3Doff"),
        (
            "postgres://me@host/ronghe?sslmode=require",
            "postgres://me@host/ronghe_{}_1?sslmode=require&options=-c%20synchronous_commit%3Doff",
        ),
        ("postgres://host/ronghe?options=-cx", "postgres://host/ronghe_{}_1?options=-cx"),
    ],
)
def test_addresses_of_databases(start: Callable[..., Run], given: str, used: str) -> None:
    address = start(DATABASE_URL=given).uses["DATABASE_URL"]
    before, after = used.split("{}")
    assert address.startswith(before)
    assert address.endswith(after)
    assert len(address) == len(before) + 6 + len(after)
