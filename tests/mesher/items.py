"""Items of envelopes that are no events, what is kept of them, and what those see who run Mesher."""
import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

import sdk
from databases import on_both
from recovery import compiled
from harness import AUTH, KEY, Server, check, equal, eventually, running

P = "/api/v1/projects/1"
CLIENT = """
import sys
import sentry_sdk
from sentry_sdk import logger
from sentry_sdk.crons import monitor
from sentry_sdk.sessions import track_session

sentry_sdk.init(sys.argv[1], environment="prod", release="app@1.0", traces_sample_rate=1.0, enable_logs=True, before_send=lambda event, hint:
                None if "dropped" in str(event) else event)
config = {"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "Europe/Vienna", "checkin_margin": 10, "max_runtime": 60}


@monitor(monitor_slug="nightly", monitor_config=config)
def job():
    pass


job()
logger.info("{name} signed in", name="Ana", attributes={"shop": "north"})
with sentry_sdk.start_transaction(op="http.server", name="GET /orders"):
    pass
with sentry_sdk.new_scope() as scope:
    scope.add_attachment(bytes=b"hello\\x00\\xff\\nworld", filename="state.bin")
    scope.capture_message("with a file")
sentry_sdk.capture_message("dropped")
with track_session(sentry_sdk.get_isolation_scope(), session_mode="application"):
    sentry_sdk.capture_exception(ValueError("in a session"))
sentry_sdk.flush(20)
sentry_sdk.get_client().close(20)
"""
CSP = {"document-uri": "https://shop.example/cart", "violated-directive": "script-src 'self'", "effective-directive": "script-src",
       "blocked-uri": "https://evil.example/x.js", "original-policy": "script-src 'self'"}


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
    check(eventually(lambda: {key: outcomes(server).get(key) for key in expected} == expected), f"outcomes {expected}: {outcomes(server)}")


# ---- monitors ---------------------------------------------------------------------------------------------------

def crontab(value="0 3 * * *", **more):
    return {"schedule": {"type": "crontab", "value": value}, "timezone": "Europe/Berlin", **more}


def check_in(server, slug, status, config=None, id=None, **more):
    body = {"check_in_id": id or uuid.uuid4().hex, "monitor_slug": slug, "status": status, **({"monitor_config": config} if config else {}), **more}
    equal(send(server, item("check_in", body)), 200, f"check-in {slug}")


def monitor(server, slug):
    return get(server, f"{P}/monitors/{slug}")


def checkins(server, slug):
    return get(server, f"{P}/monitors/{slug}/checkins")["data"]


def monitors(server):
    equal(post(server, "/api/v1/projects/1/alert-rules", {"name": "Crons", "condition": {"condition_type": "missed_checkin", "monitor": "nightly"},
                                                          "cooldown_minutes": 0})[0], 201, "a rule for check-ins")
    check_in(server, "unknown", "ok")
    begun = uuid.uuid4().hex
    check_in(server, "Nightly", "in_progress", crontab(checkin_margin=5, max_runtime=10), begun, release="1.0")
    found = monitor(server, "nightly")
    wanted = {"slug": "nightly", "schedule": "0 3 * * *", "timezone": "Europe/Berlin", "checkin_margin": 5, "max_runtime": 10, "status": "active"}
    equal({key: found[key] for key in wanted}, wanted, "a monitor from a check-in")
    equal([(one["environment"], one["status"]) for one in found["environments"]], [("production", "waiting")], "its environment")
    check(found["environments"][0]["expected_at"].endswith(("T01:00:00.000000Z", "T02:00:00.000000Z")), "three o'clock in Berlin")
    check_in(server, "nightly", "ok", id=begun)
    equal([(one["status"], one["release"], one["late"]) for one in checkins(server, "nightly")], [("ok", "1.0", False)], "one check-in")
    check(checkins(server, "nightly")[0]["duration"] >= 0, "how long it took")
    # A job that runs for too long, and one that does not come: seen by the clock of the database, moved instead of waited for.
    check_in(server, "nightly", "in_progress", id=(slow := uuid.uuid4().hex))
    server.change("UPDATE checkins SET timeout_at = received_at - 1 WHERE checkin_id = ?", slow)
    check(eventually(lambda: checkins(server, "nightly")[0]["status"] == "timeout"), "it ran for too long")
    equal(monitor(server, "nightly")["environments"][0]["status"], "failing", "so it fails")
    alerts = get(server, f"{P}/alerts")
    equal([one["message"] for one in alerts], ["Monitor nightly ran for too long in production"], "an alert")
    check_in(server, "nightly", "ok", id=slow)
    equal(monitor(server, "nightly")["environments"][0]["status"], "ok", "it recovers")
    check(eventually(lambda: get(server, f"{P}/alerts")[0]["status"] == "resolved"), "and so does its alert")
    due = int(time.time() * 1e6) - 30_000_000
    server.change("UPDATE monitor_environments SET expected_at = ?, missed_at = ?", due - 1_000_000, due)
    check(eventually(lambda: checkins(server, "nightly")[0]["status"] == "missed"), "one is missed")
    equal(get(server, f"{P}/alerts")[0]["message"], "Monitor nightly missed its check-in in production", "another alert")
    time.sleep(0.5)
    equal([one["status"] for one in checkins(server, "nightly")].count("missed"), 1, "it is missed once")
    check_in(server, "nightly", "error")
    check(checkins(server, "nightly")[0]["late"], "what comes then is late")


