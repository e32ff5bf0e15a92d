"""Every check that needs no database."""

import os
import shutil
import subprocess

from make.environment import ENV, SetupError, say
from make.places import BIN, NODE_BIN, PACKAGES, ROOT

#: Settings of an installation as the README describes it, for `check --deploy`. Nothing is connected to.
PRODUCTION = {
    "DATABASE_URL": "postgres://ronghe@127.0.0.1/ronghe",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "k" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "ronghe.example",
    "BASE_URL": "https://ronghe.example",
    "BEHIND_TLS": "1",
    "HSTS_SECONDS": "31536000",
    "DEBUG": "0",
}

#: Its name, its command, what it needs in the environment.
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("lint", ["ruff", "check", "."], {}),
    ("format", ["ruff", "format", "--check", "."], {}),
    ("types", ["mypy", *PACKAGES], {}),
    ("layers", ["lint-imports"], {}),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
    ("messages", ["python", "config/messages.py"], {}),
    ("scripts", ["biome", "check"], {}),
    ("scripts' types", ["tsc", "--project", "."], {}),
    ("scripts' tests", ["node", "--test", "tests/js/"], {}),
]


def check_everything() -> None:
    """Run every check, whatever the others say; print the output of those that fail, and refuse when there is one."""
    failed = [name for name, command, extra in CHECKS if not _passes(name, command, extra)]
    if failed:
        raise SetupError(f"Not in order: {', '.join(failed)}.")


def _passes(name: str, command: list[str], extra: dict[str, str]) -> bool:
    result = subprocess.run(  # noqa: S603 - ours
        [_program(command[0]), *command[1:]],
        cwd=ROOT,
        env={**ENV, **extra},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(f"  {name}: {'ok' if result.returncode == 0 else 'FAILED'}")
    if result.returncode:
        say(result.stdout.rstrip())
    return result.returncode == 0


def _program(name: str) -> str:
    """Where a check's program is: among the Python packages', among the front end's, or the machine's own."""
    return shutil.which(name, path=os.pathsep.join([str(BIN), str(NODE_BIN), ENV["PATH"]])) or name
