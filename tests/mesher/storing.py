"""What is written of events: counts, rules of issues that were put away, samples, limits, retention; and databases that fail."""
import contextlib
import gzip
import http.client
import json
import os
import pathlib
import re
import resource
import signal
import stat
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

import databases
from harness import AUTH, KEY, Server, check, equal, eventually, running

DAY = 86400 * 1000000
HOUR = 3600 * 1000000


def together(works):
    """Runs the functions at the same time."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def books(server, name):
    """All counts say the same."""
    events, = server.rows("SELECT count(*) FROM events")[0]
    sums = {
        "issues": "SELECT sum(event_count) FROM issues WHERE deleted_at IS NULL",
        "issue_hours": "SELECT sum(events) FROM issue_hours",
        "project_hours": "SELECT sum(events) FROM project_hours",
        "event_ids": "SELECT count(*) FROM event_ids",
    }
    for table, sql in sums.items():
        equal(server.rows(sql)[0][0], events, f"{name}: {table} count the events")
    wrong = server.rows("""SELECT title, user_count FROM issues i
        WHERE user_count <> (SELECT count(*) FROM issue_users u WHERE u.issue_id = i.id)""")
    equal(wrong, [], f"{name}: users of issues")
    numbers = server.rows("SELECT project_id, number FROM issues")
    equal(len(numbers), len(set(numbers)), f"{name}: numbers of issues are given once")
    lost = server.rows("SELECT count(*) FROM issues i WHERE NOT EXISTS (SELECT 1 FROM issue_hashes h WHERE h.issue_id = i.id)")
    equal(lost, [(0,)], f"{name}: a fingerprint leads to each issue")
    return events


def columns(server):
    """What stands beside an event and in a new issue."""
    body = server.store({
        "exception": {"values": [{"type": "KeyError", "value": "'price'", "stacktrace": {"frames": [
            {"filename": "shop/cart.py", "function": "total", "in_app": True}]}}]},
        "release": "shop@1", "environment": "staging", "user": {"id": "u1"}, "platform": "python", "level": "fatal",
    })[1]
    sql = """SELECT i.title, i.level, i.exception_type, i.exception_value, i.platform, i.first_release, i.last_release, i.grouping_rule,
        i.user_count, i.number, e.release, e.environment, e.user_label FROM events e JOIN issues i ON i.id = e.issue_id
        WHERE e.event_id = ?"""
    found = server.rows(sql, body["id"])[0]
    equal(found[:7], ("KeyError: 'price'", "fatal", "KeyError", "'price'", "python", "shop@1", "shop@1"), "a new issue")
    equal(found[7:9] + found[10:], ("stack", 1, "shop@1", "staging", "u1"), "its rule, users and event")
    nil = server.store({"message": "nil", "event_id": "0" * 32})[1]["id"]
    check(nil != "0" * 32 and re.fullmatch("[0-9a-f]{32}", nil), f"a nil id gets a new one: {nil}")


def put_away(server):
    """What brings an issue back that was resolved or archived."""
    def issue(name, **columns):
        id = server.native({"message": name, "release": "1"})[2]["X-Mesher-Issue-Id"]
        changes = ", ".join(f"{column} = ?" for column in columns)
        server.change(f"UPDATE issues SET {changes} WHERE id = ?", *columns.values(), id)
        return lambda release: (
            server.native({"message": name, "release": release})[0],
            server.rows("SELECT status FROM issues WHERE id = ?", id)[0][0],
        )[1]

    resolved = issue("resolved", status="resolved")
    equal(resolved("1"), "unresolved", "resolved")
    by_count = issue("archived until 3", status="archived", archived_until_count=3)
    equal([by_count("1"), by_count("1")], ["archived", "unresolved"], "archived until so many events")
    now = int(time.time() * 1000000)
    by_time = issue("archived for an hour", status="archived", archived_until=now + HOUR)
    equal(by_time("1"), "archived", "archived until a time to come")
    over = issue("archived until now", status="archived", archived_until=now)
    equal(over("1"), "unresolved", "archived until a time that has come")
    left = "SELECT count(*) FROM issues WHERE status = 'unresolved' AND (resolved_in <> '' OR archived_until IS NOT NULL)"
    equal(server.rows(left), [(0,)], "rules of issues that came back are gone")


def deleted_issues(server):
    """The fingerprint of an issue that is being deleted makes a new one."""
    first = server.native({"message": "to be deleted"})[2]["X-Mesher-Issue-Id"]
    server.change("UPDATE issues SET deleted_at = ? WHERE id = ?", 1 << 62, first)
    second, third = (server.native({"message": "to be deleted"})[2]["X-Mesher-Issue-Id"] for _ in range(2))
    check(second != first and second == third, f"a new issue: {first} {second} {third}")


def bulk(server):
    """All or none, as many as a hundred."""
    def post(body, headers=AUTH):
        status, answer, received = server.request("POST", "/api/v1/events/bulk", json.dumps(body).encode(), headers)
        equal(received.get("Access-Control-Allow-Origin"), "*", "bulk: CORS")
        return status, json.loads(answer)

    before = server.rows("SELECT count(*) FROM events")[0][0]
    equal(post([{"message": f"bulk {number % 7}"} for number in range(100)]), (202, {"status": "accepted"}), "a hundred events")
    equal(post({"message": "bulk 0"}), (202, {"status": "accepted"}), "one event")
    equal(post([]), (202, {"status": "accepted"}), "no event")
    equal(server.rows("SELECT count(*) FROM events")[0][0], before + 101, "events of bulk requests")
    equal(len(server.rows("SELECT id FROM issues WHERE title LIKE 'bulk %'")), 7, "issues of bulk requests")
    for body, status, reason in [
        ([{"message": "x"}] * 101, 400, "too many events in bulk request (max 100)"),
        ([{"message": "fine"}, {"level": "loud", "message": "x"}], 400, "event 1: invalid level: must be fatal, error, warning, info, or debug"),
        ([{"message": "fine"}, 7], 400, "event 1: invalid json"),
        ([{"message": "x" * 1048577}], 400, "event 0: payload too large"),
        ("text", 400, "invalid json"),
    ]:
        equal(post(body), (status, {"error": reason}), f"bulk {str(body)[:60]}")
    equal(post([{"message": "x"}], {}), (401, {"error": "unauthorized"}), "bulk without a key")
    equal(server.rows("SELECT count(*) FROM events")[0][0], before + 101, "nothing of a wrong request is stored")


def whole_lists(binary):
    """Of a list that is refused nothing is stored, whatever the reason; lists that have more events than a group stay whole."""
    body = json.dumps([{"message": f"list {number}", "fingerprint": "lists"} for number in range(100)]).encode()
    post = lambda server: server.request("POST", "/api/v1/events/bulk", body, AUTH)
    stored = lambda server: server.rows("SELECT count(*) FROM events")[0][0]
    for ack in ("durable", "queued"):
        with running(binary, MESHER_RATE_LIMIT=0, MESHER_ACK=ack, MESHER_WRITER_MAX=99) as server:
            status, _, headers = post(server)
            equal((status, headers.get("Retry-After")), (503, "5"), f"a list without room, {ack}")
            equal(server.native({"message": "alone"})[0], 202, f"there is room for one event, {ack}")
            check(eventually(lambda: stored(server) == 1), f"of a list without room {stored(server) - 1} are stored, {ack}")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0, MESHER_WRITER_MAX=250, MESHER_BATCH=7)
        answers, alone, stop = [], [], threading.Event()

        def single():
            while not stop.is_set():
                alone.append(server.native({"message": "between"})[0])

        worker = threading.Thread(target=single)
        worker.start()
        together([lambda: answers.append(post(server)[0]) for _ in range(20)])
        stop.set()
        worker.join()
        equal(set(answers) | set(alone), {202, 503}, "lists and events that come at the same time")
        wanted = answers.count(202) * 100 + alone.count(202)
        equal(stored(server), wanted, f"{answers.count(202)} lists and {alone.count(202)} events were taken")
        before = stored(server)
        late = []
        with databases.held(server.url):
            together([lambda: late.append(post(server)[0]) for _ in range(3)])
        equal((set(late), stored(server)), ({503}, before), "lists while the database is held")
        check(eventually(lambda: post(server)[0] == 202), "a list when it is free again")

        def until_the_end():
            with contextlib.suppress(OSError, http.client.HTTPException):
                while True:
                    post(server)

        worker = threading.Thread(target=until_the_end)
        worker.start()
        check(eventually(lambda: stored(server) > before + 200), "lists before the kill")
        server.kill()
        worker.join()
        after = Server(binary, folder, MESHER_RATE_LIMIT=0)
        equal((stored(after) - before) % 100, 0, "of a list that a kill meets there is nothing or all")
        books(after, "lists")
        equal(after.stop(), 0, "exit code")


def work_before_authority(server):
    """Whoever has no key has nothing inflated or parsed."""
    bomb = gzip.compress(b"{" + b'"a":1,' * 16_000_000 + b'"b":2}')
    frames = json.dumps({"message": "m", "stacktrace": {"frames": [{"function": "f"}] * 40000}}).encode()
    before = processor(server)
    for path in ("/api/1/envelope/", "/api/1/store/", "/api/v1/events", "/api/v1/events/bulk"):
        for body, encoding in ((bomb, "gzip"), (frames, "identity"), (gzip.compress(b'{"dsn":"http://x@h/1"}\n' + frames), "gzip")):
            for headers in ({}, {"X-Sentry-Auth": "mshr_" + "0" * 48}):
                # The connection may end before all of the body is sent.
                with contextlib.suppress(OSError):
                    status = server.request("POST", path, body, {**headers, "Content-Encoding": encoding})[0]
                    check(status in (400, 401, 403, 413), f"{path} without a key: {status}")
    spent = processor(server) - before
    check(spent < 3, f"requests without a key cost {spent:.1f} s of processor")


def processor(server):
    """Seconds of processor that the server has used."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def large_events(server):
    """An event that is as bad as can be costs what its bytes are worth."""
    frames = [{"filename": f"app/module_{number}.py", "function": f"function_{number}"} for number in range(3000)]
    worst = {"message": "worst", "fingerprint": ["{{default}}"] * 6000, "stacktrace": {"frames": frames}}
    tags = {"message": "tags", "tags": {f"tag {number}": "x" * 300 for number in range(2500)}}
    crumbs = {"message": "crumbs", "breadcrumbs": {"values": [{"message": "x" * 50}] * 10000}}
    deep = '{"message":"deep","extra":' + '{"a":' * 100000 + "1" + "}" * 100000 + "}"
    before, spent = server.memory(), processor(server)
    for body in [json.dumps(worst), json.dumps(tags), json.dumps(crumbs), deep]:
        status, answer, _ = server.request("POST", "/api/1/store/", body.encode(), AUTH)
        check(status in (200, 400), f"a large event: {status} {answer[:100]}")
    grown, spent = (server.memory() - before) >> 20, processor(server) - spent
    check(grown < 200, f"large events: {grown} MiB more")
    check(spent < 10, f"large events: {spent:.1f} s of processor")
    size = server.rows("SELECT max(length(fingerprint) + length(tags) + length(payload)) FROM events")[0][0]
    check(size < 1 << 20, f"the largest row has {size} bytes")


