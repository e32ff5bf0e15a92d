"""Names of enterprises folded for comparison: 恒宇（上海）汽车有限公司 and 恒宇上海汽车 are the same when one types."""

import re
import unicodedata

MAX_LENGTH = 200
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_JOINED = re.compile(r"[.'’`´]")
_CHINESE_SUFFIX = re.compile(
    r"(?:股份有限责任公司|集团股份有限公司|股份有限公司|集团有限责任公司|集团有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|集团|股份|（有限合伙）|有限合伙)$"
)
# fmt: off
_LEGAL_FORMS = frozenset({
    "ltd", "limited", "ltda", "plc", "llc", "llp", "lp", "inc", "incorporated", "corp", "corporation", "co", "company", "gmbh",
    "mbh", "ag", "kg", "ug", "bv", "nv", "sa", "sas", "sarl", "spa", "srl", "oy", "ab", "as", "aps", "pty", "pte", "pvt",
    "private", "eireli", "epp", "me", "cia", "sl", "slu", "kk", "group", "holding", "holdings",
})
# fmt: on


def name_key(name: str) -> str:
    """The name in lower case and half width without accents, white space, punctuation and the words of its legal form.

    Never empty for a name that has a letter or digit: a name that consists of nothing but a legal form keeps it.
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text)).replace("&", " and ")
    # s/a and s.a. are one word; any other punctuation separates words.
    text = _JOINED.sub("", re.sub(r"\bs/a\b", "sa", text))
    words = re.sub(r"[\W_]+", " ", text).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    key = "".join(words)
    while (shorter := _CHINESE_SUFFIX.sub("", key)) and shorter != key:
        key = shorter
    return key[:MAX_LENGTH]