def stopped(binary):
    """A stop of an hour, or a clock that was set: nobody is blamed for what could not be seen."""
    with tempfile.TemporaryDirectory() as folder:
        first = Server(binary, folder)
        check_in(first, "job", "ok", crontab())
        check_in(first, "slow", "in_progress", crontab())
        first.kill()
        hour_ago = int(time.time() * 1e6) - 3600_000_000
        first.change("UPDATE monitor_environments SET missed_at = ?", hour_ago + 60_000_000)
        first.change("UPDATE checkins SET timeout_at = ? WHERE status = 'in_progress'", hour_ago + 60_000_000)
        first.change("UPDATE monitor_clock SET looked_at = ?", hour_ago)
        second = Server(binary, folder, MESHER_ALERT_CHECK_MS=200)
        check(eventually(lambda: second.rows("SELECT min(missed_at) FROM monitor_environments")[0][0] > time.time() * 1e6), "deadlines move")
        states = [checkins(second, slug)[0]["status"] for slug in ("job", "slow")]
        equal(states, ["ok", "in_progress"], "nothing is missed, nothing took too long")
        # A clock that was put back is no reason to wait until it has caught up.
        second.change("UPDATE monitor_clock SET looked_at = ?", int(time.time() * 1e6) + 86400_000_000)
        second.change("UPDATE monitor_environments SET missed_at = 5, expected_at = 4")
        check(eventually(lambda: checkins(second, "job")[0]["status"] == "missed"), "what is missed is seen with a clock that was put back")
        equal(second.stop(), 0, "its end")


def monitor_forms(server):
    wrong = [
        ({"slug": "x"}, "schedule is required"),
        ({"slug": "///", **crontab()}, "slug is required: letters, digits, _ and -"),
        ({"slug": "x", **crontab("* * * *")}, "crontab must have five fields"),
        ({"slug": "x", **crontab("0 0 30 2 *")}, "crontab never comes"),
        ({"slug": "x", **crontab("*/0 * * * *")}, "crontab has `*/0`, which is not understood"),
        ({"slug": "x", **crontab("1," * 150 + "1 * * * *")}, "crontab is too long"),
        ({"slug": "x", "schedule": {"type": "interval", "value": 0, "unit": "day"}}, "interval must be from 1 to 366 for this unit"),
        ({"slug": "x", **crontab(), "timezone": "Mars/Phobos"}, "timezone is not known"),
        ({"slug": "x", **crontab(), "timezone": "../../etc/passwd"}, "timezone is not known"),
        ({"slug": "x", **crontab(), "max_runtime": -1}, "max_runtime must be from 1 to 40320"),
    ]
    for body, reason in wrong:
        equal(post(server, f"{P}/monitors", body), (400, {"error": reason}), f"monitor {body}")
    status, made = post(server, f"{P}/monitors", {"slug": "by-hand", "schedule": {"type": "interval", "value": 10, "unit": "minute"}})
    equal(status, 201, "a monitor by hand")
    equal(get(server, f"/api/v1/monitors/{made['id']}")["schedule"], "10 minute", "by its id")
    for status, wanted in (("in_progress", 202), ("ok", 202), ("odd", 400)):
        equal(server.request("GET", f"/api/1/cron/by-hand/{KEY}/?status={status}")[0], wanted, f"by curl: {status}")
    equal([one["status"] for one in checkins(server, "by-hand")], ["ok"], "begun and ended without an id")
    equal(server.request("POST", f"/api/1/cron/nobody/{KEY}/?status=ok")[0], 404, "an unknown one by curl")
    equal(server.request("POST", "/api/1/cron/by-hand/wrong/?status=ok")[0], 403, "with a wrong key")
    equal(post(server, f"{P}/monitors/by-hand/pause")[1]["affected"], 1, "pause")
    equal(monitor(server, "by-hand")["status"], "paused", "paused")
    equal(post(server, f"{P}/monitors/by-hand/resume")[1]["affected"], 1, "resume")
    equal(post(server, f"{P}/monitors/by-hand/delete")[1]["affected"], 1, "delete")
    get(server, f"{P}/monitors/by-hand", 404)


