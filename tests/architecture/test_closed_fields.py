"""Services take fields of a closed list: whoever may edit a mentor must not thereby give the mentor an account."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from tests.architecture.test_house import sources
from tests.conftest import World
from tests.permissions.services import Here, Row
from tests.permissions.services.gather import rows


def service_functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for name, tree in sources():
        if "/services/" in name:
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    yield f"{name}: {node.name}", node


def _spread(function: ast.FunctionDef, name: str) -> bool:
    """Whether the function hands its own keywords on to a call unread: ``Model(**details)``."""
    return any(
        keyword.arg is None and isinstance(keyword.value, ast.Name) and keyword.value.id == name
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
    )


def test_there_are_services_to_look_at() -> None:
    assert sum(function.args.kwarg is not None for _name, function in service_functions()) >= 8


def test_services_set_attributes_through_assign_only() -> None:
    """``config.kit.rows.assign`` refuses a name outside its list; ``setattr`` takes any."""
    strays = [
        f"{name}:{node.lineno}"
        for name, function in service_functions()
        for node in ast.walk(function)
        if (isinstance(node, ast.Name) and node.id in {"setattr", "vars"})
        or (isinstance(node, ast.Attribute) and node.attr in {"__setattr__", "__dict__"})
    ]
    assert not strays, strays


def test_keywords_of_a_service_have_a_list() -> None:
    """``**details: Unpack[MentorDetails]``: mypy holds callers to it, and ``assign`` whoever passes a dictionary."""
    strays = [
        name
        for name, function in service_functions()
        if not function.name.startswith("_") and function.args.kwarg is not None
        if not ast.unparse(function.args.kwarg.annotation or ast.Constant("")).startswith("Unpack[")
    ]
    assert not strays, strays


def test_keywords_of_a_service_reach_no_model_unread() -> None:
    strays = [
        name
        for name, function in service_functions()
        if not function.name.startswith("_") and function.args.kwarg is not None and _spread(function, function.args.kwarg.arg)
    ]
    assert not strays, strays


def _takes_fields(row: Row) -> bool:
    return any(one.kind is one.VAR_KEYWORD for one in inspect.signature(row.service).parameters.values())


@pytest.mark.parametrize("row", [row for row in rows() if _takes_fields(row)], ids=str)
def test_a_service_refuses_a_field_outside_its_list(row: Row, crowd: World) -> None:
    here = Here(crowd, "own")
    arguments = row.given(here)
    for name in ("pk", "user", "state", "created_at"):
        with pytest.raises(TypeError, match=name):
            row.service(actor=here.person("administrator"), **arguments, **{name: None})
