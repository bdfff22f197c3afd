"""The life of an issue: status, regression, listing, spikes."""
import json
import tempfile
import time
import urllib.parse
import uuid

import databases
from harness import Server, WebSocket, check, equal, running


def life(server):
    """Resolve, regress, archive, discard, unresolve; what watchers are told."""
    stream = WebSocket(server.http, "/stream/projects/1")
    event = {"message": "life", "fingerprint": "life"}
    issue = server.native(event)[2]["X-Mesher-Issue-Id"]
    kinds = lambda count: [(message := stream.next()) and (message["type"], message.get("action", message.get("count"))) for _ in range(count)]
    equal(kinds(2), [("event", None), ("issue_count", 1)], "a new issue")
    for action, affected, told in [
        ("resolve", 1, [("issue", "resolved"), ("issue_count", 0)]),
        ("resolve", 0, []),
        ("unresolve", 1, [("issue", "unresolved"), ("issue_count", 1)]),
        ("unresolve", 1, [("issue", "unresolved"), ("issue_count", 1)]),
        ("archive", 1, [("issue", "archived"), ("issue_count", 0)]),
    ]:
        equal(server.act(issue, action), {"status": "ok", "affected": affected}, action)
        equal(kinds(len(told)), told, f"told after {action}")
    server.native(event)
    equal(kinds(2), [("event", None), ("issue_count", 0)], "an event on an archived issue")
    equal(server.rows("SELECT status, event_count FROM issues"), [("archived", 2)], "it stays archived and is counted")
    server.act(issue, "resolve")
    kinds(2)
    server.native({**event, "level": "fatal", "message": "another"})
    news = [stream.next() for _ in range(3)]
    # The count is told once in 100 ms, so it may come last.
    told = {message["type"]: message for message in news}
    equal((news[0]["type"], set(told)), ("event", {"event", "issue_count", "issue"}), "a regression")
    equal((news[0]["data"]["regression"], news[0]["data"]["new_issue"]), (True, False), "a regression")
    equal((told["issue_count"]["count"], told["issue"]["action"]), (1, "regressed"), "a regression")
    equal(server.rows("SELECT title, level, status, event_count FROM issues"), [("life", "error", "unresolved", 3)], "title and level stay")
    server.act(issue, "discard")
    equal(kinds(2), [("issue", "discarded"), ("issue_count", 0)], "discarded")
    status, body, headers = server.native(event)
    equal((status, body, headers.get("X-Mesher-Issue-Id")), (202, {"status": "accepted"}, None), "an event on a discarded issue")
    equal(server.rows("SELECT event_count, (SELECT count(*) FROM events) FROM issues"), [(3, 3)], "it is not stored")
    equal(server.act(issue, "unresolve")["affected"], 1, "a discarded issue is revived")
    equal(kinds(2), [("issue", "unresolved"), ("issue_count", 1)], "nothing was told of the discarded event")
    equal(server.act(str(uuid.uuid4()), "resolve"), {"status": "ok", "affected": 0}, "an unknown issue")
    stream.close()


def listing(server):
    """Both forms, pages, filters."""
    for number in range(30):
        level = ["error", "fatal", "info"][number % 3]
        environment = "production" if number % 2 else "staging"
        server.native({"message": f"listed {number:02}", "level": level, "environment": environment})
    server.native({"message": "listed 05"})
    bare = server.issues()
    check(isinstance(bare, list), "no query gives a bare list")
    equal(set(bare[0]), {"id", "title", "level", "status", "event_count", "first_seen", "last_seen", "assigned_to"}, "fields")
    order = [(issue["last_seen"], issue["id"]) for issue in bare]
    equal(order, sorted(order, reverse=True), "the newest come first")
    equal(bare[0]["title"], "listed 05", "the newest")
    listed = [issue["id"] for issue in bare]
    for limit, size in ((1, 1), (7, 7), (30, 30), (1000, 100)):
        pages, query = [], f"?limit={limit}"
        while True:
            page = server.issues(query)
            pages += [issue["id"] for issue in page["data"]]
            check(len(page["data"]) <= size, f"a page of {limit}")
            equal("next_cursor" in page, page["has_more"], "a cursor only when there is more")
            if not page["has_more"]:
                break
            cursor = urllib.parse.urlencode({"cursor": page["next_cursor"], "cursor_id": page["next_cursor_id"]})
            query = f"?limit={limit}&{cursor}"
        equal(pages, listed, f"pages of {limit}")
    equal(server.issues(f"?limit={len(listed)}")["has_more"], False, "has_more is exact")
    equal(len(server.issues("?limit=many")["data"]), 25, "25 unless a number is given")
    titles = lambda query: sorted(issue["title"] for issue in server.issues(query)["data"])
    equal(titles("?q=LISTED+05"), ["listed 05"], "title contains")
    fatal = [f"listed {number:02}" for number in range(30) if number % 3 == 1]
    equal(titles("?level=fatal&limit=100"), fatal, "level")
    odd = [f"listed {number:02}" for number in range(30) if number % 2]
    equal(titles("?environment=production&limit=100"), odd, "environment")
    equal(titles("?assigned_to=nobody"), [], "assigned_to")
    by_count = server.issues("?sort=event_count&q=listed&limit=2")
    equal((by_count["data"][0]["title"], by_count["next_cursor"]), ("listed 05", "1"), "sorted by count")
    equal([issue["title"] for issue in server.issues("?sort=first_seen&q=listed&limit=1")["data"]], ["listed 29"], "first seen")
    since = urllib.parse.quote(bare[0]["last_seen"])
    equal(titles(f"?since={since}"), ["listed 05"], "since")
    server.act(bare[0]["id"], "resolve")
    equal(titles("?status=resolved"), ["listed 05"], "status")
    check(bare[0]["id"] in [issue["id"] for issue in server.issues("?status=&limit=100")["data"]], "an empty status means all")
    for query in ("?cursor=x&cursor_id=y", "?cursor=2026-01-01T00:00:00.000000Z", "?sort=name", "?since=yesterday"):
        equal(server.request("GET", f"/api/v1/projects/1/issues{query}")[0], 400, query)
    project = server.rows("SELECT id, slug, number FROM projects")[0]
    for name in project:
        equal(server.request("GET", f"/api/v1/projects/{name}/issues")[0], 200, "the project by id, slug and number")
    for name in ("1.0", "+1", "%2B1", "1e0", "%201", "1%20", "1%0A", "-1", "0x1", "0", "18446744073709551617"):
        equal(server.request("GET", f"/api/v1/projects/{name}/issues")[0], 404, f"project {name}")
        equal(WebSocket(server.ws, f"/stream/projects/{name}").status, 404, f"stream of project {name}")
    equal(server.request("GET", "/api/v1/projects/1%00/issues")[0], 400, "a project with NUL in its name")
    equal(WebSocket(server.ws, "/stream/projects/1%00").status, 400, "stream of a project with NUL in its name")