def monitor_flood(server):
    """New names without end, and one job that reports without end."""
    for first in range(0, 600, 100):
        items = [item("check_in", {"check_in_id": uuid.uuid4().hex, "monitor_slug": f"flood-{n}", "status": "ok", "monitor_config": crontab()})
                 for n in range(first, first + 100)]
        equal(send(server, *items), 200, "a flood of names")
    check(server.rows("SELECT count(*) FROM monitors")[0][0] <= 500, "bounded monitors")
    items = [item("check_in", {"check_in_id": uuid.uuid4().hex, "monitor_slug": "flood-1", "status": "ok"}) for n in range(60)]
    equal(send(server, *items), 200, "a flood of check-ins")
    equal(len(server.rows("SELECT c.id FROM checkins c JOIN monitor_environments e ON e.id = c.monitor_environment_id "
                          "JOIN monitors m ON m.id = e.monitor_id WHERE m.slug = 'flood-1'")), 30, "bounded check-ins")
    items = [item("check_in", {"check_in_id": uuid.uuid4().hex, "monitor_slug": "flood-2", "status": "ok", "environment": f"e{n}"}) for n in range(60)]
    equal(send(server, *items), 200, "a flood of environments")
    equal(len(monitor(server, "flood-2")["environments"]), 50, "bounded environments")


# ---- feedback ---------------------------------------------------------------------------------------------------

def feedback(server):
    about = uuid.uuid4().hex
    event = {"event_id": uuid.uuid4().hex, "environment": "e", "release": "r",
             "contexts": {"feedback": {"message": "It <b>broke</b>\0!", "contact_email": "u@x.y", "name": "Una", "url": "https://x.y/", "associated_event_id": about}}}
    equal(send(server, item("feedback", event)), 200, "feedback")
    equal(send(server, item("user_report", {"event_id": about, "name": "Uwe", "email": "w@x.y", "comments": "first"})), 200, "report")
    equal(send(server, item("user_report", {"event_id": about, "name": "Uwe", "email": "w@x.y", "comments": "second"})), 200, "report again")
    equal(send(server, item("user_report", {"event_id": about, "comments": "  "}), item("feedback", b"[]")), 200, "what cannot be read")
    found = get(server, f"{P}/feedback")["data"]
    equal([(one["source"], one["name"], one["message"], one["event_id"]) for one in found],
          [("user_report", "Uwe", "second", about), ("feedback", "Una", "It <b>broke</b>!", about)], "feedback, newest first")
    first = found[0]["id"]
    equal(post(server, f"{P}/feedback/{first}/resolve")[1]["affected"], 1, "resolve")
    equal(post(server, f"{P}/feedback/{first}/resolve")[1]["affected"], 0, "resolve again")
    equal([one["id"] for one in get(server, f"{P}/feedback?status=resolved")["data"]], [first], "resolved ones")
    get(server, f"{P}/feedback?status=odd", 400)
    page = get(server, f"{P}/feedback?limit=1")
    place = urllib.parse.urlencode({"cursor": page["next_cursor"], "cursor_id": page["next_cursor_id"], "limit": 1})
    equal([one["id"] for one in get(server, f"{P}/feedback?{place}")["data"]], [found[1]["id"]], "the next page")
    equal(post(server, f"{P}/feedback/{first}/delete")[1]["affected"], 1, "delete")
    equal(post(server, f"{P}/feedback/{first}/odd")[0], 404, "an unknown action")
    counted(server, (("feedback", "accepted", ""), 3), (("feedback", "invalid", "message"), 1), (("feedback", "invalid", "json"), 1))
    flood = [item("user_report", {"event_id": uuid.uuid4().hex, "comments": f"{n}"}) for n in range(700)]
    equal(send(server, *flood), 200, "a flood of feedback")
    counted(server, (("feedback", "accepted", ""), 598), (("feedback", "limited", "rate"), 105))


