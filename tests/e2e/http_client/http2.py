from servers import Certificates, Peer, http, response, run

HEADERS, SETTINGS, PING, ACK, END_STREAM, END_HEADERS = 1, 4, 6, 1, 1, 4


def frame(kind, flags, stream, content=b""):
    return len(content).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + content


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
            # `:status: 200` is number 8 of HPACK's table.
            connection.sendall(frame(HEADERS, END_HEADERS, stream, b"\x88"))
            connection.sendall(frame(0, END_STREAM, stream, b"by HTTP/2"))


certificate = Certificates().signed("good")
both = Peer(handle, certificate, ["h2", "http/1.1"])
old = Peer(http(lambda request: response(200, request.version.encode())), certificate, ["http/1.1"])
garbage = Peer(lambda connection, number: connection.sendall(b"what?" * 100), certificate, ["h2"])
print(run(BOTH=both.port, OLD=old.port, GARBAGE=garbage.port), end="")
print("connections:", both.count)
