"""The national profiles of majors, as draft course maps, and their lists of posts, capabilities and courses."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import Programme
from college.policies import Person, is_administrator
from config.kit.bulk import Kept
from config.kit.errors import DomainError
from config.kit.reading import fold
from curricula.enums import CourseKind, Layer
from curricula.models import Capability, Course, Post
from curricula.services.filling import add_things, require_in_drafts
from importing.kinds import (
    CREATED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Batch,
    Change,
    Column,
    Companion,
    Context,
    Importer,
    Option,
    Outcome,
    Preset,
    Row,
    importers,
)
from importing.readers import read_rows

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


class ProfileHandler(OfMajors):
    """Profiles of majors with their posts, capabilities and courses, each into a draft course map.

    Every capability becomes a requirement of the whole group of posts, since the profiles do not say which post needs
    which. Course cells stay empty: nobody has said yet how strongly a course supports what.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._parts: dict[str, dict[str, list[tuple[str, str]]]] | None = None

    def key(self, row: Row) -> str:
        return fold(row["major_code"])

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, programmes = Batch(), self.programmes(rows)
        todo = [(row, programmes[fold(row["major_code"])]) for row in rows]
        todo = [(row, found) for row, found in todo if not self.leave_out(batch, row, found) and not self._is_empty(batch, row)]
        if not todo:
            return batch
        everybody = [programme for _row, found in todo for programme in found]
        catalogue = Catalogue(self.context, everybody)
        needed: dict[Programme, list[Capability]] = {}
        for row, found in todo:
            for programme in found:
                needed[programme] = self._fill(catalogue, programme, row)
        written = catalogue.flush()
        grown = {getattr(change.target, "programme_id", 0) for change in written}
        started, added = require_in_drafts(
            needed=needed, title=_("From the national profile of the major"), actor=self.context.actor, note=self.context.note
        )
        written += [Change.of(Kept(0, one)) for one in started] + [Change.of(Kept(0, one, aside=True)) for one in added]
        batch.changes.extend(written)
        fresh = {one.programme_id for one in started}
        grown |= {one.map.programme_id for one in added}
        for row, found in todo:
            ids = {programme.pk for programme in found}
            kind = CREATED if ids & fresh else UPDATED if ids & grown else UNCHANGED
            batch.outcomes[row.number] = Outcome(kind)
        return batch

    def _posts(self, row: Row) -> list[str]:
        listed = [name for name, _kind in self.parts["posts"].get(fold(row["major_code"]), [])]
        return listed or list(filter(None, map(tidy, re.split(r"[|、]", row["posts"]))))

    def _is_empty(self, batch: Batch, row: Row) -> bool:
        code = fold(row["major_code"])
        empty = not self._posts(row) and not self.parts["capabilities"].get(code)
        if empty:
            batch.refuse(row, _("The profile of major %(code)s is empty: it names neither posts nor capabilities.") % {"code": code})
        return empty

    def _fill(self, catalogue: Catalogue, programme: Programme, row: Row) -> list[Capability]:
        code = fold(row["major_code"])
        parts = self.parts
        capabilities = [name for name, _kind in parts["capabilities"].get(code, [])]
        for name in self._posts(row):
            catalogue.post(programme, name)
        for name, kind in parts["courses"].get(code, []):
            catalogue.course(programme, name, kind)
        return [catalogue.capability(programme, name) for name in capabilities]

    @property
    def parts(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """{posts, capabilities, courses: {major code: [(name, kind)]}} from the sibling files, read once. They are short:
        the national ones have 32,000 lines of a few dozen characters."""
        if self._parts is None:
            self._parts = {name: self._sibling(name, heading) for name, heading in _SIBLINGS.items()}
        return self._parts

    def _sibling(self, name: str, heading: str) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        file: Any = self.context.open_companion(name)
        if file is None:
            return found
        with file:
            for cells in read_rows(file, size=file.size, limit_mb=settings.UPLOAD_LIMIT_MB):
                if heading not in cells or "major_code" not in cells:
                    raise DomainError(
                        _("The file of %(name)s must have the columns major_code and %(heading)s.") % {"name": name, "heading": heading}
                    )
                code = fold(cells["major_code"])
                if (text := tidy(cells[heading])) and (not self.wanted or code in self.wanted):
                    found[code].append((text, cells.get("course_type", "")))
        return found


_SIBLINGS = {"posts": "post", "capabilities": "capability", "courses": "course_name"}


class PartHandler(OfMajors):
    """One of the sibling files by itself: posts, capabilities or courses of programmes, without a map."""

    part: str

    def key(self, row: Row) -> str:
        return ""

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, programmes = Batch(), self.programmes(rows)
        catalogue = Catalogue(self.context, [one for found in programmes.values() for one in found])
        for row in rows:
            found = programmes[fold(row["major_code"])]
            if self.leave_out(batch, row, found):
                continue
            before = len(catalogue.fresh)
            self.add(catalogue, found, row)
            batch.outcomes[row.number] = Outcome(CREATED if len(catalogue.fresh) > before else UNCHANGED)
        batch.changes.extend(Change(change.target, change.fields) for change in catalogue.flush())
        return batch

    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        raise NotImplementedError


class PostHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.post(programme, tidy(row["post"]))


class CapabilityHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.capability(programme, tidy(row["capability"]))


class CourseHandler(PartHandler):
    def add(self, catalogue: Catalogue, programmes: Iterable[Programme], row: Row) -> None:
        for programme in programmes:
            catalogue.course(programme, tidy(row["course_name"]), row["course_type"])


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

_MAJOR = Column("major_code", gettext_lazy("National major code"), gettext_lazy("Six digits."), "460301", True, ("专业代码",), 6, True)

PROFILES = importers.register(
    Importer(
        key="profiles",
        title=gettext_lazy("Profiles of majors"),
        text=gettext_lazy(
            "The national profiles of majors: posts, capabilities and courses become a draft course map. Give the files of posts, "
            "capabilities and courses along with it. Only majors of which there is a programme are read."
        ),
        columns=(
            _MAJOR,
            Column("major_name", gettext_lazy("Name of the major"), "", "机电一体化技术", False, ("专业名称",), 200),
            Column(
                "posts", gettext_lazy("Posts"), gettext_lazy("Separated by | or 、"), "设备装调|设备运维", False, ("岗位", "职业面向"), 5000
            ),
        ),
        presets=(
            Preset(
                "profiles",
                gettext_lazy("National profiles of majors 2022"),
                {"major_code": "major_code", "major_name": "major_name", "posts": "posts"},
                ignored=("level", "national_control", "class_code", "class_name", "years", "occupations", "training_goal", "practice"),
            ),
        ),
        companions=(
            Companion("posts", gettext_lazy("File of posts"), "major_posts.csv"),
            Companion("capabilities", gettext_lazy("File of capabilities"), "major_capabilities.csv"),
            Companion("courses", gettext_lazy("File of courses"), "major_courses.csv"),
        ),
        options=(MAJOR,),
        begin=ProfileHandler,
        allowed=is_administrator,
        batch_size=50,
    )
)

POSTS = importers.register(
    Importer(
        key="posts",
        title=gettext_lazy("Posts of majors"),
        text=gettext_lazy("Posts that graduates of a programme take up, one per row."),
        columns=(_MAJOR, Column("post", gettext_lazy("Post"), "", "设备装调", True, ("岗位", "岗位名称"), 200)),
        options=(MAJOR,),
        begin=PostHandler,
        allowed=is_administrator,
    )
)

CAPABILITIES = importers.register(
    Importer(
        key="capabilities",
        title=gettext_lazy("Capabilities of majors"),
        text=gettext_lazy("Capabilities that a programme trains, one per row."),
        columns=(
            _MAJOR,
            Column("capability", gettext_lazy("Capability"), "", "具有设备安装与调试的能力", True, ("能力", "职业能力"), 2000),
        ),
        options=(MAJOR,),
        begin=CapabilityHandler,
        allowed=is_administrator,
    )
)

COURSES = importers.register(
    Importer(
        key="courses",
        title=gettext_lazy("Courses of majors"),
        text=gettext_lazy("Courses of a programme, one per row."),
        columns=(
            _MAJOR,
            Column("course_name", gettext_lazy("Course"), "", "机械制图", True, ("课程", "课程名称"), 200),
            Column(
                "course_type",
                gettext_lazy("Kind of course"),
                gettext_lazy("基础, 核心, 拓展, 公共 or 实践."),
                "基础",
                False,
                ("课程类型",),
                20,
            ),
        ),
        options=(MAJOR,),
        begin=CourseHandler,
        allowed=is_administrator,
    )
)
