import struct
import threading
import time

from http2 import (
    ACK,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    PING,
    PREFACE,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    Http2,
    header,
)
from peers import Server, until


def keep_sending(http, data, most=4000):
    """Sends something again and again, and reads nothing, until the server has had enough of it."""
    http.socket.settimeout(20)
    for count in range(most):
        try:
            http.send(data)
        except (ConnectionResetError, BrokenPipeError):
            return "ended"
        except TimeoutError:
            return "the server reads no more, but keeps it"
    return "all taken"


with Server() as server:
    def new(**settings):
        return Http2(server.connect(), **settings)

    def check(label):
        """Another client is served, and the server has not grown much."""
        http = new()
        http.request(1)
        print(f"{label}: others get", http.answer(1), "" if server.memory() < 150 else f"{server.memory()} MiB")
        http.close()

    # A good client: several requests at once, a body, an error.
    http = new()
    for stream in (1, 3, 5):
        http.request(stream)
    http.request(7, "/echo", "POST", end=False)
    http.frame(DATA, END_STREAM, 7, b"text")
    print("good:", http.answer(7))
    http.request(9, "/nowhere")
    print("good:", http.answer(9))
    http.request(11, "/large")
    print("good:", http.answer(11))
    http.request(13, "/large", "HEAD")
    print("head:", http.answer(13))
    # One host, which is one.
    http.request(15, "/host")
    print("host:", http.answer(15))
    http.request(17, "/host", headers=[("host", "other")])
    print("two hosts:", http.answer(17))
    http.close()
    http = new()
    http.request(1, "/host", headers=[("host", "localhost"), ("host", "localhost")])
    print("two equal hosts:", http.answer(1))
    http.close()

    # What is no HTTP/2.
    for label, send in {
        "half a preface": lambda http: http.send(PREFACE[:10]),
        "no settings": lambda http: http.send(PREFACE),
        "another frame": lambda http: http.send(PREFACE + Http2.bytes(PING, 0, 0, b"12345678")),
        "garbage": lambda http: http.send(PREFACE + b"\xff" * 100),
    }.items():
        http = new(greet=False)
        send(http)
        print(f"{label}:", "ended" if http.end() else "")
        http.close()
    http = new()
    http.request(2)
    print("even stream:", http.end())
    http.close()
    http = new()
    http.frame(HEADERS, END_HEADERS | END_STREAM, 1, header("X-Upper", "case"))
    print("upper case:", http.answer(1))
    http.close()
    http = new()
    http.frame(HEADERS, END_HEADERS | END_STREAM, 1, b"\xff\xff\xff\xff\xff")
    print("broken headers:", http.end())
    http.close()
    check("nonsense")

    # Requests that are taken back at once.
    http = new()
    pairs = b"".join(
        Http2.bytes(HEADERS, END_HEADERS | END_STREAM, stream, Http2.head("/begin"))
        + Http2.bytes(RST_STREAM, 0, stream, struct.pack(">I", 8))
        for stream in range(1, 4000, 2)
    )
    try:
        http.send(pairs)
    except (ConnectionResetError, BrokenPipeError):
        pass
    print("rapid reset:", "ended" if http.end() else "")
    http.close()
    check("rapid reset")
    # The same, so slowly that each is taken before.
    http = new()
    count = 0
    try:
        for stream in range(1, 4000, 2):
            http.request(stream, "/begin")
            http.frame(PING, 0, 0, b"12345678")
            # The answer to the ping comes behind the request's being taken.
            while (head := http.file.read(9)) and head[3] != PING:
                http.file.read(int.from_bytes(head[:3], "big"))
            if not head:
                break
            http.file.read(8)
            http.reset(stream)
            count += 1
    except (ConnectionResetError, BrokenPipeError):
        pass
    print("patient reset:", "ended in time" if 50 < count < 1900 else f"after {count}")
    http.close()
    begun = server.curl(path="/begun")
    print("handlers:", "few" if int(begun) < 1000 else begun)
    check("patient reset")

    # Headers that never end, and too many of them.
    http = new()
    http.frame(HEADERS, 0, 1, Http2.head())
    many = Http2.bytes(CONTINUATION, 0, 1, header("x", "y" * 4000) * 4)
    print("continuation:", keep_sending(http, many))
    http.close()
    http = new()
    http.frame(HEADERS, 0, 1, Http2.head())
    print("empty continuation:", keep_sending(http, Http2.bytes(CONTINUATION, 0, 1) * 1000))
    http.close()
    http = new()
    http.frame(HEADERS, 0, 1, Http2.head())
    print("no continuation:", "ended" if http.end() else "")
    http.close()
    http = new()
    http.request(1, headers=[(f"x-{at}", "y" * 1500) for at in range(10)])
    print("15 KB of headers:", http.answer(1))
    large = Http2.head(headers=[("x", "y" * 8000)] * 5)
    http.frame(HEADERS, END_STREAM, 3, large[:16000])
    http.frame(CONTINUATION, 0, 3, large[16000:32000])
    http.frame(CONTINUATION, END_HEADERS, 3, large[32000:])
    print("40 KB of headers:", http.answer(3))
    http.request(5)
    print("and then:", http.answer(5))
    http.close()

    # Floods whose answers nobody reads, or that have none.
    for label, frame in {
        "pings": Http2.bytes(PING, 0, 0, b"12345678"),
        "settings": Http2.bytes(SETTINGS, 0, 0, struct.pack(">HI", 4, 65535)),
    }.items():
        http = new()
        print(f"{label}:", keep_sending(http, frame * 1000))
        http.close()
        check(label)
    for label, frame in {
        "priorities": Http2.bytes(PRIORITY, 0, 1, b"\0\0\0\0\1"),
        "acknowledgements": Http2.bytes(SETTINGS, ACK, 0),
    }.items():
        http = new()
        keep_sending(http, frame * 1000, most=100)
        http.close()
        check(label)

    # More streams than may be.
    http = new()
    http.send(b"".join(
        Http2.bytes(HEADERS, END_HEADERS | END_STREAM, stream, Http2.head("/hold")) for stream in range(1, 121, 2)
    ))
    kinds = {}
    for _ in range(60):
        while frame := http.next():
            kind, flags, stream, payload = frame
            if kind == RST_STREAM or flags & END_STREAM:
                key = f"reset {struct.unpack('>I', payload)[0]}" if kind == RST_STREAM else "answered"
                kinds[key] = kinds.get(key, 0) + 1
                break
    print("60 at once:", dict(sorted(kinds.items())))
    http.close()

    # Bodies that do not come, and answers that are not taken.
    http = new()
    http.request(1, "/echo", "POST", end=False)
    http.frame(DATA, 0, 1, b"a")
    http.request(3)
    print("beside a slow body:", http.answer(3))
    print("slow body:", http.answer(1))
    http.close()
    http = new(settings=[(INITIAL_WINDOW_SIZE, 0)])
    http.request(1, "/large")
    http.request(3, "/nowhere", "HEAD")
    print("beside one without a window:", http.answer(3))
    print("without a window:", http.answer(1, take=False).split(", then ")[-1])
    http.frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 1000))
    print("then:", "ended" if http.end() else "")
    http.close()
    # Too large a body.
    http = new()
    http.request(1, "/echo", "POST", end=False, headers=[("content-length", "2000000")])
    print("large body:", http.answer(1))
    http.close()
    # Nobody asks for anything.
    begin = time.monotonic()
    http = new()
    print("silence:", http.end(), "in time" if time.monotonic() - begin < 30 else "late")
    http.close()

    # A client that takes back its request is gone.
    http = new()
    http.request(1, "/gone")
    http.request(3)
    print("beside:", http.answer(3))
    http.reset(1)
    print("gone:", until(lambda: "gone" in server.said()))
    http.close()

    # The end of the server: what is asked for is answered.
    http = new()
    http.request(1, "/begin")
    http.request(3)
    print("before the end:", http.answer(3))
    threading.Timer(0.05, server.terminate).start()
    print("at the end:", http.answer(1))
    print("then:", http.end())
    http.close()
    print("drained:", until(lambda: "drained: true" in server.said()))
