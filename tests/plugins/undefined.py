"""A name that a template of ours does not know is an error, as it is in Python; Django writes nothing and goes on.

Legitimate are the ways in which a template *asks* whether there is something: ``{% if %}``, ``{% firstof %}`` and the
filter ``default``. Templates of libraries rely on Django's leniency and are left alone.
"""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.base import FilterExpression, Parser, TokenType, VariableDoesNotExist
from django.template.context import Context
from django.template.defaultfilters import default
from django.template.defaulttags import ForNode
from django.templatetags.i18n import BlockTranslateNode

OURS = f"{Path(__file__).resolve().parents[2] / 'templates'}/"


class UndefinedVariable(Exception):
    """A template of ours names what is not in its context."""


class Nothing(str):
    """What Django puts where a call failed or was refused. Empty, and told from an empty text by being this one object."""

    __slots__ = ()


NOTHING = Nothing()


class StrictExpression(FilterExpression):
    """An expression of a template of ours."""

    __slots__ = ("must_exist", "origin")

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.origin = parser.origin
        self.must_exist = False

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        asks = ignore_failures and not self.must_exist
        if not self.is_var or asks or (self.filters and self.filters[0][0] is default):
            return super().resolve(context, ignore_failures)
        known = FilterExpression.__new__(FilterExpression)
        known.token, known.filters, known.var, known.is_var = self.token, self.filters, self._found(context), False
        return known.resolve(context)

    def _found(self, context: Context) -> Any:
        try:
            found = self.var.resolve(context)
        except VariableDoesNotExist as error:
            raise UndefinedVariable(f"{short(self.origin)}: {{{{ {self.token} }}}}: nothing is called “{error.params[0]}”") from None
        if found is NOTHING:
            raise UndefinedVariable(f"{short(self.origin)}: {{{{ {self.token} }}}}: the call finds nothing or needs arguments")
        return found


def is_ours(origin: object) -> bool:
    return str(origin).startswith(OURS)


def short(origin: object) -> str:
    return str(origin).removeprefix(OURS)


def compile_filter(self: Parser, token: str) -> FilterExpression:
    return StrictExpression(token, self) if is_ours(self.origin) else FilterExpression(token, self)


def begin_for(self: ForNode, *args: Any, **options: Any) -> None:
    """``{% for %}`` over a name nobody gave asks nothing; it is a slip."""
    _begin_for(self, *args, **options)
    if isinstance(self.sequence, StrictExpression):
        self.sequence.must_exist = True


def render_translated(self: BlockTranslateNode, context: Context, nested: bool = False) -> Any:
    """``{% blocktranslate %}`` looks its names up by itself, and without dots."""
    if is_ours(self.origin):
        given = {*self.extra_context, self.countervar}
        for token in (*self.singular, *(self.plural or ())):
            if token.token_type == TokenType.VAR and token.contents not in given and token.contents not in context:
                raise UndefinedVariable(f"{short(self.origin)}: {{{{ {token.contents} }}}} in blocktranslate")
    return _render_translated(self, context, nested)


_begin_for, _render_translated = ForNode.__init__, BlockTranslateNode.render
Parser.compile_filter = compile_filter  # type: ignore[method-assign]
ForNode.__init__ = begin_for  # type: ignore[method-assign]
BlockTranslateNode.render = render_translated  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_undefined() -> None:
    engines["django"].engine.string_if_invalid = NOTHING
