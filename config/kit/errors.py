"""What a service raises when it will not do what was asked. The shell turns each into a page or a flash message."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal that the user can understand; ``message`` is a whole, translated sentence."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class StaleState(DomainError):
    """Somebody else moved the object first."""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(
            message
            or _("Somebody else changed this a moment ago. Nothing of yours was saved; look again and repeat if it is still needed.")
        )


class Forbidden(DomainError):
    """A policy said no. Shown as 403 with the policy's own reason."""
