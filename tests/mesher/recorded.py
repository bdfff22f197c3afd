"""Requests recorded from real clients, and the vectors of fingerprints."""
import hashlib
import json

from harness import AUTH, FIXTURES, WebSocket, check, equal, running
from parts import asking


def kept_body(server, event_id):
    """The form and the text of the body that was kept of an event."""
    id = event_id.replace("-", "")
    form, = server.rows("SELECT form FROM events WHERE event_id = ?", id)[0]
    # Without what says that it is compressed.
    return form.split("+")[0], server.request("GET", f"/api/v1/events/{id}/json")[1].decode()


def kept(server, parts, event_id):
    """The parts of that body."""
    form, body = kept_body(server, event_id)
    return parts.ask("detail", form=form, body=body)


def replay(server, stream, parts):
    """Every recorded request, in order: answers, live messages, and the issues that result."""
    manifest = json.loads((FIXTURES / "sentry/manifest.json").read_text())
    vectors = {vector["fixture"]: vector for vector in vectors_of("sentry")}
    groups, seen = {}, set()
    for entry in manifest:
        name, expect = entry["file"], entry["expect"]
        raw = (FIXTURES / f"sentry/raw/{name}.http").read_bytes()
        status, body, head = server.raw(raw.replace(b"/api/42/", b"/api/1/", 1))
        check(status == 200, f"{name}: status {status} {body!r}")
        check(b"access-control-allow-origin: *" in head.lower(), f"{name}: no CORS header")
        if not expect["events"] or entry["event_id"] in seen:
            continue
        seen.add(entry["event_id"])
        equal(json.loads(body).get("id"), entry["event_id"].replace("-", ""), f"{name}: answer")
        event, count = stream.next(), stream.next()
        if not event or event.get("type") != "event":
            check(False, f"{name}: streamed {event}")
            continue
        data = event["data"]
        for field in ("title", "level", "environment", "release"):
            equal(data.get(field), expect[field], f"{name}: {field}")
        vector = vectors[name]
        group = groups.setdefault(vector["hash"], {"title": expect["title"], "count": 0, "issue": event["issue_id"]})
        equal(event["issue_id"], group["issue"], f"{name}: issue of {vector['fingerprint']!r}")
        equal(data["new_issue"], group["count"] == 0, f"{name}: new_issue")
        group["count"] += 1
        wanted = {"type": "issue_count", "project_id": count and count.get("project_id"), "count": len(groups)}
        equal(count, wanted, f"{name}: count")
        stored(server, parts, entry, vector)
    found = sorted((issue["id"], issue["title"], issue["event_count"]) for issue in server.issues())
    wanted = sorted((group["issue"], group["title"], group["count"]) for group in groups.values())
    equal(found, wanted, "issues")
    print(f"{len(manifest)} requests, {len(seen)} events, {len(groups)} issues")


def stored(server, parts, entry, vector):
    """What the database holds of one recorded event."""
    name, expect = entry["file"], entry["expect"]
    sql = """
        SELECT i.fingerprint, i.fingerprint_hash, i.grouping_version, e.sdk_name, e.dist, e.transaction_name
        FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.event_id = ?"""
    rows = server.rows(sql, entry["event_id"].replace("-", ""))
    if len(rows) != 1:
        check(False, f"{name}: {len(rows)} rows")
        return
    fingerprint, digest, version, sdk, dist, transaction = rows[0]
    form, body = kept_body(server, entry["event_id"])
    equal((digest, version), (hashlib.sha256(fingerprint.encode()).hexdigest(), 4), f"{name}: hash and version")
    equal(parts.ask("explain", form=form, body=body)["fingerprint"], fingerprint, f"{name}: explained")
    first = parts.ask("first", body=body)
    wanted = (vector["fingerprint"], vector["hash"])
    equal((first, hashlib.sha256(first.encode()).hexdigest()), wanted, f"{name}: fingerprint of the first rules")
    detail = parts.ask("detail", form=form, body=body)
    chain = (detail["exception"] or {}).get("chain", [])
    equal([link["type_name"] for link in chain], expect["chain"], f"{name}: chain")
    if expect["chain"]:
        equal(len(detail["stacktrace"]), expect["frames"], f"{name}: frames")
    equal((dist, transaction), (detail.get("dist") or "", detail.get("transaction") or ""), f"{name}: dist and transaction")
    check(sdk, f"{name}: no SDK name")


