"""Serving: the port, the Procfile under honcho, and what is said once it answers."""

import ast
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from types import FrameType

from make.environment import ENV, VAR, SetupError, say
from make.places import DEMO_ACCOUNTS, PYTHON, ROOT


def free_port() -> int:
    """The port to serve on; refuses a taken one before minutes of set-up are spent."""
    text = ENV["PORT"]
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ENV.get("BIND", "127.0.0.1"), int(text)))
        except PermissionError:
            raise SetupError(f"Port {text} is reserved for the system. Take another one: PORT=8001 make run") from None
        except OSError:
            raise SetupError(f"Port {text} is in use by another program. Stop it, or take another one: PORT=8001 make run") from None
    return int(text)


def demo_accounts() -> list[tuple[str, str]]:
    """DEMO_ACCOUNTS of the demonstration, read without importing the application."""
    for node in ast.parse(DEMO_ACCOUNTS.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            return [tuple(pair) for pair in ast.literal_eval(node.value)]
    return []


def announce(port: int, stopping: threading.Event) -> None:
    """Wait until the server answers, then print where it is and who may come in."""
    for _ in range(240):
        if stopping.wait(0.25):
            return
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
        except urllib.error.HTTPError:
            break
        except OSError:
            continue
        break
    lines = ["", f"Ronghe is at {ENV['BASE_URL']}  (Ctrl-C stops it)"]
    if (VAR / "demo.stamp").exists() and (VAR / "demo.stamp").read_text() == "seeded":
        lines += ["", "Demo sign-ins:", *(f"  {name} / {password}" for name, password in demo_accounts())]
    say("\n".join([*lines, ""]))


def serve(procfile: str, extra: dict[str, str]) -> int:
    """Run the Procfile under honcho until it ends or we are told to stop."""
    port = int(ENV["PORT"])
    stopping = threading.Event()
    honcho = subprocess.Popen(  # noqa: S603 - ours
        [str(PYTHON), "-m", "honcho", "--no-colour", "start", "-f", procfile],
        cwd=ROOT,
        env={**ENV, **extra},
        # Its own group: a Ctrl-C reaches it once, from us, and not a second time from the terminal.
        start_new_session=True,
    )

    def stop(number: int, frame: FrameType | None) -> None:
        if not stopping.is_set():
            say("\nStopping …")
        stopping.set()
        honcho.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    threading.Thread(target=announce, args=(port, stopping), daemon=True).start()
    status = honcho.wait()
    asked = stopping.is_set()
    stopping.set()
    if asked:
        return 0
    raise SetupError(f"One of web, worker and beat ended by itself (status {status}); its last lines are above. The others were stopped.")
