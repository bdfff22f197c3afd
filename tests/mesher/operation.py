"""What those see who run Mesher: health, readiness, metrics."""

import contextlib
import json
import sqlite3

from envelopes import P, get
from harness import KEY, check, equal, eventually, running


def operation(server):
    equal(get(server, "/readyz"), {"database": "ok", "writer": "ok", "stream": "ok"}, "ready")
    equal(get(server, "/healthz"), {"status": "ok"}, "healthy")
    status, body, headers = server.request("GET", "/metrics")
    text = body.decode()
    equal((status, headers["Content-Type"].split(";")[0]), (200, "text/plain"), "metrics")
    for name in (
        "mesher_events_accepted_total",
        'mesher_envelope_items_total{type="log"}',
        "mesher_client_discarded_total{",
        "mesher_actors",
        'mesher_issues{status="unresolved"}',
        "mesher_stream_clients",
        "process_resident_memory_bytes",
        "mesher_outcomes_total{",
    ):
        check(name in text, f"metric {name}")
    waiting = lambda: [line.split()[1] for line in server.request("GET", "/metrics")[1].decode().split("\n") if line.startswith("mesher_writer_queue ")]
    check(eventually(lambda: [float(count) for count in waiting()] == [0]), f"nothing waits for the writer: {waiting()}")
    check("made up" not in text and KEY not in text, "no words of clients, no keys")


def held(server):
    """A database that somebody else holds takes no events: whoever asks is told so in time, and when that is over."""
    with contextlib.closing(sqlite3.connect(server.database, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        check(eventually(lambda: server.request("GET", "/healthz")[0] == 503), "not healthy")
        status, body, _ = server.request("GET", "/readyz")
        equal(
            (status, json.loads(body)["database"] in ("busy", "too slow"), json.loads(body)["stream"]),
            (503, True, "ok"),
            f"not ready: {body}",
        )
        other.execute("ROLLBACK")
    check(eventually(lambda: server.request("GET", "/healthz")[0] == 200), "healthy again")


def private_metrics(binary):
    with running(binary, MESHER_AUTH="required") as server:
        held(server)
        equal(server.request("GET", "/metrics")[0], 200, "metrics from this machine")
        equal(server.request("GET", "/metrics", None, {"X-Forwarded-For": "10.0.0.1"})[0], 401, "metrics through a proxy")
        equal(server.request("GET", "/metrics", None, {"Origin": "https://evil.example"})[0], 403, "metrics for a page")
        equal(server.request("GET", f"{P}/outcomes")[0], 401, "outcomes without a session")
    with running(binary, MESHER_AUTH="required", MESHER_METRICS="open") as server:
        equal(server.request("GET", "/metrics", None, {"X-Forwarded-For": "10.0.0.1"})[0], 200, "open metrics")
