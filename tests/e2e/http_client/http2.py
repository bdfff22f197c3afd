from servers import DATA, END_HEADERS, HEADERS, OK, RST_STREAM, Certificates, Peer, frame, http, http2, response, run, whole

# `content-length` is number 28 of HPACK's table.
LENGTH_100 = b"\x0f\x0d\x03100"


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


def either(connection, number):
    """Speaks what was agreed upon; over HTTP/1.1 it tells the host that is asked for."""
    if connection.selected_alpn_protocol() == "h2":
        return http2(whole)(connection, number)
    return http(lambda request: response(200, request.header("host").encode()))(connection, number)


certificate = Certificates().signed("good")
both = Peer(http2(whole), certificate, ["h2", "http/1.1"])
peers = {
    "HALF": half(LENGTH_100),
    "SHORT": half(b""),
    "CANCELLED": half(b"", 8),
    "EARLY": early,
    "HANGS": hangs,
}
peers = {name: Peer(http2(answer), certificate, ["h2"]) for name, answer in peers.items()}
hosts = Peer(either, certificate, ["h2", "http/1.1"])
old = Peer(http(lambda request: response(200, request.version.encode())), certificate, ["http/1.1"])
garbage = Peer(lambda connection, number: connection.sendall(b"what?" * 100), certificate, ["h2"])
ports = {name: peer.port for name, peer in peers.items()} | {"HOSTS": hosts.port}
text = run(BOTH=both.port, OLD=old.port, GARBAGE=garbage.port, **ports)
for name, port in ports.items():
    text = text.replace(str(port), name)
print(text, end="")
print("connections:", both.count, "and", peers["HANGS"].count)
