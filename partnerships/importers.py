"""What partnerships adds to the importers: enterprises."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit.errors import DomainError
from config.kit.reading import fold, read_date, read_whole
from importing.cells import Cell, read_cells
from importing.kinds import Batch, Column, Context, Importer, Preset, Row, importers
from partnerships.codes.industries import DIVISIONS, SECTIONS
from partnerships.credit_codes import clean
from partnerships.enums import EnterpriseNature
from partnerships.policies import can_register_enterprise
from partnerships.services.contacts import ContactRow
from partnerships.services.enterprises import EnterpriseFields, EnterpriseRow, identity_key, keep_enterprises

GLEIF = "GLEIF"
COMPANIES_HOUSE = "Companies House"
UK_EMPLOYERS = "UK Gender Pay Gap Service"

NATURES = {
    "国有": EnterpriseNature.STATE,
    "国有企业": EnterpriseNature.STATE,
    "国企": EnterpriseNature.STATE,
    "民营": EnterpriseNature.PRIVATE,
    "民营企业": EnterpriseNature.PRIVATE,
    "私营": EnterpriseNature.PRIVATE,
    "私营企业": EnterpriseNature.PRIVATE,
    "外资": EnterpriseNature.FOREIGN,
    "外资企业": EnterpriseNature.FOREIGN,
    "外商投资": EnterpriseNature.FOREIGN,
    "合资": EnterpriseNature.FOREIGN,
    "事业单位": EnterpriseNature.PUBLIC,
    "机关": EnterpriseNature.PUBLIC,
    "行业协会": EnterpriseNature.ASSOCIATION,
    "协会": EnterpriseNature.ASSOCIATION,
    "社会团体": EnterpriseNature.ASSOCIATION,
    "其他": EnterpriseNature.OTHER,
    "未知": EnterpriseNature.UNKNOWN,
    **{str(value): value for value in EnterpriseNature.values},
}


def read_nature(text: str) -> str:
    folded = fold(text).casefold()
    by_label = {str(label).casefold(): value for value, label in EnterpriseNature.choices}
    nature = NATURES.get(folded) or by_label.get(folded)
    if nature is None:
        raise DomainError(
            _("“%(value)s” is not a nature; write one of %(natures)s.")
            % {"value": text[:40], "natures": ", ".join(str(label) for label in EnterpriseNature.labels)}
        )
    return nature


def read_industry(text: str) -> str:
    """A section letter or a division, from ``C``, ``C36``, ``36``, ``C3611`` or ``3611``."""
    code = fold(text).upper()
    if code in SECTIONS or code in DIVISIONS:
        return code
    if found := re.fullmatch(r"([A-T]?)(\d{2})\d{0,2}", code):
        letter, digits = found.groups()
        match = next((division for division in DIVISIONS if division[1:] == digits), None)
        if match and letter in ("", match[0]):
            return match
    raise DomainError(_("“%(value)s” is not an industry of GB/T 4754; write the division such as C36.") % {"value": text[:40]})


def read_country(text: str) -> str:
    code = fold(text).upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise DomainError(_("“%(value)s” is not a country; write two letters such as CN.") % {"value": text[:40]})
    return code


def read_region(text: str) -> str:
    code = fold(text)
    if not re.fullmatch(r"[1-9]\d{5}", code):
        raise DomainError(_("“%(value)s” is not a region code; it has six digits.") % {"value": text[:40]})
    return code


def read_website(text: str) -> str:
    address = fold(text)
    return address if "://" in address else f"https://{address}"


def read_staff(text: str) -> int | None:
    return read_whole(text, least=0, most=5_000_000)


def lei_fault(lei: str) -> str | None:
    """None for a legal entity identifier whose check digits (ISO 17442, modulo 97) are right."""
    if not re.fullmatch(r"[0-9A-Z]{18}\d{2}", lei):
        return _("An LEI has 20 letters and digits; “%(lei)s” does not.") % {"lei": lei[:40]}
    if int("".join(str(int(character, 36)) for character in lei)) % 97 != 1:
        return _("The check digits of the LEI “%(lei)s” are wrong; a character is mistyped.") % {"lei": lei}
    return None


def identity(row: Row) -> tuple[str, str, str]:
    """Credit code, register and number of a row, tidied."""
    return clean(row["credit_code"]), fold(row["register"]), fold(row["register_number"]).upper()


CELLS = (
    Cell("name"),
    Cell("name_en"),
    Cell("country", read_country),
    Cell("region_code", read_region),
    Cell("region_name"),
    Cell("industry_code", read_industry),
    Cell("nature", read_nature),
    Cell("staff_on_duty", read_staff),
    Cell("staff_counted_on", read_date),
    Cell("address"),
    Cell("website", read_website),
    Cell("introduction"),
)


class EnterpriseHandler:
    """Enterprises by credit code, or by register and number, and the contact that a row may name."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def key(self, row: Row) -> str:
        return identity_key(*identity(row))

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch, good = Batch(), []
        for row in rows:
            try:
                good.append(read_enterprise(row))
            except DomainError as refusal:
                batch.refuse(row, refusal.message)
        batch.take(keep_enterprises(rows=good, actor=self.context.actor, note=self.context.note))
        return batch


