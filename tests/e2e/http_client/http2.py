import time

from servers import Certificates, Peer, http, response, run

DATA, HEADERS, RST_STREAM, SETTINGS, PING, ACK, END_STREAM, END_HEADERS = 0, 1, 3, 4, 6, 1, 1, 4
# `:status: 200` is number 8 of HPACK's table, and `content-length` number 28.
OK, LENGTH_100 = b"\x88", b"\x0f\x0d\x03100"


def frame(kind, flags, stream, content=b""):
    return len(content).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + content


def speaks(answer):
    """A handler: `answer(stream, number)` gives the frames that a request gets over connection `number`, or nothing for good."""

    def handle(connection, number):
        file = connection.makefile("rb")
        if file.read(24) != b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n":
            return
        connection.sendall(frame(SETTINGS, 0, 0))
        while len(head := file.read(9)) == 9:
            content = file.read(int.from_bytes(head[:3], "big"))
            kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
            if kind == SETTINGS and not flags & ACK:
                connection.sendall(frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                connection.sendall(frame(PING, ACK, 0, content))
            elif kind == HEADERS:
                given = answer(stream, number)
                if given is None:
                    file.read()
                    return
                for part in given:
                    connection.sendall(part)
                    time.sleep(0.05)

    return handle


def whole(stream, number):
    return [frame(HEADERS, END_HEADERS, stream, OK) + frame(DATA, END_STREAM, stream, b"by HTTP/2")]


def reset(stream, code=0):
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def half(headers, code=0):
    """An answer that is reset after half of its body."""
    return lambda stream, number: [
        frame(HEADERS, END_HEADERS, stream, OK + headers) + frame(DATA, 0, stream, b"half"),
        reset(stream, code),
    ]


def early(stream, number):
    """A whole answer whose server wants no more of the request."""
    return [whole(stream, number)[0] + reset(stream)]


def hangs(stream, number):
    """The first connection answers once, and says nothing then, to pings either."""
    return None if number == 1 and stream > 1 else whole(stream, number)


certificate = Certificates().signed("good")
both = Peer(speaks(whole), certificate, ["h2", "http/1.1"])
peers = {
    "HALF": half(LENGTH_100),
    "SHORT": half(b""),
    "CANCELLED": half(b"", 8),
    "EARLY": early,
    "HANGS": hangs,
}
peers = {name: Peer(speaks(answer), certificate, ["h2"]) for name, answer in peers.items()}
old = Peer(http(lambda request: response(200, request.version.encode())), certificate, ["http/1.1"])
garbage = Peer(lambda connection, number: connection.sendall(b"what?" * 100), certificate, ["h2"])
ports = {name: peer.port for name, peer in peers.items()}
text = run(BOTH=both.port, OLD=old.port, GARBAGE=garbage.port, **ports)
for name, port in ports.items():
    text = text.replace(str(port), name)
print(text, end="")
print("connections:", both.count, "and", peers["HANGS"].count)
