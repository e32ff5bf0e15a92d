"""The app's background tasks, where Celery looks for them."""

from partnerships.health.tasks import review_partnership, review_range, tell_warning_owners

__all__ = ["review_partnership", "review_range", "tell_warning_owners"]
