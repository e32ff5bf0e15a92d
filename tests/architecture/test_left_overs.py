"""Nothing is left over: templates, loads, icons, URL names, static files and settings that nothing names any more."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import heroicons
import polib
import pytest
from django.conf import global_settings
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

from college.navigation import entries
from college.transitions import Transitions
from config.messages import left_over
from tests.architecture.test_house import ORDER, ROOT, sources

TEMPLATES = ROOT / "templates"
#: Where a module of our scripts names another.
IMPORT = re.compile(r"""^import .*?from\s*["'](\.[^"']+)["']""", re.MULTILINE)
#: Templates that a library asks for by a name of its own, and which.
ASKED_FOR_BY = {"403_csrf.html": "django.views.csrf"}
#: URLs that nothing of ours leads to, and who calls them.
CALLED_FROM_OUTSIDE = {"healthz": "monitors"}
#: Whose settings begin so: their source must know the rest.
PREFIXES = {
    "ACCOUNT_": "allauth.account",
    "ALLAUTH_": "allauth",
    "CELERY_": "celery",
    "CRISPY_": "crispy_forms",
    "DJANGO_TABLES2_": "django_tables2",
    "MFA_": "allauth.mfa",
    "SOCIALACCOUNT_": "allauth.socialaccount",
    "CONTENT_SECURITY_POLICY": "csp",
}


@cache
def texts() -> dict[str, str]:
    """Every template of ours, by its name."""
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file()}


def tags(text: str) -> Iterator[str]:
    """What stands inside ``{% … %}`` and ``{{ … }}``."""
    yield from (found[1] or found[2] for found in re.finditer(r"{%-?\s*(.*?)\s*%}|{{\s*(.*?)\s*}}", text, flags=re.DOTALL))


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Everything in our Python, with the path of its module."""
    return [(name, node) for name, tree in sources("config") for node in ast.walk(tree)]


def _code() -> Iterator[ast.AST]:
    """All of it but the URL maps, which only give names."""
    return (node for name, node in nodes() if not name.endswith("/urls.py"))


@cache
def words_of_code() -> frozenset[str]:
    return frozenset(node.value for node in _code() if isinstance(node, ast.Constant) and isinstance(node.value, str))


@cache
def composed() -> re.Pattern[str]:
    """What the f-strings of our Python can say, of those with a word of their own (``f"{noun}_edit"``)."""
    parts = [_pattern(node) for node in _code() if isinstance(node, ast.JoinedStr)]
    return re.compile("|".join(sorted({part for part in parts if re.search(r"_[a-z]{4}|/", part)})))


def _pattern(text: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z]+" for part in text.values)


def is_named(word: str) -> bool:
    """Whether our code or templates say the word."""
    return word in words_of_code() or word in words_of_templates() or bool(composed().fullmatch(word))


@cache
def words_of_templates() -> frozenset[str]:
    """Every quoted text inside a tag of our templates."""
    return frozenset(word for text in texts().values() for tag in tags(text) for word in re.findall(r"""["']([^"']+)["']""", tag))


def _is_of_a_library(name: str) -> bool:
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_every_template_is_named() -> None:
    left = [name for name in texts() if not is_named(name) and name not in ASKED_FOR_BY and not _is_of_a_library(name)]
    assert not left, left


def test_templates_named_exist() -> None:
    named = {word for word in words_of_code() | words_of_templates() if re.fullmatch(r"[a-z]\w*(/\w+)*\.html", word)}
    assert len(named) > 60
    gone = sorted(name for name in named if name not in texts() and not _is_of_a_library(name))
    assert not gone, gone


def _knows(library: str) -> set[str]:
    found = engines["django"].engine.template_libraries[library]
    return {*found.tags, *found.filters}


def _loads(text: str) -> Iterator[tuple[str, set[str]]]:
    """Each library that a template loads, with the tags and filters that come with it."""
    for tag in tags(text):
        words = tag.split()
        if words[:1] == ["load"] and "from" in words:
            yield from ((name, {name}) for name in words[1 : words.index("from")])
        elif words[:1] == ["load"]:
            yield from ((library, _knows(library)) for library in words[1:])


def _uses(text: str) -> set[str]:
    """The names of tags and filters that a template uses."""
    inside = [tag for tag in tags(text) if not tag.startswith("load ")]
    return {tag.split()[0] for tag in inside if tag} | {name for tag in inside for name in re.findall(r"\|(\w+)", tag)}