def fields_that_are_wrong(server):
    """They cost themselves, not the event."""
    for body in (b'{"message":"number","extra":{"n":1e400}}', b'{"message":"escape \\u12 here"}',
                 b'\xef\xbb\xbf{"message":"a mark of the order of bytes","extra":{"n":NaN}}'):
        status, answer, _ = server.request("POST", "/api/1/store/", body, AUTH)
        equal(status, 200, f"{body}: {answer}")


def unknown_paths(server):
    for path in ("/api/1/unheard-of/", "/api/1/", "/api/77/replays/"):
        status, body, headers = server.request("POST", path, b"{}", AUTH)
        equal((status, headers.get("Access-Control-Allow-Origin")), (404, "*"), f"{path}: CORS")
        check(json.loads(body).get("detail") == headers.get("X-Sentry-Error"), f"{path}: {body}")


def fairness(server):
    """Many large events of one project do not delay another's."""
    org = json.loads(server.request("GET", "/api/v1/orgs")[1])[0]["id"]
    body = json.dumps({"name": "Other", "slug": "other", "platform": "python"}).encode()
    created = json.loads(server.request("POST", f"/api/v1/orgs/{org}/projects", body)[1])
    other = {"X-Sentry-Auth": created["key_value"]}
    frames = [{"filename": f"app/module_{number}.py", "function": "f" * 200} for number in range(4000)]
    large = json.dumps({"message": "large", "stacktrace": {"frames": frames}}).encode()[:1048570]
    done = []

    def flood(number):
        status = server.request("POST", "/api/1/store/", large, AUTH)[0]
        check(status == 200, f"a large event among many: {status}")
        done.append(number)

    workers = [threading.Thread(target=flood, args=(number,)) for number in range(24)]
    for worker in workers:
        worker.start()
    status = server.request("POST", f"/api/{created['number']}/store/", b'{"message":"small"}', other)[0]
    equal((status, len(done) < 24), (200, True), "another project is served meanwhile")
    for worker in workers:
        worker.join()


