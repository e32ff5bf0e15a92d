"""How large the world is."""

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class WorldSize:
    """Counts of the world. Of a measuring world only ``placements`` is chosen; the rest follows, bounded."""

    placements: int = 300
    enterprises: int = 60
    partnerships: int = 40
    students: int = 400
    waves_past: int = 3
    logs_per_placement: int = 30
    months_of_reviews: int = 12

    @property
    def is_normal(self) -> bool:
        return self.placements <= 300

    @classmethod
    def of(cls, placements: int) -> "WorldSize":
        """The normal college up to 300 placements; above, as many years of history as that number needs."""
        if placements <= cls.placements:
            return cls(placements=placements)
        return cls(
            placements=placements,
            enterprises=max(60, min(5_000, placements // 26)),
            partnerships=max(40, min(2_120, placements // 61)),
            students=max(400, min(80_000, ceil(placements * 0.6))),
            waves_past=16,
            logs_per_placement=2,
            months_of_reviews=2,
        )
