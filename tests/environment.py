"""The environment of the suite, set before Django reads it (pytest loads this by ``-p`` first of all).

Tests speak English, ignore a developer's ``.env``, and keep to a folder of their own, one per xdist worker, so that
neither a running installation nor another worker sees their cache, queue or files.
"""

import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


def _own_folder() -> Path:
    shared = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve()
    if shared.parent.name == "tests":  # inherited from the controller
        shared = shared.parent.parent
    own = shared / "tests" / WORKER
    (own / "static").mkdir(parents=True, exist_ok=True)
    (shared / "vendor").mkdir(exist_ok=True)
    if not (own / "vendor").exists():
        (own / "vendor").symlink_to(shared / "vendor")
    return own


def _own_redis(url: str) -> str:
    """A Redis database per worker, counted from the one given: emptying the cache empties the whole of it."""
    number = int(WORKER.removeprefix("gw")) if WORKER.startswith("gw") else 0
    return re.sub(r"/(\d+)$", lambda found: f"/{int(found[1]) + number}", url)


def _quick_commits(address: str) -> str:
    """Test databases need not survive a power cut."""
    return address if "options=" in address else address + ("&" if "?" in address else "?") + "options=-c%20synchronous_commit%3Doff"


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
    VAR_DIR=str(_own_folder()),
)
if os.environ.get("REDIS_URL") and WORKER != "main":
    os.environ["REDIS_URL"] = _own_redis(os.environ["REDIS_URL"])
if os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = _quick_commits(os.environ["DATABASE_URL"])