def limits(binary):
    """A sample, a limit of a key, origins: as the settings say, at once."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        mode = stat.S_IMODE(os.stat(server.database).st_mode) if not databases.is_postgres() else 0o600
        equal(oct(mode), "0o600", "the database file is its owner's")
        equal(server.stop(), 0, "exit code")
        server.change("UPDATE api_keys SET rate_limit = 2")
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        answers = [server.store({"message": "limited"}) for _ in range(3)]
        equal([status for status, _, _ in answers], [200, 200, 429], "the limit of a key")
        check(":key:" in answers[2][2]["X-Sentry-Rate-Limits"], f"whose limit: {answers[2][2]['X-Sentry-Rate-Limits']}")
        equal(server.stop(), 0, "exit code")
        server.change("UPDATE api_keys SET rate_limit = NULL, allowed_origins = 'https://shop.example *.shop.example'")
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        for origin, wanted in [("https://shop.example", 200), ("https://a.shop.example:8443", 200), ("https://evil.example", 403),
                               ("https://shop.example.evil.example", 403), (None, 200)]:
            headers = {**AUTH, **({"Origin": origin} if origin else {})}
            equal(server.store({"message": "from a page"}, headers)[0], wanted, f"events of {origin}")
        equal(server.stop(), 0, "exit code")
        server.change("UPDATE api_keys SET allowed_origins = ''")
        server.change("UPDATE projects SET sample_rate = 0")
        server = Server(binary, folder, MESHER_RATE_LIMIT=1)
        before = server.rows("SELECT count(*) FROM events")
        for _ in range(3):
            equal(server.store({"message": "sampled out", "event_id": "d" * 32})[:2], (200, {"id": "d" * 32}), "an event out of the sample")
            equal(server.native({"message": "sampled out"})[:2], (202, {"status": "accepted"}), "a native event out of the sample")
        equal(server.rows("SELECT count(*) FROM events"), before, "it is not stored")
        equal(server.stop(), 0, "exit code")
        counted = dict(server.rows("SELECT outcome, sum(quantity) FROM outcomes WHERE category = 'error' GROUP BY outcome"))
        equal((counted.get("sampled"), counted.get("limited")), (6, 1), "what was not kept is counted")


def retention(binary):
    """By days at the start, with the counts left alone; then by bytes; on PostgreSQL whole days."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        ids = {}
        for name in ("old", "of yesterday", "new"):
            ids[name] = server.native({"message": name, "extra": {"text": "x" * 1000}})[2]["X-Mesher-Event-Id"]
        now = int(time.time() * 1000000)
        equal(server.stop(), 0, "exit code")
        ages = {"old": 100, "of yesterday": 1}
        for name, days in ages.items():
            at = now - days * DAY
            if databases.is_postgres():
                day = at // DAY
                table = time.strftime("events_%Y%m%d", time.gmtime(day * 86400))
                server.change(f"CREATE TABLE IF NOT EXISTS {table} PARTITION OF events FOR VALUES FROM ({day * DAY}) TO ({(day + 1) * DAY})")
            for table in ("events", "event_ids"):
                server.change(f"UPDATE {table} SET received_at = ? WHERE event_id = ?", at, ids[name])
        titles = lambda: sorted(row[0] for row in server.rows("SELECT message FROM events"))
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        check(eventually(lambda: titles() == ["new", "of yesterday"]), f"kept: {titles()}")
        equal(server.rows("SELECT sum(event_count) FROM issues"), [(3,)], "issues keep their counts")
        check(eventually(lambda: len(server.rows("SELECT event_id FROM event_ids")) == 2), "the id of the old event is gone")
        if databases.is_postgres():
            check(server.says("[Mesher] Dropped expired partition: events_"), "the day is dropped")
        equal(server.stop(), 0, "exit code")
        server.change("UPDATE projects SET retention_bytes = 1500")
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        check(eventually(lambda: titles() == ["new"]), f"kept by bytes: {titles()}")
        equal(server.stop(), 0, "exit code")


