"""Home: what needs me now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from college.agenda import arrange
from college.models import User
from college.navigation import NavEntry, entries
from college.policies import standing
from college.requests import Request
from college.services.visits import is_new_visit, note_visit
from college.work import VERBS, Move, move_sources, sources

A_SOURCE, MOVES, SUGGESTIONS = 15, 10, 6
#: A first visit looks back this far.
LONG_AWAY = timedelta(days=14)
SINCE = "moved_since"
VERB_NAMES: dict[str, str | Promise] = {
    "screen": pgettext_lazy("verb of the home page", "screen"),
    "agree": pgettext_lazy("verb of the home page", "agree"),
    "map": pgettext_lazy("verb of the home page", "map"),
    "place": pgettext_lazy("verb of the home page", "place"),
    "review": pgettext_lazy("verb of the home page", "review"),
}


@dataclass(frozen=True)
class VerbCount:
    key: str
    title: str | Promise
    count: int
    is_chosen: bool


def home(request: Request) -> HttpResponse:
    """The person's work items by urgency, the counts of the five verbs, and what moved since the last visit.

    At most ``A_SOURCE`` items of each source are read; two queries a source, whatever there is to do.
    """
    user, on, now = request.user, timezone.localdate(), timezone.now()
    since = _since(request, user, now)
    mine = [source for source in sources if standing(user).has(*source.roles)]
    counts = {source.key: source.count(user, on) for source in mine}
    chosen = request.GET.get("verb", "")
    rows = {s.key: s.items(user, on, A_SOURCE) for s in mine if counts[s.key] and chosen in ("", s.verb)}
    items = [item for found in rows.values() for item in found]
    hidden = sum(max(counts[key] - len(found), 0) for key, found in rows.items() if not any(item.is_whole for item in found))
    verbs = [VerbCount(verb, VERB_NAMES[verb], sum(counts[s.key] for s in mine if s.verb == verb), verb == chosen) for verb in VERBS]
    agenda = arrange(items, on)
    context = {
        "verbs": verbs,
        "chosen": chosen if chosen in VERBS else "",
        "agenda": agenda,
        "hidden": hidden,
        "since": since,
        "moves": _moves(user, since),
        "suggestions": _suggestions(user) if not agenda else [],
        "has_role": bool(standing(user).roles),
    }
    return render(request, "home.html", context)


def _moves(user: User, since: datetime) -> list[Move]:
    found = [move for source in move_sources if standing(user).has(*source.roles) for move in source.moves(user, since, MOVES)]
    return sorted(found, key=lambda move: move.at, reverse=True)[:MOVES]


def _since(request: Request, user: User, now: datetime) -> datetime:
    """When the visit before this one ended. Kept in the session, so that reloading does not empty the section."""
    if is_new_visit(user, now) or SINCE not in request.session:
        request.session[SINCE] = (user.last_visit_at or now - LONG_AWAY).isoformat()
    note_visit(user=user, now=now)
    return parse_datetime(request.session[SINCE]) or now


def _suggestions(user: User) -> list[NavEntry]:
    """Where somebody with nothing to do may want to go: the own navigation, without home and administration."""
    return [entry for entry in entries if entry.group not in ("home", "admin") and entry.shown(user)][:SUGGESTIONS]
