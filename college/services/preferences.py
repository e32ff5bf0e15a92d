"""A person's own settings."""

from django.db import transaction

from college.models import User


@transaction.atomic
def choose_language(*, user: User, language: str) -> None:
    """Remember the language of the interface and of the person's e-mail. A preference, so no audit entry."""
    User.objects.filter(pk=user.pk).update(language=language)
