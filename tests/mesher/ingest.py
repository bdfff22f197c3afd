"""Ingestion: keys, envelopes, encodings, limits, duplicates, rate limits, CORS."""
import base64
import gzip
import json
import os
import pathlib
import re
import socket
import time
import uuid
import zlib

from harness import AUTH, KEY, WebSocket, check, equal, running

DEAD = "mshr_" + "0" * 48


def envelope(*items, header=None):
    """The bytes of an envelope; items are (header, payload) pairs."""
    lines = [json.dumps(header or {}).encode()]
    for item, payload in items:
        lines += [json.dumps(item).encode(), payload]
    return b"\n".join(lines) + b"\n"


def event_item(message="m", **fields):
    return {"type": "event"}, json.dumps({"message": message, **fields}).encode()


def places_of_keys(server):
    """Every place a key may stand, and which one wins."""
    sentry = f"Sentry sentry_version=7, sentry_key={KEY}, sentry_client=x/1"
    good = [
        ("X-Sentry-Auth whole", "", {"X-Sentry-Auth": KEY}),
        ("X-Sentry-Auth form", "", {"X-Sentry-Auth": sentry}),
        ("X-Sentry-Auth any case and order", "", {"X-Sentry-Auth": f"SENTRY sentry_secret=s,sentry_key={KEY},sentry_timestamp=1,sentry_version=6,other=1"}),
        ("Authorization whole", "", {"Authorization": KEY}),
        ("Authorization Bearer", "", {"Authorization": f"Bearer {KEY}"}),
        ("Authorization form", "", {"Authorization": sentry}),
        ("query", f"?sentry_key={KEY}&sentry_version=7", {}),
        ("X-Sentry-Auth before Authorization", "", {"X-Sentry-Auth": KEY, "Authorization": DEAD}),
        ("Authorization before query", f"?sentry_key={DEAD}", {"Authorization": f"Bearer {KEY}"}),
    ]
    for name, query, headers in good:
        equal(server.request("POST", f"/api/1/envelope/{query}", b"{}", headers)[0], 200, f"key in {name}")
        status = server.request("POST", f"/api/v1/events{query}", b'{"message":"keyed"}', headers)[0]
        equal(status, 202, f"native key in {name}")
    dsn = json.dumps({"dsn": f"http://{KEY}@localhost:1/1"}).encode()
    equal(server.request("POST", "/api/1/envelope/", dsn)[0], 200, "key in the envelope's DSN")
    status = server.request("POST", "/api/1/envelope/", dsn, {"X-Sentry-Auth": DEAD})[0]
    equal(status, 403, "a wrong header before the right DSN")


def versions(server):
    """Versions 2 to 7 of the protocol are spoken; another makes the key none, wherever it stands."""
    dsn = json.dumps({"dsn": f"http://{KEY}@localhost:1/1"}).encode()
    cases = [(version, True) for version in ("2", "6", "7")]
    cases += [(version, False) for version in ("1", "8", "70", "x", "")]
    for version, spoken in cases:
        form = f"Sentry sentry_key={KEY}, sentry_version={version}"
        for query, headers in [
            ("", {"X-Sentry-Auth": form}),
            ("", {"Authorization": form}),
            (f"?sentry_key={KEY}&sentry_version={version}", {}),
        ]:
            found = [
                server.request("POST", f"/api/1/envelope/{query}", dsn, headers)[0],
                server.request("POST", f"/api/1/store/{query}", b'{"message":"m"}', headers)[0],
                server.request("POST", f"/api/v1/events{query}", b'{"message":"m"}', headers)[0],
            ]
            equal(found, [200, 200, 202] if spoken else [401] * 3, f"sentry_version {version!r} in {query} {headers}")


