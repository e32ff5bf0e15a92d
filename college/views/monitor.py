"""``/healthz``: is the product able to work? For monitors; open to everybody, tells no secrets."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from college.models import Heartbeat
from config.kit.queue import require_broker

#: Seconds for all probes together. A driver may wait longer for a machine that is away; we do not.
DEADLINE = 0.7
#: Beat asks for a heartbeat every 30 seconds; four missed ones are a worker that is away.
WORKER_SILENT = timedelta(seconds=120)

# A probe that hangs keeps its thread until its driver gives up; when all hang, the next ones time out in the queue.
_probes = ThreadPoolExecutor(max_workers=6, thread_name_prefix="healthz")


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """JSON with database, broker and worker, each ``ok`` or not; status 503 when one of them is away."""
    start = time.monotonic()
    probes = {"database": _probes.submit(_database), "broker": _probes.submit(_broker)}
    found = {name: _answer(probe, start + DEADLINE) for name, probe in probes.items()}
    # The worker's sign of life stands in the database: without the one the other cannot be known.
    worker = found["database"].pop("worker", None) or {"ok": False, "reason": "unknown while the database is away"}
    parts = {**found, "worker": worker}
    ok = all(part["ok"] for part in parts.values())
    return JsonResponse({"status": "ok" if ok else "degraded", **parts}, status=200 if ok else 503, headers={"Cache-Control": "no-store"})


def _answer(probe: "Future[dict[str, Any]]", until: float) -> dict[str, Any]:
    try:
        return probe.result(timeout=max(0.0, until - time.monotonic()))
    except TimeoutError:
        probe.cancel()
        return {"ok": False, "reason": f"no answer within {DEADLINE} s"}
    except Exception as error:
        # The class alone: messages of drivers name hosts and accounts.
        return {"ok": False, "reason": type(error).__name__}


def _timed(work: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    start = time.monotonic()
    more = work()
    return {"ok": True, "ms": round((time.monotonic() - start) * 1000, 1), **(more or {})}


def _broker() -> dict[str, Any]:
    return _timed(partial(require_broker, timeout=DEADLINE))


def _database() -> dict[str, Any]:
    # This thread's own connection: never left behind half-open.
    try:
        return _timed(_last_heartbeat)
    finally:
        connection.close()


def _last_heartbeat() -> dict[str, Any]:
    at = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    if at is None:
        return {"worker": {"ok": False, "reason": "no worker has answered yet"}}
    silent = timezone.now() - at
    worker: dict[str, Any] = {"ok": silent <= WORKER_SILENT, "last_seen": at.isoformat(timespec="seconds")}
    if not worker["ok"]:
        worker["reason"] = f"silent for {silent.total_seconds():.0f} s"
    return {"worker": worker}
