"""Write course maps: versions, what they require, and their states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.enums import Role
from college.models import Programme, User
from college.services.audit import record
from college.services.notifications import notify
from config.kit.errors import DomainError, StaleState
from config.kit.rows import require_ready
from config.kit.states import move
from config.kit.verdicts import require
from curricula.enums import MapState
from curricula.models import Capability, CourseMap, Post, Requirement, Support
from curricula.policies import can_decide_map, can_edit_map, can_edit_programme_map
from curricula.selectors.readiness import map_awaits_decision, map_may_be_archived, map_may_be_submitted
from curricula.services.drafts import hold_draft, next_revision


@dataclass(frozen=True)
class Rating:
    """How important a capability is to a post (1–5), and the level it needs (1–5)."""

    importance: int
    level: int


@transaction.atomic
def start_map(*, programme: Programme, actor: User, title: str = "", copied_from: CourseMap | None = None) -> CourseMap:
    """Open the next version of a programme's map as a draft.

    A copy carries over what the other version requires and supports, and remembers where it came from. A fresh one
    holds every active capability of the programme with importance 3, and no cell. Refuses a copy of another programme.
    """
    require(can_edit_programme_map(actor, programme))
    if copied_from and copied_from.programme_id != programme.pk:
        raise DomainError(_("A map is copied from another version of the same programme."))
    latest = CourseMap.objects.filter(programme=programme).aggregate(latest=Max("version"))["latest"] or 0
    try:
        with transaction.atomic():
            made = CourseMap.objects.create(programme=programme, version=latest + 1, title=title.strip(), copied_from=copied_from)
    except IntegrityError as error:
        raise StaleState from error
    if copied_from:
        _copy(copied_from, made)
    else:
        capabilities = Capability.objects.filter(programme=programme, is_active=True)
        Requirement.objects.bulk_create([Requirement(map=made, capability=capability) for capability in capabilities])
    record(actor=actor, verb="map.started", target=made, note=f"← v{copied_from.version}" if copied_from else "")
    return made


@transaction.atomic
def rename_map(*, course_map: CourseMap, title: str, actor: User) -> None:
    """Change the title of a draft."""
    require(can_edit_map(actor, course_map))
    old, title = course_map.title, title.strip()
    hold_draft(course_map, title=title)
    course_map.title = title
    record(actor=actor, verb="map.changed", target=course_map, changes={"title": (old, title)})


@transaction.atomic
def save_requirements(
    *, course_map: CourseMap, post: Post | None, ratings: Mapping[int, Rating | None], actor: User, drop_marks: bool = False
) -> None:
    """Rate what ``post`` (None: the whole group of posts) needs in a draft: {capability id: rating}; None takes it out.

    A capability that nothing needs any more leaves the map. Where its row has marks that is refused, unless
    ``drop_marks``. Refuses capabilities of another programme and ratings outside 1–5.
    """
    require(can_edit_map(actor, course_map))
    hold_draft(course_map)
    known = {capability.pk: capability for capability in Capability.objects.filter(programme=course_map.programme_id, pk__in=ratings)}
    if len(known) < len(ratings):
        raise DomainError(_("A capability belongs to another programme."))
    if any(rating and not (1 <= rating.importance <= 5 and 1 <= rating.level <= 5) for rating in ratings.values()):
        raise DomainError(_("Importance and level run from 1 to 5."))
    held = {row.capability_id: row for row in Requirement.objects.filter(map=course_map, post=post)}
    changes: dict[str, tuple[str | None, str | None]] = {}
    for pk, rating in ratings.items():
        row = held.get(pk)
        old, new = _plain(row), _plain(rating)
        if old == new:
            continue
        changes[known[pk].code] = (old, new)
        if rating is None:
            Requirement.objects.filter(map=course_map, post=post, capability=pk).delete()
        else:
            Requirement.objects.update_or_create(
                map=course_map, post=post, capability_id=pk, defaults={"importance": rating.importance, "level": rating.level}
            )
    _drop_rows(course_map, drop_marks)
    if changes:
        next_revision(course_map)
        record(actor=actor, verb="map.requirements_changed", target=course_map, changes=changes, note=str(post or ""))


@transaction.atomic
def submit_map(*, course_map: CourseMap, actor: User) -> None:
    """Hand a draft in for publishing and tell the department's coordinators. Refuses while nothing is mapped."""
    require(can_edit_map(actor, course_map))
    require_ready(map_may_be_submitted(course_map))
    move(course_map, to=MapState.SUBMITTED, state_note="", updated_at=timezone.now())
    entry = record(actor=actor, verb="map.submitted", target=course_map)
    coordinators = User.objects.filter(
        grants__role=Role.COORDINATOR, grants__department=course_map.programme.department_id, is_active=True
    ).distinct()
    for person in coordinators.exclude(pk=actor.pk):
        _tell(person, f"map.submitted:{entry.pk}", gettext_lazy("A course map waits to be published"), course_map)