def read_day(binary):
    """Somebody reads a day that is too old for long: it stays, and nothing else does."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        server.native({"message": "old", "event_id": "1" * 32})
        equal(server.stop(), 0, "exit code")
        days = [time.strftime("events_%Y%m%d", time.gmtime(time.time() - age * 86400)) for age in (100, 99)]
        first = int(time.time()) // 86400 - 100
        for number, table in enumerate(days):
            bounds = f"FROM ({(first + number) * DAY}) TO ({(first + number + 1) * DAY})"
            server.change(f"CREATE TABLE {table} PARTITION OF events FOR VALUES {bounds}")
        server.change("UPDATE event_ids SET received_at = ?", (int(time.time()) - 100 * 86400) * 1000000)
        there = lambda: [row[0] for row in server.rows("SELECT CAST(relname AS TEXT) FROM pg_class WHERE relname LIKE 'events_20%'")]
        with contextlib.closing(databases.Postgres(server.url)) as reader:
            reader.query("BEGIN")
            reader.query(f"LOCK TABLE {days[0]} IN ACCESS SHARE MODE")
            server = Server(binary, folder, MESHER_RATE_LIMIT=0)
            check(eventually(lambda: days[1] not in there()), "the next day goes")
            check(eventually(lambda: not server.rows("SELECT 1 FROM event_ids")), "and what projects do not want")
            check(days[0] in there() and server.says("retention is done in part"), "the day that is read stays, and the log says so")
            equal(server.stop(), 0, "exit code")


def unforeseen_day(server):
    """A partition that is not there is made."""
    today = time.strftime("events_%Y%m%d", time.gmtime())
    server.change(f"DROP TABLE {today}")
    equal(server.native({"message": "of a day that nobody foresaw"})[0], 202, "an event without a partition")


def two_writers(binary):
    """Two processes on one database: nothing is counted twice or lost, whoever makes an issue first."""
    with tempfile.TemporaryDirectory() as folder:
        servers = [Server(binary, folder, MESHER_RATE_LIMIT=0) for _ in range(2)]
        answers = []

        def post(server, worker):
            for number in range(25):
                event = {"message": f"issue {number % 9} {number // 20}", "user_context": {"id": f"u{(worker + number) % 5}"}}
                # Half of the ids come twice, to different processes.
                if number % 2:
                    event["event_id"] = uuid.UUID(int=worker // 2 * 1000 + number + 1).hex
                answers.append(server.native(event)[0])

        together([lambda server=servers[worker % 2], worker=worker: post(server, worker) for worker in range(6)])
        equal(set(answers), {202}, "answers of two processes")
        events = books(servers[0], "two processes")
        equal(events, 6 * 13 + 3 * 12, "events of two processes")
        for server in servers:
            equal(server.stop(), 0, "exit code")


def bombs(binary):
    """Small bodies that become very large, many at once: one after the other is unpacked, and none of those meanwhile waits that are as usual."""
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        item = b'{}\n{"type":"attachment","filename":"x"}\n' + b"a" * (99 << 20)
        packed = gzip.compress(item, 1)
        answers, others = [], []
        headers = {**AUTH, "Content-Encoding": "gzip"}
        post = lambda: answers.append(server.request("POST", "/api/1/envelope/", packed, headers)[0])
        threads = [threading.Thread(target=post) for _ in range(8)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            others.append(server.store({"message": "as usual"})[0])
        for thread in threads:
            thread.join()
        check(set(answers) <= {200, 503} and 200 in answers, f"answers to what is large: {answers}")
        equal(set(others), {200}, "those that are as usual")
        peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{server.process.pid}/status").read_text())[1]) // 1024
        check(peak < 700, f"{peak} MB of memory for eight bodies of 99 MB")
        large = os.urandom(6 << 20)
        equal(server.request("POST", "/api/1/envelope/", b'{}\n{"type":"attachment","filename":"y"}\n' + large.replace(b"\n", b"x"), AUTH)[0], 200, "a large one")


def wide_lists(binary):
    """Lists that are small packed, and large when they are read, many at once."""
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        packed = gzip.compress(b"[" + b'{"a":1},' * 650000 + b"1]", 1)
        answers = []
        post = lambda: answers.append(server.request("POST", "/api/v1/events/bulk", packed, {**AUTH, "Content-Encoding": "gzip"})[0])
        together([post] * 8)
        check(set(answers) <= {400, 503} and 400 in answers, f"answers to lists of too many: {answers}")
        peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{server.process.pid}/status").read_text())[1]) // 1024
        check(peak < 700, f"{peak} MB of memory for eight lists of 5 MB")


def held_database(binary):
    """Somebody else has the database: an answer comes in time, and events that were acknowledged wait."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        server.native({"message": "before"})
        with databases.held(server.url):
            start = time.time()
            status, _, headers = server.store({"message": "meanwhile"})
            waited = time.time() - start
            equal((status, headers.get("Retry-After")), (503, "5"), "an event while the database is held")
            check(waited < 15, f"the answer took {waited:.0f} s")
            status, _, headers = server.native({"message": "meanwhile"})
            equal((status, headers.get("Retry-After")), (503, "5"), "a native event")
        check(eventually(lambda: server.native({"message": "after"})[0] == 202), "events are stored again")
        equal(server.stop(), 0, "exit code")
        equal(books(server, "held"), 2, "events")

        server = Server(binary, folder, MESHER_RATE_LIMIT=0, MESHER_ACK="queued", MESHER_WRITER_MAX=20)
        with databases.held(server.url):
            answers = [server.native({"message": "queued"}) for _ in range(30)]
        accepted = [status for status, _, _ in answers].count(202)
        equal((accepted, {status for status, _, _ in answers}), (20, {202, 503}), "as many as there is room for")
        check(all(headers.get("Retry-After") for status, _, headers in answers if status == 503), "Retry-After")
        check(eventually(lambda: server.rows("SELECT count(*) FROM events")[0][0] == 2 + accepted, 40), "all that was acknowledged is stored")
        equal(server.stop(), 0, "exit code")
        books(server, "queued")


