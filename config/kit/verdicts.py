"""Verdicts: the answer of a policy, with its reason."""

from dataclasses import dataclass

from django.utils.functional import Promise

from config.kit.errors import Forbidden


@dataclass(frozen=True)
class Verdict:
    """Allowed or not, and why not. Truthy when allowed, so templates read ``{% if verdict %}``.

    ``a & b`` allows when both do and gives the first refusal; ``a | b`` allows when one does and gives the last. Both
    sides are asked in any case: where the second costs a query that the first could spare, write ``a and b``, ``a or b``.
    """

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: "Verdict") -> "Verdict":
        return other if self else self

    def __or__(self, other: "Verdict") -> "Verdict":
        return self if self else other


ALLOW = Verdict(True)


def deny(reason: str | Promise) -> Verdict:
    """A refusal; ``reason`` is a whole sentence for the tooltip and the 403 page."""
    return Verdict(False, reason)


def allow_if(condition: bool, reason: str | Promise) -> Verdict:
    """``ALLOW`` when the condition holds, else a refusal with the reason."""
    return ALLOW if condition else deny(reason)


def require(verdict: Verdict) -> None:
    """Raise ``Forbidden`` with the verdict's reason unless it allows."""
    if not verdict:
        raise Forbidden(verdict.reason)
