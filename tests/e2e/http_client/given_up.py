from servers import DATA, END_HEADERS, END_STREAM, HEADERS, OK, Certificates, Peer, frame, http2, run, whole

MAX_CONCURRENT_STREAMS = b"\0\3\0\0\0\1"


def large(stream, number):
    """The first request over the first connection is answered together with the second one; others get many frames."""
    if number == 1:
        return [] if stream == 1 else [whole(stream, 1)[0] + whole(1, 1)[0]]
    begin = frame(HEADERS, END_HEADERS, stream, OK) + frame(DATA, 0, stream, b"x")
    return [begin, frame(DATA, 0, stream, b"x") * 200 + frame(DATA, END_STREAM, stream)]


def endless(stream, number):
    if number == 1:
        return [frame(HEADERS, END_HEADERS, stream, OK) + frame(DATA, 0, stream, b"event")]
    return whole(stream, number)


def stuck(stream, number):
    return None if number == 1 else whole(stream, number)


certificate = Certificates().signed("good")
peers = {
    "LARGE": Peer(http2(large), certificate, ["h2"]),
    "ONE": Peer(http2(endless, MAX_CONCURRENT_STREAMS), certificate, ["h2"]),
    "STUCK": Peer(http2(stuck), certificate, ["h2"]),
}
print(run(**{name: peer.port for name, peer in peers.items()}), end="")
# One for what is whole, one for each that was given up, one for all that were taken to their end.
print("connections:", {name: peer.count for name, peer in peers.items()})