def spikes(binary):
    """Archived issues with 10, 11, 20 of 336, 21 of 336, 20 of 335 events in the last hour and week, and one whose hour is over."""
    cases = [(10, 10, False), (11, 11, True), (20, 336, False), (21, 336, True), (20, 335, True), (0, 12, False)]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder)
        names = {}
        for hour, week, _ in cases:
            message = f"{hour} of {week}"
            names[message] = server.native({"message": message})[2]["X-Mesher-Issue-Id"]
            server.act(names[message], "archive")
        comes_back = server.native({"message": "waits"})[2]["X-Mesher-Issue-Id"]
        equal(server.stop(), 0, "exit code")
        hour_micros = 3600 * 1000000
        now = int(time.time() * 1000000)
        columns = [name for name, in server.rows(
            "SELECT name FROM pragma_table_info('events')" if not databases.is_postgres() else
            "SELECT CAST(column_name AS text) FROM information_schema.columns WHERE table_name = 'events' ORDER BY ordinal_position")]

        def add(issue, count, age):
            """So many events of an issue, so long ago, counted by the hour."""
            given = {"id": "e.id || '-' || n.i || '-' || CAST(? AS TEXT)", "event_id": "e.event_id || '-' || n.i || '-' || CAST(? AS TEXT)",
                     "received_at": "CAST(? AS BIGINT)"}
            values = [(now - age) if name == "received_at" else str(age) for name in columns if name in given]
            server.change(
                f"INSERT INTO events ({', '.join(columns)}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
                f" SELECT {', '.join(given.get(name, 'e.' + name) for name in columns)} FROM n, (SELECT * FROM events WHERE issue_id = '{issue}'"
                f" LIMIT 1) e", *values)
            count_hours(issue, count, age)

        def count_hours(issue, count, age):
            server.change(f"INSERT INTO issue_hours VALUES ('{issue}', {(now - age) // hour_micros}, {count}) ON CONFLICT (issue_id, hour)"
                          " DO UPDATE SET events = issue_hours.events + excluded.events")

        for hour, week, _ in cases:
            issue = names[f"{hour} of {week}"]
            server.change(f"DELETE FROM issue_hours WHERE issue_id = '{issue}'")
            if hour:
                # With the one that is there.
                count_hours(issue, 1, 0)
                if hour > 1:
                    add(issue, hour - 1, hour_micros // 2)
                if week > hour:
                    count_hours(issue, week - hour, 3 * 24 * hour_micros)
            else:
                add(issue, week, hour_micros + 60 * 1000000)
                server.change(f"DELETE FROM events WHERE issue_id = '{issue}' AND received_at > ?", now - hour_micros)
        server.change(f"UPDATE issues SET status = 'archived', archived_until = 1 WHERE id = '{comes_back}'")
        server = Server(binary, folder, MESHER_SPIKE_CHECK_S=1)
        stream = WebSocket(server.http, "/stream/projects/1")
        log = "[Mesher] Spike checker: escalated 3 archived issues"
        check(server.says(log), f"the log says {log}")
        statuses = dict(server.rows("SELECT title, status FROM issues"))
        for hour, week, escalates in cases:
            equal(statuses[f"{hour} of {week}"], "unresolved" if escalates else "archived", f"{hour} of {week}")
        equal(statuses["waits"], "unresolved", "its time has come")
        actions = [action for action, in server.rows("SELECT action FROM issue_activity WHERE user_name = 'Mesher' ORDER BY action")]
        equal(actions, ["escalated"] * 3 + ["unresolved"], "histories")
        told = []
        while (message := stream.next(1)) is not None:
            told.append(message)
        # The first check may have been before the handshake; then nothing is left to be told.
        if told:
            check({m["action"] for m in told if m["type"] == "issue"} <= {"escalated", "unresolved"}, "the escalation is told")
        equal(server.stop(), 0, "exit code")


def run(binary):
    with running(binary) as server:
        life(server)
        listing(server)
    spikes(binary)
