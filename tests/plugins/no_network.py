"""No test speaks to another machine: only to this one, and to the broker that the environment names.

Holds for what runs in the process of the tests. (The database driver has its own sockets and its own address;
Chromium gets ``--host-resolver-rules``.)
"""

import os
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

OWN_NAMES = {None, "", "localhost", socket.gethostname(), urlsplit(os.environ.get("REDIS_URL", "")).hostname}


class Outgoing(Exception):
    """A connection to another machine. No OSError: code that forgives a server that is away must not forgive this."""


def is_own(host: Any) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in OWN_NAMES or host in _own_addresses:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_own(host: Any) -> None:
    if not is_own(host):
        raise Outgoing(f"a test speaks to {host}")


class GuardedSocket(socket.socket):
    """Connects to nobody else."""

    def connect(self, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            require_own(address[0])
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            require_own(address[0])
        return super().connect_ex(address)

    def sendto(self, *given: Any) -> int:
        if self.family != socket.AF_UNIX:
            require_own(given[-1][0])
        return super().sendto(*given)


def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
    """Asking for an address is a packet to another machine, too."""
    require_own(host)
    found = _getaddrinfo(host, *args, **options)
    _own_addresses.update(address[0] for *_, address in found)
    return found


_own_addresses: set[Any] = set()
_getaddrinfo = socket.getaddrinfo
socket.socket = GuardedSocket  # type: ignore[misc]
socket.getaddrinfo = getaddrinfo