def refusals(server):
    short = b'{}\n{"type":"attachment","length":3}\nabcX{"type":"event"}\n{}\n'
    inside = '{}\n{"type":"log","length":1}\n\u2713\n'.encode()
    cases = [
        ("no key", "/api/1/envelope/", b"{}\n", {}, 401),
        ("no key, store", "/api/1/store/", b"{}", {}, 401),
        ("wrong key", "/api/1/envelope/", b"{}\n", {"X-Sentry-Auth": f"Sentry sentry_key={DEAD}"}, 403),
        ("wrong number", "/api/2/envelope/", b"{}\n", AUTH, 403),
        ("no number", "/api/x/envelope/", b"{}\n", AUTH, 400),
        ("negative number", "/api/-1/store/", b"{}\n", AUTH, 400),
        ("header not JSON", "/api/1/envelope/", b"not json\n", AUTH, 400),
        ("header no object", "/api/1/envelope/", b"[]\n", AUTH, 400),
        ("item header no object", "/api/1/envelope/", b"{}\n[]\nx\n", AUTH, 400),
        ("item without type", "/api/1/envelope/", b"{}\n{}\nx\n", AUTH, 400),
        ("length past the end", "/api/1/envelope/", b'{}\n{"type":"event","length":9}\n{}\n', AUTH, 400),
        ("largest length", "/api/1/envelope/", b'{}\n{"type":"event","length":9223372036854775807}\n{}\n', AUTH, 400),
        ("length too small", "/api/1/envelope/", short, AUTH, 400),
        ("length inside a character", "/api/1/envelope/", inside, AUTH, 400),
        ("too many items", "/api/1/envelope/", b"{}\n" + b'{"type":"log"}\n{}\n' * 1001, AUTH, 400),
        ("too many blank lines", "/api/1/envelope/", b"{}\n" + b"\n" * 1002, AUTH, 400),
        ("broken zlib in Base64", "/api/1/store/", base64.b64encode(b"x" * 1000), AUTH, 400),
        ("two events", "/api/1/envelope/", envelope(event_item(), event_item()), AUTH, 400),
        ("event no object", "/api/1/envelope/", envelope(({"type": "event"}, b"[1]")), AUTH, 400),
        ("store no object", "/api/1/store/", b'"x"', AUTH, 400),
        ("unknown encoding", "/api/1/store/", b"x", {**AUTH, "Content-Encoding": "lzma"}, 415),
        ("not gzip", "/api/1/store/", b"x", {**AUTH, "Content-Encoding": "gzip"}, 400),
        ("event too large", "/api/1/envelope/", envelope(event_item("x" * 1048577)), AUTH, 413),
        ("store too large", "/api/1/store/", json.dumps({"message": "x" * 1048577}).encode(), AUTH, 413),
    ]
    for name, path, body, headers, wanted in cases:
        for route in (path, path.rstrip("/")):
            status, answer, received = server.request("POST", route, body, headers)
            equal(status, wanted, f"{name}, {route}")
            detail = json.loads(answer).get("detail")
            check(detail and received.get("X-Sentry-Error") == detail, f"{name}: {answer!r} {received}")
            equal(received.get("Access-Control-Allow-Origin"), "*", f"{name}: CORS")
            exposed = received.get("Access-Control-Expose-Headers")
            equal(exposed, "x-sentry-error, x-sentry-rate-limits, retry-after", f"{name}: exposed headers")


def native_rules(server):
    cases = [
        ("no key", {"message": "m"}, {}, 401, "unauthorized"),
        ("dead key", {"message": "m"}, {"X-Sentry-Auth": DEAD}, 401, "unauthorized"),
        ("no message", {}, AUTH, 400, "missing required field: message"),
        ("message no text", {"message": 5}, AUTH, 400, "missing required field: message"),
        ("unknown level", {"message": "m", "level": "loud"}, AUTH, 400, "invalid level: must be fatal, error, warning, info, or debug"),
        ("level no text", {"message": "m", "level": 40}, AUTH, 400, "invalid level: must be fatal, error, warning, info, or debug"),
        ("list", [1], AUTH, 400, "invalid json"),
        ("too large", {"message": "x" * 1048577}, AUTH, 400, "payload too large"),
    ]
    for name, event, headers, wanted, reason in cases:
        status, body, received = server.native(event, headers)
        equal((status, body), (wanted, {"error": reason}), f"native, {name}")
        equal(received.get("Access-Control-Allow-Origin"), "*", f"native, {name}: CORS")
    status, body, _ = server.request("POST", "/api/v1/events", b"{", AUTH)
    equal((status, json.loads(body)), (400, {"error": "invalid json"}), "native, broken JSON")
    status, body, headers = server.native({"message": 'quote " and \u2713', "level": None, "event_id": str(uuid.uuid4())})
    equal((status, body), (202, {"status": "accepted"}), "native")
    check(re.fullmatch("[0-9a-f]{32}", headers["X-Mesher-Event-Id"]), "the event's id in a header")
    issue = next(issue for issue in server.issues() if issue["id"] == headers["X-Mesher-Issue-Id"])
    equal((issue["title"], issue["level"], issue["assigned_to"]), ('quote " and \u2713', "error", ""), "native issue")
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", issue["first_seen"]), f"time {issue['first_seen']}")


