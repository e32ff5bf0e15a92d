"""A part that htmx fetches and the same part of the whole page, compared as parsed HTML."""

import re
from pathlib import Path

from django.http import HttpResponse
from django.test import Client
from django.test.html import Element, parse_html

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
#: Differs from answer to answer and means the same.
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
Nodes = list[Element | str]


def targets() -> list[str]:
    """The ids of elements of pages (not of the frame around them) into which htmx puts what it fetched."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html")) if path.name != "base.html"]
    named = {name for text in texts for name in re.findall(r'hx-target="#([\w-]+)"', text)}
    themselves = {name for text in texts for name in re.findall(r'<\w+ id="([\w-]+)"[^>]*? hx-get=', text)}
    return sorted(named | themselves)


def fetch(client: Client, url: str, target: str = "") -> HttpResponse:
    """What htmx gets for the element ``target`` (its id; it does not name an element without one)."""
    return client.get(url, headers={"HX-Request": "true", **({"HX-Target": target} if target else {})})


def difference(fragment: HttpResponse, page: HttpResponse, target: str = "") -> str:
    """What the fragment says otherwise than the page at ``target``, in two lines; nothing where they say the same.

    The page may hold the fragment inside that element or as that element. Without a target it is the page's own content,
    which begins after the messages.
    """
    here, body = _nodes(fragment), _nodes(page)
    found = _siblings_from(body, target or "messages")
    if not found:
        return f"the page has no element with the id “{target or 'messages'}”"
    there = found[0].children if target else found[1:]
    return "" if here == there or (target and here == found[:1]) else f"fragment: {_text(here)}\n    page: {_text(there)}"


def _nodes(answer: HttpResponse) -> Nodes:
    tree = parse_html(TOKEN.sub(r"\1", answer.content.decode()))
    return [tree] if tree.name else tree.children


def _siblings_from(nodes: Nodes, wanted: str) -> Nodes:
    """The element of that id and what follows it inside the element around it."""
    for place, node in enumerate(nodes):
        if isinstance(node, Element):
            found = nodes[place:] if ("id", wanted) in node.attributes else _siblings_from(node.children, wanted)
            if found:
                return found
    return []


def _text(nodes: Nodes) -> str:
    return " ".join("".join(str(node) for node in nodes).split())[:2_000]