def restarted_database(binary):
    """PostgreSQL goes and comes back under load: what was acknowledged is there."""
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        acknowledged, stop = set(), threading.Event()

        def post():
            while not stop.is_set():
                with contextlib.suppress(OSError):
                    status, _, headers = server.native({"message": "under load"})
                    if status == 202:
                        acknowledged.add(headers["X-Mesher-Event-Id"])
                    elif status != 503:
                        check(False, f"an answer while the database is away: {status}")

        workers = [threading.Thread(target=post) for _ in range(4)]
        for worker in workers:
            worker.start()
        check(eventually(lambda: len(acknowledged) > 50), "events before")
        for how in ("-QUIT", "-INT"):
            databases.postgres().halt(how)
            databases.postgres().start()
            count = len(acknowledged)
            check(eventually(lambda: len(acknowledged) > count + 50, 60), f"events after {how}")
        stop.set()
        for worker in workers:
            worker.join()
        stored = {row[0] for row in server.rows("SELECT event_id FROM events")}
        equal(acknowledged - stored, set(), "acknowledged events that are lost")
        books(server, "restarted")


def full_disk(binary):
    """No room for more: 503, and events again when there is."""
    def bounded():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, resource.RLIM_INFINITY))

    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, start=bounded, MESHER_RATE_LIMIT=0)
        acknowledged = 0
        for _ in range(200):
            status, _, headers = server.native({"message": "large", "extra": {"text": os.urandom(40000).hex()}})
            if status != 202:
                break
            acknowledged += 1
        equal((status, headers.get("Retry-After")), (503, "5"), "an event for a full disk")
        check(server.process.poll() is None, "the server runs on")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        check(eventually(lambda: server.native({"message": "small"})[0] == 202), "events are stored again")
        equal(server.stop(), 0, "exit code")
        check(books(server, "full disk") > acknowledged, "acknowledged events are there")


