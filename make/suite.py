"""The suite: on what comes with Python, and on other people's servers."""

import os
import shlex
import socket
import subprocess
import tempfile
import urllib.parse

from make.chromium import GET_CHROMIUM, find_chromium
from make.environment import ENV, VAR, SetupError, say
from make.places import PYTHON, ROOT

#: Where ``make test-services`` looks unless the environment says otherwise.
SERVICES = {"DATABASE_URL": "postgres://postgres@127.0.0.1:5432/ronghe", "REDIS_URL": "redis://127.0.0.1:6379/8"}
#: Each worker of the suite takes a Redis database of its own, from the given one up to the one before this.
LAST_REDIS = 15


def run_suite(extra: dict[str, str], *, under: tuple[str, ...] = ()) -> int:
    """pytest's status. What ``ARGS`` asks for by name runs in one process, the whole suite on every core.

    ``under`` is a module of Python, with its arguments, that runs pytest in its turn.
    """
    arguments = shlex.split(ENV.get("ARGS", ""))
    command = [str(PYTHON), *under, "-m", "pytest", *(arguments or ["-n", "auto", "--dist", "worksteal"])]
    chromium = find_chromium(ENV)
    if not chromium and ENV.get("REQUIRE_BROWSER", "0") != "0":
        raise SetupError(f"REQUIRE_BROWSER is set and no Chromium was found. {GET_CHROMIUM}")
    if not chromium and not arguments:
        command += ["-m", "not browser"]
    status = subprocess.run(command, cwd=ROOT, env={**ENV, **extra}, check=False).returncode  # noqa: S603 - ours
    if not chromium:
        say(f"The browser journeys were left out: no Chromium was found. {GET_CHROMIUM}")
    return status


def run_covered() -> int:
    """The suite under coverage.py, then the files in which a line or a branch was never taken.

    Fails with the suite, and below the floor that pyproject.toml sets for the whole of it.
    """
    VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coverage-", dir=VAR) as folder:
        data = {"COVERAGE_FILE": f"{folder}/data"}
        status = run_suite(data, under=("-m", "coverage", "run"))
        floor = ["--fail-under=0"] if ENV.get("ARGS") else []
        for step in (["combine", "--quiet"], ["report", *floor]):
            measured = subprocess.run([str(PYTHON), "-m", "coverage", *step], cwd=ROOT, env={**ENV, **data}, check=False)  # noqa: S603 - ours
            status = status or measured.returncode
    return status


def services() -> dict[str, str]:
    """The addresses of PostgreSQL and Redis, and how many workers find room there; refuses when nothing answers."""
    found = {name: ENV.get(name) or address for name, address in SERVICES.items()}
    for name, address in found.items():
        parts = urllib.parse.urlsplit(address)
        port = parts.port or (5432 if name == "DATABASE_URL" else 6379)
        try:
            socket.create_connection((parts.hostname or "127.0.0.1", port), timeout=3).close()
        except OSError:
            raise SetupError(f"Nothing answers at {name} ({parts.hostname}:{port}). Start the server, or set {name}.") from None
    number = urllib.parse.urlsplit(found["REDIS_URL"]).path.strip("/")
    workers = min(os.cpu_count() or 1, max(1, LAST_REDIS - int(number or 0)))
    return {"PYTEST_XDIST_AUTO_NUM_WORKERS": str(workers), **found}
