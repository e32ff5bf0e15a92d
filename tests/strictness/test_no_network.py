"""A test that speaks to another machine fails."""

import smtplib
import socket
import urllib.request
from collections.abc import Callable

import pytest
from redis import Redis

from tests.plugins.no_network import Outgoing

#: Reserved for documentation (RFC 5737): nobody answers there.
ELSEWHERE = "192.0.2.1"


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: socket.create_connection(("example.org", 80), timeout=1),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (ELSEWHERE, 53)),
        lambda: urllib.request.urlopen(f"http://{ELSEWHERE}/", timeout=1),
        lambda: smtplib.SMTP(ELSEWHERE, timeout=1),
        lambda: Redis(host=ELSEWHERE, socket_connect_timeout=1).ping(),
    ],
)
def test_elsewhere(call: Callable[[], object]) -> None:
    with pytest.raises(Outgoing):
        call()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection((host, server.getsockname()[1]), timeout=5) as client:
        assert client.getpeername()[0] == "127.0.0.1"
