"""``enqueued``: which tasks a call hands to the queue once it has committed.

Nothing is put in the place of the queue: the message passes ``config.kit.queue.enqueue`` and Celery and lies in the
broker before it counts, so that arguments that are no JSON, or that the task does not take, fail here, too.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from celery import current_app
from celery.signals import after_task_publish

from config.kit import queue

Sent = list[tuple[str, dict[str, Any]]]
Enqueued = Callable[[], AbstractContextManager[Sent]]


def names(sent: Sent) -> list[str]:
    return [task for task, _ in sent]


def require_fit(task: str, kwargs: dict[str, Any]) -> None:
    """Raise when no worker would know the task, or the task would not take the arguments."""
    current_app.loader.import_default_modules()
    assert task in current_app.tasks, f"no worker knows {task}"
    inspect.signature(current_app.tasks[task].run).bind(**kwargs)


@pytest.fixture
def enqueued(
    db: None, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enqueued]:
    """``with enqueued() as sent: …`` – afterwards ``sent`` holds name and arguments of every task, in order."""
    monkeypatch.setattr(queue, "_away_until", 0.0)

    @contextmanager
    def recording() -> Iterator[Sent]:
        sent: Sent = []

        def note(sender: str, body: tuple[Any, dict[str, Any], Any], **_: Any) -> None:
            sent.append((sender, dict(body[1])))

        after_task_publish.connect(note, weak=False)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                yield sent
        finally:
            after_task_publish.disconnect(note)
        for task, kwargs in sent:
            require_fit(task, kwargs)

    yield recording
    current_app.control.purge()