def read_only_database(binary):
    """PostgreSQL takes no writes for a while: what was acknowledged waits, and who waits for the disk is told."""
    database = databases.postgres()
    with running(binary, MESHER_ACK="queued", MESHER_FLUSH_MS=200) as server, running(binary) as durable:
        names = [urllib.parse.urlparse(one.url).path[1:] for one in (server, durable)]

        def turn(setting):
            for name in names:
                database.sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {setting}')
                database.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

        stored = lambda: len(server.rows("SELECT 1 FROM events"))
        equal(server.native({"message": "before"})[0], 202, "an event")
        check(eventually(lambda: stored() == 1), "it is stored")
        # A value that is wrong is told as writes are told that are refused.
        server.change("ALTER TABLE events ADD CHECK (message <> 'poison' OR 1 / (length(message) - 6) > 0)")
        equal([server.native({"message": text})[0] for text in ("poison", "other")], [202] * 2, "one of them can never be stored")
        check(eventually(lambda: stored() == 2) and server.says("an event cannot be stored"), "it is dropped alone")
        tried = server.output().count('"attempt":3')
        turn("on")
        equal([server.native({"message": f"meanwhile {number}"})[0] for number in range(10)], [202] * 10, "acknowledged meanwhile")
        equal(durable.native({"message": "meanwhile"})[0], 503, "an event that would have to be on disk")
        check(eventually(lambda: server.output().count('"attempt":3') > tried + 1), "it was tried often enough to be dropped")
        turn("off")
        check(eventually(lambda: stored() == 12), f"what was acknowledged is there: {stored()} of 12")
        dropped = (server.output() + durable.output()).count("an event cannot be stored")
        equal(dropped, 1, "what was taken for what can never be stored")


