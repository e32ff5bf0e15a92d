"""Tasks of the college app."""

import socket

from celery import shared_task

from college.services.heartbeat import beat


@shared_task(name="college.heartbeat")
def heartbeat() -> None:
    beat(worker=socket.gethostname())
