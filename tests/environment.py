"""The environment of the suite, set before Django reads it (pytest loads this by ``-p`` first of all).

Tests speak English, ignore a developer's ``.env``, and keep to themselves: each run has a folder, test databases and
Redis databases that neither a running installation nor another run uses, not even one in the same checkout, and each
xdist worker has its share of them.

A run is a number: the first whose lock is free. The lock is held by the first process of the run, so the system
releases it whatever ends the run, and what a killed run has left is found and used again instead of piling up.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import count
from pathlib import Path
from typing import IO

from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
#: The folder of this run; xdist's workers inherit it from the process that starts them.
RUN = "RONGHE_TEST_RUN"
#: A server without settings of its own has the Redis databases 0 to 15. The last is for tests that start workers.
LAST_REDIS = 15

_held: list[IO[str]] = []


def take(lock: Path, *, wait: bool = False) -> IO[str] | None:
    """The lock, or nothing when another process has it. It is held until the file is closed or this process ends."""
    file = lock.open("a")
    try:
        flock(file, LOCK_EX if wait else LOCK_EX | LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def redis_lock(number: int) -> Path:
    """The lock of a Redis database. Every checkout on this machine uses the same server."""
    folder = Path(tempfile.gettempdir()) / f"ronghe-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"redis-{number}"


def _begin_run(shared: Path) -> Path:
    """The folder of a new run, empty. Folders of runs that have ended are removed."""
    runs = shared / "tests"
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / "door").open("a") as door:
        flock(door, LOCK_EX)
        mine = runs / str(_first_free(lambda number: runs / f"{number}.lock", count(1)))
        for folder in [path for path in runs.iterdir() if path.is_dir()]:
            if folder == mine:
                shutil.rmtree(folder)
            elif lock := take(runs / f"{folder.name}.lock"):
                shutil.rmtree(folder)
                lock.close()
        mine.mkdir()
    return mine


def _own_folder(run: Path) -> Path:
    shared, own = run.parent.parent, run / WORKER
    (own / "static").mkdir(parents=True)
    (shared / "vendor").mkdir(exist_ok=True)
    (own / "vendor").symlink_to(shared / "vendor")
    return own


def _own_database(address: str, run: Path) -> str:
    """Its test databases are named after the checkout and the run. They need not survive a power cut."""
    checkout = hashlib.sha256(str(run.parent).encode()).hexdigest()[:6]
    address = re.sub(r"^(\w+://[^/?]+/[^/?]+)", rf"\g<1>_{checkout}_{run.name}", address)
    return address if "options=" in address else address + ("&" if "?" in address else "?") + "options=-c%20synchronous_commit%3Doff"


def _own_redis(address: str) -> str:
    """The first Redis database from the given one up that no other run uses: emptying the cache empties the whole of it."""
    server, first, rest = re.fullmatch(r"(\w+://[^/?]+)/?(\d*)(.*)", address).groups()
    numbers = range(int(first or 0), max(int(first or 0) + 1, LAST_REDIS))
    number = _first_free(redis_lock, numbers)
    if number is None:
        sys.exit(f"Tests are using every Redis database from {numbers[0]} to {numbers[-1]}: take fewer workers, or a lower one.")
    return f"{server}/{number}{rest}"


def _first_free(lock_of: Callable[[int], Path], numbers: Iterable[int]) -> int | None:
    """The first number whose lock is free, which this process holds from now on."""
    for number in numbers:
        if lock := take(lock_of(number)):
            _held.append(lock)
            return number
    return None


def _profile() -> None:
    """Examples of hypothesis: no judgement on the speed of a machine, and in CI the same ones for everybody."""
    settings.register_profile(
        "ronghe",
        max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "100")),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=bool(os.environ.get("CI")),
        print_blob=True,
    )
    settings.load_profile("ronghe")


if WORKER == "main":
    _run = _begin_run(Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve())
    os.environ[RUN] = str(_run)
    if os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _own_database(os.environ["DATABASE_URL"], _run)
# The first worker takes over the database of the process that started it, which runs no tests itself.
if os.environ.get("REDIS_URL") and WORKER != "gw0":
    os.environ["REDIS_URL"] = _own_redis(os.environ["REDIS_URL"])

os.environ.update(
    LANGUAGE_CODE="en",
    TIME_ZONE="Asia/Shanghai",
    DEBUG="0",
    BEHIND_TLS="0",
    HSTS_SECONDS="0",
    EMAIL_URL="",
    OIDC_SERVER_URL="",
    MFA_REQUIRED_ROLES="",
    COLLEGE_NAME="",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    BASE_URL="http://testserver",
    VAR_DIR=str(_own_folder(Path(os.environ[RUN]))),
)
_profile()
