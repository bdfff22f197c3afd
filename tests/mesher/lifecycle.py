"""Starting, stopping, configuration, and what survives."""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

import databases
from envelopes import item, send
from harness import AUTH, KEY, Server, WebSocket, check, equal, eventually, running

OPENINGS = {
    "sqlite": "[Mesher] Opening SQLite {database}...\n[Mesher] Schema created/verified\n",
    "postgres": "[Mesher] Connecting to PostgreSQL...\n[Mesher] Schema created/verified\n[Mesher] Partitions created (7 days ahead)\n",
}
LINES = """[Mesher] OrgService started
[Mesher] ProjectService started
[Mesher] UserService started
[Mesher] StreamManager started
[Mesher] StreamManager drain ticker started (250ms interval)
[Mesher] RateLimiter started (60s window, 1000 max)
[Mesher] EventProcessor started
[Mesher] StorageWriter started (default project)
[Mesher] PipelineRegistry started and registered
[Mesher] Health checker started (10s interval)
[Mesher] Spike checker started (5 min interval)
[Mesher] Alert evaluator started (30s interval)
[Mesher] Foundation ready
[Mesher] WebSocket server starting on :{ws}
[Mesher] HTTP server starting on :{http}
[Mesher] WARNING: no users registered, management API is open
[Mesher] Open http://127.0.0.1:{http}/ to watch events arrive
"""
FIRST = """[Mesher] Set up: http://127.0.0.1:{http}/setup#token=<token>
[Mesher] DSN: http://{key}@127.0.0.1:{http}/1
"""


def start_and_stop(binary):
    """The lines of a start; a second start with the same database; what SIGTERM does."""
    with tempfile.TemporaryDirectory() as folder:
        for start in (1, 2):
            server = Server(binary, folder)
            wanted = OPENINGS[databases.chosen] + LINES + (FIRST if start == 1 else "")
            lines = wanted.format(database=server.database, http=server.http, ws=server.ws, key=KEY)
            server.says(lines.splitlines()[-1])
            found = re.sub("token=[0-9a-f]{64}", "token=<token>", server.output())
            check(found.endswith(lines), f"lines of start {start}:\n{found}")
            equal(server.native({"message": "kept"})[0], 202, f"an event at start {start}")
            stream = WebSocket(server.ws, "/stream/projects/1")
            equal(server.stop(), 0, "exit code")
            # Perhaps also of the event, which was told of only now.
            while stream.next():
                pass
            equal(stream.code, 1001, "watchers are told that the server goes")
            check("[Mesher] Shutting down" in server.output(), "the log says that it shuts down")
            equal(server.rows("SELECT event_count FROM issues"), [(start,)], f"events after start {start}")
            os.truncate(server.log.name, 0)


def random_key(binary):
    """Without a wanted key one is made, and printed once; it stays the same."""
    with tempfile.TemporaryDirectory() as folder:
        keys = []
        for start in (1, 2):
            server = Server(binary, folder, MESHER_BOOTSTRAP_KEY="", MESHER_PUBLIC_URL="https://errors.example/base/")
            check(server.says("Open https://errors.example/base/ "), "the address is printed")
            if start == 1:
                check(server.says("/base/1\n"), "a DSN is printed")
            keys = re.findall(r"DSN: https://(mshr_[0-9a-f]{48})@errors\.example/base/1\n", server.output())
            equal(server.native({"message": "m"}, {"Authorization": keys[0]})[0], 202, "the printed key works")
            equal(server.stop(), 0, "exit code")
        equal(len(keys), 1, "the key is printed once")