def vectors_of(kind):
    return json.loads((FIXTURES / "fingerprint_vectors.json").read_text())[kind]


def native_vectors(server):
    """Native events and normal form 1."""
    for event, fingerprint in vectors_of("native"):
        if not event.get("message") and not event.get("exception"):
            equal(server.native(event)[0], 400, f"native {event}")
            continue
        status, body, headers = server.native(event)
        equal((status, body), (202, {"status": "accepted"}), f"native {event}")
        rows = server.rows("SELECT fingerprint, fingerprint_hash FROM issues WHERE id = ?", headers["X-Mesher-Issue-Id"])
        equal(rows, [(fingerprint, hashlib.sha256(fingerprint.encode()).hexdigest())], f"native {event}")
    for text, normal in vectors_of("normal_form_v1"):
        if text:
            status, _, headers = server.native({"message": text})
            rows = server.rows("SELECT fingerprint FROM issues WHERE id = ?", headers["X-Mesher-Issue-Id"])
            equal(rows, [(f"msg:{normal}",)], f"normal form 1 of {text!r}")


def first_rules(parts):
    """Normal form 2 of the first rules, and custom fingerprints with the default inside."""
    cases = [({"message": text}, f"msg:{normal}") for text, normal in vectors_of("normal_form_v2")]
    cases += [
        ({"message": "m", "fingerprint": ["{{ default }}"]}, "msg:m"),
        ({"message": "m", "fingerprint": ["a", "{{default}}", "b"]}, "a|msg:m|b"),
        ({"message": "m", "fingerprint": ["only"]}, "only"),
        ({"logentry": {"message": "user %s", "formatted": "user 7"}}, "msg:user %s"),
        ({"logentry": {"params": [1]}, "message": {"message": "T %s", "formatted": "T 1"}}, "msg:t %s"),
        ({"message": "old 1", "sentry.interfaces.Message": {"message": "old %s"}}, "msg:old %s"),
        ({"exception": {"value": "alone"}}, "msg:alone"),
        ({"exception": {"type": "A", "value": "alone"}}, "A:alone"),
        ({"exception": {"values": [{"type": "A", "value": "last"}, {}, None]}}, "A:last"),
        ({"exception": [{"type": "A", "value": "at 5"}, None]}, "A:at <num>"),
        (
            {"exception": {"values": [{"type": "E", "value": "v", "stacktrace": {"frames": [
                {"filename": "lib.js", "function": "x"},
                {"filename": "app.0123abcd45.js?v=1#top", "function": "run::h0123456789abcdef", "in_app": True},
            ]}}]}},
            "app.<hash>.js|run:E:v",
        ),
        ({"message": "msg 5", "stacktrace": {"frames": [{}]}}, "msg:msg <num>"),
        ({"message": "m", "stacktrace": {"frames": [{}, {"function": "f"}, None]}}, "|f:msg:m"),
        (
            {"exception": {"type": "A", "stacktrace": {"frames": [{}]}}, "stacktrace": {"frames": [{"function": "f"}]}},
            "A:",
        ),
    ]
    for event, fingerprint in cases:
        equal(parts.ask("first", body=json.dumps(event)), fingerprint, f"fingerprint of {str(event)[:100]}")


