"""The college's background tasks."""

import logging
import socket
from datetime import date

from celery import shared_task
from django.utils import timezone

from college.models import User
from college.services import jobs
from college.services.heartbeat import beat
from config.kit.errors import DomainError

logger = logging.getLogger(__name__)


@shared_task(name="college.heartbeat")
def heartbeat() -> None:
    beat(worker=socket.gethostname())


@shared_task(name="college.run_job")
def run_job(*, name: str, on: str | None = None, dry_run: bool = False, actor_id: int | None = None) -> None:
    """Run a periodic job; a job that is running already is left to finish."""
    actor = User.objects.filter(pk=actor_id).first() if actor_id else None
    try:
        jobs.run_job(name=name, on=date.fromisoformat(on) if on else timezone.localdate(), dry_run=dry_run, actor=actor)
    except DomainError as refusal:
        logger.info("job.skipped name=%s reason=%s", name, refusal)
