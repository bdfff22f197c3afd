"""WebSocket: ingestion, filters, back-pressure."""
import json
import threading
import time

import databases
from harness import AUTH, KEY, WebSocket, check, equal, eventually, running


def ingestion(server):
    equal(WebSocket(server.ws, "/ingest").status, 401, "/ingest without a key")
    equal(WebSocket(server.ws, "/ingest", "X-Sentry-Auth: mshr_0\r\n").status, 401, "/ingest with a wrong key")
    watcher = WebSocket(server.ws, "/stream/projects/1")
    ingest = WebSocket(server.http, f"/ws/ingest?sentry_key={KEY}")
    check(ingest.accepted, "the handshake of /ws/ingest on the HTTP port")
    for text, answer in [
        ('{"message":"over the socket"}', {"status": "accepted"}),
        ('{"level":"error"}', {"error": "missing required field: message"}),
        ("[]", {"error": "invalid json"}),
        (json.dumps({"message": "x" * 1048577}), {"error": "payload too large"}),
        ('{"message":"still open"}', {"status": "accepted"}),
    ]:
        ingest.send(text)
        equal(ingest.next(), answer, f"/ingest: {text[:40]}")
    titles = [message["data"]["title"] for message in (watcher.next() for _ in range(4)) if message["type"] == "event"]
    equal(titles, ["over the socket", "still open"], "events over the socket are streamed")
    ingest.send(json.dumps({"message": "x" * (6 << 20)}))
    equal((ingest.next(), ingest.code), (None, 1009), "a frame over 5 MiB")
    for stream in (ingest, watcher):
        stream.close()


def revoked_key(binary):
    """A revoked key ends on connections that are open as well, which stay so."""
    with running(binary) as server:
        ingest = WebSocket(server.ws, "/ingest", f"X-Sentry-Auth: {KEY}\r\n")

        def answer():
            ingest.send('{"message":"m"}')
            return ingest.next()

        equal(answer(), {"status": "accepted"}, "before the key is revoked")
        server.change("UPDATE api_keys SET revoked_at = 1")
        check(eventually(lambda: answer() == {"error": "unauthorized"}, 10), "a revoked key over an open socket")
        equal(answer(), {"error": "unauthorized"}, "the socket stays open")
        equal(WebSocket(server.ws, "/ingest", f"X-Sentry-Auth: {KEY}\r\n").status, 401, "/ingest with a revoked key")


def origins(binary):
    """Pages that may not send events over HTTP may not over a WebSocket, be it open already."""
    with running(binary) as server:
        opened = lambda origin: WebSocket(server.ws, "/ingest", f"X-Sentry-Auth: {KEY}\r\nOrigin: {origin}\r\n")
        before = opened("https://evil.example")
        check(before.accepted, "a page while all may send")
        setting = json.dumps({"allowed_origins": ["https://shop.example"]}).encode()
        equal(server.request("POST", "/api/v1/projects/1/settings", setting)[0], 200, "whose pages may send")
        equal([opened(f"https://{name}.example").status for name in ("evil", "shop")], [403, 101], "pages that may not, and that may")
        before.send('{"message":"m"}')
        equal(before.next(), {"error": "origin not allowed"}, "a page that may not any more")
        equal(server.rows("SELECT count(*) FROM events"), [(0,)], "what such pages sent")


def filters(server):
    equal(WebSocket(server.http, "/stream/projects/99").status, 404, "the stream of an unknown project")
    equal(WebSocket(server.http, "/stream/projects/1", "Origin: https://elsewhere.example\r\n").status, 403, "a foreign page")
    ours = WebSocket(server.http, "/stream/projects/1", f"Origin: http://127.0.0.1:{server.http}\r\n")
    check(ours.accepted, "a page of the server's own")
    ours.close()
    stream = WebSocket(server.http, "/ws/stream/projects/default")
    check(stream.accepted, "the stream by slug under /ws")

    def say(text, answer):
        stream.send(text)
        equal(stream.next(), answer, f"answer to {text}")

    def passing(filters):
        say(json.dumps({"type": "subscribe", "filters": filters}), {"type": "filters_updated"})
        for level in ("error", "fatal", "info"):
            for environment in ("production", "staging"):
                server.native({"message": "filtered", "level": level, "environment": environment})
        server.native({"message": "filtered", "level": "error", "tags": {"environment": "tagged"}})
        # A change of an issue passes every filter: what came before it is all.
        issue = server.issues()[0]["id"]
        server.act(issue, "unresolve")
        found, counts = [], 0
        while (message := stream.next()) is not None and message["type"] != "issue":
            if message["type"] == "issue_count":
                counts += 1
                continue
            data = message["data"]
            found.append((data["level"], data.get("environment") or data["tags"]["environment"]))
        check(message is not None, f"{filters}: the stream ended after {found}")
        equal(stream.next()["type"], "issue_count", "the count after the change")
        check(counts <= 7, f"{counts} counts of 7 events")
        return found

    every = [(level, environment) for level in ("error", "fatal", "info") for environment in ("production", "staging")]
    every.append(("error", "tagged"))
    equal(passing({}), every, "no filter")
    equal(passing({"level": "fatal"}), [one for one in every if one[0] == "fatal"], "level")
    equal(passing({"environment": "staging", "level": ""}), [one for one in every if one[1] == "staging"], "environment")
    equal(passing({"level": "error", "environment": "tagged"}), [("error", "tagged")], "an environment in the tags")
    equal(passing({"level": ["fatal", "info"], "environment": None}), [one for one in every if one[0] != "error"], "a list")
    say('{"filters":null}', {"type": "filters_updated"})
    say("not json", {"type": "error", "message": "invalid subscribe message"})
    say("[1]", {"type": "error", "message": "filter parse failed"})
    say('{"filters":5}', {"type": "error", "message": "filter parse failed"})
    many = [f"e{number}" for number in range(51)]
    say(json.dumps({"filters": {"environment": many[:50]}}), {"type": "filters_updated"})
    say(json.dumps({"filters": {"environment": many}}), {"type": "error", "message": "too many values for environment (max 50)"})
    say(json.dumps({"filters": {"level": "x" * 201}}),
        {"type": "error", "message": "a value for level is too long (max 200 characters)"})
    say('{"filters":{}}', {"type": "filters_updated"})
    say('{"type":"ping"}', {"type": "pong"})
    say('{"type":"other"}', {"type": "error", "message": "unknown message type"})
    sentry = {"message": "for sentry", "environment": "production", "release": "r1", "platform": "python",
              "exception": {"values": [{"type": "E", "value": "v"}]}}
    server.store(sentry)
    data = stream.next()["data"]
    wanted = {"message": "for sentry", "level": "error", "environment": "production", "release": "r1", "platform": "python"}
    equal({key: data[key] for key in wanted}, wanted, "data of a Sentry event")
    check({"id", "received_at", "new_issue", "regression", "exception"} <= set(data), f"data of a Sentry event: {data}")
    stream.close()


