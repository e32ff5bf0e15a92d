"""统一社会信用代码: the unified social credit code of GB 32100-2015.

Eighteen characters: who registered (1), what kind (1), administrative division (6 digits), organisation code (9), check
character (1). The alphabet leaves out I, O, S, V and Z, which are easily misread. The check character makes the sum of
value × weight of all characters a multiple of 31, the weights being the powers of 3 modulo 31 (GB 32100-2015, annex;
algorithm of GB/T 17710). The inner check character of the organisation code (GB 11714) is not enforced: codes issued
after a change of registration are known to break it.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, position, 31) for position in range(LENGTH - 1)]
_GAPS = re.compile(r"[\s\-‐‑‒–—·.]+")


def clean(code: str) -> str:
    """The code as it is stored: half-width capitals without gaps."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", code)).upper()


def check_character(first_seventeen: str) -> str:
    """The eighteenth character for the first seventeen, which must be of the alphabet."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(code: str) -> str | None:
    """None for a well-formed code (as ``clean`` writes it), otherwise one sentence saying which position is wrong."""
    if len(code) == 15 and code.isascii() and code.isdigit():
        return _("This has 15 digits and looks like an old business licence number; give the 18 characters of the credit code.")
    if len(code) != LENGTH:
        return _("A credit code has 18 characters; this one has %(length)s.") % {"length": len(code)}
    for position, character in enumerate(code, start=1):
        if character not in _VALUES:
            return _(
                "Position %(position)s of the credit code is “%(character)s”; only digits and capital letters without I, O, S, V, Z occur."
            ) % {
                "position": position,
                "character": character,
            }
        if 3 <= position <= 8 and not character.isdigit():
            return _("Position %(position)s of the credit code is “%(character)s”; positions 3 to 8 are the digits of the region.") % {
                "position": position,
                "character": character,
            }
    right = check_character(code[:-1])
    if code[-1] != right:
        return _("The check digit (position 18) of the credit code should be “%(right)s” and is “%(given)s”; a character is mistyped.") % {
            "right": right,
            "given": code[-1],
        }
    return None
