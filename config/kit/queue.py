"""The one door to background work."""

import logging
import tempfile
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
#: Seconds for which a broker that did not answer is not asked again: one request may queue a message for each of many people.
PAUSE = 5.0
_away_until = 0.0


def enqueue(task: str, /, **kwargs: Any) -> None:
    """Queue the named task once the surrounding transaction has committed.

    ``kwargs`` must be JSON (ids, ISO dates). A broker that is away costs a log line and nothing else: the row that
    needs the work says so itself, and the periodic job that sweeps such rows will find it.
    """

    def send() -> None:
        global _away_until
        if time.monotonic() < _away_until:
            return
        try:
            # A web request must not wait for a broker that is down; its driver would try for seconds.
            require_broker(timeout=0.5)
            current_app.send_task(task, kwargs=kwargs, retry=False, ignore_result=True)
        except Exception as error:
            logger.warning("queue.unavailable task=%s error=%s", task, type(error).__name__)
            _away_until = time.monotonic() + PAUSE

    transaction.on_commit(send)


def require_broker(*, timeout: float) -> None:
    """Raise when the broker does not take messages. ``timeout`` in seconds, as far as its driver respects it."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]
        with tempfile.TemporaryFile(dir=folder):
            return
    client = Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), retries=0)
    )
    try:
        client.ping()
    finally:
        client.close()
