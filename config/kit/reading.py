"""What people type into cells and boxes, read strictly: a value or a sentence, never a guess."""

import re
import unicodedata
from datetime import date, datetime

from django.utils.translation import gettext as _

from config.kit.errors import DomainError

_DATE = re.compile(r"(\d{1,5})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"1", "y", "yes", "true", "是", "k", "国控", "√"})
_NO = frozenset({"0", "n", "no", "false", "否"})
_WHOLE = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+|[+-]?\d+")


def fold(text: str) -> str:
    """Full-width letters and digits as ordinary ones, white space at the ends gone."""
    return unicodedata.normalize("NFKC", text).strip()


def read_date(value: object) -> date | None:
    """A date from a date, ``2027-03-01``, ``2027/3/1``, ``2027.3.1``, ``20270301`` or ``2027年3月1日``; None when empty.

    Refuses (DomainError) everything else, also ``01/03/2027``, in which day and month could be either.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    text = fold(str(value))
    if not text:
        return None
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        raise DomainError(_("“%(value)s” is not a date; write it as 2027-03-01.") % {"value": text[:40]})
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise DomainError(_("There is no such day as “%(value)s”.") % {"value": text[:40]}) from None


def read_year(value: object, *, first: int, last: int) -> int | None:
    """A year from ``first`` to ``last``, also written as ``2027级`` or ``2027年``; None when empty."""
    text = fold(str(value if value is not None else "")).removesuffix("级").removesuffix("年").strip()
    if not text:
        return None
    year = read_whole(text)
    if year is None or not first <= year <= last:
        raise DomainError(
            _("The year “%(value)s” cannot be right; it lies between %(first)s and %(last)s.")
            % {"value": text[:40], "first": first, "last": last}
        )
    return year


def read_whole(value: object, *, least: int | None = None, most: int | None = None) -> int | None:
    """A whole number, also ``1,200`` and ``12.0``; None when empty."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = fold(str(value if value is not None else ""))
    if not text:
        return None
    bare = re.sub(r"\.0+$", "", text)
    if len(bare) > 15 or not _WHOLE.fullmatch(bare):
        raise DomainError(_("“%(value)s” is not a whole number.") % {"value": text[:40]})
    number = int(bare.replace(",", ""))
    if (least is not None and number < least) or (most is not None and number > most):
        raise DomainError(
            _("%(value)s cannot be right; it lies between %(least)s and %(most)s.")
            % {"value": number, "least": least if least is not None else "−∞", "most": most if most is not None else "∞"}
        )
    return number


def read_id(value: object) -> int | None:
    """The id that an address or a form gives, or None when it is none. Never larger than the databases' 64 bits, which
    both refuse with an error of their own, and never one of the digits that ``str.isdigit`` takes and ``int`` does not."""
    text = str(value if value is not None else "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_flag(text: str) -> bool:
    """Yes or no, as people and the national catalogue write them; refuses (DomainError) everything else, also an empty cell."""
    folded = fold(text).casefold()
    if folded not in _YES | _NO:
        raise DomainError(_("“%(value)s” is neither yes (1) nor no (0).") % {"value": text[:40]})
    return folded in _YES
