"""What the files of majors share: which programmes they speak of, and the catalogue that they add to."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import Programme
from college.policies import Person
from config.kit.errors import DomainError
from config.kit.reading import fold
from curricula.enums import CourseKind, Layer
from curricula.models import Capability, Course, Post
from curricula.services.filling import add_things
from importing.kinds import (
    SKIPPED,
    Batch,
    Change,
    Column,
    Context,
    Option,
    Outcome,
    Row,
)

T = TypeVar("T", bound=models.Model)

#: Words by which a capability of the national profiles is put into a layer; what has none of them is professional.
#: A suggestion for the draft, which the programme's team corrects.
_LAYERS = (
    (Layer.DEVELOPMENT, re.compile(r"终身学习|可持续发展|探究学习|创新创业|职业生涯")),
    (Layer.SOCIAL, re.compile(r"团队|沟通|协作|合作|社会责任|人际|组织协调")),
    (Layer.GENERAL, re.compile(r"信息技术、?数字技术|基本数字技能|数字化?素养|外语|英语|语言文字|文字表达|身心素质|人文素养")),
)
_KINDS = {
    "基础": CourseKind.BASIC,
    "核心": CourseKind.CORE,
    "拓展": CourseKind.EXTENDED,
    "公共": CourseKind.PUBLIC,
    "实践": CourseKind.PRACTICE,
}
_COURSE_LETTER = {CourseKind.BASIC: "B", CourseKind.CORE: "C", CourseKind.EXTENDED: "E", CourseKind.PUBLIC: "G", CourseKind.PRACTICE: "P"}


def layer_of(capability: str) -> Layer:
    return next((layer for layer, words in _LAYERS if words.search(capability)), Layer.PROFESSIONAL)


def tidy(text: str) -> str:
    """A cell of the profiles without what a scan of the printed pages left behind: everything from a “#” on, full stops."""
    return text.split("#")[0].strip().strip("。；;、")


class Catalogue:
    """The posts, capabilities, courses and maps of some programmes, added to where a name is missing."""

    def __init__(self, context: Context, programmes: Sequence[Programme]) -> None:
        self.context = context
        ids = [programme.pk for programme in programmes]
        self.posts = {(post.programme_id, post.name): post for post in Post.objects.filter(programme__in=ids, enterprise=None)}
        self.capabilities: dict[tuple[int, str], Capability] = {}
        self.courses: dict[tuple[int, str], Course] = {}
        self.codes: dict[int, set[str]] = defaultdict(set)
        for capability in Capability.objects.filter(programme__in=ids):
            self.capabilities[capability.programme_id, capability.name] = capability
            self.codes[capability.programme_id].add(capability.code)
        for course in Course.objects.filter(programme__in=ids):
            self.courses[course.programme_id, course.name] = course
            self.codes[course.programme_id].add(course.code)
        self.fresh: list[Change] = []

    def post(self, programme: Programme, name: str) -> Post:
        key = programme.pk, name[:200]
        if key not in self.posts:
            self.posts[key] = self._add(
                Post(programme=programme, name=key[1]), "programme_id", "name", "enterprise_id", "code", "is_active"
            )
        return self.posts[key]

    def capability(self, programme: Programme, name: str) -> Capability:
        key = programme.pk, name[:500]
        if key not in self.capabilities:
            layer = layer_of(name)
            made = Capability(programme=programme, name=key[1], layer=layer, code=self._code(programme, f"{layer}-"))
            self.capabilities[key] = self._add(made, "programme_id", "name", "layer", "code", "is_active")
        return self.capabilities[key]

    def course(self, programme: Programme, name: str, kind: str) -> Course:
        key = programme.pk, name[:200]
        if key not in self.courses:
            known = _KINDS.get(kind.removesuffix("课程").removesuffix("课").removeprefix("专业"), CourseKind.OTHER)
            code = self._code(programme, f"{programme.code}-{_COURSE_LETTER.get(known, 'X')}", width=2)
            self.courses[key] = self._add(
                Course(programme=programme, name=key[1], kind=known, code=code), "programme_id", "name", "kind", "code", "is_active"
            )
        return self.courses[key]

    def flush(self) -> list[Change]:
        """Have the service add what is missing, and give it back."""
        add_things(things=[change.target for change in self.fresh], actor=self.context.actor, note=self.context.note)  # type: ignore[misc]  # things of the catalogue, all of them
        written, self.fresh = self.fresh, []
        return written

    def _add(self, thing: T, *fields: str) -> T:
        self.fresh.append(Change(thing, fields, aside=True))
        return thing

    def _code(self, programme: Programme, prefix: str, width: int = 1) -> str:
        taken, number = self.codes[programme.pk], 1
        while (code := f"{prefix}{number:0{width}d}") in taken:
            number += 1
        taken.add(code)
        return code


class OfMajors:
    """What the profile and its sibling files share: finding the programmes of a major."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.wanted = {fold(str(code)) for code in context.options.get("major") or []}

    def programmes(self, rows: Sequence[Row]) -> dict[str, list[Programme]]:
        found: dict[str, list[Programme]] = defaultdict(list)
        for programme in Programme.objects.filter(major_code__in={fold(row["major_code"]) for row in rows}).order_by("pk"):
            found[programme.major_code].append(programme)
        return found

    def leave_out(self, batch: Batch, row: Row, programmes: Sequence[Programme]) -> bool:
        """Whether the row is left out: its major was not picked, or nobody here has such a programme."""
        code = fold(row["major_code"])
        if self.wanted and code not in self.wanted:
            batch.outcomes[row.number] = Outcome(SKIPPED)
        elif not programmes:
            if self.wanted:
                batch.refuse(row, _("There is no programme of major %(code)s; import the national majors first.") % {"code": code[:20]})
            else:
                batch.outcomes[row.number] = Outcome(SKIPPED)
        else:
            return False
        return True


def _major_fields(person: Person) -> dict[str, forms.Field]:
    offered = Programme.objects.filter(department__isnull=False, is_active=True).exclude(major_code="").order_by("major_code")
    return {
        "major": forms.MultipleChoiceField(
            label=gettext_lazy("Majors"),
            required=False,
            choices=[(programme.major_code, f"{programme.major_code} {programme}") for programme in offered],
            widget=forms.CheckboxSelectMultiple,
        ),
        "other_majors": forms.CharField(
            label=gettext_lazy("Other majors"),
            required=False,
            validators=[_check_majors],
            help_text=gettext_lazy("National codes of other programmes, separated by spaces."),
        ),
    }


def _check_majors(text: str) -> None:
    if strange := [code for code in re.split(r"[\s,，、;；]+", text.strip()) if code and not re.fullmatch(r"\d{6}", code)]:
        raise forms.ValidationError(_("“%(code)s” is not a national major code; it has six digits."), params={"code": strange[0][:40]})


def _read_majors(cleaned: Mapping[str, Any]) -> list[str] | None:
    if "other_majors" not in cleaned:
        return None
    codes = [*cleaned.get("major", ()), *re.findall(r"\d{6}", cleaned["other_majors"])]
    if not codes:
        raise DomainError(_("Choose at least one major."))
    return codes


MAJOR = Option("major", _major_fields, _read_majors, "profiles: only this major (may be repeated)", many=True)

MAJOR_CODE = Column("major_code", gettext_lazy("National major code"), gettext_lazy("Six digits."), "460301", True, ("专业代码",), 6, True)