def envelopes(server):
    """What is taken: lengths, no lengths, blank lines, any bytes, other items."""
    attachment = ({"type": "attachment", "length": 6, "filename": "a"}, b"\r\n\xff\x00\n\xe2")
    items = [({"type": kind}, b"{}") for kind in ("transaction", "session", "client_report", "log", "check_in", "never_heard_of")]
    message = json.dumps({"message": "among others"}).encode()
    cases = [
        ("header only", b"{}", None),
        ("header only with id", b'{"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc"}\n', "9ec79c33ec9942ab8353589fcb2e04dc"),
        ("other items", envelope(*items), None),
        ("bytes before the event", envelope(attachment, ({"type": "event", "length": len(message)}, message)), True),
        ("blank lines", b'{}\n\n\n{"type":"event"}\n{"message":"blank"}\n\n', True),
        ("no last newline", b'{}\n{"type":"event"}\n{"message":"open end"}', True),
        ("an empty item, no last newline", b'{}\n{"type":"attachment","length":0}', None),
        ("an empty item without length, no last newline", b'{}\n{"type":"attachment"}', None),
        ("a counted item, no last newline", b'{}\n{"type":"event","length":15}\n{"message":"c"}', True),
        ("CRLF in a payload", envelope(({"type": "attachment", "length": 4}, b"\r\n\r\n"), event_item("crlf")), True),
    ]
    for name, body, wanted in cases:
        status, answer, _ = server.request("POST", "/api/1/envelope/", body, AUTH)
        equal(status, 200, f"envelope, {name}")
        found = json.loads(answer).get("id")
        check(re.fullmatch("[0-9a-f]{32}", found or "") if wanted is True else found == wanted, f"{name}: {answer!r}")
    before = len(server.rows("SELECT id FROM events"))
    body = envelope(event_item("two ids", event_id="b" * 32), header={"event_id": "a" * 32})
    equal(json.loads(server.request("POST", "/api/1/envelope/", body, AUTH)[1]), {"id": "a" * 32}, "the envelope's id wins")
    equal(len(server.rows("SELECT id FROM events")), before + 1, "one event more")


def duplicates(server):
    event = {"message": "twice", "event_id": "c" * 32}
    for _ in range(2):
        status, body, _ = server.store(event)
        equal((status, body), (200, {"id": "c" * 32}), "a duplicate is answered with its id")
    equal(server.native({"message": "twice", "event_id": str(uuid.UUID("c" * 32))})[0], 202, "a duplicate in the other form")
    equal(server.rows("SELECT event_count FROM issues WHERE title = 'twice'"), [(1,)], "a duplicate is not counted")


