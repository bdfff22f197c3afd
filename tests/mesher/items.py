"""Items of envelopes that are no events, and what is kept of them."""

import json
import pathlib
import subprocess
import tempfile
import time
import urllib.parse
import uuid

import error_page
import files
import monitors
import operation
import sdk
from databases import on_both
from envelopes import P, counted, get, item, post, send, transaction
from harness import KEY, Server, check, equal, eventually, running
from monitors import check_in, checkins, crontab
from recovery import compiled

CSP = {
    "document-uri": "https://shop.example/cart",
    "violated-directive": "script-src 'self'",
    "effective-directive": "script-src",
    "blocked-uri": "https://evil.example/x.js",
    "original-policy": "script-src 'self'",
}
CLIENT = """
import sys
import sentry_sdk
from sentry_sdk import logger
from sentry_sdk.crons import monitor
from sentry_sdk.sessions import track_session

without = lambda event, _: None if "dropped" in str(event) else event
options = {"traces_sample_rate": 1.0, "enable_logs": True, "before_send": without}
sentry_sdk.init(sys.argv[1], environment="prod", release="app@1.0", **options)
config = {"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "Europe/Vienna", "max_runtime": 60}


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


def feedback(server):
    about = uuid.uuid4().hex
    event = {
        "event_id": uuid.uuid4().hex,
        "environment": "e",
        "release": "r",
        "contexts": {
            "feedback": {
                "message": "It <b>broke</b>\0!",
                "contact_email": "u@x.y",
                "name": "Una",
                "url": "https://x.y/",
                "associated_event_id": about,
            }
        },
    }
    equal(send(server, item("feedback", event)), 200, "feedback")
    equal(
        send(server, item("user_report", {"event_id": about, "name": "Uwe", "email": "w@x.y", "comments": "first"})),
        200,
        "report",
    )
    equal(
        send(server, item("user_report", {"event_id": about, "name": "Uwe", "email": "w@x.y", "comments": "second"})),
        200,
        "report again",
    )
    equal(
        send(server, item("user_report", {"event_id": about, "comments": "  "}), item("feedback", b"[]")),
        200,
        "what cannot be read",
    )
    found = get(server, f"{P}/feedback")["data"]
    equal(
        [(one["source"], one["name"], one["message"], one["event_id"]) for one in found],
        [("user_report", "Uwe", "second", about), ("feedback", "Una", "It <b>broke</b>!", about)],
        "feedback, newest first",
    )
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
    counted(
        server, (("feedback", "accepted", ""), 3), (("feedback", "invalid", "message"), 1), (("feedback", "invalid", "json"), 1)
    )
    flood = [item("user_report", {"event_id": uuid.uuid4().hex, "comments": f"{n}"}) for n in range(700)]
    equal(send(server, *flood), 200, "a flood of feedback")
    counted(server, (("feedback", "accepted", ""), 598), (("feedback", "limited", "rate"), 105))


def logs(server):
    value = lambda one, kind="string": {"value": one, "type": kind}
    line = {
        "timestamp": time.time() - 5,
        "trace_id": "ab" * 16,
        "level": "WARNING",
        "body": "Über 100% of C:\\temp_x <x>\0",
        "attributes": {
            "sentry.environment": value("prod"),
            "sentry.release": value("2.0"),
            "user.id": value("7"),
            "n": value(5, "integer"),
            "password": value("geheim"),
        },
    }
    equal(
        send(
            server,
            item("log", {"items": [line, {"level": "info"}]}, item_count=2, content_type="application/vnd.sentry.items.log+json"),
        ),
        200,
        "logs",
    )
    found = get(server, f"{P}/logs")["data"]
    wanted = {
        "level": "warn",
        "body": "Über 100% of C:\\temp_x <x>",
        "environment": "prod",
        "release": "2.0",
        "trace_id": "ab" * 16,
    }
    equal([{key: one[key] for key in wanted} for one in found], [wanted], "a line")
    equal(found[0]["attributes"]["password"], "[Filtered]", "no secrets")
    for query, count in (
        ("q=ÜBER", 1),
        ("q=100%25", 1),
        ("q=100_", 0),
        ("q=C:\\temp_", 1),
        ("level=warn,error", 1),
        ("level=info", 0),
        ("trace_id=" + "ab" * 16, 1),
        ("attribute=user.id:7", 1),
        ("attribute=n:5", 1),
        ("attribute=n:6", 0),
        ("environment=prod&release=2.0", 1),
        ("since=2100-01-01T00:00:00Z", 0),
    ):
        equal(len(get(server, f"{P}/logs?{urllib.parse.quote(query, safe='=&:,%')}")["data"]), count, f"logs {query}")
    for query in ("level=odd", "attribute=x", "since=yesterday", "cursor=1"):
        get(server, f"{P}/logs?{query}", 400)
    many = {"items": [{"timestamp": time.time(), "level": "info", "body": f"line {n}"} for n in range(100_000)]}
    equal(send(server, item("log", many)), 200, "100,000 lines in one item")
    long = {"items": [{"level": "info", "body": "z" * 20_000, "attributes": {f"a{n}": value("v" * 5000) for n in range(200)}}]}
    equal(send(server, item("log", long)), 200, "a long line")
    some = {"items": [{"level": "info", "body": f"n{n}"} for n in range(1500)]}
    equal(send(server, item("log", some)), 200, "1,500 lines")
    counted(
        server,
        (("log_item", "accepted", ""), 1002),
        (("log_item", "invalid", "body"), 1),
        (("log_item", "invalid", "too_large"), 1),
        (("log_item", "limited", "too_many_in_item"), 500),
        (("log_item", "cut", "too_long"), 1),
    )
    kept = get(server, f"{P}/logs?q=zzz")["data"][0]
    check(len(kept["body"]) == 8192 and len(json.dumps(kept["attributes"])) < 120_000, "bounded lines")


def sessions(server):
    attributes = {"release": "app@1", "environment": "prod"}
    started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    def session(sid, **more):
        return item("session", {"sid": sid, "started": started, "attrs": attributes, "did": f"user {sid[-1]}", **more})

    equal(
        send(
            server,
            session("s1", init=True, status="ok"),
            session("s2", init=True, status="ok"),
            session("s3", init=True, status="ok"),
        ),
        200,
        "three begin",
    )
    equal(send(server, session("s1", status="exited", errors=2), session("s2", status="crashed", errors=1)), 200, "and end")
    equal(send(server, session("s2", status="crashed", errors=1), session("s2", status="ok")), 200, "what is said twice")
    groups = {
        "aggregates": [{"started": started, "exited": 5, "errored": 1, "crashed": 1}],
        "attrs": {**attributes, "release": "app@2"},
    }
    equal(send(server, item("sessions", groups)), 200, "groups")
    equal(
        send(server, item("session", {"sid": "x", "attrs": {}}), item("sessions", {"aggregates": 5})), 200, "what cannot be read"
    )
    found = {one["release"]: one for one in get(server, f"{P}/release-health?environment=prod")}
    keys = (
        "sessions",
        "healthy",
        "errored",
        "crashed",
        "users",
        "crashed_users",
        "crash_free_sessions",
        "crash_free_users",
        "adoption",
    )
    equal([found["app@1"][key] for key in keys], [3, 1, 1, 1, 3, 1, 0.666667, 0.666667, 0.3], "one by one")
    equal([found["app@2"][key] for key in keys], [7, 5, 1, 1, 0, 0, 0.857143, None, 0.7], "in groups")
    equal(get(server, f"{P}/release-health?environment=other"), [], "another environment")
    # A session stays where it began, whatever is said of it later.
    equal(send(server, session("s4", init=True, status="ok", attrs={"release": "app@3", "environment": "moved"})), 200, "one begins")
    later = session("s4", status="crashed", attrs={"release": "app@4", "environment": "moved"})
    elsewhere = session("s4", status="crashed", attrs={"release": "app@3", "environment": "elsewhere"})
    equal((send(server, later), send(server, elsewhere)), (200, 200), "and ends elsewhere")
    moved = {one["release"]: [one[key] for key in keys[:6]] for one in get(server, f"{P}/release-health?environment=moved")}
    equal(moved, {"app@3": [1, 0, 0, 1, 1, 1]}, "where it began")
    equal(get(server, f"{P}/release-health?environment=elsewhere"), [], "and nowhere else")
    of_aged = {"release": "app@5", "environment": "aged"}
    equal(send(server, session("s5", init=True, status="ok", attrs=of_aged)), 200, "one begins")
    server.change("DELETE FROM session_hours WHERE environment = 'aged'")
    equal(send(server, session("s5", status="crashed", attrs=of_aged)), 200, "and ends when its hour is gone")
    equal(get(server, f"{P}/release-health?environment=aged"), [], "nothing is taken from what is gone")
    series = get(server, f"{P}/release-health/series?release=app%402")
    equal([(one["healthy"], one["crashed"]) for one in series], [(5, 1)], "by the hour")
    flood = [
        item("sessions", {"aggregates": [{"started": started, "exited": 1}], "attrs": {"release": f"flood {n}"}})
        for n in range(300)
    ]
    equal(send(server, *flood), 200, "a flood of releases")
    check(server.rows("SELECT count(*) FROM session_hours")[0][0] <= 202, "bounded releases")
    counted(server, (("session", "invalid", "release"), 1), (("session", "invalid", "aggregates"), 1))


def transactions(server):
    equal(send(server, transaction("/", 1)), 200, "a transaction")
    equal(get(server, f"{P}/item-settings"), {"transaction_rate": 0}, "none are kept")
    for rate in (2, -0.1, "x", None):
        equal(post(server, f"{P}/item-settings", {"transaction_rate": rate})[0], 400, f"rate {rate}")
    equal(post(server, f"{P}/item-settings", {"transaction_rate": 1})[0], 200, "all are kept")
    items = [transaction("/slow", n / 100) for n in range(1, 101)] + [
        transaction("/fast", 0.001),
        transaction("/fast", 0.001, "internal_error"),
    ]
    equal(send(server, *items), 200, "transactions")
    equal(send(server, item("transaction", {"transaction": "/odd"}), transaction("/back", -5)), 200, "what cannot be")
    found = get(server, f"{P}/endpoints")
    equal([one["name"] for one in found["data"]], ["/slow", "/fast"], "the slowest first")
    slow, fast = found["data"]
    equal((slow["count"], round(slow["p50"]), round(slow["p95"]), round(slow["max"])), (100, 500, 950, 1000), "percentiles")
    equal((fast["failure_rate"], fast["op"]), (0.5, "http.server"), "failures")
    equal([one["name"] for one in get(server, f"{P}/endpoints?sort=failures")["data"]][0], "/fast", "by failures")
    get(server, f"{P}/endpoints?sort=odd", 400)
    counted(
        server,
        (("transaction", "skipped", "not_kept"), 1),
        (("transaction", "accepted", ""), 102),
        (("transaction", "invalid", "timestamps"), 2),
        (("span", "skipped", "not_kept"), 211),
    )
    equal(post(server, f"{P}/item-settings", {"transaction_rate": 0.5})[0], 200, "half of them")
    equal(send(server, *[transaction("/half", 0.01) for _ in range(200)]), 200, "two hundred")
    half = next(one for one in get(server, f"{P}/endpoints")["data"] if one["name"] == "/half")
    check(100 <= half["count"] <= 300, f"the sample stands for all: {half['count']}")


def others(server):
    report = {
        "discarded_events": [
            {"reason": "before_send", "category": "error", "quantity": 4},
            {"reason": "made up\n", "category": "x" * 500, "quantity": 2},
            {"reason": "before_send", "category": "error", "quantity": -1},
        ]
    }
    equal(send(server, item("client_report", report)), 200, "a client report")
    equal(
        send(server, item("profile", {}), item("statsd", b"a:1|c"), item("span", {}, item_count=7), item("made up", b"x")),
        200,
        "what is not kept",
    )
    counted(
        server,
        (("error", "client", "before_send"), 4),
        (("other", "client", "other"), 2),
        (("profile", "skipped", "not_kept"), 1),
        (("statsd", "skipped", "not_kept"), 1),
        (("span", "skipped", "not_kept"), 7),
        (("other", "skipped", "not_kept"), 1),
    )
    get(server, f"{P}/outcomes?bucket=odd", 400)


def browsers(server):
    path = f"/api/1/security/?sentry_key={KEY}&sentry_release=4.2"
    send_report = lambda body: server.request(
        "POST", path, json.dumps(body).encode(), {"Content-Type": "application/csp-report", "User-Agent": "Fire"}
    )
    status, _, headers = send_report({"csp-report": CSP})
    equal((status, headers.get("Access-Control-Allow-Origin")), (201, "*"), "report-uri")
    modern = {
        "type": "csp-violation",
        "url": "https://shop.example/cart",
        "user_agent": "Fire",
        "body": {
            "documentURL": "https://shop.example/cart",
            "effectiveDirective": "script-src",
            "blockedURL": "https://evil.example/y.js",
            "lineNumber": 3,
        },
    }
    equal(send_report([modern, {"type": "deprecation", "body": {"id": "old-thing"}}])[0], 201, "the Reporting API")
    titles = server.rows(
        "SELECT title, event_count, level FROM issues WHERE title LIKE 'Blocked%' OR title LIKE 'Browser%' ORDER BY title"
    )
    equal(
        titles,
        [
            ("Blocked 'script-src' from 'https://evil.example'", 2, "warning"),
            ("Browser report 'deprecation': old-thing", 1, "warning"),
        ],
        "their issues",
    )
    equal(server.rows("SELECT DISTINCT release FROM events WHERE message LIKE 'Blocked%'"), [("4.2",)], "their release")
    for body in ({}, [], {"csp-report": None}, [5], "x"):
        equal(send_report(body)[0], 400, f"report {body}")
    equal(server.request("POST", path, b"x" * 300_000)[0], 413, "a report that is too large")
    equal(server.request("POST", "/api/1/security/", b"{}")[0], 401, "without a key")
    equal(send_report([{**modern, "body": {**modern["body"], "effectiveDirective": "img-src"}}] * 50)[0], 201, "fifty at once")
    equal(server.rows("SELECT event_count FROM issues WHERE title LIKE '%img-src%'"), [(20,)], "twenty are taken")
    counted(server, (("security", "limited", "too_many_in_request"), 30))


@on_both
def suite(binary):
    with running(binary, MESHER_ALERT_CHECK_MS=200, MESHER_RATE_LIMIT=0, MESHER_MAX_ATTACHMENT_BYTES=2_000_000) as server:
        monitors.monitors(server)
        monitors.monitor_forms(server)
        monitors.monitor_flood(server)
        feedback(server)
        files.minidumps(server)
        files.sent_again(server)
        logs(server)
        sessions(server)
        others(server)
        transactions(server)
        browsers(server)
        operation.operation(server)
    with running(
        binary, MESHER_RATE_LIMIT=0, MESHER_MAX_ATTACHMENT_BYTES=1_290_000, MESHER_ATTACHMENT_QUOTA_BYTES=1_300_000
    ) as server:
        files.files(server)
        files.large(server)
    monitors.stopped(binary)
    aged(binary)


def aged(binary):
    """What is older than the project keeps goes, and nothing else does."""
    day = 86400_000_000
    columns = {
        "logs": "received_at",
        "transactions": "received_at",
        "attachments": "received_at",
        "checkins": "received_at",
        "feedback": "received_at",
        "alerts": "triggered_at",
    }
    with tempfile.TemporaryDirectory() as folder:
        first = Server(binary, folder)
        post(first, f"{P}/item-settings", {"transaction_rate": 1})
        post(first, f"{P}/alert-rules", {"condition": {"condition_type": "new_issue"}})

        def some(n):
            first.native({"message": f"kept {'ab'[n]}"})
            log, said = {"items": [{"body": f"{n}"}]}, {"event_id": uuid.uuid4().hex, "comments": f"{n}"}
            equal(
                send(
                    first,
                    item("log", log),
                    transaction("/", 1),
                    item("attachment", b"x" * 300_000),
                    item("user_report", said),
                    event_id=uuid.uuid4().hex,
                ),
                200,
                "items",
            )
            check_in(first, "job", "ok", crontab())

        some(0)
        for table, column in columns.items():
            equal(len(first.rows(f"SELECT 1 FROM {table}")), 1, f"a row of {table}")
            first.change(f"UPDATE {table} SET {column} = {column} - {2 * day}")
        some(1)
        first.stop()
        first.change("UPDATE projects SET retention_days = 1")
        second = Server(binary, folder)
        check(
            eventually(lambda: all(len(second.rows(f"SELECT 1 FROM {table}")) == 1 for table in columns)), "what is old is gone"
        )
        equal(
            second.rows(
                "SELECT a.size, s.attachment_bytes FROM attachments a JOIN item_settings s ON s.project_id = a.project_id"
            ),
            [(300_000, 300_000)],
            "the new file is there, and counted",
        )
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
        done = subprocess.run(
            [python, "-c", CLIENT, f"http://{KEY}@127.0.0.1:{server.http}/1"], capture_output=True, text=True, timeout=120
        )
        equal(done.returncode, 0, f"the client's exit code: {done.stderr}")
        counted(
            server,
            (("attachment", "accepted", ""), 1),
            (("monitor", "accepted", ""), 2),
            (("log_item", "accepted", ""), 1),
            (("session", "accepted", ""), 1),
            (("transaction", "accepted", ""), 1),
            (("error", "client", "before_send"), 1),
        )
        equal([one["status"] for one in checkins(server, "nightly")], ["ok"], "its check-in")
        equal(
            [(one["body"], one["attributes"]["shop"]) for one in get(server, f"{P}/logs")["data"]],
            [("Ana signed in", "north")],
            "its log",
        )
        equal(
            [(one["name"], one["op"]) for one in get(server, f"{P}/endpoints")["data"]],
            [("GET /orders", "http.server")],
            "its transaction",
        )
        found = get(server, f"{P}/attachments")["data"][0]
        equal(server.request("GET", f"/api/v1/attachments/{found['id']}")[1], b"hello\x00\xff\nworld", "its file")
        equal(
            [(one["release"], one["sessions"], one["errored"]) for one in get(server, f"{P}/release-health")],
            [("app@1.0", 1, 1)],
            "its session",
        )


def program(meshc):
    """Schedules where clocks are set, and bounds of tables, in a program of their own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([compiled(meshc, "schedules", folder)], capture_output=True, text=True, timeout=60)
    wanted = (pathlib.Path(__file__).parent / "programs/schedules.out").read_text()
    equal((done.stdout.splitlines(), done.stderr), (wanted.splitlines(), ""), "schedules")


def run(binary, meshc):
    program(meshc)
    suite(binary)
    on_both(error_page.run)(binary)
    client(binary)
    operation.private_metrics(binary)
