"""What partnerships adds to the importers: enterprises."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kit.errors import DomainError
from config.kit.reading import fold, read_date, read_whole
from importing.kinds import UNCHANGED, UPDATED, Batch, Change, Column, Context, Importer, Outcome, Preset, Row, importers
from importing.resources import BatchResource, ResourceHandler, field
from partnerships.codes.industries import DIVISIONS, SECTIONS
from partnerships.credit_codes import check, clean
from partnerships.enums import EnterpriseNature
from partnerships.models import Contact, Enterprise
from partnerships.names import name_key
from partnerships.policies import can_register_enterprise

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


def identity(row: Mapping[str, str]) -> tuple[str, str, str]:
    """Credit code, register and number of a row, tidied."""
    code = clean(row.get("credit_code", ""))
    return code, fold(row.get("register", "")), fold(row.get("register_number", "")).upper()


class EnterpriseResource(BatchResource):
    """Enterprises by credit code, or by register and number."""

    name = field("name")
    name_en = field("name_en")
    country = field("country", read_country)
    region_code = field("region_code", read_region)
    region_name = field("region_name")
    industry_code = field("industry_code", read_industry)
    nature = field("nature", read_nature)
    staff_on_duty = field("staff_on_duty", read_staff)
    staff_counted_on = field("staff_counted_on", read_date)
    address = field("address")
    website = field("website", read_website)
    introduction = field("introduction")

    class Meta(BatchResource.Options):
        model = Enterprise
        import_id_fields = ("name",)
        fields = (
            "name",
            "name_en",
            "country",
            "region_code",
            "region_name",
            "industry_code",
            "nature",
            "staff_on_duty",
            "staff_counted_on",
            "address",
            "website",
            "introduction",
        )

    def key(self, row: Mapping[str, str]) -> str:
        code, register, number = identity(row)
        return code or (f"{register.casefold()}|{number}" if number else "")

    def existing(self, rows: Sequence[Mapping[str, str]]) -> dict[str, models.Model]:
        ids = [identity(row) for row in rows]
        codes = {code for code, _register, _number in ids if code}
        numbers = {number for code, _register, number in ids if number and not code}
        found = Enterprise.objects.filter(Q(credit_code__in=codes) | Q(register_number__in=numbers))
        known: dict[str, models.Model] = {}
        for one in found:
            if one.credit_code:
                known[one.credit_code] = one
            if one.register_number:
                known[f"{one.register.casefold()}|{one.register_number}"] = one
        return known

    def complete(self, instance: Any, row: Mapping[str, str], *, new: bool) -> None:
        code, register, number = identity(row)
        if code:
            if fault := check(code):
                raise DomainError(fault)
            instance.credit_code = code
        elif not (register and number):
            raise DomainError(_("Give the unified social credit code, or a foreign register and number."))
        elif register == GLEIF and (fault := lei_fault(number)):
            raise DomainError(fault)
        if number and (new or not instance.register_number):
            instance.register, instance.register_number = register, number
        instance.name_key = name_key(instance.name)
        if new:
            instance.is_imported = True


class EnterpriseHandler(ResourceHandler):
    """Enterprises, and the contact that a row may name."""

    def __init__(self, context: Context) -> None:
        super().__init__(EnterpriseResource, lambda: ENTERPRISES, context)

    def handle(self, rows: Sequence[Row]) -> Batch:
        batch = super().handle(rows)
        named = [row for row in rows if row["contact_name"] and batch.outcomes[row.number].kind != "refused"]
        if named:
            self._contacts(batch, named)
        return batch

    def _contacts(self, batch: Batch, rows: Sequence[Row]) -> None:
        hosts = self._keys.existing([row.cells for row in rows])
        known = Contact.objects.filter(enterprise__in=[host.pk for host in hosts.values()])
        pairs = {(contact.enterprise_id, contact.name) for contact in known}
        mains = {contact.enterprise_id for contact in known if contact.is_main and contact.left_on is None}
        fresh = []
        for row in rows:
            host = hosts[self.key(row)]
            if (host.pk, row["contact_name"]) in pairs:
                continue
            fresh.append(
                Contact(
                    enterprise_id=host.pk,
                    name=row["contact_name"],
                    position=row["contact_position"],
                    phone=row["contact_phone"],
                    email=row["contact_email"],
                    is_main=host.pk not in mains,
                )
            )
            if batch.outcomes[row.number].kind == UNCHANGED:
                batch.outcomes[row.number] = Outcome(UPDATED)
        Contact.objects.bulk_create(fresh)
        batch.changes.extend(
            Change(one, ("enterprise_id", "name", "position", "phone", "email", "is_main", "left_on"), aside=True) for one in fresh
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
