"""The project: settings, URLs, the Celery application and the kit."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