# ---- files ------------------------------------------------------------------------------------------------------

def files(server):
    id, content = uuid.uuid4().hex, bytes(range(256)) * 5000
    name = "../../x\r\nSet-Cookie: a=b\"ü.html"
    event = item("event", {"event_id": id, "message": "with a file"})
    equal(send(server, event, item("attachment", content, filename=name, content_type="text/html")), 200, "an event with a file")
    row = server.rows("SELECT id FROM events WHERE event_id = ?", id)[0][0]
    for path in (f"/api/v1/events/{row}/attachments", f"/api/v1/events/{id}/attachments"):
        equal([(one["name"], one["size"]) for one in get(server, path)], [(name, len(content))], path)
    found = get(server, f"{P}/attachments?event_id={id}")["data"]
    status, body, headers = server.request("GET", f"/api/v1/attachments/{found[0]['id']}")
    equal((status, body == content), (200, True), "the file as it was")
    wanted = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Set-Cookie": None}
    equal({key: headers.get(key) for key in wanted}, wanted, "its headers")
    check(headers["Content-Disposition"].startswith('attachment; filename="'), f"a download: {headers['Content-Disposition']}")
    equal(len(headers.get_all("Content-Disposition")), 1, "one name")
    equal(send(server, item("attachment", b"no event")), 200, "a file without an event")
    equal(send(server, item("attachment", b"x" * 1_295_000), event_id=id), 200, "a file that is too large here")
    equal(send(server, *[item("attachment", b"x", filename=f"{n}") for n in range(30)], event_id=id), 200, "many files")
    equal(len(get(server, f"{P}/attachments?event_id={id}")["data"]), 20, "bounded files")
    counted(server, (("attachment", "invalid", "event_id"), 1), (("attachment", "invalid", "too_large"), 1), (("attachment", "limited", "too_many_of_event"), 11))
    one = found[0]["id"]
    equal(post(server, f"/api/v1/attachments/{one}/delete")[1]["affected"], 1, "delete")
    get(server, f"/api/v1/attachments/{one}", 404)
    get(server, "/api/v1/attachments/x", 400)
    # The quota: the oldest go.
    for n in range(10):
        equal(send(server, item("attachment", os.urandom(250_000), filename=f"big {n}"), event_id=uuid.uuid4().hex), 200, "a large file")
    left = [one["name"] for one in get(server, f"{P}/attachments?limit=100")["data"]]
    equal(left[:4], ["big 9", "big 8", "big 7", "big 6"], "the newest stay")
    total = server.rows("SELECT sum(size) FROM attachments")[0][0]
    check(total <= 1_300_000, f"within the quota: {total}")
    equal(server.rows("SELECT attachment_bytes FROM item_settings")[0][0], total, "and counted rightly")


def large(server):
    """100 MB of attachments cost neither the memory nor the other clients their answers."""
    before, slowest, done = server.memory(), [0.0], threading.Event()

    def others():
        while not done.is_set():
            start = time.time()
            equal(server.native({"message": "meanwhile"})[0], 202, "others meanwhile")
            slowest[0] = max(slowest[0], time.time() - start)

    thread = threading.Thread(target=others)
    thread.start()
    try:
        status = send(server, item("attachment", os.urandom(1 << 20) * 95), event_id=uuid.uuid4().hex)
    finally:
        done.set()
        thread.join()
    equal(status, 200, "a file of 95 MiB is passed over")
    check(slowest[0] < 5, f"others waited {slowest[0]:.1f} s")