@transaction.atomic
def return_map(*, course_map: CourseMap, reason: str, actor: User) -> None:
    """Send a submitted map back as a draft. Refuses without a reason; tells the programme's team."""
    require(can_decide_map(actor, course_map))
    require_ready(map_awaits_decision(course_map))
    reason = reason.strip()
    if not reason:
        raise DomainError(_("Say why the map goes back, so that the team knows what to change."))
    move(course_map, to=MapState.DRAFT, state_note=reason[:500], updated_at=timezone.now())
    entry = record(actor=actor, verb="map.returned", target=course_map, note=reason)
    _tell_team(course_map, actor, f"map.returned:{entry.pk}", gettext_lazy("A course map was sent back"))


@transaction.atomic
def publish_map(*, course_map: CourseMap, actor: User, on: date) -> None:
    """Publish a submitted map from ``on`` and archive the version published until now, both or neither.

    Of two versions published at the same moment one wins and the other raises StaleState.
    """
    require(can_decide_map(actor, course_map))
    require_ready(map_awaits_decision(course_map))
    former = list(CourseMap.objects.filter(programme=course_map.programme_id, state=MapState.PUBLISHED))
    for old in former:
        move(old, to=MapState.ARCHIVED, updated_at=timezone.now())
        record(actor=actor, verb="map.archived", target=old, note=f"→ v{course_map.version}")
    try:
        with transaction.atomic():
            move(course_map, to=MapState.PUBLISHED, effective_from=on, state_note="", updated_at=timezone.now())
    except IntegrityError as error:
        raise StaleState from error
    entry = record(actor=actor, verb="map.published", target=course_map)
    _tell_team(course_map, actor, f"map.published:{entry.pk}", gettext_lazy("A course map was published"))


@transaction.atomic
def archive_map(*, course_map: CourseMap, actor: User) -> None:
    """Take a published map out of force without a successor."""
    require(can_decide_map(actor, course_map))
    require_ready(map_may_be_archived(course_map))
    move(course_map, to=MapState.ARCHIVED, updated_at=timezone.now())
    record(actor=actor, verb="map.archived", target=course_map)


def _copy(source: CourseMap, target: CourseMap) -> None:
    Requirement.objects.bulk_create(
        [
            Requirement(map=target, post_id=row.post_id, capability_id=row.capability_id, importance=row.importance, level=row.level)
            for row in Requirement.objects.filter(map=source)
        ]
    )
    Support.objects.bulk_create(
        [
            Support(map=target, capability_id=cell.capability_id, course_id=cell.course_id, strength=cell.strength, stage=cell.stage)
            for cell in Support.objects.filter(map=source)
        ]
    )


def _drop_rows(course_map: CourseMap, drop_marks: bool) -> None:
    """Clear the marks of rows that no requirement holds any more, or refuse to."""
    lost = Support.objects.filter(map=course_map).exclude(capability__in=Requirement.objects.filter(map=course_map).values("capability"))
    codes = sorted(set(lost.values_list("capability__code", flat=True)))
    if codes and not drop_marks:
        raise DomainError(
            _("These rows hold marks: %(codes)s. Tick “clear the marks of rows taken out” to take them out all the same.")
            % {"codes": ", ".join(codes)}
        )
    lost.delete()


def _plain(rating: Rating | Requirement | None) -> str | None:
    return f"{rating.importance}/{rating.level}" if rating else None


def _tell_team(course_map: CourseMap, actor: User, key: str, subject: Promise) -> None:
    team = User.objects.filter(programme_teams__programme=course_map.programme_id, is_active=True).exclude(pk=actor.pk)
    for person in team:
        _tell(person, key, subject, course_map)


def _tell(person: User, key: str, subject: Promise, course_map: CourseMap) -> None:
    notify(
        recipient=person,
        dedupe_key=f"{key}:{person.pk}",
        kind="map",
        subject=subject,
        body=f"{course_map}\n{course_map.state_note}".strip(),
        url=reverse("map_detail", args=[course_map.pk]),
    )
