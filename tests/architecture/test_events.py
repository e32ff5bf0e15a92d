"""What is announced below arrives above: every listener's task exists and takes the facts of its event."""

import ast
import inspect

import pytest
from celery import current_app

from college.events import Event, Listener, announce, events, listeners
from tests.architecture.test_house import sources


@pytest.mark.parametrize("listener", list(listeners), ids=lambda one: one.key)
def test_a_listener_names_a_task_that_takes_the_facts(listener: Listener) -> None:
    current_app.loader.import_default_modules()
    task = current_app.tasks.get(listener.task)
    assert task is not None, f"there is no task {listener.task}"
    assert set(inspect.signature(task.run).parameters) == listener.event.facts


@pytest.mark.parametrize("event", list(events), ids=lambda one: one.key)
def test_every_event_is_announced_by_a_service(event: Event) -> None:
    constant = {"agreement.in_force": "AGREEMENT_IN_FORCE", "commitment.delivery_recorded": "DELIVERY_RECORDED"}[event.key]
    places = [
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "announce" and ast.unparse(node.args[0]) == constant
    ]
    assert places
    assert all("/services/" in name for name in places)


def test_an_announcement_tells_exactly_its_facts() -> None:
    with pytest.raises(TypeError, match=r"agreement\.in_force tells"):
        announce(events["agreement.in_force"], partnership_id=1)
