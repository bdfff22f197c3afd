"""HTTP/2 frame by frame, over a socket: what no good client would send, too."""

import struct

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE = 3, 4
# What a list of headers that begins with one of these bytes has for a status, by the static table of RFC 7541.
STATUSES = {0x88: 200, 0x89: 204, 0x8A: 206, 0x8B: 304, 0x8C: 400, 0x8D: 404, 0x8E: 500}


# Those digits by the code of Huffman that it has.
DIGITS = {"00000": "0", "00001": "1", "00010": "2", "011001": "3", "011010": "4", "011011": "5", "011100": "6"}
DIGITS |= {"011101": "7", "011110": "8", "011111": "9"}


def status_of(head):
    """The status that a list of headers begins with, unless it stands in a table of the connection."""
    if head[0] in STATUSES or head[0] != 0x48:
        return STATUSES.get(head[0], "other")
    bits, digits, at = "".join(f"{byte:08b}" for byte in head[2:6]), "", 0
    while len(digits) < 3:
        size = 5 if bits[at : at + 5] in DIGITS else 6
        digits, at = digits + DIGITS[bits[at : at + size]], at + size
    return int(digits)


def number(value, prefix, first):
    """RFC 7541, section 5.1."""
    most = (1 << prefix) - 1
    if value < most:
        return bytes([first | value])
    out, value = bytearray([first | most]), value - most
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def header(name, value):
    """A header that is in no table."""
    name, value = name.encode(), value.encode()
    return b"\0" + number(len(name), 7, 0) + name + number(len(value), 7, 0) + value


class Http2:
    """A connection. What the server sends is read by `next`, and only then."""

    def __init__(self, socket, settings=(), greet=True):
        self.socket = socket
        self.file = socket.makefile("rb")
        if greet:
            self.send(PREFACE)
            self.frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", *setting) for setting in settings))

    def send(self, data):
        self.socket.sendall(data)

    def frame(self, kind, flags, stream, payload=b""):
        self.send(self.bytes(kind, flags, stream, payload))

    @staticmethod
    def bytes(kind, flags, stream, payload=b""):
        return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload

    def request(self, stream, path="/", method="GET", end=True, headers=(), scheme="http"):
        flags = END_HEADERS | (END_STREAM if end else 0)
        self.frame(HEADERS, flags, stream, self.head(path, method, headers, scheme))

    @staticmethod
    def head(path="/", method="GET", headers=(), scheme="http"):
        pseudo = [(":method", method), (":scheme", scheme), (":path", path), (":authority", "localhost")]
        return b"".join(header(*pair) for pair in [*pseudo, *headers])

    def reset(self, stream, code=8):
        self.frame(RST_STREAM, 0, stream, struct.pack(">I", code))

    def next(self):
        """The next frame but settings, pings and windows: (kind, flags, stream, payload); None at the end."""
        while True:
            try:
                head = self.file.read(9)
                if len(head) < 9:
                    return None
                kind, flags, stream = head[3], head[4], struct.unpack(">I", head[5:])[0]
                payload = self.file.read(int.from_bytes(head[:3], "big"))
            except (ConnectionResetError, BrokenPipeError):
                return None
            if kind in (PING, SETTINGS) and not flags & ACK:
                try:
                    self.frame(kind, ACK, 0, payload if kind == PING else b"")
                except (ConnectionResetError, BrokenPipeError):
                    pass
            elif kind not in (PING, SETTINGS, WINDOW_UPDATE):
                return kind, flags, stream, payload

    def answer(self, stream, take=True):
        """What becomes of a stream: its status and body, or the code with which it, or the connection, ended. Without `take` no room
        is made for more of its body."""
        status, body = None, b""
        while frame := self.next():
            kind, flags, of, payload = frame
            if kind == GOAWAY and struct.unpack(">I", payload[4:8])[0] != 0:
                return f"goaway {struct.unpack('>I', payload[4:8])[0]}"
            if of != stream:
                continue
            if kind == HEADERS:
                status = status_of(payload)
            elif kind == DATA:
                body += payload
                if payload and take:
                    self.make_room(stream, len(payload))
            elif kind == RST_STREAM:
                code = struct.unpack(">I", payload)[0]
                return f"reset {code}" if status is None else f"{status}, then reset {code}"
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                return f"{status} {body.decode()}" if len(body) < 100 else f"{status} {len(body)} bytes"
        return "closed"

    def make_room(self, stream, size):
        """For more of a body, and of all bodies; the server may have closed the connection."""
        try:
            for of in (0, stream):
                self.frame(WINDOW_UPDATE, 0, of, struct.pack(">I", size))
        except (ConnectionResetError, BrokenPipeError):
            pass

    def end(self):
        """How the connection ends: the code of its farewell, or that it is closed."""
        while frame := self.next():
            if frame[0] == GOAWAY:
                code = struct.unpack(">I", frame[3][4:8])[0]
                if code:
                    return f"goaway {code}"
        return "closed"

    def close(self):
        self.file.close()
        self.socket.close()