def crash(binary):
    """What was acknowledged is there after kill -9 in the middle of it."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        acknowledged, reported = [], []
        report = item("client_report", {"discarded_events": [
            {"reason": "before_send", "category": "error", "quantity": 1}, {"reason": "sample_rate", "category": "error", "quantity": 1},
        ]})

        def tell():
            # The first 600 of a minute are kept.
            with contextlib.suppress(OSError):
                for _ in range(250):
                    if send(server, report) == 200:
                        reported.append(1)

        def post(worker):
            for number in range(100000):
                try:
                    status, _, headers = server.native({"message": f"worker {worker}", "extra": {"number": number}})
                except (OSError, ValueError):
                    return
                if status == 202:
                    acknowledged.append(headers["X-Mesher-Event-Id"])

        workers = [threading.Thread(target=post, args=(worker,)) for worker in range(8)] + [threading.Thread(target=tell) for _ in range(2)]
        for worker in workers:
            worker.start()
        while (len(acknowledged) < 200 or len(reported) < 200) and server.process.poll() is None:
            workers[0].join(0.01)
        server.kill()
        for worker in workers:
            worker.join()
        server = Server(binary, folder)
        stored = {row[0] for row in server.rows("SELECT event_id FROM events")}
        equal(set(acknowledged) - stored, set(), "acknowledged events that are lost")
        check(len(acknowledged) >= 200, f"{len(acknowledged)} events acknowledged")
        counted = server.rows("SELECT sum(event_count) FROM issues")[0][0]
        equal(counted, len(stored), "issues count the events that are there")
        for reason in ("before_send", "sample_rate"):
            kept = server.rows("SELECT CAST(coalesce(sum(quantity), 0) AS BIGINT) FROM outcomes WHERE outcome = 'client' AND reason = ?", reason)[0][0]
            check(kept >= len(reported), f"{reason}: {kept} of {len(reported)} reports are there")
        equal(server.stop(), 0, "exit code")


def queued(binary):
    """Acknowledged early: said at the start, there after an orderly end."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_ACK="queued", MESHER_FLUSH_MS=60000)
        check(server.says("MESHER_ACK=queued"), "the start says that events are acknowledged early")
        stream = WebSocket(server.http, "/stream/projects/1")
        for number in range(50):
            equal(server.native({"message": f"queued {number}"})[0], 202, "queued")
        equal(stream.next()["type"], "event", "queued events are streamed")
        equal(server.stop(), 0, "exit code")
        equal(server.rows("SELECT count(*) FROM events"), [(50,)], "queued events are there after SIGTERM")


def stopped_while_sending(binary):
    """What is acknowledged while the server stops is there afterwards, on sockets that stay open as well."""
    settings = {"MESHER_ACK": "queued", "MESHER_RATE_LIMIT": 0, "MESHER_WRITER_MAX": 1000000}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, **settings)
        acknowledged = []

        def send(number):
            socket = WebSocket(server.ws, "/ingest", f"Authorization: {KEY}\r\n")
            with contextlib.suppress(OSError):
                for count in range(100000):
                    socket.send(f'{{"message": "sender {number}", "extra": {{"count": {count}}}}}')
                    answer = socket.next()
                    if answer is None:
                        return
                    acknowledged.append(answer.get("status") == "accepted")

        senders = [threading.Thread(target=send, args=(number,)) for number in range(3)]
        for sender in senders:
            sender.start()
        while sum(acknowledged) < 300 and server.process.poll() is None:
            senders[0].join(0.01)
        equal(server.stop(), 0, "exit code")
        for sender in senders:
            sender.join()
        equal(server.rows("SELECT count(*) FROM events"), [(sum(acknowledged),)], "acknowledged events that are there")


def end_in_order(binary):
    """A request that is under way gets its answer, watchers are told of the end, also when one of them does not read."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        watcher, slow = (WebSocket(server.http, "/stream/projects/1") for _ in range(2))
        body = json.dumps({"message": "under way", "extra": {"filler": "x" * 100000}}).encode()
        for _ in range(100):
            server.request("POST", "/api/v1/events", body, AUTH)
        with socket.create_connection(("127.0.0.1", server.http), timeout=30) as request:
            head = f"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sentry-Auth: {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
            request.sendall(head.encode() + body[:-1])
            server.process.send_signal(signal.SIGTERM)
            check(server.says("Shutting down"), "the log says that it shuts down")

            def is_closed():
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.http), timeout=1):
                    return False
                return True

            check(eventually(is_closed), "no more connections are taken")
            request.sendall(body[-1:])
            check(b" 202 " in request.recv(1000), "a request that is under way is answered")
        start = time.monotonic()
        equal(server.process.wait(timeout=30), 0, "exit code")
        check(time.monotonic() - start < 15, "the end takes no longer because a watcher does not read")
        while watcher.next(5):
            pass
        equal(watcher.code, 1001, "the watcher is told")
        equal(server.rows("SELECT count(*) FROM events"), [(101,)], "events")
        slow.close()


def second_signal(binary):
    """The second signal does not wait for a request that never ends."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder)
        with socket.create_connection(("127.0.0.1", server.http), timeout=30) as request:
            request.sendall(f"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sentry-Auth: {KEY}\r\nContent-Length: 9\r\n\r\n{{".encode())
            # It has read the head when it answers somebody else.
            server.request("GET", "/healthz")
            server.process.send_signal(signal.SIGTERM)
            check(server.says("Shutting down"), "the log says that it shuts down")
            server.process.send_signal(signal.SIGTERM)
            code = server.process.wait(timeout=30)
            check(code not in (0, None), f"exit code {code} after the second signal")


