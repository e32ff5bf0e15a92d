"""A cache that may be away."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)
#: Seconds for which a Redis that did not answer is not asked again: a request makes many calls and must not wait for each.
PAUSE = 5.0


def _or_else(nothing: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer ``nothing(...)`` when Redis does not."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def call(self: "ForgivingRedisCache", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < ForgivingRedisCache.away_until:
                return nothing(*args, **kwargs)
            try:
                return method(self, *args, **kwargs)
            except (RedisConnectionError, RedisTimeoutError) as error:
                logger.warning("cache.unavailable error=%s", type(error).__name__)
                ForgivingRedisCache.away_until = time.monotonic() + PAUSE
                return nothing(*args, **kwargs)

        return call

    return decorate


class ForgivingRedisCache(RedisCache):
    """Redis that is away is an empty cache, not an outage: people can still sign in and work.

    Meanwhile the limits on failed sign-ins do not count; passwords of ten characters and argon2 stand in for them.
    """

    away_until = 0.0

    get = _or_else(lambda key, default=None, version=None: default)(RedisCache.get)
    set = _or_else(lambda *args, **kwargs: None)(RedisCache.set)
    add = _or_else(lambda *args, **kwargs: True)(RedisCache.add)
    delete = _or_else(lambda *args, **kwargs: False)(RedisCache.delete)
    touch = _or_else(lambda *args, **kwargs: False)(RedisCache.touch)
    has_key = _or_else(lambda *args, **kwargs: False)(RedisCache.has_key)
    get_many = _or_else(lambda *args, **kwargs: {})(RedisCache.get_many)
    set_many = _or_else(lambda *args, **kwargs: [])(RedisCache.set_many)
    delete_many = _or_else(lambda *args, **kwargs: None)(RedisCache.delete_many)
    clear = _or_else(lambda *args, **kwargs: False)(RedisCache.clear)
