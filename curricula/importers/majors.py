"""What curricula adds to the importers: the national catalogue of majors."""

from collections.abc import Sequence
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from college.enums import ProgrammeLevel
from college.policies import can_edit_structure
from college.services.structure import ProgrammeCells, ProgrammeRow, keep_programmes
from config.kit.errors import DomainError
from config.kit.reading import fold, read_flag
from importing.cells import Cell, read_cells
from importing.kinds import Batch, Column, Context, Importer, Preset, Row, importers

LEVELS = {
    "中职": ProgrammeLevel.SECONDARY,
    "高职专科": ProgrammeLevel.ASSOCIATE,
    "高职": ProgrammeLevel.ASSOCIATE,
    "高职本科": ProgrammeLevel.BACHELOR,
    "职业本科": ProgrammeLevel.BACHELOR,
    **{str(value): value for value in ProgrammeLevel.values},
}


def read_level(text: str) -> str:
    level = LEVELS.get(fold(text).casefold()) or LEVELS.get(fold(text))
    if level is None:
        raise DomainError(
            _("“%(value)s” is not a level; write one of %(levels)s.") % {"value": text[:40], "levels": "中职, 高职专科, 高职本科"}
        )
    return level


CELLS = (
    Cell("name"),
    Cell("name_en"),
    Cell("level", read_level),
    Cell("category_name"),
    Cell("class_name"),
    Cell("is_state_controlled", read_flag),
)


class MajorHandler:
    """Programmes by code. Only what the catalogue knows is set; department and team stay as they are."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def key(self, row: Row) -> str:
        return fold(row["code"]).upper()

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, good = Batch(), []
        for row in rows:
            try:
                good.append(self._read(row))
            except DomainError as refusal:
                batch.refuse(row, refusal.message)
        batch.take(keep_programmes(rows=good, actor=self.context.actor, note=self.context.note))
        return batch

    def _read(self, row: Row) -> ProgrammeRow:
        code = self.key(row)
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise DomainError(_("“%(code)s” is not a national major code; it has six digits.") % {"code": code[:40]})
        return ProgrammeRow(row.number, code, cast(ProgrammeCells, {"major_code": code, **read_cells(MAJORS, CELLS, row)}))


MAJORS = importers.register(
    Importer(
        key="majors",
        title=gettext_lazy("National majors"),
        text=gettext_lazy(
            "The national catalogue of vocational majors becomes programmes. Give them a department afterwards to offer them."
        ),
        columns=(
            Column(
                "code",
                gettext_lazy("National major code"),
                gettext_lazy("Six digits."),
                "460301",
                True,
                ("major_code", "专业代码"),
                6,
                True,
            ),
            Column("name", gettext_lazy("Name of the major"), "", "机电一体化技术", True, ("major_name", "专业名称"), 200),
            Column("name_en", gettext_lazy("English name"), "", "Mechatronics technology", False, ("英文名称",), 200),
            Column(
                "level", gettext_lazy("Level"), gettext_lazy("中职, 高职专科 or 高职本科."), "高职专科", False, ("学历层次", "培养层次"), 20
            ),
            Column("category_name", gettext_lazy("Major category"), "", "装备制造大类", False, ("category", "专业大类"), 60),
            Column("class_name", gettext_lazy("Major class"), "", "自动化类", False, ("class", "专业类"), 60),
            Column(
                "is_state_controlled",
                gettext_lazy("Nationally controlled"),
                gettext_lazy("1 for yes, 0 or empty for no."),
                "",
                False,
                ("national_control", "国控专业"),
                10,
            ),
        ),
        presets=(
            Preset(
                "catalogue",
                gettext_lazy("National catalogue 2021 with supplements"),
                {
                    "code": "major_code",
                    "name": "major_name",
                    "level": "level",
                    "category_name": "category",
                    "class_name": "class",
                    "is_state_controlled": "national_control",
                },
                ignored=("category_code", "class_code", "note"),
            ),
        ),
        begin=MajorHandler,
        allowed=can_edit_structure,
    )
)
