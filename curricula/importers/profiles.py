"""The national profiles of majors, as draft course maps."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.models import Programme
from college.policies import is_administrator
from config.kit.bulk import Kept
from config.kit.errors import DomainError
from config.kit.reading import fold
from curricula.importers.catalogue import MAJOR, MAJOR_CODE, Catalogue, OfMajors, tidy
from curricula.models import Capability
from curricula.services.filling import require_in_drafts
from importing.kinds import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Batch,
    Change,
    Column,
    Companion,
    Context,
    Importer,
    Outcome,
    Preset,
    Row,
    importers,
)
from importing.readers import read_rows


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


PROFILES = importers.register(
    Importer(
        key="profiles",
        title=gettext_lazy("Profiles of majors"),
        text=gettext_lazy(
            "The national profiles of majors: posts, capabilities and courses become a draft course map. Give the files of posts, "
            "capabilities and courses along with it. Only majors of which there is a programme are read."
        ),
        columns=(
            MAJOR_CODE,
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
