"""What a role is given for, where that is known above college only, and who may give it there.

A liaison speaks for an enterprise, a mentor is of one, a student is of a department. The app that knows says here whose right the
invitation is, so that no account comes about past it: neither by a service that invites nor by a link that is sent once more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from college.models import User
from config.kit.registry import Registry
from config.kit.verdicts import Verdict


@dataclass(frozen=True)
class Sponsorship:
    """Who may invite in a role for a subject (a mentor's profile, a student), and what a person holds the role for today."""

    key: str
    may_invite: Callable[[User | AnonymousUser, Any], Verdict]
    subjects_of: Callable[[User], Iterable[Any]]


#: By role. A role without an entry is given by administrators alone.
sponsorships: Registry[Sponsorship] = Registry()
