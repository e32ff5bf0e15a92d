"""Codes of capabilities and courses: the next one to suggest."""

import re
from collections.abc import Collection

_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")


def next_capability_code(layer: str, existing: Collection[str]) -> str:
    """The code after the highest of ``layer`` (P, G, S or D) among ``existing``: ``P-1.2`` is followed by ``P-1.3``.

    The first of a layer is ``P-1.1``. Codes of another shape are skipped over, never reused.
    """
    shaped = [code for code in existing if re.fullmatch(rf"{re.escape(layer)}-\d+(\.\d+)*", code)]
    return next_code(max(shaped, key=_numbers), existing) if shaped else _free(f"{layer}-1.1", existing)


def next_code(last: str, existing: Collection[str]) -> str:
    """``last`` with its last number raised until no code of ``existing`` is the same; leading zeros stay."""
    return _free(_raised(last), existing)


def _free(code: str, existing: Collection[str]) -> str:
    taken = set(existing)
    while code in taken:
        code = _raised(code)
    return code


def _raised(code: str) -> str:
    found = _LAST_NUMBER.search(code)
    if not found:
        return f"{code}1"
    number = str(int(found[1]) + 1).zfill(len(found[1]))
    return f"{code[: found.start()]}{number}{code[found.end() :]}"


def _numbers(code: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", code)]


def split_line(line: str) -> tuple[str, str]:
    """Code and name of a pasted line: ``P-1.2 读懂装配图`` or the same with a tab. Without a code the first is empty.

    A code is a first word of ASCII letters, digits and ``.-_`` with a digit in it, at most 20 characters long.
    """
    text = line.strip()
    found = re.match(r"(?=[\w.-]*\d)([A-Za-z0-9][A-Za-z0-9._-]{0,19})[\s:：、]+(\S.*)$", text)
    return (found[1], found[2].strip()) if found else ("", text)
