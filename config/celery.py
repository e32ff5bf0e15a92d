"""The Celery application. Tasks live in each app's ``tasks`` module."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("ronghe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def first_heartbeat(**_: Any) -> None:
    """Let a worker that has just come up say so at once, by the same road as any other task."""
    app.send_task("college.heartbeat", ignore_result=True)
