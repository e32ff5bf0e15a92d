"""Credit codes for enterprises that do not exist: right by their check digits, in a region that does not exist."""

from partnerships.credit_codes import check_character

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(number: int) -> str:
    """The ``number``-th code: GB 32100-2015 around an organisation code of GB 11714-1997, in region 990001."""
    first_seventeen = "91990001" + _organisation_code(number)
    return first_seventeen + check_character(first_seventeen)


def _organisation_code(number: int) -> str:
    body = f"MA{number:06d}"
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return body + "0123456789X0"[11 - total % 11]
