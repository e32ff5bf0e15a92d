"""Programmes as files name them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from college.models import Programme
from config.kit.errors import DomainError
from config.kit.reading import fold


class Programmes:
    """Programmes by their code, national code or name; ambiguous ones are refused with a sentence."""

    def __init__(self, rows: Iterable[Programme]) -> None:
        self.by_word: dict[str, list[Programme]] = {}
        for programme in rows:
            for word in {programme.code, programme.major_code, programme.name}:
                if word:
                    self.by_word.setdefault(fold(word).casefold(), []).append(programme)

    def find(self, text: str) -> Programme:
        found = self.by_word.get(fold(text).casefold(), [])
        exact = [one for one in found if one.code == fold(text)]
        # Several programmes may share a name, such as the same major at two levels; the one that is offered here wins.
        found = exact or ([one for one in found if one.department_id] if len(found) > 1 else found) or found
        if not found:
            raise DomainError(_("There is no programme “%(value)s”; write its code.") % {"value": text[:60]})
        if len(found) > 1:
            raise DomainError(_("Several programmes are called “%(value)s”; write the code.") % {"value": text[:60]})
        return found[0]


def all_programmes() -> Programmes:
    return Programmes(Programme.objects.only("pk", "code", "major_code", "name", "department_id"))
