import base64
import hashlib
import socket
import time

from servers import Certificates, Peer, Request, response, run

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
said, state = [], set()


def accept_key(request):
    key = request.header("sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()


def switch(*headers):
    lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def frame(kind, content, last=0x80):
    size = len(content)
    if size < 126:
        length = bytes([size])
    else:
        length = b"\x7e" + size.to_bytes(2, "big") if size < 1 << 16 else b"\x7f" + size.to_bytes(8, "big")
    return bytes([last | kind]) + length + content


def read(file):
    """The kind of a frame and what is in it. Those of a client have to be masked."""
    head = file.read(2)
    if len(head) < 2:
        return None, b""
    size = head[1] & 0x7F
    if size >= 126:
        size = int.from_bytes(file.read(2 if size == 126 else 8), "big")
    assert head[1] & 0x80, "a client masks"
    mask, content = file.read(4), file.read(size)
    return head[0] & 0xF, bytes(byte ^ mask[at % 4] for at, byte in enumerate(content))


def wait_for(name):
    until = time.monotonic() + 20
    while name not in state and time.monotonic() < until:
        time.sleep(0.02)
    return b"yes" if name in state else b"no"


def handle(connection, number):
    file = connection.makefile("rb")
    request = Request(file, file.readline())
    name = request.path[1:]
    if name.endswith("?"):
        connection.sendall(response(200, wait_for(name[:-1])))
        return
    if name == "never":
        time.sleep(20)
    wrong = {
        "status": response(403, b"no"),
        "key": switch("Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ=="),
        "garbage": b"what?\r\n\r\n",
        "redirect": response(302, b"", [("Location", "/echo")]),
    }
    if name in wrong:
        connection.sendall(wrong[name])
        return
    more = {
        "extension": ["Sec-WebSocket-Extensions: permessage-deflate"],
        "unasked": ["Sec-WebSocket-Protocol: v9"],
        "protocols": ["Sec-WebSocket-Protocol: v1"],
    }.get(name, [])
    if name == "protocols":
        said.append(f"asked: {request.header('sec-websocket-protocol')}, {request.header('x-name')}")
    connection.sendall(switch(f"Sec-WebSocket-Accept: {accept_key(request)}", *more))
    first = {
        "three": [frame(TEXT, b"one"), frame(TEXT, b"t", 0), frame(0, b"wo"), frame(TEXT, b"three")],
        "ping": [frame(PING, b"there?")],
        "crash": [frame(TEXT, b"crash")],
        "large": [frame(TEXT, b"x" * (17 << 20))],
        "broken": [frame(TEXT, b"\xff\xfe")],
        "thousand": [frame(TEXT, b"x" * 1000), frame(TEXT, b"x" * 1001)],
    }.get(name, [])
    for part in first:
        connection.sendall(part)
    state.add(name)
    talk(connection, file, name)
    if name == "held":
        state.add("left")


def talk(connection, file, name):
    if name == "gone":
        return
    answers = 0
    while True:
        kind, content = read(file)
        if kind is None:
            return
        if kind == CLOSE:
            said.append(f"{name}: {int.from_bytes(content[:2], 'big')} {content[2:].decode()}")
            connection.sendall(frame(CLOSE, content[:2]))
            return
        if kind == PONG:
            said.append(f"{name}: pong {content.decode()}")
            connection.sendall(frame(CLOSE, (4002).to_bytes(2, "big") + b"alive"))
        elif name == "three":
            answers += 1
            said.append(f"three: {content.decode()}")
            if answers == 3:
                connection.sendall(frame(CLOSE, (4001).to_bytes(2, "big") + b"all three"))
        else:
            connection.sendall(frame(kind, content))


made = Certificates()
peers = {
    "PEER": Peer(handle),
    "SECURE": Peer(handle, made.signed("good")),
    "EXPIRED": Peer(handle, made.signed("expired", end="20210101000000Z")),
}
with socket.create_server(("127.0.0.1", 0)) as unused:
    closed = unused.getsockname()[1]
text = run(**{name: peer.port for name, peer in peers.items()}, CLOSED=closed)
for name, port in [*((name, peer.port) for name, peer in peers.items()), ("CLOSED", closed)]:
    text = text.replace(str(port), name)
print(text, end="")
# Each connection in its order.
print("\n".join(sorted(said, key=lambda line: line.split(":")[0])))
