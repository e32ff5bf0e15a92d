"""The grid as a page shows it: which rows a filter leaves, and the figures with the rows behind them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from college.requests import Request
from curricula.coverage import CoverageFigures
from curricula.selectors.maps import Grid, GridRow


@dataclass(frozen=True)
class Figure:
    """A figure that can be asked why: the formula in words, and the ids of the rows or columns behind it.

    ``name`` is its own (``static/js/map/panel.js`` knows it by that), ``key`` what ``?only=`` shows its rows by.
    """

    name: str
    key: str
    label: str | Promise
    value: str
    why: str | Promise
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    is_warning: bool = False

    @property
    def row_ids(self) -> str:
        return " ".join(map(str, self.rows))

    @property
    def column_ids(self) -> str:
        return " ".join(map(str, self.columns))

    @property
    def has_rows(self) -> bool:
        return bool(self.rows or self.columns)


def percent(share: float | None) -> str:
    """A share as whole per cent, rounded down, so that 100 % means all of it."""
    return "–" if share is None else f"{int(share * 100 + 1e-9)} %"


#: Which rows a figure shows; those about columns show the rows that the columns mark.
ROWS_OF: dict[str, Callable[[CoverageFigures], tuple[int, ...]]] = {
    "gaps": lambda found: found.gaps,
    "not_strict": lambda found: found.not_strict,
    "single": lambda found: found.single,
    "diluted": lambda found: found.diluted,
    "without_course": lambda found: found.without_course,
}


def explained(found: CoverageFigures) -> list[Figure]:
    """The figures of a map in the order of the side panel."""
    return [
        Figure(
            "coverage",
            "gaps",
            _("Coverage"),
            percent(found.coverage),
            _("The weights of all capabilities that some course supports with at least M, added up. What is missing are the gaps."),
            rows=found.gaps,
            is_warning=bool(found.gaps),
        ),
        Figure(
            "strict",
            "not_strict",
            _("Strict coverage"),
            percent(found.strict_coverage),
            _("The weights of all capabilities that some course supports with H, added up."),
            rows=found.not_strict,
        ),
        Figure(
            "gaps",
            "gaps",
            _("Gaps"),
            str(len(found.gaps)),
            _("Capabilities that no course supports with at least M."),
            rows=found.gaps,
            is_warning=bool(found.gaps),
        ),
        Figure(
            "without_course",
            "without_course",
            _("Without any course"),
            str(len(found.without_course)),
            _("Capabilities whose row is empty."),
            rows=found.without_course,
            is_warning=bool(found.without_course),
        ),
        Figure(
            "single",
            "single",
            _("On one course only"),
            str(len(found.single)),
            _("Capabilities with a single course of at least M: if it falls away, nothing teaches them. Three to five courses are usual."),
            rows=found.single,
        ),
        Figure(
            "diluted",
            "diluted",
            _("Spread thin"),
            str(len(found.diluted)),
            _("Capabilities with more than six courses of at least M: nobody feels responsible."),
            rows=found.diluted,
            is_warning=bool(found.diluted),
        ),
        Figure(
            "high",
            "high",
            _("Share of H"),
            percent(found.high_share),
            _("H marks among all filled cells. Above 40 % the marks no longer tell strong support from weak."),
            is_warning=found.is_inflated,
        ),
        Figure(
            "orphans",
            "orphans",
            _("Courses without strong support"),
            str(len(found.orphan_courses)),
            _("Courses that support nothing with at least M: why are they compulsory?"),
            columns=found.orphan_courses,
            is_warning=bool(found.orphan_courses),
        ),
        Figure(
            "overloaded",
            "overloaded",
            _("Overloaded courses"),
            str(len(found.overloaded_courses)),
            _("Courses with more than six H marks."),
            columns=found.overloaded_courses,
            is_warning=bool(found.overloaded_courses),
        ),
    ]


@dataclass(frozen=True)
class GridView:
    """A grid with the rows that the address's filters leave."""

    grid: Grid
    rows: tuple[GridRow, ...]
    only: str
    layer: str
    post: str
    words: str

    @property
    def figures(self) -> list[Figure]:
        return explained(self.grid.figures)

    @property
    def gap_rows(self) -> list[GridRow]:
        """All gaps, the heaviest first."""
        return [row for row in self.heaviest if row.figures.is_gap]

    @property
    def heaviest(self) -> list[GridRow]:
        """All rows of the map, the heaviest first."""
        return sorted(self.grid.rows, key=lambda row: -row.figures.weight)

    @property
    def is_filtered(self) -> bool:
        return bool(self.only or self.layer or self.post or self.words)

    @property
    def query(self) -> str:
        given = {"only": self.only, "layer": self.layer, "post": self.post, "q": self.words}
        return urlencode({name: value for name, value in given.items() if value})


def grid_view(request: Request, grid: Grid) -> GridView:
    """Read the filters ``only`` (a figure), ``layer``, ``post`` and ``q`` from the address; the columns always stay."""
    only, layer, post = (request.GET.get(name, "") for name in ("only", "layer", "post"))
    words = request.GET.get("q", "").strip().casefold()[:80]
    kept = set(ROWS_OF[only](grid.figures)) if only in ROWS_OF else None
    marked = {"orphans": grid.figures.orphan_courses, "overloaded": grid.figures.overloaded_courses}.get(only)
    places = [place for place, course in enumerate(grid.courses) if marked and course.pk in marked]

    def shown(row: GridRow) -> bool:
        return (
            (kept is None or row.capability.pk in kept)
            and (marked is None or any(row.cells[place] for place in places))
            and (not layer or row.capability.layer == layer)
            and (not post or post in row.post_ids.split())
            and (not words or words in f"{row.capability.code} {row.capability.name} {row.capability.name_en}".casefold())
        )

    return GridView(grid, tuple(row for row in grid.rows if shown(row)), only, layer, post, words)