def lists(server):
    """The events of a list are told in its order, and the first one is what makes their issue."""
    stream = WebSocket(server.http, "/stream/projects/1")
    body = json.dumps([{"message": f"listed {number}", "fingerprint": "listed", "extra": {"number": number}} for number in range(100)])
    equal(server.request("POST", "/api/v1/events/bulk", body.encode(), AUTH)[0], 202, "a list")
    told = []
    while len(told) < 100 and (message := stream.next()) is not None:
        if message["type"] == "event":
            told.append((message["data"]["extra"]["number"], message["data"]["new_issue"]))
    equal(told, [(number, number == 0) for number in range(100)], "the events of a list")
    equal(server.rows("SELECT title FROM issues WHERE fingerprint = 'listed'"), [("listed 0",)], "the title of their issue")
    stream.close()


def back_pressure(server):
    """A client that does not read loses the oldest events, and delays nobody."""
    slow = WebSocket(server.http, "/stream/projects/1")
    quick = WebSocket(server.http, "/stream/projects/1")
    arrived = []

    def read():
        while (message := quick.next(60)) is not None:
            if message["type"] == "event":
                arrived.append(message["data"]["extra"]["number"])
                if arrived[-1] == 1999:
                    return

    reader = threading.Thread(target=read)
    reader.start()
    before = server.memory()
    ingest = WebSocket(server.ws, "/ingest", f"Authorization: Bearer {KEY}\r\n")
    for number in range(2000):
        ingest.send(json.dumps({"message": "much", "extra": {"number": number, "filler": "x" * 10000}}))
        equal(ingest.next(60), {"status": "accepted"}, f"event {number} beside a slow client")
    reader.join(60)
    equal(arrived, list(range(2000)), "the client that reads gets everything in order")
    grown = (server.memory() - before) >> 20
    check(grown < 200, f"a slow client costs {grown} MiB")
    numbers, last = [], time.time()
    while numbers[-1:] != [1999] and time.time() - last < 60:
        message = slow.next(60)
        if message is None:
            break
        if message["type"] == "event":
            numbers.append(message["data"]["extra"]["number"])
    gaps = [at for at in range(1, len(numbers)) if numbers[at] != numbers[at - 1] + 1]
    equal(numbers[-100:], list(range(1900, 2000)), "the newest hundred come last")
    equal(len(gaps), 1, f"one gap, before the newest hundred: {[numbers[at - 1:at + 1] for at in gaps]}")
    equal(gaps[:1], [len(numbers) - 100], "the gap is before the newest hundred")
    for client in (slow, quick, ingest):
        client.close()


def signed_out(binary):
    """Who is signed out watches no longer, with a connection that is open as well."""
    with running(binary, MESHER_ADMIN_EMAIL="ana@example.test", MESHER_ADMIN_PASSWORD="correct horse") as server:
        body = json.dumps({"email": "ana@example.test", "password": "correct horse"}).encode()
        token = json.loads(server.request("POST", "/api/v1/auth/login", body)[1])["token"]
        equal(WebSocket(server.http, "/stream/projects/1").status, 401, "a stream without a session")
        equal(WebSocket(server.http, "/stream/projects/1", "Authorization: Bearer wrong\r\n").status, 401, "with a wrong one")
        header = {"Authorization": f"Bearer {token}"}
        streams = [
            WebSocket(server.http, "/stream/projects/1", f"Authorization: Bearer {token}\r\n"),
            WebSocket(server.ws, f"/stream/projects/1?token={token}"),
        ]
        for stream in streams:
            stream.send('{"type":"ping"}')
            equal(stream.next(), {"type": "pong"}, "with a session")
        equal(server.request("POST", "/api/v1/auth/logout", b"", header)[0], 200, "signing out")
        for stream in streams:
            # That is asked once in a second at most.
            while stream.code is None:
                stream.send('{"type":"ping"}')
                if stream.next() is None:
                    break
                time.sleep(0.1)
            equal(stream.code, 1008, "after signing out")


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        ingestion(server)
        filters(server)
        lists(server)
        # What waits for watchers, and how long a key is remembered, is the same whatever the database is.
        if not databases.is_postgres():
            back_pressure(server)
            revoked_key(binary)
            origins(binary)
    signed_out(binary)
