"""From what was observed to a score, a band and what moved it. Plain functions over dataclasses; no ORM in sight.

Formulas: docs/formulas.md (normalisation, weighted score, completeness, hysteresis, trend). Their
status there is "design", a proposal of the design and not a published standard; every number is a parameter of the policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GREEN, YELLOW, RED, UNKNOWN = "green", "yellow", "red", "unknown"


@dataclass(frozen=True)
class Scale:
    """How one indicator counts. ``weight`` above 0, no unit; ``red`` and ``green`` in the indicator's own unit.

    A value at ``red`` is worth 0 and one at ``green`` worth 1; red above green means that less is better.
    """

    weight: float
    red: float
    green: float

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError("an indicator's weight must be above zero")
        if self.red == self.green:
            raise ValueError("red and green must differ")


@dataclass(frozen=True)
class Part:
    """What one indicator did to a score. ``normalised`` in 0..1 and ``points`` in 0..100 are None when it is not known."""

    key: str
    value: float | None
    normalised: float | None
    weight: float
    points: float | None


@dataclass(frozen=True)
class Score:
    """``total`` in 0..100, or None when too little is known; ``completeness`` in 0..1, the known share of all weight."""

    total: float | None
    completeness: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Bands:
    """Where bands begin and end, in points of the score. Leaving needs more than entering, so that a score that wavers
    about a limit does not flap."""

    enter_yellow: float = 75
    leave_yellow: float = 80
    enter_red: float = 60
    leave_red: float = 65

    def __post_init__(self) -> None:
        if not self.enter_red <= self.leave_red <= self.enter_yellow <= self.leave_yellow:
            raise ValueError("limits must rise: enter red, leave red, enter yellow, leave yellow")


@dataclass(frozen=True)
class Movement:
    """One indicator between two reviews: its points before and after (None: not known then) and the difference."""

    key: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float:
        """Points won or lost; an unknown side counts as no points, so that the differences add up to the change."""
        return (self.after or 0.0) - (self.before or 0.0)


def normalise(value: float, scale: Scale) -> float:
    """``(value − red) / (green − red)``, clipped to 0..1. The one formula serves both directions."""
    return min(1.0, max(0.0, (value - scale.red) / (scale.green - scale.red)))


def score(values: Mapping[str, float | None], scales: Mapping[str, Scale], *, min_completeness: float = 0.6) -> Score:
    """The weighted score over what is known: ``H = 100 · Σ w·x / Σ w`` over known indicators.

    ``values`` are in each indicator's own unit, None where not known; a key of ``scales`` that is missing is not known.
    Not known is never neutral: it adds nothing to H and lowers completeness ``K = Σ known w / Σ all w``. Below
    ``min_completeness`` there is no total ("insufficient evidence"), while the parts still show what is known.
    """
    all_weight = sum(scale.weight for scale in scales.values())
    known_weight = sum(scale.weight for key, scale in scales.items() if values.get(key) is not None)
    parts = tuple(_part(key, values.get(key), scale, known_weight) for key, scale in scales.items())
    completeness = known_weight / all_weight if all_weight else 0.0
    # A hair of tolerance: 0.2 + 0.25 + 0.15 must not miss 0.6 for the want of a binary digit.
    enough = known_weight > 0 and completeness >= min_completeness - 1e-9
    total = min(100.0, sum(part.points or 0.0 for part in parts)) if enough else None
    return Score(total=total, completeness=min(1.0, completeness), parts=parts)


def _part(key: str, value: float | None, scale: Scale, known_weight: float) -> Part:
    if value is None:
        return Part(key=key, value=None, normalised=None, weight=scale.weight, points=None)
    share = normalise(value, scale)
    return Part(key=key, value=value, normalised=share, weight=scale.weight, points=100 * scale.weight * share / known_weight)


def band(total: float | None, before: str | None, bands: Bands) -> str:
    """The band of a score, given the band ``before`` it (None or unknown: no memory).

    Red is entered below ``enter_red`` and left at ``leave_red``; yellow is entered below ``enter_yellow`` and left at
    ``leave_yellow`` (hysteresis). No total is ``unknown``.
    """
    if total is None:
        return UNKNOWN
    if total < bands.enter_red or (before == RED and total < bands.leave_red):
        return RED
    if total < bands.enter_yellow or (before in (YELLOW, RED) and total < bands.leave_yellow):
        return YELLOW
    return GREEN


def movements(before: Sequence[Part], after: Sequence[Part]) -> list[Movement]:
    """What moved between two reviews, the largest loss first.

    The differences add up to the change of the score where both have one. An indicator that became known or unknown
    moves the others too, since the weights are shared among what is known.
    """
    old = {part.key: part.points for part in before}
    new = {part.key: part.points for part in after}
    moved = [Movement(key=key, before=old.get(key), after=new.get(key)) for key in dict.fromkeys([*new, *old])]
    return sorted(moved, key=lambda movement: (movement.difference, movement.key))


def possible_gains(parts: Sequence[Part]) -> list[tuple[str, float]]:
    """(key, points) that each known indicator would add at its green line, the largest first; those at green are left out."""
    known_weight = sum(part.weight for part in parts if part.normalised is not None)
    gains = [(part.key, 100 * part.weight * (1 - part.normalised) / known_weight) for part in parts if part.normalised is not None]
    return sorted(((key, gain) for key, gain in gains if gain > 1e-9), key=lambda pair: (-pair[1], pair[0]))