@pytest.mark.parametrize("name", sorted(texts()))
def test_what_is_loaded_is_used(name: str) -> None:
    text = texts()[name]
    idle = [library for library, given in _loads(text) if not given & _uses(text)]
    assert not idle, idle


def icons() -> set[tuple[str, str]]:
    """Style and name of every icon that a template, a button or the navigation names."""
    drawn = {
        (style, name)
        for text in texts().values()
        for tag in tags(text)
        for style, name in re.findall(r"""^heroicon_(\w+) ["']([\w-]+)["']""", tag)
    }
    keywords = {
        node.value.value
        for _name, node in nodes()
        if isinstance(node, ast.keyword) and node.arg == "icon" and isinstance(node.value, ast.Constant)
    }
    return drawn | {("outline", name) for name in keywords | {entry.icon for entry in entries}}


def test_icons_exist() -> None:
    assert len(icons()) > 20
    for style, name in sorted(icons()):
        heroicons._load_icon(style, name)


def url_names_given() -> set[str]:
    """The names in our URL maps."""
    return {
        node.value.value
        for name, node in nodes()
        if name.endswith("/urls.py") and isinstance(node, ast.keyword) and node.arg == "name" and isinstance(node.value, ast.Constant)
    }


def moves() -> set[str]:
    """The names that tables of moves lead to, by their buttons."""
    get_resolver().url_patterns  # noqa: B018  # imports every module of views
    ours = [module for name, module in sys.modules.items() if name.split(".")[0] in ORDER]
    tables = [thing for module in ours for thing in vars(module).values() if isinstance(thing, Transitions)]
    return {table.url_name(move) for table in tables for move in table.moves}


def test_every_url_is_led_to() -> None:
    assert len(url_names_given()) > 100
    left = sorted(name for name in url_names_given() - moves() if not is_named(name) and name not in CALLED_FROM_OUTSIDE)
    assert not left, left


def test_every_static_file_is_named() -> None:
    files = [path.relative_to(ROOT / "static").as_posix() for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    assert len(files) > 5
    left = [name for name in files if not is_named(name) and name not in _imported()]
    assert not left, left


def _imported() -> set[str]:
    """What our scripts import of each other."""
    scripts = list((ROOT / "static").rglob("*.js"))
    found = [(script, name) for script in scripts for name in IMPORT.findall(script.read_text(encoding="utf-8"))]
    return {(script.parent / name).resolve().relative_to(ROOT / "static").as_posix() for script, name in found}


@cache
def _settings() -> ast.Module:
    return ast.parse((ROOT / "config/settings.py").read_text(encoding="utf-8"))


@cache
def _names_read() -> frozenset[str]:
    """What our code reads of something (``settings.NAME``), and what the settings read themselves."""
    attributes = {node.attr for _name, node in nodes() if isinstance(node, ast.Attribute)}
    names = {node.id for node in ast.walk(_settings()) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return frozenset(attributes | names)


@cache
def _source_of(package: str) -> str:
    spec = find_spec(package)
    assert spec
    assert spec.origin
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(spec.origin).parent.rglob("*.py")))


def _is_read_by_a_library(name: str) -> bool:
    """Libraries with a prefix know a setting by its whole name, or by the rest in either case."""
    for prefix, package in PREFIXES.items():
        rest = name.removeprefix(prefix)
        if name.startswith(prefix) and re.search(rf"\b({name}|{rest or name}|{rest.lower() or name})\b", _source_of(package)):
            return True
    return hasattr(global_settings, name) or f'"{name}"' in _source_of("django") or f"settings.{name}" in _source_of("django")


def test_every_setting_is_read() -> None:
    """One that is misspelt, or that a library has given up, does nothing and says nothing."""
    given = {node.id for node in ast.walk(_settings()) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    given = {name for name in given if name.isupper() and not name.startswith("_")}
    assert len(given) > 90
    left = sorted(name for name in given if name not in _names_read() and not _is_read_by_a_library(name))
    assert not left, left


def test_messages_that_nothing_says_are_seen() -> None:
    catalogue, found = polib.POFile(), polib.POFile()
    catalogue.extend([polib.POEntry(msgid="said"), polib.POEntry(msgid="gone"), polib.POEntry(msgid="out", obsolete=True)])
    found.append(polib.POEntry(msgid="said"))
    assert [line.rpartition(": ")[2] for line in left_over(found, catalogue)] == ["'gone'", "'out'"]
