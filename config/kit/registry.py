"""A small registry: lower apps own one, higher apps fill it in ``AppConfig.ready()``."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class Registry(Generic[T]):
    """Things by key, in the order of registration. A second registration of a key is a programming error."""

    def __init__(self) -> None:
        self._things: dict[str, T] = {}

    def register(self, thing: T) -> T:
        if thing.key in self._things:
            raise ValueError(f"{thing.key!r} is registered twice")
        self._things[thing.key] = thing
        return thing

    def register_all(self, things: Iterable[T]) -> None:
        for thing in things:
            self.register(thing)

    def __iter__(self) -> Iterator[T]:
        return iter(self._things.values())

    def __getitem__(self, key: str) -> T:
        return self._things[key]

    def get(self, key: str) -> T | None:
        return self._things.get(key)

    def keys(self) -> list[str]:
        return list(self._things)
