"""Credit codes for enterprises that do not exist: valid by their check digits, in a region that does not exist."""

ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number: int) -> str:
    """The ``number``-th code: GB 32100-2015 around an organisation code of GB 11714-1997, region 990001."""
    body = "91990001" + _organisation_code(number)
    total = sum(CREDIT.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + CREDIT[-total % 31]


def _organisation_code(number: int) -> str:
    body = f"MA{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(ORGANISATION.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + "0123456789X0"[11 - total % 11 if total % 11 else 11]
