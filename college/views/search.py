"""The global search box and its page."""

from django.http import HttpResponse
from django.shortcuts import render

from college.requests import Request
from college.search import sources

IN_THE_BOX, ON_THE_PAGE = 5, 25


def search(request: Request) -> HttpResponse:
    """Hits of every source that the person may open; as a fragment a few of each, for the box."""
    words = " ".join(request.GET.get("q", "").split())[:80]
    is_box = bool(request.htmx) and request.htmx.target == "search-hits"
    limit = IN_THE_BOX if is_box else ON_THE_PAGE
    # One Chinese character is a word; one Latin letter is not.
    enough = len(words) > 1 or not words.isascii()
    groups = [(source, source.find(request.user, words, limit)) for source in sources] if words and enough else []
    context = {"search_words": words, "enough": enough, "groups": [(s, hits) for s, hits in groups if hits], "limit": limit}
    return render(request, "college/_search.html" if is_box else "college/search.html", context)