def refused(binary, wanted, text, **settings):
    """A start that must fail with an exit code and a text."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MESHER_")}
    arguments = settings.pop("arguments", [])
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [binary, *arguments], env={**environment, **settings}, cwd=folder, capture_output=True, text=True, timeout=60
        )
    equal(done.returncode, wanted, f"exit code with {settings} {arguments}")
    check(text in done.stdout + done.stderr, f"{settings}: {done.stdout}{done.stderr}")
    check("secret" not in done.stdout + done.stderr, f"a password is shown: {done.stdout}{done.stderr}")


def configuration(binary):
    for name, value in [
        ("MESHER_HTTP_PORT", "web"), ("MESHER_HTTP_PORT", "70000"), ("MESHER_WS_PORT", "0"), ("MESHER_RATE_LIMIT", "-1"),
        ("MESHER_RATE_WINDOW_S", "0"), ("MESHER_MAX_EVENT_BYTES", "1MB"), ("MESHER_ACK", "maybe"),
        ("MESHER_PUBLIC_URL", "ftp://x"), ("MESHER_BOOTSTRAP_KEY", "a-b"), ("MESHER_DATABASE_URL", "mysql://x"),
        ("MESHER_RATE_WINDOW_S", "9223372036854776"), ("MESHER_SPIKE_CHECK_S", "9223372036854775807"),
        ("MESHER_FLUSH_MS", "9223372036854775807"), ("MESHER_DRAIN_MS", "9223372036854775807"),
        ("MESHER_RATE_LIMIT", "9223372036854775808"), ("MESHER_HTTP_PORT", "8081"), ("MESHER_WS_PORT", "8080"),
        ("DATABASE_URL", "mysql://x"), ("MESHER_FLUSH_MS", ""), ("MESHER_STREAM_BUFFER", "0"), ("MESHER_MAIL_FROM", "Ana"),
        ("MESHER_MAIL_FROM", "A\nB <a@b.c>"), ("MESHER_SMTP_CA", "/nowhere"), ("MESHER_SMTP_CA", "/etc/passwd"),
    ]:
        refused(binary, 2, name, **{name: value})
    for url in ("mail.example", "http://x", "smtp://", "smtp://x/y", "smtps://x?tls=none", "smtp://ana:secret@mail.example"):
        refused(binary, 2, "MESHER_SMTP_URL", MESHER_SMTP_URL=url)
    refused(binary, 2, "MESHER_WS_PORT", MESHER_HTTP_PORT="9000", MESHER_WS_PORT="9000")
    refused(binary, 2, "unknown option --nonsense", arguments=["--nonsense"])
    refused(binary, 0, "Usage: mesher", arguments=["--help"])
    refused(binary, 1, "[Mesher] Failed to open SQLite", MESHER_DATABASE_URL="sqlite:/nowhere/at/all.db")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused(binary, 1, "cannot listen", MESHER_HTTP_PORT=str(taken.getsockname()[1]), MESHER_DATABASE_URL="sqlite::memory:")
    with tempfile.TemporaryDirectory() as folder:
        junk = pathlib.Path(folder) / "junk.db"
        junk.write_bytes(b"this is no database" * 100)
        refused(binary, 1, "[Mesher] Failed to open SQLite", MESHER_DATABASE_URL=f"sqlite:{junk}")


def largest_numbers(binary):
    """The largest values that are taken do no harm."""
    names = ["RATE_LIMIT", "MAX_EVENT_BYTES", "MAX_ENVELOPE_BYTES", "MAX_COMPRESSED_BYTES"]
    names += ["BATCH", "WRITER_MAX", "STREAM_BUFFER"]
    settings = {f"MESHER_{name}": (1 << 63) - 1 for name in names}
    settings |= {"MESHER_RATE_WINDOW_S": 31536000, "MESHER_SPIKE_CHECK_S": 31536000}
    settings |= {"MESHER_FLUSH_MS": 31536000000, "MESHER_DRAIN_MS": 31536000000}
    with running(binary, **settings) as server:
        stream = WebSocket(server.http, "/stream/projects/1")
        equal(server.native({"message": "m"})[0], 202, "a native event with the largest numbers")
        equal(server.request("POST", "/api/1/envelope/", b"{}", AUTH)[0], 200, "an envelope with the largest numbers")
        equal((stream.next() or {}).get("type"), "event", "a stream with the largest numbers")


def in_memory(binary):
    with contextlib.suppress(FileNotFoundError), running(binary, MESHER_DATABASE_URL="sqlite::memory:") as server:
        equal(server.native({"message": "volatile"})[0], 202, "an event in memory")
        equal([issue["title"] for issue in server.issues()], ["volatile"], "issues in memory")


def run(binary):
    for test in (start_and_stop, random_key, crash, queued, stopped_while_sending, end_in_order, second_signal):
        test(binary)
    # These set the database themselves.
    if not databases.is_postgres():
        for test in (configuration, largest_numbers, in_memory):
            test(binary)