def read_enterprise(row: Row) -> EnterpriseRow:
    """A row of the file as the register takes it. Refuses (DomainError) cells that cannot be read, and a wrong LEI."""
    code, register, number = identity(row)
    if not code and register == GLEIF and (fault := lei_fault(number)):
        raise DomainError(fault)
    contact = ContactRow(row["contact_name"], row["contact_position"], row["contact_phone"], row["contact_email"])
    return EnterpriseRow(
        row=row.number,
        credit_code=code,
        register=register,
        register_number=number,
        fields=cast(EnterpriseFields, read_cells(ENTERPRISES, CELLS, row)),
        contact=contact if contact.name else None,
    )


def _uk_identity(cells: Mapping[str, str]) -> dict[str, str]:
    """Companies House number, or the service's own number for public bodies, which have none."""
    if cells["company_number"]:
        return {"register": COMPANIES_HOUSE, "register_number": cells["company_number"]}
    return {"register": UK_EMPLOYERS, "register_number": cells["employer_id"]}


def _uk(cells: Mapping[str, str]) -> dict[str, str]:
    sectors = cells["sic2007"].split("|")
    return {**_uk_identity(cells), "nature": "public" if not cells["company_number"] or "1" in sectors else "unknown"}


ENTERPRISES = importers.register(
    Importer(
        key="enterprises",
        title=gettext_lazy("Enterprises"),
        text=gettext_lazy(
            "The register of enterprises, by credit code or by a foreign register and number. An empty cell changes nothing."
        ),
        columns=(
            Column("name", gettext_lazy("Enterprise name"), "", "恒宇汽车有限公司", True, ("name", "企业名称", "单位名称", "company"), 200),
            Column(
                "credit_code",
                gettext_lazy("Unified social credit code"),
                gettext_lazy("18 characters; leave empty for a foreign enterprise."),
                "91330200000000001H",
                False,
                ("统一社会信用代码", "信用代码", "社会信用代码", "credit code", "uscc"),
                40,
                True,
            ),
            Column(
                "register",
                gettext_lazy("Foreign register"),
                gettext_lazy("For an enterprise without a Chinese code: the register that lists it."),
                "",
                False,
                ("境外登记机构",),
                60,
            ),
            Column("register_number", gettext_lazy("Number in that register"), "", "", False, ("境外登记号",), 60, True),
            Column("name_en", gettext_lazy("English name"), "", "Hengyu Motors", False, ("英文名称", "企业英文名称"), 200),
            Column("country", gettext_lazy("Country"), gettext_lazy("Two letters, such as CN."), "CN", False, ("国家", "国别"), 2),
            Column(
                "region_code", gettext_lazy("Region code"), gettext_lazy("GB/T 2260, six digits."), "330200", False, ("行政区划代码",), 6
            ),
            Column("region_name", gettext_lazy("Region"), "", "宁波市", False, ("所在地区", "地区", "所在地"), 60),
            Column(
                "industry_code",
                gettext_lazy("Industry"),
                gettext_lazy("GB/T 4754: section letter and division, such as C36."),
                "C36",
                False,
                ("行业代码", "所属行业"),
                10,
            ),
            Column(
                "nature",
                gettext_lazy("Nature"),
                gettext_lazy("State-owned, Private, Foreign-invested, Public institution, Association, Other."),
                "民营",
                False,
                ("单位性质", "企业性质"),
                40,
            ),
            Column("staff_on_duty", gettext_lazy("Staff on duty"), "", "320", False, ("在岗职工人数", "职工人数", "员工人数"), 12),
            Column("staff_counted_on", gettext_lazy("Staff counted on"), gettext_lazy("Such as 2027-03-01."), "", False, ("统计日期",), 20),
            Column("address", gettext_lazy("Address"), "", "", False, ("地址", "企业地址", "通讯地址"), 250),
            Column("website", gettext_lazy("Website"), "", "", False, ("网址", "官网"), 200),
            Column("introduction", gettext_lazy("Introduction"), "", "", False, ("简介", "企业简介"), 5000),
            Column("contact_name", gettext_lazy("Contact"), "", "", False, ("联系人", "联系人姓名"), 120),
            Column("contact_position", gettext_lazy("Position of the contact"), "", "", False, ("联系人职务", "职务"), 120),
            Column("contact_phone", gettext_lazy("Phone of the contact"), "", "", False, ("联系电话", "电话", "手机"), 40),
            Column("contact_email", gettext_lazy("E-mail of the contact"), "", "", False, ("邮箱", "电子邮箱", "联系邮箱"), 200),
        ),
        needs=(("credit_code", "register_number"),),
        presets=(
            Preset(
                "uk_employers",
                gettext_lazy("UK Gender Pay Gap Service, list of employers"),
                {"name": "name", "address": "address"},
                fixed={"country": "GB"},
                ignored=("employer_id", "company_number", "sic2007", "postcode", "size_band"),
                derive=_uk,
            ),
            Preset(
                "gleif",
                gettext_lazy("GLEIF, list of legal entities"),
                {"register_number": "lei", "name": "name", "country": "country"},
                fixed={"register": GLEIF},
                ignored=("sector_tags",),
            ),
        ),
        begin=EnterpriseHandler,
        allowed=can_register_enterprise,
    )
)
