"""Write posts, capabilities and courses."""

from collections.abc import Collection
from typing import TypeAlias, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from college.models import Programme, User
from college.services.audit import differences, record, snapshot
from config.kit.errors import DomainError, StaleState
from config.kit.verdicts import Verdict, require
from curricula.codes import next_capability_code, next_code, split_line
from curricula.models import Capability, Course, Post
from curricula.policies import can_describe_posts, can_edit_post, can_edit_programme_map

Thing: TypeAlias = Post | Capability | Course
T = TypeVar("T", Post, Capability, Course)

POST_FIELDS = ["code", "name", "name_en", "programme", "enterprise", "occupation_code", "description"]
CAPABILITY_FIELDS = ["code", "name", "name_en", "layer"]
COURSE_FIELDS = ["code", "name", "name_en", "kind", "term", "hours", "practice_hours"]
#: More lines than anybody types; keeps one request short.
MOST_LINES = 300


def may_change(actor: User, thing: Thing) -> Verdict:
    return can_edit_post(actor, thing) if isinstance(thing, Post) else can_edit_programme_map(actor, thing.programme)


@transaction.atomic
def save_post(*, post: Post, actor: User) -> Post:
    """Add a new post or keep the changes made on ``post``. Refuses a second post of the name in the same place, and
    (Forbidden) to put one under an enterprise whose posts are not the person's to describe."""
    held = Post.objects.filter(pk=post.pk).values_list("enterprise_id", flat=True).first() if post.pk else None
    if post.enterprise and post.enterprise.pk != held:
        require(can_describe_posts(actor, post.enterprise))
    return _save(post, actor, POST_FIELDS)


@transaction.atomic
def save_capability(*, capability: Capability, actor: User) -> Capability:
    """Add a new capability or keep the changes made on it. Refuses a code that the programme has already."""
    return _save(capability, actor, CAPABILITY_FIELDS)


@transaction.atomic
def save_course(*, course: Course, actor: User) -> Course:
    """Add a new course or keep the changes made on it. Refuses a code that the programme has already."""
    return _save(course, actor, COURSE_FIELDS)


@transaction.atomic
def set_active(*, thing: Thing, active: bool, actor: User) -> None:
    """Take a post, capability or course out of use, or back into it. Maps that hold it keep it."""
    require(may_change(actor, thing))
    if not type(thing)._default_manager.filter(pk=thing.pk, is_active=not active).update(is_active=active):
        raise StaleState
    thing.is_active = active
    verb = f"{thing._meta.model_name}.{'activated' if active else 'deactivated'}"
    record(actor=actor, verb=verb, target=thing, changes={"is_active": (not active, active)})


@transaction.atomic
def add_capabilities(*, programme: Programme, layer: str, lines: str, actor: User) -> list[Capability]:
    """Add one capability per line, ``P-1.2 name`` or the name alone, which is given the next code of the layer.

    Names that the programme has already are passed over. Refuses all of them when one cannot be (its line is named).
    """
    require(can_edit_programme_map(actor, programme))
    known = list(Capability.objects.filter(programme=programme).values_list("code", "name"))
    codes, names = {code for code, _name in known}, {name for _code, name in known}
    added = []
    for number, (code, name) in _entries(lines):
        if name in names:
            continue
        code = code or next_capability_code(layer, codes)
        own_layer = code[0] if code[:2] in ("P-", "G-", "S-", "D-") else layer
        added.append(_add_line(Capability(programme=programme, layer=own_layer, code=code, name=name), number, actor))
        codes.add(code)
        names.add(name)
    return added


@transaction.atomic
def add_courses(*, programme: Programme, kind: str, term: int | None, lines: str, actor: User) -> list[Course]:
    """Add one course per line, ``C07 name`` or the name alone, which is given the next code.

    Names that the programme has already are passed over. Refuses all of them when one cannot be (its line is named).
    """
    require(can_edit_programme_map(actor, programme))
    known = list(Course.objects.filter(programme=programme).order_by("pk").values_list("code", "name"))
    codes, names = [code for code, _name in known], {name for _code, name in known}
    added = []
    for number, (code, name) in _entries(lines):
        if name in names:
            continue
        code = code or suggest_course_code(codes)
        course = Course(programme=programme, kind=kind, term=term, code=code, name=name)
        added.append(_add_line(course, number, actor))
        codes.append(code)
        names.add(name)
    return added


@transaction.atomic
def add_posts(*, programme: Programme, lines: str, actor: User) -> list[Post]:
    """Add one post of the programme per line, ``P01 name`` or the name alone. Names it has already are passed over."""
    require(can_edit_programme_map(actor, programme))
    names = set(Post.objects.filter(programme=programme, enterprise__isnull=True).values_list("name", flat=True))
    added = []
    for number, (code, name) in _entries(lines):
        if name not in names:
            added.append(_add_line(Post(programme=programme, code=code, name=name), number, actor))
            names.add(name)
    return added


def suggest_course_code(codes: Collection[str]) -> str:
    """The code after the one given last; ``C01`` is the first."""
    return next_code([*codes][-1] if codes else "C00", codes)


def _entries(lines: str) -> list[tuple[int, tuple[str, str]]]:
    entries = [(number, split_line(line)) for number, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if not entries:
        raise DomainError(_("Put at least one line into the box."))
    if len(entries) > MOST_LINES:
        raise DomainError(_("These are more than %(most)d lines; add them in parts, or import a file.") % {"most": MOST_LINES})
    return entries


def _add_line(thing: T, number: int, actor: User) -> T:
    try:
        return _save(thing, actor, [])
    except DomainError as refusal:
        raise DomainError(_("Line %(number)d: %(reason)s") % {"number": number, "reason": refusal}) from refusal


def _save(thing: T, actor: User, fields: list[str]) -> T:
    require(may_change(actor, thing))
    noun = thing._meta.model_name
    old = type(thing)._default_manager.filter(pk=thing.pk).first() if thing.pk else None
    if old:
        require(may_change(actor, old))
    try:
        thing.full_clean()
        with transaction.atomic():
            thing.save()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise StaleState from error
    if not old:
        record(actor=actor, verb=f"{noun}.added", target=thing)
    elif changes := differences(snapshot(old, fields), thing):
        record(actor=actor, verb=f"{noun}.changed", target=thing, changes=changes)
    return thing
