"""Whoever queues work has a test that sees it arrive in the queue.

A removed ``enqueue`` breaks nothing that one notices: the sweeps find the work later. So it is asserted on the spot.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import partnerships.events
from college.events import listeners
from importing.services.starting import TASK
from tests.architecture.test_house import ROOT, sources

#: What each function hands to the workers. Its test takes ``enqueued``, calls it inside, and names the tasks.
QUEUES = {
    "activate_agreement": {"health.review_partnership"},
    "import_for_real": {"importing.carry_out"},
    "match_import": {"importing.carry_out"},
    "notify": {"college.run_job"},
    "report_delivery": {"health.review_partnership"},
    "request_job": {"college.run_job"},
    "review_partnership": {"health.tell_warning_owners"},
    "run_monthly_reviews": {"health.review_range"},
    "start_import": {"importing.carry_out"},
    "sweep_imports": {"importing.carry_out"},
    "undo_import": {"importing.carry_out"},
}
#: Called through their page, whose URL stands in the test instead.
BY_PAGE = {"request_job": "job_run"}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)
    }


def queued() -> dict[str, set[str]]:
    """{function: names of the tasks in its calls of ``enqueue``, or of those that listen to what it announces}, read from the source."""
    found: dict[str, set[str]] = {}
    imported = {"TASK": TASK}
    for name, tree in sources():
        if name == "college/events.py":
            continue  # the door itself
        constants = imported | _constants(tree)
        for function in functions(tree):
            for call in ast.walk(function):
                if not isinstance(call, ast.Call):
                    continue
                door = ast.unparse(call.func).split(".")[-1]
                if door == "enqueue":
                    task = call.args[0]
                    found.setdefault(function.name, set()).add(
                        str(task.value) if isinstance(task, ast.Constant) else constants[ast.unparse(task)]
                    )
                elif door == "announce":
                    event = getattr(partnerships.events, ast.unparse(call.args[0]))
                    found.setdefault(function.name, set()).update(one.task for one in listeners if one.event is event)
    return found


def _recorded(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands inside a ``with enqueued()``."""
    for block in ast.walk(function):
        if isinstance(block, ast.With) and any(ast.unparse(item.context_expr) == "enqueued()" for item in block.items):
            for statement in block.body:
                yield from ast.walk(statement)


def asserted() -> dict[str, set[str]]:
    """{function: names of the tasks in the tests that call it with ``enqueued``}."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
            inside = list(_recorded(function))
            called = {node.id for node in inside if isinstance(node, ast.Name)}
            called |= {str(node.value) for node in inside if isinstance(node, ast.Constant)}
            for name in QUEUES:
                if BY_PAGE.get(name, name) in called:
                    texts = {str(node.value) for node in ast.walk(function) if isinstance(node, ast.Constant)}
                    found.setdefault(name, set()).update(texts)
    return found


def test_the_table_is_what_the_code_does() -> None:
    assert queued() == QUEUES


def test_each_is_seen_to_arrive() -> None:
    seen = asserted()
    unseen = {name: tasks - seen.get(name, set()) for name, tasks in QUEUES.items() if tasks - seen.get(name, set())}
    assert not unseen, f"no test with the fixture `enqueued` calls these and names their tasks: {unseen}"


def test_enqueue_is_the_only_door() -> None:
    strays = [
        f"{name}: {text}"
        for name, _tree in sources("config")
        for text in ("send_task(", ".delay(", ".apply_async(")
        if text in Path(ROOT / name).read_text(encoding="utf-8") and name not in {"config/kit/queue.py", "config/celery.py"}
    ]
    assert not strays, strays
