"""What happens in a lower app and sets something off in a higher one, without either importing upwards.

The app in which it happens declares an event and announces it from the service that writes it; an app above listens by
naming a background task, which gets the event's facts. As with every queued task the row is the truth: an event that was
lost with its broker must be found again by a periodic job of the listener.
"""

from dataclasses import dataclass
from typing import Any

from config.kit.queue import enqueue
from config.kit.registry import Registry


@dataclass(frozen=True)
class Event:
    """Something that happened; ``facts`` names what is told about it, each value fit for JSON (an id, an ISO date)."""

    key: str
    facts: frozenset[str]


@dataclass(frozen=True)
class Listener:
    """Queues the task of that name for every announcement of the event, with its facts as keyword arguments."""

    key: str
    event: Event
    task: str


events: Registry[Event] = Registry()
listeners: Registry[Listener] = Registry()


def announce(event: Event, /, **facts: Any) -> None:
    """Queue the tasks of all who listen, once the surrounding transaction has committed."""
    if facts.keys() != event.facts:
        raise TypeError(f"{event.key} tells {sorted(event.facts)}, not {sorted(facts)}")
    for listener in listeners:
        if listener.event is event:
            enqueue(listener.task, **facts)