def encodings(server):
    plain = json.dumps({"message": "encoded"}).encode()
    raw_deflate = zlib.compressobj(wbits=-15)
    # A Brotli stream of one uncompressed part: window 16, not last, the length, "uncompressed"; then an empty last part.
    brotli = ((len(plain) - 1) << 4 | 1 << 20).to_bytes(3, "little") + plain + b"\x03"
    cases = [("gzip", gzip.compress(plain)), ("deflate", zlib.compress(plain)), ("identity", plain), ("GZIP", gzip.compress(plain)),
             ("deflate", raw_deflate.compress(plain) + raw_deflate.flush()), ("br", brotli)]
    for encoding, body in cases:
        for path, wanted in (("/api/1/store/", 200), ("/api/v1/events", 202)):
            status, answer, _ = server.request("POST", path, body, {**AUTH, "Content-Encoding": encoding})
            equal((status, encoding), (wanted, encoding), f"{path} {encoding} {answer!r}")
    status, answer, _ = server.request("POST", "/api/v1/events", b"x", {**AUTH, "Content-Encoding": "lzma"})
    equal(status, 415, "native, unknown encoding")
    event = json.dumps({"message": "from of old", "extra": {"text": "x" * 2000}}).encode()
    for name, body in [("zlib", zlib.compress(event)), ("plain", event)]:
        for text in (base64.b64encode(body), base64.encodebytes(body)):
            status, answer, _ = server.request("POST", "/api/1/store/", text, {**AUTH, "Content-Type": "application/octet-stream"})
            equal(status, 200, f"Base64 of {name}: {answer}")
    equal(server.rows("SELECT event_count FROM issues WHERE title = 'from of old'"), [(4,)], "events in Base64")
    bomb = base64.b64encode(zlib.compress(b'{"a":"' + b"x" * 5000000 + b'"}'))
    equal(server.request("POST", "/api/1/store/", bomb, AUTH)[0], 413, "too much in Base64")
    equal(server.request("POST", "/api/1/store/", b"no event", AUTH)[0], 400, "neither JSON nor Base64")
    dsn = json.dumps({"dsn": f"http://{KEY}@localhost:1/1"}).encode()
    body = dsn + b'\n{"type":"event"}\n{"message":"encoded with its key"}\n'
    for encoding, packed in [("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("identity", body)]:
        status, answer, _ = server.request("POST", "/api/1/envelope/", packed, {"Content-Encoding": encoding})
        equal(status, 200, f"the key in an envelope, {encoding}: {answer}")


def bombs(server):
    """150 MB of zeros cost no more memory than the limits allow."""
    stream = zlib.compressobj(9, wbits=31)
    bomb = b"".join([stream.compress(b"\0" * (1 << 20)) for _ in range(150)] + [stream.flush()])
    before = server.memory()
    headers = {**AUTH, "Content-Encoding": "gzip"}
    for path, wanted in (("/api/1/envelope/", 413), ("/api/1/store/", 413), ("/api/v1/events", 400)):
        equal(server.request("POST", path, bomb, headers)[0], wanted, f"bomb at {path}")
    grown = (server.memory() - before) >> 20
    check(grown < 300, f"bombs: {grown} MiB more")
    check(server.answers(), "the server answers after bombs")


def chunked(path, body, head=""):
    """A request whose client does not say how long its body is."""
    start = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Sentry-Auth: {KEY}\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode()
    parts = [body[at:at + 50000] for at in range(0, len(body), 50000)]
    return start + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def peak(server):
    """The most memory that it had until now, in bytes."""
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) * 1024


def bombs_while_they_burst(binary):
    """Until it is refused a bomb takes less than what the largest envelope may have, however it is sent and what is in front of it."""
    zeros = b"\0" * (150 << 20)
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        server.store({"message": "as usual"})
        for name, body in [("zeros", gzip.compress(zeros)), ("noise and zeros", gzip.compress(os.urandom(6 << 20) + zeros, 1))]:
            for sent in ("at once", "chunked"):
                before = peak(server)
                if sent == "chunked":
                    status = server.raw(chunked("/api/1/envelope/", body, "Content-Encoding: gzip\r\n"))[0]
                else:
                    status = server.request("POST", "/api/1/envelope/", body, {**AUTH, "Content-Encoding": "gzip"})[0]
                grown = (peak(server) - before) >> 20
                equal(status, 413, f"a bomb of {name}, {sent}")
                check(grown < 60, f"a bomb of {name}, {sent}, takes {grown} MiB")


def large_bodies(server):
    """They arrive as they were sent, packed or not, with their length said before or not; half a one is refused."""
    payload = os.urandom(5 << 20) + b"0" * (12 << 20)
    def of_event(id):
        return envelope(({"type": "attachment", "filename": "large", "length": len(payload)}, payload), header={"event_id": id})

    def raw(body):
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(body) + packer.flush()

    cases = [("identity", bytes), ("gzip", gzip.compress),
             ("gzip", lambda body: gzip.compress(body[:7_000_000]) + gzip.compress(body[7_000_000:])),
             ("deflate", zlib.compress), ("deflate", raw)]
    for number, (encoding, pack) in enumerate(cases):
        packed, again = [pack(of_event(f"{id:032x}")) for id in (2 * number + 1, 2 * number + 2)]
        head = f"Content-Encoding: {encoding}\r\n"
        answers = [server.request("POST", "/api/1/envelope/", packed, {**AUTH, "Content-Encoding": encoding})[0],
                   server.raw(chunked("/api/1/envelope/", again, head))[0]]
        equal(answers, [200, 200], f"a large body, {encoding}")
        if encoding != "identity":
            half = packed[: len(packed) // 2]
            answers = [server.request("POST", "/api/1/envelope/", half, {**AUTH, "Content-Encoding": encoding})[0],
                       server.raw(chunked("/api/1/envelope/", half, head))[0]]
            equal(answers, [400, 400], f"half a large body, {encoding}")
    listed = json.loads(server.request("GET", "/api/v1/projects/1/attachments")[1])["data"]
    files = [one for one in listed if one["name"] == "large"]
    equal(len(files), 2 * len(cases), "the files of large bodies")
    for one in files:
        check(server.request("GET", f"/api/v1/attachments/{one['id']}")[1] == payload, f"the bytes of {one}")
    too_much = envelope(({"type": "attachment", "filename": "x"}, b"x" * (101 << 20)))
    equal(server.raw(chunked("/api/1/envelope/", too_much))[0], 413, "a chunked body that is too large")


def announced(server):
    """A body that says that it is too large is refused before any of it is sent."""
    for path, head, wanted in (("/api/1/envelope/", "", 413), ("/api/1/store/", "Content-Encoding: gzip\r\n", 413), ("/api/v1/events", "", 400),
                               ("/api/v1/events/bulk", "", 400)):
        for expect in ("", "Expect: 100-continue\r\n"):
            request = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-Sentry-Auth: {KEY}\r\n{head}{expect}Content-Length: 2000000000\r\n\r\n"
            start = time.time()
            equal(server.raw(request.encode())[0], wanted, f"an announced body at {path}, {expect}")
            check(time.time() - start < 3, f"at once: {path}")


def slow_senders(server):
    """Large bodies that are announced and do not come, or begin to and stop, shut out none that does, and may go on later."""
    head = f"POST /api/1/envelope/ HTTP/1.1\r\nHost: localhost\r\nX-Sentry-Auth: {KEY}\r\nContent-Length: 20000000\r\n\r\n{{}}\n"
    slow = [socket.create_connection(("127.0.0.1", server.http)) for _ in range(12)]
    for one in slow:
        one.sendall(head.encode())
    time.sleep(0.5)
    start = time.time()
    status = server.request("POST", "/api/1/envelope/", envelope(({"type": "attachment", "filename": "a"}, b"x" * 6_000_000)), AUTH)[0]
    equal(status, 200, "a large body beside slow ones")
    check(time.time() - start < 4, f"a large body beside slow ones: {time.time() - start:.1f} s")
    for one in slow:
        one.sendall(b"x" * 3_000_000)
    time.sleep(0.5)
    for _ in range(3):
        start = time.time()
        status = server.request("POST", "/api/1/envelope/", envelope(({"type": "attachment", "filename": "a"}, b"x" * 20_000_000)), AUTH)[0]
        equal(status, 200, "a large body beside those that stopped")
        check(time.time() - start < 5, f"a large body beside those that stopped: {time.time() - start:.1f} s")
    for one in slow:
        one.sendall(b"x" * (20_000_000 - 3_000_000 - 3))
    # 240 MB of them: they wait for each other, and some may have to try again.
    answers = {one.recv(12)[-3:] for one in slow}
    check(answers <= {b"200", b"400", b"503"} and answers != {b"503"}, f"those that went on: {answers}")
    for one in slow:
        one.close()


def empty_frames(server):
    """Very many frames that say nothing cost little."""
    frames = b",".join([b"{}"] * 345001)
    body = gzip.compress(b'{"message":"hollow","stacktrace":{"frames":[' + frames + b"]}}")
    before = server.memory()
    status, answer, _ = server.request("POST", "/api/1/store/", body, {**AUTH, "Content-Encoding": "gzip"})
    equal(status, 200, f"empty frames: {answer!r}")
    grown = (server.memory() - before) >> 20
    check(grown < 300, f"empty frames: {grown} MiB more")
    length = server.rows("SELECT length(payload) FROM events WHERE event_id = ?", json.loads(answer)["id"])[0][0]
    check(length <= 1048576, f"empty frames take {length} bytes")


def cors(server):
    for path in ("/api/1/envelope/", "/api/1/store", "/api/v1/events"):
        status, body, headers = server.request("OPTIONS", path, None, {"Origin": "http://shop.example"})
        equal((status, body), (200, b""), f"preflight of {path}")
        equal(headers["Access-Control-Allow-Origin"], "*", f"preflight of {path}")
        equal(headers["Access-Control-Allow-Methods"], "POST, OPTIONS", f"preflight of {path}")
        check("x-sentry-auth" in headers["Access-Control-Allow-Headers"], f"preflight of {path}")
        equal(headers["Access-Control-Max-Age"], "3600", f"preflight of {path}")
    equal(server.request("GET", "/api/v1/projects/1/issues")[2].get("Access-Control-Allow-Origin"), None, "CORS on management")


def conventions(server):
    cases = [
        ("GET", "/nowhere", 404, None),
        ("GET", "/api/v1/events", 405, "POST"),
        ("DELETE", "/healthz", 405, "GET, HEAD"),
        ("GET", "/api/1/envelope/", 405, "POST"),
        ("POST", "/api/v1/issues/1/resolve", 400, None),
        ("POST", "/api/v1/issues/01234567-89ab-7def-8123-456789abcdef/frobnicate", 404, None),
        ("GET", "/api/v1/projects/99/issues", 404, None),
    ]
    for method, path, wanted, allow in cases:
        status, body, headers = server.request(method, path)
        equal((status, headers.get("Allow")), (wanted, allow), f"{method} {path}")
        check(headers.get("Access-Control-Allow-Origin") or "error" in json.loads(body), f"{method} {path}: {body!r}")
    for path in ("/api/1/envelope/", "/api/1/store"):
        for method in ("GET", "PUT", "DELETE"):
            _, body, headers = server.request(method, path)
            wanted = ({"detail": "method not allowed"}, "method not allowed")
            equal((json.loads(body), headers.get("X-Sentry-Error")), wanted, f"{method} {path}")
    status, body, headers = server.request("HEAD", "/healthz")
    equal((status, body, headers["Content-Length"]), (200, b"", "15"), "HEAD")
    head = f"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX-Sentry-Auth: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    equal(server.raw(head + b'a\r\n{"message"\r\n5\r\n:"c"}\r\n0\r\n\r\n')[0], 202, "a chunked body")
    status, body, headers = server.request("GET", "/")
    equal(status, 200, "the page")
    check("unsafe-inline" not in headers["Content-Security-Policy"], "the page's content security policy")
    check(b"<script>" not in body and b"<style" not in body and b" style=" not in body, "nothing inline in the page")
    for path in re.findall(rb'(?:href|src)="(/[^"]*)"', body):
        equal(server.request("GET", path.decode())[0], 200, f"the page's {path}")


def rate_limits(binary):
    with running(binary, MESHER_RATE_LIMIT=3, MESHER_RATE_WINDOW_S=30) as server:
        limits = lambda headers: headers.get("X-Sentry-Rate-Limits")
        for left in (2, 1, 0):
            status, _, headers = server.store({"message": f"{left} left"})
            equal(status, 200, f"{left} left")
            equal(limits(headers) is not None, left == 0, "the header comes with the last token")
        status, body, headers = server.store({"message": "too many"})
        equal((status, body), (429, {"detail": "rate limited"}), "over the limit")
        left = headers["Retry-After"]
        check(left.isdigit() and 1 <= int(left) <= 30, f"Retry-After: {left}")
        equal(limits(headers), f"{left}:default;error;security:project:rate_limit", "the limits")
        equal(headers["Access-Control-Allow-Origin"], "*", "CORS on 429")
        status, _, _ = server.request("POST", "/api/1/envelope/", envelope(({"type": "client_report"}, b"{}")), AUTH)
        equal(status, 200, "other items pass while limited")
        status, body, headers = server.native({"message": "too many"})
        equal((status, body, headers["Retry-After"]), (429, {"error": "rate limited"}, "30"), "native over the limit")
        equal(server.native({"message": "too many"}, {"X-Sentry-Auth": DEAD})[0], 401, "the key is checked first")
        ingest = WebSocket(server.ws, "/ingest", f"Authorization: Bearer {KEY}\r\n")
        ingest.send('{"message":"too many"}')
        equal(ingest.next(), {"error": "rate limited"}, "/ingest over the limit")
        equal(server.rows("SELECT count(*) FROM events"), [(3,)], "refused events are not stored")
    with running(binary, MESHER_RATE_LIMIT=1, MESHER_RATE_WINDOW_S=1) as server:
        statuses = []
        for _ in range(100):
            statuses.append(server.native({"message": "again"})[0])
            if 429 in statuses and statuses[-1] == 202:
                break
            time.sleep(0.1)
        check(429 in statuses and statuses[-1] == 202, f"the window is reset: {statuses}")


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        for test in (places_of_keys, versions, refusals, native_rules, envelopes, duplicates, encodings, bombs, announced, large_bodies, slow_senders,
                     empty_frames, cors, conventions):
            test(server)
    bombs_while_they_burst(binary)
    rate_limits(binary)
