import hashlib
import struct
import threading
import time

from wire import Ws, quit_server

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Peer(Ws):
    """A client that answers nothing by itself."""

    def raw(self):
        """(first byte, opcode, payload) of the next frame; None at the end."""
        head = self.http.file.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 127
        if size == 126:
            size = struct.unpack(">H", self.http.file.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.http.file.read(8))[0]
        return head[0], head[0] & 15, self.http.file.read(size)

    def bytes(self, data):
        self.http.send(data)


def said(frame):
    if frame is None:
        return "closed"
    first, opcode, payload = frame
    marks = "" if first & 0xF0 == 0x80 else f" flags {first >> 4:x}"
    if opcode == CLOSE:
        code = struct.unpack(">H", payload[:2])[0] if payload else "none"
        return f"close {code}{marks}"
    name = {TEXT: "text", BINARY: "binary", PING: "ping", PONG: "pong"}.get(opcode, f"opcode {opcode}")
    shown = payload if len(payload) <= 20 else f"{len(payload)} bytes {hashlib.sha1(payload).hexdigest()[:8]}"
    return f"{name} {shown}{marks}"


def case(label, *frames, answers=1):
    """Sends frames, given as arguments of `frame` or as bytes; where `None` stands, an answer is waited for. Shows the answers
    and then a clean end, or the server's."""
    peer, got = Peer(), []
    try:
        for frame in frames:
            if frame is None:
                got.append(said(peer.raw()))
            elif isinstance(frame, bytes):
                peer.bytes(frame)
            else:
                peer.frame(*frame)
    except (BrokenPipeError, ConnectionResetError):
        pass
    try:
        for _ in range(answers):
            got.append(said(peer.raw()))
        if not got[-1].startswith("close"):
            peer.close(1000)
            got.append(said(peer.raw()))
        if got[-1] != "closed":
            got.append(said(peer.raw()))
    except ConnectionResetError:
        got.append("reset")
    print(f"{label}: {', '.join(got)}")
    peer.drop()


def split(opcode, payload, sizes):
    """The payload as fragments of these sizes."""
    frames, at = [], 0
    for i, size in enumerate(sizes):
        frames.append((opcode if i == 0 else 0, payload[at : at + size], i == len(sizes) - 1))
        at += size
    return frames


# ---- 1: framing, by the form of the length
for size in [0, 1, 125, 126, 127, 65535, 65536]:
    case(f"text of {size}", (TEXT, b"*" * size))
    case(f"binary of {size}", (BINARY, b"\xfe" * size))
case("a byte at a time", *[bytes([b]) for b in b"\x81\x85\x01\x02\x03\x04" + bytes(b ^ m for b, m in zip(b"hello", b"\1\2\3\4\1"))])

# ---- 2: pings
case("ping", (PING, b""))
case("ping with a payload", (PING, bytes(range(125))))
case("a long ping", (PING, b"x" * 126))
case("pong that nobody asked for", (PONG, b"x"), (PING, b"y"))
case("ten pings", *[(PING, bytes([48 + i])) for i in range(10)], answers=10)

# ---- 3: reserved bits
for bits in [1, 2, 4, 7]:
    case(f"reserved bits {bits}", (TEXT, b"a"), None, bytes([0x81 | bits << 4, 0x81, 0, 0, 0, 0, 0x61]))
    case(f"reserved bits {bits} on a ping", bytes([0x89 | bits << 4, 0x80, 0, 0, 0, 0]))

# ---- 4: opcodes that mean nothing; frames without a mask
for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]:
    case(f"opcode {opcode}", (opcode, b""))
case("no mask", b"\x81\x01a")
case("no mask on a ping", b"\x89\x00")

