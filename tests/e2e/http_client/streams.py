import time

from servers import Peer, http, response, run

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
gone = []


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def answer(request):
    if request.path == "/pieces":
        yield CHUNKED
        # The second one ends within a character.
        for piece in (b"one ", b"two \xe2\x9c", b"\x93 three", b"\xff."):
            yield chunk(piece)
            time.sleep(0.1)
        yield chunk(b"")
    elif request.path == "/endless":
        yield CHUNKED
        try:
            while True:
                yield chunk(bytes(1000))
        except GeneratorExit:
            gone.append("endless")
    elif request.path == "/refuse":
        yield response(413, b"too much")
        time.sleep(20)
    elif request.path == "/ignore":
        time.sleep(20)
    else:
        body = request.body()
        length = request.header("content-length") or request.header("transfer-encoding")
        yield response(200, f"{len(body)} bytes, {length}".encode())


peer = Peer(http(answer))
print(run(PEER=peer.port).replace(str(peer.port), "PORT"), end="")
until = time.monotonic() + 10
while len(gone) < 3 and time.monotonic() < until:
    time.sleep(0.05)
print("given up:", len(gone))
