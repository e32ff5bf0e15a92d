"""Sorting work items into the home page's sections. No database in sight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from college.work import WorkItem


@dataclass(frozen=True)
class AgendaLine:
    """An item with how many days are left until it is due; negative when late, None without a day."""

    item: WorkItem
    days: int | None

    @property
    def late(self) -> int:
        return -self.days if self.days is not None and self.days < 0 else 0


@dataclass(frozen=True)
class Agenda:
    overdue: list[AgendaLine]
    week: list[AgendaLine]
    later: list[AgendaLine]

    def __bool__(self) -> bool:
        return bool(self.overdue or self.week or self.later)


def arrange(items: Iterable[WorkItem], on: date) -> Agenda:
    """Late ones first (the longest late on top), then what is due within the next seven days, then the rest by day."""
    lines = [AgendaLine(item, (item.due - on).days if item.due else None) for item in items]
    lines.sort(key=lambda line: (line.item.due or date.max, str(line.item.title), line.item.subject))
    week = timedelta(days=7).days
    return Agenda(
        overdue=[line for line in lines if line.days is not None and line.days < 0],
        week=[line for line in lines if line.days is not None and 0 <= line.days < week],
        later=[line for line in lines if line.days is None or line.days >= week],
    )
