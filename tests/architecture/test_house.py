"""The shape of the house: conventions that a reader relies on, checked on the code itself."""

import ast
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import SET_NULL, Field

ROOT = Path(__file__).resolve().parents[2]
#: Lower first. An app knows those before it and nothing of those after it.
ORDER = ["college", "importing", "partnerships", "curricula", "internships", "health", "demo"]
#: Folders whose modules may begin a transaction although they are no services, and why.
TRANSACTIONS_ELSEWHERE = {
    "demo/": "a demo world is built in a few large transactions",
}
#: Modules that may be longer, and why.
LONG: dict[str, str] = {}


def sources(*parts: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the apps (and ``parts``), by its path from the root, parsed."""
    for app in (*ORDER, *parts):
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def foreign_keys() -> Iterator[tuple[str, Field]]:
    for label in ORDER:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, Field) and field.is_relation and field.related_model:
                    yield label, field


def test_foreign_keys_point_downwards() -> None:
    upward = [
        f"{field} → {field.related_model._meta.label}"
        for label, field in foreign_keys()
        if field.related_model._meta.app_label in ORDER and ORDER.index(field.related_model._meta.app_label) > ORDER.index(label)
    ]
    assert not upward, upward


def test_there_are_foreign_keys_to_look_at() -> None:
    assert sum(1 for _ in foreign_keys()) > 40


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=told, stderr=told)
    except (SystemExit, CommandError):
        pytest.fail(told.getvalue())


def test_no_save_or_delete_is_overridden() -> None:
    """``update()`` and bulk writes pass such methods by; what must hold stands in services and constraints."""
    overrides = [
        f"{name}: {klass.name}.{method.name}"
        for name, tree in sources()
        if "/models/" in name or name.endswith("models.py")
        for klass in ast.walk(tree)
        if isinstance(klass, ast.ClassDef)
        for method in klass.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete", "clean"}
    ]
    assert not overrides, overrides


def test_no_django_signals() -> None:
    """Effects are written where they happen. (Celery's start-up in config/celery.py and a new database connection are no domain events.)"""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in sources("config")
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("django")
            and (node.module or "").endswith("signals")
            and node.module != "django.db.backends.signals"
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "django.dispatch")
    ]
    assert not found, found


def _begins_transactions(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "atomic":
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.transaction":
            yield node.lineno


def test_transactions_begin_in_services_only() -> None:
    strays = [
        f"{name}:{line}"
        for name, tree in sources()
        for line in _begins_transactions(tree)
        if "/services" not in name and not name.startswith(tuple(TRANSACTIONS_ELSEWHERE))
    ]
    assert not strays, strays


#: Calls that write rows; ``save`` and ``delete`` of a model among them.
WRITES = {"create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "save", "delete", "write"}
#: Where nothing is written: rows come from services alone, whoever asks for them.
GUESTS = (
    "/views",
    "/tables",
    "/forms",
    "/filters",
    "/importers",
    "/cells",
    "/tasks",
    "/work",
    "/selectors",
    "/policies",
    "/transitions",
    "/pages",
)
#: A default storage or a form is no row.
NO_ROWS = {"default_storage"}


def test_only_services_write() -> None:
    """Pages, imports and tasks are guests of the services: they read, ask and report."""
    strays = [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for name, tree in sources()
        if any(guest in f"/{name}" for guest in GUESTS) and "/services" not in name and not name.startswith("demo/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ast.unparse(node.func.value) not in NO_ROWS
    ]
    assert not strays, strays


def test_there_are_importers_to_look_at() -> None:
    assert sum("/importers" in name for name, _tree in sources()) >= 6


def test_services_take_keywords_only() -> None:
    """A public service reads at its call: ``activate_agreement(agreement=…, actor=…, on=…)``."""
    strays = [
        f"{name}: {function.name}"
        for name, tree in sources()
        if "/services" in name
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and any(ast.unparse(decorator) == "transaction.atomic" for decorator in function.decorator_list)
        and (function.args.args or function.args.posonlyargs)
    ]
    assert not strays, strays


def test_templates_carry_no_inline_code() -> None:
    """The content policy would drop it, and the page would look broken only in a browser."""
    bad = ("<script>", " style=", " onclick=", " onchange=", " onsubmit=", "javascript:")
    strays = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for text in bad
        if text in re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8")) and "mail/" not in path.as_posix()
    ]
    assert not strays, strays


def test_no_module_grows_beyond_reading() -> None:
    """At 400 lines it becomes a package, split by aggregate."""
    lines = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name, _ in sources("config", "make")}
    assert {name for name, count in lines.items() if count > 400} == set(LONG)


def test_the_set_up_needs_nothing_but_python() -> None:
    """It runs before anything is installed."""
    strange = [
        f"{name}: {imported}"
        for path in sorted((ROOT / "make").glob("*.py"))
        for name, tree in [(path.name, ast.parse(path.read_text(encoding="utf-8")))]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for imported in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if imported.split(".")[0] not in sys.stdlib_module_names | {"make"}
    ]
    assert not strange, strange


@pytest.mark.parametrize("app", ORDER)
def test_each_app_explains_itself(app: str) -> None:
    text = (ROOT / app / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) > 10


def test_translation_functions_keep_names_that_the_extraction_knows() -> None:
    """A function imported under another name than ``_`` hides its strings from makemessages, and so from translators."""
    hidden = [
        f"{name}: {alias.asname}"
        for name, tree in sources("config")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if "gettext" in alias.name and alias.asname not in (None, "_")
    ]
    assert not hidden


#: Templates whose lines cannot be broken, and why.
LONG_LINES = {
    "templates/allauth/": "attributes of one tag, chosen in a row of branches",
    "templates/curricula/map_edit.html": "thousands of cells, in which a script reads every space",
    "templates/account/email/": "the body of a mail: each line is one there",
}


def test_templates_have_no_line_beyond_reading() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 160 and not path.relative_to(ROOT).as_posix().startswith(tuple(LONG_LINES))
    ]
    assert not long, long


def test_what_may_lose_its_person_is_valid_without() -> None:
    """A foreign key that deletion empties must pass validation empty, or the row could never be saved again."""
    stuck = [
        f"{label}.{field.model.__name__}.{field.name}"
        for label, field in foreign_keys()
        if getattr(field.remote_field, "on_delete", None) is SET_NULL and not field.blank
    ]
    assert not stuck, stuck
