"""The environment of every command, and running one in it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from make.places import BIN, PYTHON, ROOT, VENV


class SetupError(Exception):
    """One sentence for the person at the terminal."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def environment() -> dict[str, str]:
    """The caller's environment, completed by ``.env`` and with the virtual environment first on the path."""
    env = {**_dot_env(), **os.environ}
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
    env["VIRTUAL_ENV"] = str(VENV)
    env.setdefault("PORT", "8000")
    env.setdefault("BASE_URL", f"http://127.0.0.1:{env['PORT']}")
    env["PYTHONUNBUFFERED"] = "1"
    env.pop("PYTHONHOME", None)
    return env


def _dot_env() -> dict[str, str]:
    """The same file the settings read, as far as the set-up needs it: plain ``NAME=value`` lines."""
    file = ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    pairs = (line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    return {name: value.strip().strip("\"'") for name, value in pairs}


ENV = environment()
VAR = (ROOT / ENV.get("VAR_DIR", "var")).resolve()


def run(*command: str | Path, quiet: bool = False, hint: str = "") -> None:
    """Run a command in the project folder; show its output when it fails, or always unless ``quiet``.

    Raises SetupError with the ``hint``, or else with the command's name, when it fails.
    """
    result = subprocess.run(  # noqa: S603 - the commands are ours
        [str(part) for part in command],
        cwd=ROOT,
        env=ENV,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if result.returncode:
        if quiet:
            say(result.stdout.rstrip())
        name = " ".join([Path(str(command[0])).name, *(str(part) for part in command[1:4])])
        raise SetupError(hint or f"`{name}` failed (status {result.returncode}).")


def manage(*arguments: str, quiet: bool = True) -> None:
    run(PYTHON, "manage.py", *arguments, quiet=quiet)
