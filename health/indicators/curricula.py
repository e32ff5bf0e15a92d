"""The indicator read from course maps: how well the course maps cover what the partnership's posts need."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from college.models import Programme
from college.policies import Person
from curricula.coverage import CoverageFigures
from curricula.enums import MapState
from curricula.models import CourseMap
from curricula.policies import visible_maps, visible_programmes
from curricula.selectors.maps import coverage_of_maps
from health.indicators.agreements import in_force_by, still_in_force
from health.indicators.kinds import Evidence, EvidenceRow, Indicator, Observation
from partnerships.models import AgreementProgramme


def covered_programmes(on: date) -> QuerySet[AgreementProgramme]:
    """The programme lines of agreements in force on that day."""
    return AgreementProgramme.objects.filter(agreement__in=in_force_by(on).filter(still_in_force(on)).values("pk"))


def maps_in_use(on: date) -> QuerySet[CourseMap]:
    """The published maps that were in effect on that day, as far as that is known."""
    return CourseMap.objects.filter(Q(effective_from__isnull=True) | Q(effective_from__lte=on), state=MapState.PUBLISHED)


def observe_coverage(partnership_ids: Sequence[int], on: date) -> Mapping[int, Observation]:
    """The mean coverage (per cent) of the published maps of the programmes that the agreements in force
    cover. Six queries. A programme without a published map is not known; with none known, neither is the mean."""
    programmes: dict[int, set[int]] = defaultdict(set)
    lines = covered_programmes(on).filter(agreement__partnership__in=partnership_ids)
    for partnership, programme in lines.values_list("agreement__partnership", "programme"):
        programmes[partnership].add(programme)
    of_interest = {programme for each in programmes.values() for programme in each}
    published = dict(maps_in_use(on).filter(programme__in=of_interest).values_list("pk", "programme"))
    found = {published[pk]: figures.coverage for pk, figures in coverage_of_maps(list(published)).items()}
    return {pk: _mean(programmes.get(pk, set()), found) for pk in partnership_ids}


def _mean(programmes: set[int], coverage: Mapping[int, float | None]) -> Observation:
    known = [share for programme in programmes if (share := coverage.get(programme)) is not None]
    value = round(100 * sum(known) / len(known), 1) if known else None
    return Observation(value, {"programmes": len(programmes), "mapped": len(known)})


def coverage_rows(user: Person, partnership_id: int, on: date) -> Evidence:
    lines = covered_programmes(on).filter(agreement__partnership=partnership_id)
    programmes = list(visible_programmes(user).filter(pk__in=lines.values("programme")))
    maps = {one.programme_id: one for one in visible_maps(user).filter(pk__in=maps_in_use(on).values("pk"), programme__in=programmes)}
    found = coverage_of_maps([one.pk for one in maps.values()])
    rows = [_row(programme, maps.get(programme.pk), found) for programme in programmes]
    return Evidence(columns=(_("Programme"), _("Course map"), _("Coverage"), _("Gaps")), rows=rows, total=len(rows))


def _row(programme: Programme, course_map: CourseMap | None, found: Mapping[int, CoverageFigures]) -> EvidenceRow:
    figures = found.get(course_map.pk) if course_map else None
    if course_map is None or figures is None:
        return EvidenceRow(cells=(str(programme), _("none published"), "", ""), url=programme.get_absolute_url())
    percent = figures.percent
    return EvidenceRow(
        cells=(str(programme), f"v{course_map.version}", "" if percent is None else f"{percent} %", len(figures.gaps)),
        url=course_map.get_absolute_url(),
        counts=None if percent is None else not figures.gaps,
    )


MAP_COVERAGE = Indicator(
    key="map_coverage",
    title=gettext_lazy("Course maps cover the posts"),
    explanation=gettext_lazy(
        "Mean coverage of the published course maps of the programmes in the agreements in force: the weighted share of "
        "capabilities that some course supports at least at M. Not known without a published map. For a past date it is "
        "today's published map."
    ),
    unit="%",
    weight=0.15,
    red=60,
    green=95,
    observe=observe_coverage,
    rows=coverage_rows,
    counts={
        "programmes": pgettext_lazy("evidence", "programmes"),
        "mapped": pgettext_lazy("evidence", "with a published map"),
    },
    source="docs/formulas.md; status: design",
)
