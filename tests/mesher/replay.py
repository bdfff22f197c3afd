#!/usr/bin/env python3
"""Replays recorded requests of real clients against a compiled Mesher and checks what it answers, stores, groups and streams.

    python3 tests/mesher/replay.py mesher/mesher
"""
import base64
import hashlib
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print(f"FAILED {text}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running Mesher on free loopback ports, with a database of its own."""

    def __init__(self, binary, folder):
        self.http, self.ws = free_port(), free_port()
        self.log = open(folder / "mesher.log", "w+")
        settings = {
            "MESHER_DATABASE_URL": f"sqlite:{folder}/mesher.db",
            "MESHER_BOOTSTRAP_KEY": KEY,
            "MESHER_HTTP_PORT": str(self.http),
            "MESHER_WS_PORT": str(self.ws),
        }
        self.process = subprocess.Popen([binary], env={**os.environ, **settings}, stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                if self.request("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"mesher does not answer:\n{self.output()}")

    def output(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def request(self, method, path, body=None, headers=None):
        url = f"http://127.0.0.1:{self.http}{path}"
        request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def raw(self, data):
        """Sends bytes as they are; gives status and body."""
        with socket.create_connection(("127.0.0.1", self.http), timeout=10) as connection:
            connection.sendall(data)
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(65536)
            head, body = received.split(b"\r\n\r\n", 1)
            length = int(next(line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")))
            while len(body) < length:
                body += connection.recv(65536)
        return int(head.split(b" ")[1]), body

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None


class WebSocket:
    """The little of RFC 6455 that a client needs for texts."""

    def __init__(self, port, path, headers=""):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{headers}\r\n".encode()
        )
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            part = self.socket.recv(65536)
            if not part:
                break
            self.received += part
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        self.status = int(head.split(b" ")[1])
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        self.accepted = self.status == 101 and accept in head

    def send(self, text):
        payload, mask = text.encode(), os.urandom(4)
        length = len(payload)
        head = struct.pack("!BB", 0x81, 0x80 | length) if length < 126 else struct.pack("!BBH", 0x81, 0xFE, length)
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))

    def take(self, count):
        while len(self.received) < count:
            part = self.socket.recv(65536)
            if not part:
                raise EOFError
            self.received += part
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def next(self, seconds=5):
        """The next text as JSON; None when none comes in time."""
        self.socket.settimeout(seconds)
        try:
            while True:
                first, second = self.take(2)
                length = second & 0x7F
                if length == 126:
                    length = struct.unpack("!H", self.take(2))[0]
                elif length == 127:
                    length = struct.unpack("!Q", self.take(8))[0]
                payload = self.take(length)
                if first & 0x0F == 1:
                    return json.loads(payload)
        except (TimeoutError, EOFError):
            return None

    def close(self):
        self.socket.close()


def replay(server, stream):
    """Every recorded request, in order: answers, live messages, and the issues that result."""
    manifest = json.loads((FIXTURES / "sentry/manifest.json").read_text())
    vectors = json.loads((FIXTURES / "fingerprint_vectors.json").read_text())["sentry"]
    by_file = {vector["fixture"]: vector for vector in vectors}
    groups, seen = {}, set()
    for entry in manifest:
        name, expect = entry["file"], entry["expect"]
        raw = (FIXTURES / f"sentry/raw/{name}.http").read_bytes()
        status, body = server.raw(raw.replace(b"/api/42/", b"/api/1/", 1))
        check(status == 200, f"{name}: status {status} {body!r}")
        if not expect["events"] or entry["event_id"] in seen:
            continue
        seen.add(entry["event_id"])
        check(json.loads(body).get("id") == entry["event_id"].replace("-", ""), f"{name}: answered {body!r}")
        event, count = stream.next(), stream.next()
        if not event or event.get("type") != "event":
            check(False, f"{name}: streamed {event}")
            continue
        data = event["data"]
        for field in ("title", "level", "environment", "release"):
            check(data.get(field) == expect[field], f"{name}: {field} {data.get(field)!r}, expected {expect[field]!r}")
        group = groups.setdefault(by_file[name]["hash"], {"title": expect["title"], "count": 0, "issue": event["issue_id"]})
        check(event["issue_id"] == group["issue"], f"{name}: another issue than its fingerprint {by_file[name]['fingerprint']!r}")
        check(data["new_issue"] == (group["count"] == 0), f"{name}: new_issue {data['new_issue']}")
        group["count"] += 1
        check(count == {"type": "issue_count", "project_id": count and count.get("project_id"), "count": len(groups)}, f"{name}: {count}")
    issues = json.loads(server.request("GET", "/api/v1/projects/1/issues")[1])
    found = sorted((issue["id"], issue["title"], issue["event_count"]) for issue in issues)
    wanted = sorted((group["issue"], group["title"], group["count"]) for group in groups.values())
    check(found == wanted, f"issues {found}\nexpected {wanted}")
    print(f"{len(manifest)} requests, {len(seen)} events, {len(issues)} issues")


def duplicates(server, stream):
    raw = (FIXTURES / "sentry/raw/py_message.1.http").read_bytes().replace(b"/api/42/", b"/api/1/", 1)
    status, body = server.raw(raw)
    check(status == 200 and "id" in json.loads(body), f"duplicate: {status} {body!r}")
    check(stream.next(0.5) is None, "a duplicate was streamed")


def refusals(server):
    cases = [
        ("no key", "POST", "/api/1/envelope/", b"{}\n", {}, 401),
        ("wrong key", "POST", "/api/1/envelope/", b"{}\n", {"X-Sentry-Auth": "Sentry sentry_key=wrong"}, 403),
        ("wrong number", "POST", "/api/2/envelope/", b"{}\n", {"X-Sentry-Auth": KEY}, 403),
        ("no number", "POST", "/api/x/envelope/", b"{}\n", {"X-Sentry-Auth": KEY}, 400),
        ("malformed", "POST", "/api/1/envelope/", b"not json\n", {"X-Sentry-Auth": KEY}, 400),
        ("bad encoding", "POST", "/api/1/store/", b"x", {"X-Sentry-Auth": KEY, "Content-Encoding": "zstd"}, 415),
        ("not gzip", "POST", "/api/1/store/", b"x", {"X-Sentry-Auth": KEY, "Content-Encoding": "gzip"}, 400),
        ("header only", "POST", "/api/1/envelope/", b"{}", {"X-Sentry-Auth": KEY}, 200),
        ("native, no key", "POST", "/api/v1/events", b"{}", {}, 401),
        ("native, not json", "POST", "/api/v1/events", b"[", {"X-Sentry-Auth": KEY}, 400),
        ("native, no message", "POST", "/api/v1/events", b"{}", {"X-Sentry-Auth": KEY}, 400),
        ("native, bad level", "POST", "/api/v1/events", b'{"message":"m","level":"loud"}', {"X-Sentry-Auth": KEY}, 400),
        ("unknown path", "GET", "/nowhere", None, {}, 404),
        ("wrong method", "GET", "/api/v1/events", None, {}, 405),
        ("unknown project", "GET", "/api/v1/projects/99/issues", None, {}, 404),
        ("bad id", "POST", "/api/v1/issues/1/resolve", b"", {}, 400),
        ("the page", "GET", "/", None, {}, 200),
    ]
    for name, method, path, body, headers, wanted in cases:
        status, answer, received = server.request(method, path, body, headers)
        check(status == wanted, f"{name}: {status}, expected {wanted}: {answer[:200]!r}")
        if "/envelope" in path or "/store" in path:
            check(received.get("Access-Control-Allow-Origin") == "*", f"{name}: no CORS header")


def native(server, stream):
    """The native vectors: equal fingerprints share an issue; then the life of an issue."""
    groups = {}
    for event, fingerprint in json.loads((FIXTURES / "fingerprint_vectors.json").read_text())["native"]:
        if not event.get("message") and not event.get("exception"):
            continue
        status, body, headers = server.request("POST", "/api/v1/events", json.dumps(event).encode(), {"X-Sentry-Auth": KEY})
        check(status == 202 and json.loads(body) == {"status": "accepted"}, f"native {event}: {status} {body!r}")
        issue = headers.get("X-Mesher-Issue-Id")
        check(groups.setdefault(fingerprint, issue) == issue, f"native {event}: another issue than {fingerprint!r}")
        stream.next(), stream.next()
    check(len(set(groups.values())) == len(groups), "different fingerprints share an issue")
    issue = groups["custom"]
    post = lambda action: json.loads(server.request("POST", f"/api/v1/issues/{issue}/{action}", b"")[1])
    check(post("resolve") == {"status": "ok", "affected": 1}, "resolve")
    check(stream.next() == {"type": "issue", "action": "resolved", "issue_id": issue}, "the resolution is streamed")
    check(stream.next().get("type") == "issue_count", "the count follows")
    check(post("resolve") == {"status": "ok", "affected": 0}, "resolve again")
    body = b'{"message":"m","fingerprint":"custom","environment":"staging"}'
    server.request("POST", "/api/v1/events", body, {"X-Sentry-Auth": KEY})
    check(stream.next()["data"]["regression"] is True, "an event on a resolved issue is a regression")
    stream.next(), stream.next()
    check(post("discard")["affected"] == 1, "discard")
    stream.next(), stream.next()
    status, _, _ = server.request("POST", "/api/v1/events", body, {"X-Sentry-Auth": KEY})
    check(status == 202 and stream.next(0.5) is None, "an event on a discarded issue is accepted and not streamed")


def filters(server, stream):
    stream.send(json.dumps({"type": "subscribe", "filters": {"level": "fatal"}}))
    check(stream.next() == {"type": "filters_updated"}, "filters are acknowledged")
    for level in ("error", "fatal"):
        body = json.dumps({"message": f"filtered {level}", "level": level}).encode()
        server.request("POST", "/api/v1/events", body, {"X-Sentry-Auth": KEY})
    kinds = [stream.next() for _ in range(3)]
    check([k and k["type"] for k in kinds] == ["issue_count", "event", "issue_count"], f"filtered: {kinds}")
    stream.send("not json")
    check(stream.next() == {"type": "error", "message": "invalid subscribe message"}, "a broken message is answered")
    stream.send('{"type":"ping"}')
    check(stream.next() == {"type": "pong"}, "a ping is answered")


def sockets(server):
    refused = WebSocket(server.ws, "/ingest")
    check(refused.status == 401, f"/ingest without key: {refused.status}")
    ingest = WebSocket(server.ws, "/ingest", f"Authorization: Bearer {KEY}\r\n")
    check(ingest.accepted, "the handshake of /ingest")
    ingest.send('{"message":"over the socket"}')
    check(ingest.next() == {"status": "accepted"}, "an event over the socket")
    ingest.send('{"level":"error"}')
    check(ingest.next() == {"error": "missing required field: message"}, "a refused event over the socket")
    ingest.close()
    unknown = WebSocket(server.http, "/stream/projects/99")
    check(unknown.status == 404, f"the stream of an unknown project: {unknown.status}")
    prefixed = WebSocket(server.http, "/ws/stream/projects/default")
    check(prefixed.accepted, "the stream under /ws")
    prefixed.close()


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, pathlib.Path(folder))
        try:
            stream = WebSocket(server.http, "/stream/projects/1")
            check(stream.accepted, "the handshake of the stream")
            replay(server, stream)
            duplicates(server, stream)
            refusals(server)
            native(server, stream)
            filters(server, stream)
            sockets(server)
            check(server.process.poll() is None, "mesher is still running")
        finally:
            code = server.stop()
        check(code == 0, f"exit code {code} after SIGTERM")
        if failures:
            print(server.output()[-3000:])
    print(f"{len(failures)} failures" if failures else "all checks passed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