# ---- 5: fragments
case("ping in two", (PING, b"a", False), (0, b"b"))
case("text in two", (TEXT, b"ab", False), (0, b"cd"))
case("binary in three", *split(BINARY, b"\x00\xff\x01", [1, 1, 1]))
case("empty parts", (TEXT, b"", False), (0, b"", False), (0, b""))
case("a ping between", (TEXT, b"ab", False), (PING, b"now"), (0, b"cd"), answers=2)
case("a continuation of nothing", (0, b"x"))
case("a continuation of nothing, not the last", (0, b"x", False))
case("a continuation after the last", (TEXT, b"a", False), (0, b"b"), None, (0, b"c"))
case("a new text within", (TEXT, b"a", False), (TEXT, b"b"))
case("many parts", *split(TEXT, b"x" * 2000, [1] * 2000))

# ---- 6: UTF-8
GOOD = [b"", "κόσμε".encode(), b"\xf4\x8f\xbf\xbf", b"\xef\xbf\xbf", b"\xed\x9f\xbf", b"\x00", b"\xc2\x80"]
for text in GOOD:
    case(f"UTF-8 {text.hex()}", (TEXT, text))
    case(f"UTF-8 {text.hex()}, cut everywhere", *split(TEXT, text + b".", [1] * (len(text) + 1)))
for text in [
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
    b"\x80",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xf8\x88\x80\x80\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xfe",
    b"\xce",
    b"ab\xe2\x82",
]:
    case(f"not UTF-8 {text.hex()}", (TEXT, text))
    case(f"not UTF-8 {text.hex()}, cut everywhere", *split(TEXT, text, [1] * len(text)))
case("any bytes in binary", (BINARY, b"\xfe\xff"))

# ---- 7: closing
case("close", (CLOSE, struct.pack(">H", 1000)))
case("close without a code", (CLOSE, b""))
case("close with a reason", (CLOSE, struct.pack(">H", 1001) + "gehe".encode()))
case("half a code", (CLOSE, b"\x03"))
case("the longest reason", (CLOSE, struct.pack(">H", 1000) + b"*" * 123))
case("a reason that is too long", (CLOSE, struct.pack(">H", 1000) + b"*" * 124))
case("a reason that is no UTF-8", (CLOSE, struct.pack(">H", 1000) + b"\xff"))
case("a text after it", (CLOSE, struct.pack(">H", 1000)), (TEXT, b"late"))
case("a ping after it", (CLOSE, struct.pack(">H", 1000)), (PING, b""))
case("within a message", (TEXT, b"a", False), (CLOSE, struct.pack(">H", 1000)))
for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]:
    case(f"code {code}", (CLOSE, struct.pack(">H", code)))
for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535]:
    case(f"code {code} that may not be sent", (CLOSE, struct.pack(">H", code)))

# ---- 9: sizes
for size in [1 << 20, (16 << 20) - 1, 16 << 20]:
    case(f"text of {size}", (TEXT, b"x" * size))
case("binary of a mebibyte in parts", *split(BINARY, b"\xfe" * (1 << 20), [1 << 16] * 16))
case("one byte too many", (TEXT, b"x" * ((16 << 20) + 1)))
case("a claim of too many", (TEXT, b"", True, b"abcd", (16 << 20) + 1))
case("a claim of 2^63", (TEXT, b"", True, b"abcd", 1 << 63))
case("too many in parts", *split(TEXT, b"x" * ((16 << 20) + 1), [1 << 20] * 16 + [1]))

# ---- floods: a thousand messages, written while others are read, come back in their order
peer = Peer()
wanted = [f"{i} {'x' * (i % 300)}" for i in range(3000)]
writer = threading.Thread(target=lambda: [peer.text(text) for text in wanted])
writer.start()
got = [peer.raw()[2].decode() for _ in wanted]
writer.join()
print("flood:", "in order" if got == wanted else "lost or mixed up")
peer.close()
print(said(peer.raw()), said(peer.raw()))
peer.drop()
# Pings in a flood are all answered, and others are served meanwhile.
peer = Peer()
writer = threading.Thread(target=lambda: [peer.frame(PING, str(i).encode()) for i in range(3000)])
writer.start()
case("beside a flood", (TEXT, b"here"))
pongs = [int(peer.raw()[2]) for _ in range(3000)]
writer.join()
print("pings:", "all" if pongs == list(range(3000)) else f"{len(pongs)}, mixed up")
peer.drop()
quit_server()