def minidumps(server):
    content = b"MDMP" + os.urandom(1000)
    id = uuid.uuid4().hex
    equal(send(server, item("attachment", content, filename="crash.dmp", attachment_type="event.minidump"), event_id=id), 200, "a minidump alone")
    equal(server.rows("SELECT i.title FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.event_id = ?", id), [("Minidump: crash.dmp",)], "its event")
    equal([one["kind"] for one in get(server, f"/api/v1/events/{id}/attachments")], ["event.minidump"], "its file")
    form = []
    for name, value, more in (("sentry", json.dumps({"release": "9.9"}).encode(), ""), ("sentry[environment]", b"field", ""),
                              ("upload_file_minidump", content, '; filename="b.dmp"'), ("log", b"text", '; filename="b.log"')):
        form.append(f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n")
    body = b"".join(form) + b"--B--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    status, answer, _ = server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", body, headers)
    equal(status, 200, f"a form: {answer}")
    id = uuid.UUID(answer.decode()).hex
    equal(server.rows("SELECT message, release, environment, level FROM events WHERE event_id = ?", id), [("Minidump: b.dmp", "9.9", "field", "fatal")], "its event")
    equal(sorted(one["kind"] for one in get(server, f"/api/v1/events/{id}/attachments")), ["event.attachment", "event.minidump"], "its files")
    equal(server.request("POST", "/api/1/minidump/", body, headers)[0], 401, "without a key")
    equal(server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", b"{}", {"Content-Type": "application/json"})[0], 400, "no form")
    equal(server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", b"--B--\r\n", headers)[0], 400, "no minidump")


# ---- logs -------------------------------------------------------------------------------------------------------

def logs(server):
    value = lambda one, kind="string": {"value": one, "type": kind}
    line = {"timestamp": time.time() - 5, "trace_id": "ab" * 16, "level": "WARNING", "body": "Über 100% of C:\\temp_x <x>\0",
            "attributes": {"sentry.environment": value("prod"), "sentry.release": value("2.0"), "user.id": value("7"), "n": value(5, "integer"),
                           "password": value("geheim")}}
    equal(send(server, item("log", {"items": [line, {"level": "info"}]}, item_count=2, content_type="application/vnd.sentry.items.log+json")), 200, "logs")
    found = get(server, f"{P}/logs")["data"]
    wanted = {"level": "warn", "body": "Über 100% of C:\\temp_x <x>", "environment": "prod", "release": "2.0", "trace_id": "ab" * 16}
    equal([{key: one[key] for key in wanted} for one in found], [wanted], "a line")
    equal(found[0]["attributes"]["password"], "[Filtered]", "no secrets")
    for query, count in (("q=ÜBER", 1), ("q=100%25", 1), ("q=100_", 0), ("q=C:\\temp_", 1), ("level=warn,error", 1), ("level=info", 0), ("trace_id=" + "ab" * 16, 1),
                         ("attribute=user.id:7", 1), ("attribute=n:5", 1), ("attribute=n:6", 0), ("environment=prod&release=2.0", 1), ("since=2100-01-01T00:00:00Z", 0)):
        equal(len(get(server, f"{P}/logs?{urllib.parse.quote(query, safe='=&:,%')}")["data"]), count, f"logs {query}")
    for query in ("level=odd", "attribute=x", "since=yesterday", "cursor=1"):
        get(server, f"{P}/logs?{query}", 400)
    many = {"items": [{"timestamp": time.time(), "level": "info", "body": f"line {n}"} for n in range(100_000)]}
    equal(send(server, item("log", many)), 200, "100,000 lines in one item")
    long = {"items": [{"level": "info", "body": "z" * 20_000, "attributes": {f"a{n}": value("v" * 5000) for n in range(200)}}]}
    equal(send(server, item("log", long)), 200, "a long line")
    some = {"items": [{"level": "info", "body": f"n{n}"} for n in range(1500)]}
    equal(send(server, item("log", some)), 200, "1,500 lines")
    counted(server, (("log_item", "accepted", ""), 1002), (("log_item", "invalid", "body"), 1), (("log_item", "invalid", "too_large"), 1),
            (("log_item", "limited", "too_many_in_item"), 500), (("log_item", "cut", "too_long"), 1))
    kept = get(server, f"{P}/logs?q=zzz")["data"][0]
    check(len(kept["body"]) == 8192 and len(json.dumps(kept["attributes"])) < 120_000, "bounded lines")


# ---- release health ---------------------------------------------------------------------------------------------

def sessions(server):
    attributes = {"release": "app@1", "environment": "prod"}
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def session(sid, **more):
        return item("session", {"sid": sid, "started": started, "attrs": attributes, "did": f"user {sid[-1]}", **more})

    equal(send(server, session("s1", init=True, status="ok"), session("s2", init=True, status="ok"), session("s3", init=True, status="ok")), 200, "three begin")
    equal(send(server, session("s1", status="exited", errors=2), session("s2", status="crashed", errors=1)), 200, "and end")
    equal(send(server, session("s2", status="crashed", errors=1), session("s2", status="ok")), 200, "what is said twice")
    groups = {"aggregates": [{"started": started, "exited": 5, "errored": 1, "crashed": 1}], "attrs": {**attributes, "release": "app@2"}}
    equal(send(server, item("sessions", groups)), 200, "groups")
    equal(send(server, item("session", {"sid": "x", "attrs": {}}), item("sessions", {"aggregates": 5})), 200, "what cannot be read")
    found = {one["release"]: one for one in get(server, f"{P}/release-health?environment=prod")}
    keys = ("sessions", "healthy", "errored", "crashed", "users", "crashed_users", "crash_free_sessions", "crash_free_users", "adoption")
    equal([found["app@1"][key] for key in keys], [3, 1, 1, 1, 3, 1, 0.666667, 0.666667, 0.3], "one by one")
    equal([found["app@2"][key] for key in keys], [7, 5, 1, 1, 0, 0, 0.857143, None, 0.7], "in groups")
    equal(get(server, f"{P}/release-health?environment=other"), [], "another environment")
    series = get(server, f"{P}/release-health/series?release=app%402")
    equal([(one["healthy"], one["crashed"]) for one in series], [(5, 1)], "by the hour")
    flood = [item("sessions", {"aggregates": [{"started": started, "exited": 1}], "attrs": {"release": f"flood {n}"}}) for n in range(300)]
    equal(send(server, *flood), 200, "a flood of releases")
    check(server.rows("SELECT count(*) FROM session_hours")[0][0] <= 202, "bounded releases")
    counted(server, (("session", "invalid", "release"), 1), (("session", "invalid", "aggregates"), 1))


# ---- transactions -----------------------------------------------------------------------------------------------

def transaction(name, seconds, status="ok", **more):
    now = time.time()
    return item("transaction", {"event_id": uuid.uuid4().hex, "type": "transaction", "transaction": name, "start_timestamp": now - seconds, "timestamp": now,
                                "contexts": {"trace": {"op": "http.server", "status": status, "trace_id": "cd" * 16}}, "spans": [{}, {}], **more})


def transactions(server):
    equal(send(server, transaction("/", 1)), 200, "a transaction")
    equal(get(server, f"{P}/item-settings"), {"transaction_rate": 0}, "none are kept")
    for rate in (2, -0.1, "x", None):
        equal(post(server, f"{P}/item-settings", {"transaction_rate": rate})[0], 400, f"rate {rate}")
    equal(post(server, f"{P}/item-settings", {"transaction_rate": 1})[0], 200, "all are kept")
    items = [transaction("/slow", n / 100) for n in range(1, 101)] + [transaction("/fast", 0.001), transaction("/fast", 0.001, "internal_error")]
    equal(send(server, *items), 200, "transactions")
    equal(send(server, item("transaction", {"transaction": "/odd"}), transaction("/back", -5)), 200, "what cannot be")
    found = get(server, f"{P}/endpoints")
    equal([one["name"] for one in found["data"]], ["/slow", "/fast"], "the slowest first")
    slow, fast = found["data"]
    equal((slow["count"], round(slow["p50"]), round(slow["p95"]), round(slow["max"])), (100, 500, 950, 1000), "percentiles")
    equal((fast["failure_rate"], fast["op"]), (0.5, "http.server"), "failures")
    equal([one["name"] for one in get(server, f"{P}/endpoints?sort=failures")["data"]][0], "/fast", "by failures")
    get(server, f"{P}/endpoints?sort=odd", 400)
    counted(server, (("transaction", "skipped", "not_kept"), 1), (("transaction", "accepted", ""), 102), (("transaction", "invalid", "timestamps"), 2),
            (("span", "skipped", "not_kept"), 211))
    equal(post(server, f"{P}/item-settings", {"transaction_rate": 0.5})[0], 200, "half of them")
    equal(send(server, *[transaction("/half", 0.01) for _ in range(200)]), 200, "two hundred")
    half = next(one for one in get(server, f"{P}/endpoints")["data"] if one["name"] == "/half")
    check(100 <= half["count"] <= 300, f"the sample stands for all: {half['count']}")


def others(server):
    report = {"discarded_events": [{"reason": "before_send", "category": "error", "quantity": 4}, {"reason": "made up\n", "category": "x" * 500, "quantity": 2},
                                   {"reason": "before_send", "category": "error", "quantity": -1}]}
    equal(send(server, item("client_report", report)), 200, "a client report")
    equal(send(server, item("profile", {}), item("statsd", b"a:1|c"), item("span", {}, item_count=7), item("made up", b"x")), 200, "what is not kept")
    counted(server, (("error", "client", "before_send"), 4), (("other", "client", "other"), 2), (("profile", "skipped", "not_kept"), 1),
            (("statsd", "skipped", "not_kept"), 1), (("span", "skipped", "not_kept"), 7), (("other", "skipped", "not_kept"), 1))
    get(server, f"{P}/outcomes?bucket=odd", 400)


# ---- browsers ---------------------------------------------------------------------------------------------------

def browsers(server):
    path = f"/api/1/security/?sentry_key={KEY}&sentry_release=4.2"
    send_report = lambda body: server.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/csp-report", "User-Agent": "Fire"})
    status, _, headers = send_report({"csp-report": CSP})
    equal((status, headers.get("Access-Control-Allow-Origin")), (201, "*"), "report-uri")
    modern = {"type": "csp-violation", "url": "https://shop.example/cart", "user_agent": "Fire",
              "body": {"documentURL": "https://shop.example/cart", "effectiveDirective": "script-src", "blockedURL": "https://evil.example/y.js", "lineNumber": 3}}
    equal(send_report([modern, {"type": "deprecation", "body": {"id": "old-thing"}}])[0], 201, "the Reporting API")
    titles = server.rows("SELECT title, event_count, level FROM issues WHERE title LIKE 'Blocked%' OR title LIKE 'Browser%' ORDER BY title")
    equal(titles, [("Blocked 'script-src' from 'https://evil.example'", 2, "warning"), ("Browser report 'deprecation': old-thing", 1, "warning")], "their issues")
    equal(server.rows("SELECT DISTINCT release FROM events WHERE message LIKE 'Blocked%'"), [("4.2",)], "their release")
    for body in ({}, [], {"csp-report": None}, [5], "x"):
        equal(send_report(body)[0], 400, f"report {body}")
    equal(server.request("POST", path, b"x" * 300_000)[0], 413, "a report that is too large")
    equal(server.request("POST", "/api/1/security/", b"{}")[0], 401, "without a key")
    equal(send_report([{**modern, "body": {**modern["body"], "effectiveDirective": "img-src"}}] * 50)[0], 201, "fifty at once")
    equal(server.rows("SELECT event_count FROM issues WHERE title LIKE '%img-src%'"), [(20,)], "twenty are taken")
    counted(server, (("security", "limited", "too_many_in_request"), 30))


# ---- operation --------------------------------------------------------------------------------------------------

def operation(server):
    equal(get(server, "/readyz"), {"database": "ok", "writer": "ok", "stream": "ok"}, "ready")
    equal(get(server, "/healthz"), {"status": "ok"}, "healthy")
    status, body, headers = server.request("GET", "/metrics")
    text = body.decode()
    equal((status, headers["Content-Type"].split(";")[0]), (200, "text/plain"), "metrics")
    for name in ("mesher_events_accepted_total", "mesher_envelope_items_total{type=\"log\"}", "mesher_client_discarded_total{", "mesher_actors",
                 "mesher_issues{status=\"unresolved\"}", "mesher_stream_clients", "process_resident_memory_bytes", "mesher_outcomes_total{"):
        check(name in text, f"metric {name}")
    check("made up" not in text and KEY not in text, "no words of clients, no keys")


def held(server):
    """A database that somebody else holds takes no events: whoever asks is told so in time, and when that is over."""
    with contextlib.closing(sqlite3.connect(server.database, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        check(eventually(lambda: server.request("GET", "/healthz")[0] == 503), "not healthy")
        status, body, _ = server.request("GET", "/readyz")
        equal((status, json.loads(body)["database"] in ("busy", "too slow"), json.loads(body)["stream"]), (503, True, "ok"), f"not ready: {body}")
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



@on_both
def suite(binary):
    with running(binary, MESHER_ALERT_CHECK_MS=200, MESHER_RATE_LIMIT=0, MESHER_MAX_ATTACHMENT_BYTES=2_000_000) as server:
        monitors(server)
        monitor_forms(server)
        monitor_flood(server)
        feedback(server)
        minidumps(server)
        logs(server)
        sessions(server)
        others(server)
        transactions(server)
        browsers(server)
        operation(server)
    with running(binary, MESHER_RATE_LIMIT=0, MESHER_MAX_ATTACHMENT_BYTES=1_290_000, MESHER_ATTACHMENT_QUOTA_BYTES=1_300_000) as server:
        files(server)
        large(server)
    stopped(binary)
    aged(binary)


def aged(binary):
    """What is older than the project keeps goes, and nothing else does."""
    day = 86400_000_000
    columns = {"logs": "received_at", "transactions": "received_at", "attachments": "received_at", "checkins": "received_at", "feedback": "received_at",
               "alerts": "triggered_at"}
    with tempfile.TemporaryDirectory() as folder:
        first = Server(binary, folder)
        post(first, f"{P}/item-settings", {"transaction_rate": 1})
        post(first, f"{P}/alert-rules", {"condition": {"condition_type": "new_issue"}})

        def some(n):
            first.native({"message": f"kept {'ab'[n]}"})
            log, said = {"items": [{"body": f"{n}"}]}, {"event_id": uuid.uuid4().hex, "comments": f"{n}"}
            equal(send(first, item("log", log), transaction("/", 1), item("attachment", b"x" * 300_000), item("user_report", said), event_id=uuid.uuid4().hex), 200, "items")
            check_in(first, "job", "ok", crontab())

        some(0)
        for table, column in columns.items():
            equal(len(first.rows(f"SELECT 1 FROM {table}")), 1, f"a row of {table}")
            first.change(f"UPDATE {table} SET {column} = {column} - {2 * day}")
        some(1)
        first.stop()
        first.change("UPDATE projects SET retention_days = 1")
        second = Server(binary, folder)
        check(eventually(lambda: all(len(second.rows(f"SELECT 1 FROM {table}")) == 1 for table in columns)), "what is old is gone")
        equal(second.rows("SELECT a.size, s.attachment_bytes FROM attachments a JOIN item_settings s ON s.project_id = a.project_id"),
              [(300_000, 300_000)], "the new file is there, and counted")
        equal(len(second.rows("SELECT DISTINCT attachment_id FROM attachment_parts")), 1, "the parts of the old one are gone")
        equal(second.stop(), 0, "its end")


def client(binary):
    """What the real client for Python sends beside events."""
    python = sdk.interpreter()
    if not python:
        print("items: the client is skipped, sentry-sdk is not installed")
        return
    with running(binary) as server:
        post(server, f"{P}/item-settings", {"transaction_rate": 1})
        done = subprocess.run([python, "-c", CLIENT, f"http://{KEY}@127.0.0.1:{server.http}/1"], capture_output=True, text=True, timeout=120)
        equal(done.returncode, 0, f"the client's exit code: {done.stderr}")
        counted(server, (("attachment", "accepted", ""), 1), (("monitor", "accepted", ""), 2), (("log_item", "accepted", ""), 1), (("session", "accepted", ""), 1),
                (("transaction", "accepted", ""), 1), (("error", "client", "before_send"), 1))
        equal([one["status"] for one in checkins(server, "nightly")], ["ok"], "its check-in")
        equal([(one["body"], one["attributes"]["shop"]) for one in get(server, f"{P}/logs")["data"]], [("Ana signed in", "north")], "its log")
        equal([(one["name"], one["op"]) for one in get(server, f"{P}/endpoints")["data"]], [("GET /orders", "http.server")], "its transaction")
        found = get(server, f"{P}/attachments")["data"][0]
        equal(server.request("GET", f"/api/v1/attachments/{found['id']}")[1], b"hello\x00\xff\nworld", "its file")
        equal([(one["release"], one["sessions"], one["errored"]) for one in get(server, f"{P}/release-health")], [("app@1.0", 1, 1)], "its session")


def program(meshc):
    """Schedules where clocks are set, and bounds of tables, in a program of their own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([compiled(meshc, "schedules", folder)], capture_output=True, text=True, timeout=60)
    wanted = (pathlib.Path(__file__).parent / "programs/schedules.out").read_text()
    equal((done.stdout.splitlines(), done.stderr), (wanted.splitlines(), ""), "schedules")


def run(binary, meshc):
    program(meshc)
    suite(binary)
    client(binary)
    private_metrics(binary)
