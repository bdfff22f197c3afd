"""Envelopes with items, and what the API says of them."""

import json
import time
import uuid

from harness import AUTH, check, equal, eventually

P = "/api/v1/projects/1"


def item(kind, payload, **header):
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return json.dumps({"type": kind, "length": len(body), **header}).encode() + b"\n" + body + b"\n"


def send(server, *items, event_id=None, number=1):
    """Posts an envelope; gives its status."""
    head = {"event_id": event_id} if event_id else {}
    return server.request("POST", f"/api/{number}/envelope/", json.dumps(head).encode() + b"\n" + b"".join(items), AUTH)[0]


def get(server, path, status=200):
    found, body, _ = server.request("GET", path)
    equal(found, status, f"GET {path}")
    return json.loads(body)


def post(server, path, body=None):
    status, answer, _ = server.request("POST", path, json.dumps(body or {}).encode())
    return status, json.loads(answer)


def outcomes(server):
    """Counts by category, outcome and reason, once they are written."""
    return {(one["category"], one["outcome"], one["reason"]): one["quantity"] for one in get(server, f"{P}/outcomes?bucket=day")}


def counted(server, *wanted):
    """The counts are as wanted soon: they are written once a second."""
    expected = dict(wanted)
    check(
        eventually(lambda: {key: outcomes(server).get(key) for key in expected} == expected),
        f"outcomes {expected}: {outcomes(server)}",
    )


def transaction(name, seconds, status="ok", **more):
    now = time.time()
    return item(
        "transaction",
        {
            "event_id": uuid.uuid4().hex,
            "type": "transaction",
            "transaction": name,
            "start_timestamp": now - seconds,
            "timestamp": now,
            "contexts": {"trace": {"op": "http.server", "status": status, "trace_id": "cd" * 16}},
            "spans": [{}, {}],
            **more,
        },
    )