@contextlib.contextmanager
def small_disk(megabytes):
    """A folder on a disk of its own in memory; None where that cannot be made."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=777", "none", folder], capture_output=True)
        try:
            yield folder if made.returncode == 0 else None
        finally:
            if made.returncode == 0:
                subprocess.run(["umount", folder], check=True)


def full_postgres(binary):
    """PostgreSQL's disk is full, and PostgreSQL may end by that: 503, and all that was acknowledged is there when there is room again."""
    with small_disk(160) as disk, tempfile.TemporaryDirectory() as folder:
        if not disk:
            print("storing: no small disk can be made, PostgreSQL's is not filled")
            return
        database = type(databases.postgres())(folder=disk)
        filler = pathlib.Path(disk, "filler")
        try:
            url = database.url("?sslmode=disable")
            server = Server(binary, folder, MESHER_RATE_LIMIT=0, MESHER_DATABASE_URL=url)
            server.url = url
            free = os.statvfs(disk)
            filler.write_bytes(b"x" * (free.f_bavail * free.f_bsize - (4 << 20)))
            acknowledged = set()
            for _ in range(400):
                status, _, headers = server.native({"message": "large", "extra": {"text": os.urandom(40000).hex()}})
                if status != 202:
                    break
                acknowledged.add(headers["X-Mesher-Event-Id"])
            equal((status, headers.get("Retry-After")), (503, "5"), "an event for a full disk of PostgreSQL")
            filler.unlink()
            if database.process.poll() is not None:
                database.start()
            check(eventually(lambda: server.native({"message": "small"})[0] == 202, 60), "events are stored again")
            stored = {row[0] for row in server.rows("SELECT event_id FROM events")}
            equal((len(acknowledged) > 5, acknowledged - stored), (True, set()), "acknowledged events that are lost")
            equal(server.stop(), 0, "exit code")
            books(server, "full disk of PostgreSQL")
        finally:
            database.stop()


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        for test in (columns, put_away, bulk, work_before_authority, large_events, fields_that_are_wrong, unknown_paths, fairness):
            test(server)
        books(server, "one server")
        deleted_issues(server)
        if databases.is_postgres():
            unforeseen_day(server)
    for test in (whole_lists, limits, retention, two_writers, held_database, bombs, wide_lists):
        test(binary)
    if databases.is_postgres():
        read_day(binary)
        restarted_database(binary)
        read_only_database(binary)
        full_postgres(binary)
    else:
        full_disk(binary)
