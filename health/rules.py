"""The rules of early warning, as data: when each is raised, how serious it is, and whether it can settle by itself.

Sources: docs/formulas.md (drop of 10, two declines, expiry within 90 days, and the
default catalogue: 180/90/30 days, commitments overdue more than 30 days). Status "design"; the numbers are the policy's.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from health.scoring import RED, UNKNOWN, YELLOW

#: From mild to serious.
LEVELS = ("blue", "yellow", "orange", "red")


@dataclass(frozen=True)
class Signs:
    """What the rules look at: one partnership's review and the review that it is compared with.

    Scores and changes in points, completeness in 0..1. ``expires_on`` is the last day of the agreement in force, or of
    the last one there was; None where there never was one. ``overdue`` counts commitments due before ``on`` and not
    delivered, the oldest due on ``overdue_since``.
    """

    on: date
    band: str
    score: float | None
    change: float | None
    change_before: float | None
    completeness: float
    expires_on: date | None = None
    agreement: str = ""
    overdue: int = 0
    overdue_since: date | None = None


@dataclass(frozen=True)
class Raised:
    """A rule that applies: how serious, and the parameters of its sentence; ``said_on`` among them is the day of their figures."""

    level: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class WarningRule:
    """``check(signs, limits)`` says whether the rule applies. A ``moment`` (a drop, a decline) is over when it happens and
    stays open until somebody answers for it or health is green and no longer falls; the others describe a condition and
    are closed when it has gone."""

    key: str
    title: str | Promise
    sentence: str | Promise
    check: Callable[[Signs, Mapping[str, Any]], Raised | None]
    moment: bool = False
    version: int = 1
    sentence_now: str | Promise = ""

    def describe(self, facts: Mapping[str, Any], *, now: float | None = None) -> str:
        """The sentence with its facts, dates written as the reader expects; a fact that is missing reads as a dash.

        A warning keeps the figures of the day it was raised. ``now`` is the present score, where it is known: a rule that is about the
        score says it beside the earlier one, unless both are the same.
        """
        shown = {name: date_format(date.fromisoformat(value)) if name.endswith("_on") else value for name, value in facts.items()}
        has_moved = now is not None and now != facts.get("score")
        sentence = self.sentence_now if self.sentence_now and has_moved else self.sentence
        return str(sentence) % defaultdict(lambda: "–", {**shown, "now": now})


def is_worse(level: str, than: str) -> bool:
    return LEVELS.index(level) > LEVELS.index(than)


def _low_band(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.band not in (YELLOW, RED) or signs.score is None:
        return None
    return Raised("red" if signs.band == RED else "yellow", {"score": round(signs.score, 1)})


def _drop(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.change is None or signs.change > -limits["drop"]:
        return None
    return Raised("orange", {"points": round(-signs.change, 1)})


def _two_declines(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.change is None or signs.change_before is None or signs.change >= 0 or signs.change_before >= 0:
        return None
    return Raised("yellow", {"points": round(-signs.change - signs.change_before, 1)})


def _expiring(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.expires_on is None or signs.expires_on < signs.on:
        return None
    days = (signs.expires_on - signs.on).days
    reached = [level for level in LEVELS if level in limits["expiry_days"] and days <= limits["expiry_days"][level]]
    return Raised(reached[-1], {"ends_on": signs.expires_on.isoformat(), "agreement": signs.agreement}) if reached else None


def _expired(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.expires_on is None or signs.expires_on >= signs.on:
        return None
    return Raised("red", {"ends_on": signs.expires_on.isoformat(), "agreement": signs.agreement})


def _overdue(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.overdue_since is None:
        return None
    days = (signs.on - signs.overdue_since).days
    if days <= limits["overdue_days"]:
        return None
    level = "orange" if days > 3 * limits["overdue_days"] else "yellow"
    return Raised(level, {"count": signs.overdue, "due_on": signs.overdue_since.isoformat()})


def _insufficient(signs: Signs, limits: Mapping[str, Any]) -> Raised | None:
    if signs.band != UNKNOWN:
        return None
    return Raised("blue", {"percent": round(100 * signs.completeness)})


RULES: dict[str, WarningRule] = {
    rule.key: rule
    for rule in (
        WarningRule(
            "band",
            _("Health below green"),
            _("On %(said_on)s health was %(score)s points."),
            _low_band,
            sentence_now=_("On %(said_on)s health was %(score)s points; now it is %(now)s."),
        ),
        WarningRule(
            "drop",
            _("Sudden drop"),
            _("Health fell by %(points)s points in the month to %(said_on)s."),
            _drop,
            moment=True,
        ),
        WarningRule(
            "declines",
            _("Two declines in a row"),
            _("Health fell in the two months to %(said_on)s, by %(points)s points together."),
            _two_declines,
            moment=True,
        ),
        WarningRule("expiring", _("Agreement expiring"), _("Agreement %(agreement)s ends on %(ends_on)s."), _expiring),
        WarningRule("expired", _("No agreement in force"), _("Agreement %(agreement)s ended on %(ends_on)s and none followed."), _expired),
        WarningRule(
            "overdue",
            _("Commitments overdue"),
            _("Commitments overdue on %(said_on)s: %(count)s; the oldest was due on %(due_on)s."),
            _overdue,
        ),
        WarningRule(
            "insufficient",
            _("Not enough evidence"),
            _("On %(said_on)s only %(percent)s %% of what the score looks at was known."),
            _insufficient,
        ),
    )
}


def raised(signs: Signs, limits: Mapping[str, Any]) -> dict[str, Raised]:
    """{rule key: what it raises} of every rule that applies."""
    found = {key: rule.check(signs, limits) for key, rule in RULES.items()}
    said = {"said_on": signs.on.isoformat()}
    return {key: replace(what, facts={**what.facts, **said}) for key, what in found.items() if what is not None}
