"""One measured page or job."""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Measure:
    """``kind`` is list, detail, home, search, panel, save or job. ``ratio`` is to the trivial page of the same run."""

    name: str
    kind: str
    queries: int
    ms_median: float
    ms_p95: float
    bytes: int
    ratio: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def p95(times: list[float]) -> float:
    """The time that 95 in 100 requests stay within, by nearest rank."""
    ranked = sorted(times)
    return ranked[max(0, -(-95 * len(ranked) // 100) - 1)]


def measure(*, name: str, kind: str, queries: int, times: list[float], size: int, trivial: float) -> Measure:
    """``times`` in milliseconds; ``trivial`` is the trivial page's median."""
    middle = median(times)
    return Measure(name, kind, queries, round(middle, 1), round(p95(times), 1), size, round(middle / trivial, 2) if trivial else 1.0)
