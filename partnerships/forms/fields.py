"""Choosing one enterprise out of thousands: a text field that proposes as one types, and understands what was typed without that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from college.policies import Person, coordinates_any
from config.kit.registry import Registry
from config.kit.verdicts import Verdict
from partnerships import credit_codes
from partnerships.filters import matches_enterprise
from partnerships.models import Enterprise
from partnerships.selectors.choices import enterprises_on_register

#: Proposals at a time, candidates named in a refusal, and letters before there are any.
MOST_OPTIONS, MOST_CANDIDATES, LEAST_LETTERS = 20, 5, 2
#: Between name and identifier in what is proposed; a name may hold it, an identifier never does.
MIDDLE = " · "


@dataclass(frozen=True)
class Scope:
    """What a form offers: who may ask for it, and which enterprises this person may choose."""

    key: str
    may_ask: Callable[[Person], Verdict]
    enterprises: Callable[[Person], QuerySet[Enterprise]]


#: By name; the apps above add theirs in ``registrations``.
scopes: Registry[Scope] = Registry()
scopes.register(Scope("register", coordinates_any, enterprises_on_register))


def option(enterprise: Enterprise) -> str:
    """The text that stands for an enterprise in the field."""
    return f"{enterprise.display_name}{MIDDLE}{enterprise.identifier}"


def proposals(rows: QuerySet[Enterprise], words: str, *, limit: int = MOST_OPTIONS) -> list[Enterprise]:
    """Enterprises that the typed words may mean, by name. One query, none for less than two letters."""
    words = words.strip()
    if len(words) < LEAST_LETTERS:
        return []
    return list(rows.filter(matches_enterprise(words) | _identified_by(words)).order_by("name", "pk")[:limit])


def _identified_by(text: str) -> Q:
    """The identifier of a proposal, wherever the name before it ends."""
    identifier = text.rpartition(MIDDLE.strip())[2].strip()
    if not identifier:
        return Q(pk__in=[])
    found = Q(register_number__iexact=identifier)
    if code := credit_codes.clean(identifier):
        found |= Q(credit_code=code)
    # Register and number stand together in a proposal: "Companies House 01234567".
    register, _space, number = identifier.rpartition(" ")
    if register:
        found |= Q(register__iexact=register, register_number__iexact=number)
    return found


def meant(rows: QuerySet[Enterprise], text: str) -> list[Enterprise]:
    """The enterprises that the text names exactly: by credit code, register number, or name in either language."""
    if identified := list(rows.filter(_identified_by(text)).order_by("name", "pk")[: MOST_CANDIDATES + 1]):
        return identified
    return list(rows.filter(Q(name__iexact=text) | Q(name_en__iexact=text)).order_by("name", "pk")[: MOST_CANDIDATES + 1])


def options(enterprises: list[Enterprise]) -> SafeString:
    """For a datalist. A browser shows those that hold what was typed, so the name in the other language stands there, too."""
    return format_html_join("", '<option value="{}">{}</option>', ((option(one), _other_name(one)) for one in enterprises))


def _other_name(enterprise: Enterprise) -> str:
    return enterprise.name_en if enterprise.display_name == enterprise.name else enterprise.name


class EnterpriseInput(forms.TextInput):
    """A text field with proposals. The browser shows them as a list that keys and screen readers know."""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", "maxlength": 300})
        self.scope = ""
        self.proposed: list[Enterprise] = []

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id') or name}_options"
        asking = {
            "list": listed,
            "hx-get": f"{reverse('enterprise_options', args=[self.scope])}?field={name}",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{listed}",
            "hx-sync": "this:replace",
        }
        field = super().render(name, value, {**(attrs or {}), **asking}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options(self.proposed))


class EnterpriseField(forms.Field):
    """One enterprise of a scope. Understands name, credit code and register number; a refusal names candidates.

    Call ``offer`` in the form's ``__init__``: before, it offers nothing.
    """

    widget = EnterpriseInput
    default_error_messages = {"required": _("Say which enterprise.")}

    def __init__(self, *, scope: str, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Enterprise"))
        kwargs.setdefault("help_text", _("Type part of the name and choose, or give the full name, credit code or register number."))
        super().__init__(**kwargs)
        self.scope = scope
        self.queryset: QuerySet[Enterprise] = Enterprise.objects.none()
        self.widget.scope = scope

    def offer(self, user: Person) -> None:
        """Let the person choose among the scope's enterprises; where these are few, they are proposed at once."""
        self.queryset = scopes[self.scope].enterprises(user)
        few = list(self.queryset.order_by("name", "pk")[: MOST_OPTIONS + 1])
        self.widget.proposed = few if len(few) <= MOST_OPTIONS else []

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays; an enterprise or the number of one becomes its text, nothing when it is not offered."""
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        return option(value) if isinstance(value, Enterprise) else value

    def to_python(self, value: Any) -> Enterprise | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = meant(self.queryset, text)
        if len(found) == 1:
            return found[0]
        near = found or proposals(self.queryset, text, limit=MOST_CANDIDATES)
        self.widget.proposed = near
        named = "; ".join(option(enterprise) for enterprise in near[:MOST_CANDIDATES])
        if found:
            sentence = gettext("Several enterprises answer to “%(typed)s”: %(candidates)s. Choose one by its number.")
        elif near:
            sentence = gettext("No enterprise that you can choose here is exactly “%(typed)s”. Do you mean: %(candidates)s?")
        else:
            sentence = gettext("No enterprise that you can choose here is like “%(typed)s”.")
        raise forms.ValidationError(sentence % {"typed": text[:100], "candidates": named})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()