def normalising(server, parts):
    """Fields of a Sentry event in our form."""
    event = {
        "event_id": "0123456789ABCDEF0123456789ABCDEF",
        "level": "critical",
        "message": {"formatted": "first line\nsecond"},
        "timestamp": 1700000000.5,
        "tags": [["color", "red"], ["count", 3]],
        "environment": "production",
        "server_name": "web-1",
        "user": {"id": "u", "session_token": "t"},
        "request": {"headers": {"Cookie": "a=b", "Accept": "x"}, "data": {"password": "p", "card_number": "4"}},
        "extra": {"api_secret": "s", "note": "n"},
        "breadcrumbs": {"values": [{"message": "b"}]},
        "contexts": {"os": {"name": "Linux"}},
    }
    status, body, _ = server.store(event, {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client=old/1.2, sentry_key={AUTH['X-Sentry-Auth']}"})
    equal((status, body["id"]), (200, event["event_id"].lower()), "store")
    sql = """SELECT e.level, i.title, e.tags, e.user_label, e.sdk_name, e.sdk_version, e.occurred_at
        FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.event_id = ?"""
    level, title, tags, user, sdk, version, occurred = server.rows(sql, body["id"])[0]
    equal((level, title, sdk, version, occurred), ("fatal", "first line", "old", "1.2", 1700000000500000), "event")
    tags_wanted = {"color": "red", "count": "3", "environment": "production", "server_name": "web-1", "level": "fatal"}
    equal(json.loads(tags), tags_wanted, "tags")
    detail = kept(server, parts, body["id"])
    equal((user, detail["user_context"]), ("u", {"id": "u", "session_token": "[Filtered]"}), "user")
    wanted = {"headers": {"Cookie": "[Filtered]", "Accept": "x"}, "data": {"password": "[Filtered]", "card_number": "[Filtered]"}}
    equal((detail["request"], detail["contexts"]), (wanted, event["contexts"]), "request and contexts")
    equal((detail["extra"], detail["breadcrumbs"]), ({"api_secret": "[Filtered]", "note": "n"}, [{"message": "b"}]), "extra")
    for event, wanted in [
        ({"logentry": {"message": "L %s", "formatted": "L 1"}, "message": "no"}, "L 1"),
        ({"logentry": {"message": "L"}, "message": {"formatted": "no"}}, "L"),
        ({"logentry": {"params": [1]}, "message": {"message": "T %s", "formatted": "T 1"}}, "T 1"),
        ({"logentry": {"formatted": ""}, "message": "text"}, "text"),
        ({"message": "text", "sentry.interfaces.Message": {"message": "no"}}, "text"),
        ({"logentry": {}, "sentry.interfaces.Message": {"message": "SI"}}, "SI"),
    ]:
        body = server.store(event)[1]
        found = server.rows("SELECT message FROM events WHERE event_id = ?", body["id"])
        equal(found, [(wanted,)], f"message of {event}")
    body = server.store({"exception": {"value": "v"}})[1]
    title = server.rows("SELECT i.title FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.event_id = ?", body["id"])[0][0]
    equal((title, kept(server, parts, body["id"])["exception"]["value"]), ("v", "v"), "one exception without type")
    silent = [{}, None, {"unheard_of": 1}, {"lineno": None}]
    frame = {"filename": "a.py", "function": "f", "lineno": 3, "in_app": False, "vars": {"x": 1}}
    body = server.store({"message": "frames", "stacktrace": {"frames": [*silent, frame, *silent]}})[1]
    wanted = {name: value for name, value in {**frame, "function_name": "f"}.items() if name != "function"}
    equal(kept(server, parts, body["id"])["stacktrace"], [wanted], "frames, without those that say nothing")
    for written, wanted in [("warn", "warning"), ("LOG", "info"), (50, "fatal"), ("20", "info"), ("loud", "error"), (None, "error")]:
        body = server.store({"message": f"level {written}", "level": written})[1]
        equal(server.rows("SELECT level FROM events WHERE event_id = ?", body["id"]), [(wanted,)], f"level {written}")


def run(binary, meshc):
    with asking(meshc) as parts:
        with running(binary, MESHER_RATE_LIMIT=0) as server:
            stream = WebSocket(server.http, "/stream/projects/1")
            check(stream.accepted, "the handshake of the stream")
            replay(server, stream, parts)
            stream.close()
            normalising(server, parts)
        with running(binary, MESHER_RATE_LIMIT=0) as server:
            native_vectors(server)
        first_rules(parts)
