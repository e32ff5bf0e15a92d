"""Names are said once: one class of a name, one kind of registry, states drawn as they are."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from config.kit.states import Machine
from tests.architecture.test_house import ORDER, ROOT, sources

#: Names that a framework gives: each app has one.
OF_FRAMEWORKS = {"Command", "Meta"}


def test_no_two_classes_share_a_name() -> None:
    """Whoever reads ``Line`` or ``Row`` should not have to look where it comes from."""
    names = Counter(
        node.name
        for name, tree in sources("config")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name not in OF_FRAMEWORKS and not node.name.startswith("_")
    )
    twice = sorted(name for name, count in names.items() if count > 1)
    assert not twice, twice


def registries() -> set[str]:
    """``module.name`` of every registry in the code."""
    found = set()
    for name, tree in sources("config"):
        module = name.removesuffix(".py").replace("/", ".")
        for node in tree.body:
            if (
                isinstance(node, ast.AnnAssign)
                and isinstance(node.target, ast.Name)
                and ast.unparse(node.annotation).startswith("Registry[")
            ):
                found.add(f"{module}.{node.target.id}")
    return found


def test_every_registry_stands_in_the_architecture() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([\w.]+)` \|", text, flags=re.MULTILINE))
    assert len(registries()) >= 10
    assert registries() - told == set()
    assert {name for name in told if name.count(".") > 1} - registries() == set()


def test_registrations_fill_registries_only() -> None:
    """No bare dict or list at the top of a module is filled from another one."""
    strays = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if name.endswith("registrations.py")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"update", "append", "extend"})
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript))
    ]
    assert not strays, strays


def machines() -> list[tuple[str, str, Machine]]:
    return [
        (label, model.__name__, model.machine)
        for label in ORDER
        for model in apps.get_app_config(label).get_models()
        if hasattr(model, "machine")
    ]


@pytest.mark.parametrize(("label", "model", "machine"), machines(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_readme_draws_the_machine(label: str, model: str, machine: Machine) -> None:
    """The drawing in the app's README is the table's own; ``Machine.drawing`` prints it anew after a change."""
    text = (ROOT / label / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^{model}\n((?: {{4}}.*\n)+)", text, flags=re.MULTILINE)
    assert found, f"{label}/README.md lacks the states of {model}:\n{model}\n{_indented(machine)}"
    assert found[1] == _indented(machine), f"{label}/README.md should say:\n{_indented(machine)}"


def _indented(machine: Machine) -> str:
    return "".join(f"    {line}\n" for line in machine.drawing().splitlines())


def test_there_are_machines_to_draw() -> None:
    assert len(machines()) >= 8


def test_one_table_of_tones() -> None:
    """Which colour repeats a state's word is said where the state is, and nowhere else."""
    strays = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        if "enums" not in name and not name.startswith("demo/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict) and len({"green", "red", "orange", "secondary", "blue"} & _texts(node.values)) > 1
    ]
    assert not strays, strays


def _texts(nodes: list[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_root_is_the_project() -> None:
    assert (Path(ROOT) / "manage.py").exists()
