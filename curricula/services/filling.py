"""Filling the catalogue and drafts of maps from lists that somebody else has written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from college.models import Programme, User
from college.services.audit import record_many
from config.kit.bulk import Kept, write
from config.kit.verdicts import require
from curricula.enums import MapState
from curricula.models import Capability, CourseMap, Requirement
from curricula.policies import can_edit_programme_map
from curricula.services.catalogue import Thing, may_change


@transaction.atomic
def add_things(*, things: Sequence[Thing], actor: User | None, note: str = "") -> None:
    """Add new posts, capabilities and courses; one insert for each kind. Refuses (Forbidden) those of a programme that the actor
    does not look after. ``actor`` None is the command line."""
    if actor is not None:
        for thing in things:
            require(may_change(actor, thing))
    for model in {type(thing): None for thing in things}:
        kept: list[Kept[Any]] = [Kept(0, thing) for thing in things if type(thing) is model]
        write(kept)
        record_many(actor=actor, verb=f"{model._meta.model_name}.imported", kept=kept, note=note)


@transaction.atomic
def require_in_drafts(
    *, needed: Mapping[Programme, Sequence[Capability]], title: str, actor: User | None, note: str = ""
) -> tuple[list[CourseMap], list[Requirement]]:
    """Have each programme's draft map require the capabilities that none of its maps requires yet; start a draft called ``title``
    where there is none. Returns the drafts that were started and the requirements added. A constant number of statements.

    Refuses (Forbidden) a programme that the actor does not look after. ``actor`` None is the command line.
    """
    if actor is not None:
        for programme in needed:
            require(can_edit_programme_map(actor, programme))
    ids = [programme.pk for programme in needed]
    required: dict[int, set[int]] = defaultdict(set)
    for programme_id, capability_id in Requirement.objects.filter(map__programme__in=ids).values_list("map__programme_id", "capability_id"):
        required[programme_id].add(capability_id)
    lacking = {
        programme: [one for one in dict.fromkeys(wanted) if one.pk not in required[programme.pk]] for programme, wanted in needed.items()
    }
    drafts = {one.programme_id: one for one in CourseMap.objects.filter(programme__in=ids, state=MapState.DRAFT).order_by("version")}
    versions = dict(CourseMap.objects.filter(programme__in=ids).values_list("programme_id").annotate(last=Max("version")))
    started = [
        CourseMap(programme=programme, version=versions.get(programme.pk, 0) + 1, title=title)
        for programme, wanted in lacking.items()
        if programme.pk not in drafts and (wanted or programme.pk not in versions)
    ]
    maps = [Kept(0, one) for one in started]
    write(maps)
    record_many(actor=actor, verb="coursemap.imported", kept=maps, note=note)
    drafts |= {one.programme_id: one for one in started}
    added = [
        Requirement(map=drafts[programme.pk], capability=one)
        for programme, wanted in lacking.items()
        if programme.pk in drafts
        for one in wanted
    ]
    CourseMap.objects.filter(pk__in={one.map_id for one in added}).update(revision=F("revision") + 1)
    requirements = [Kept(0, one) for one in added]
    write(requirements)
    record_many(actor=actor, verb="requirement.imported", kept=requirements, note=note)
    return started, added
