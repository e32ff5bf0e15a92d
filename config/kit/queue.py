"""The one door to background work."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def enqueue(task: str, /, **kwargs: Any) -> None:
    """Queue the named task once the surrounding transaction has committed.

    ``kwargs`` must be JSON (ids, ISO dates). A broker that is away costs a log line and nothing else: the row that
    needs the work says so itself, and the periodic job that sweeps such rows will find it.
    """

    def send() -> None:
        try:
            # No retry here: a web request must not wait for a broker that is down.
            current_app.send_task(task, kwargs=kwargs, retry=False, ignore_result=True)
        except Exception:
            logger.warning("queue.unavailable task=%s", task, exc_info=True)

    transaction.on_commit(send)
