"""From a checkout to a product that can be served or tested."""

import subprocess

from make.environment import ENV, VAR, manage, run
from make.packages import front_end, python_packages, virtual_environment
from make.places import PYTHON, ROOT, SEED_COMMAND
from make.steps import digest, step

COMPILE = """
import pathlib, sys
import polib
for file in map(pathlib.Path, sys.argv[1:]):
    polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))
"""

#: Exits with 3 when nobody is in the database.
IS_EMPTY = """
import django
django.setup()
from django.contrib.auth import get_user_model
raise SystemExit(0 if get_user_model().objects.exists() else 3)
"""

SQLITE = VAR / "ronghe.sqlite3"


def prepare(*, dev: bool = False, data: bool = True) -> None:
    """Everything up to a product that can be served (``data``) or tested (``dev``)."""
    VAR.mkdir(parents=True, exist_ok=True)
    virtual_environment()
    python_packages(dev=False)
    if dev:
        python_packages(dev=True)
    front_end(dev=dev)
    messages()
    static_files()
    if data:
        database()
        demo_data()


def messages() -> None:
    catalogues = sorted((ROOT / "locale").rglob("*.po"))
    made = [file.with_suffix(".mo") for file in catalogues]
    if catalogues:
        key = digest(*catalogues)
        step("messages", VAR / "messages.stamp", key, lambda: run(PYTHON, "-c", COMPILE, *catalogues, quiet=True), made=made)


def static_files() -> None:
    key = digest(ROOT / "static", VAR / "vendor", ROOT / "requirements.txt")
    made = [VAR / "static" / "staticfiles.json"]
    step("static files", VAR / "static.stamp", key, lambda: manage("collectstatic", "--no-input", "--clear", "-v", "0"), made=made)


def database() -> None:
    if ENV.get("DATABASE_URL"):
        # A server's database may have been replaced meanwhile; only asking it tells.
        _migrate()
        return
    if not SQLITE.exists():
        (VAR / "demo.stamp").unlink(missing_ok=True)
    migrations = [folder for folder in ROOT.glob("*/migrations") if folder.is_dir()]
    step("database", VAR / "database.stamp", digest(*migrations, ROOT / "requirements.txt"), _migrate, made=[SQLITE])


def _migrate() -> None:
    manage("migrate", "--no-input", "-v", "0")


def demo_data() -> None:
    """``seed_demo`` once, when nobody is in the database yet; ``DEMO=0`` leaves it empty."""
    stamp, begun = VAR / "demo.stamp", VAR / "demo.begun"
    if ENV.get("DEMO", "1") == "0" or not SEED_COMMAND.exists():
        return
    if stamp.exists() and not begun.exists():
        return
    if begun.exists() and not ENV.get("DATABASE_URL"):
        # Set-up was interrupted while it filled a database that was empty before: nothing in it is anybody's work.
        for file in (SQLITE, VAR / "ronghe.sqlite3-wal", VAR / "ronghe.sqlite3-shm", VAR / "database.stamp"):
            file.unlink(missing_ok=True)
        database()
    if _nobody_is_there():
        begun.write_text("")
        step("demo data", stamp, "seeded", lambda: manage("seed_demo"))
        begun.unlink()
    else:
        stamp.write_text("not needed")


def _nobody_is_there() -> bool:
    env = {**ENV, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run([str(PYTHON), "-c", IS_EMPTY], cwd=ROOT, env=env, check=False).returncode == 3  # noqa: S603 - ours
