import struct

from http2 import ACK, DATA, END_STREAM, SETTINGS, WINDOW_UPDATE, Http2
from peers import Server, until

STREAM = 256 << 10


def window(http):
    """For how much of all bodies of a connection there is room at its beginning."""
    size = 65535
    while True:
        head = http.file.read(9)
        payload = http.file.read(int.from_bytes(head[:3], "big"))
        if head[3] == WINDOW_UPDATE:
            return size + struct.unpack(">I", payload)[0]
        if head[3] == SETTINGS and not head[4] & ACK:
            http.frame(SETTINGS, ACK, 0)


with Server() as server:
    connections = [Http2(server.connect()) for _ in range(12)]
    room = sorted((window(http) >> 10, at) for at, http in enumerate(connections))
    print("room in KiB:", [size for size, _ in room])
    http = connections[room[-1][1]]
    streams = range(1, 13, 2)
    for stream in streams:
        http.request(stream, "/later", "POST", end=False)
        for at in range(0, STREAM, 16384):
            http.frame(DATA, END_STREAM if at + 16384 == STREAM else 0, stream, b"x" * 16384)
    http.request(21, "/echo", "POST", end=False)
    http.frame(DATA, END_STREAM, 21, b"small")
    print("beside them:", http.answer(21))
    other = connections[room[0][1]]
    other.request(1, "/release")
    print(other.answer(1))
    answers = {}
    while len(answers) < len(streams):
        kind, flags, stream, payload = http.next()
        if kind == DATA and payload:
            answers[stream] = payload.decode()
    print(sorted(answers.items()))
    # Their room is another's.
    for http in connections:
        http.close()
    print("room again:", until(lambda: window(Http2(server.connect())) > 1 << 20))
