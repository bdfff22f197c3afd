import base64
import gzip
import time

from servers import Peer, http, response, run

PACKED = {
    "gzip": ("gzip", gzip.compress(b"packed by ") + gzip.compress(b"gzip")),
    "br": ("br", base64.b64decode("iweAcGFja2VkIGJ5IGJyb3RsaQM=")),
    # A frame with a window of a KiB and one raw block.
    "zstd": ("zstd", bytes.fromhex("28b52ffd0000710000") + b"packed by zstd"),
    "plain": ("identity", b"not packed"),
    "deflate": ("deflate", b"as it is"),
    "empty": ("gzip", b""),
}
together = {"now": 0, "most": 0}


def answer(request):
    kind, _, rest = request.path[1:].partition("/")
    body = request.body()
    if kind == "hello":
        return response(200, b"hello") if request.method != "HEAD" else response(200, b"hello")[:-5]
    if kind == "echo":
        return response(200, f"{request.header('content-type')} ".encode() + body)
    if kind == "status":
        return response(int(rest), b"no luck")
    if kind == "method":
        return response(200, f"{request.method} {request.header('content-length')}".encode())
    if kind.startswith("seen"):
        names = ("x-one", "x-two", "authorization", "user-agent", "referer")
        values = [request.header(name) for name in names if request.header(name)]
        return response(200, " ".join([request.path, *values]).encode())
    if kind == "latin":
        return response(200, b"caf\xe9", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    if kind == "packed":
        return response(200, PACKED[rest][1], [("Content-Encoding", PACKED[rest][0])])
    if kind == "slowly":
        together["now"] += 1
        together["most"] = max(together["most"], together["now"])
        until = time.monotonic() + 20
        # All of them are there at once.
        while together["most"] < 8 and time.monotonic() < until:
            time.sleep(0.01)
        return response(200, rest.encode())
    return response(200, f"connection {request.connection}".encode())


peer = Peer(http(answer))
said = run(PEER=peer.port).splitlines()
# Which connection it was does not matter, but that it was the same one.
numbers = [line.split()[-1] for line in said if line.startswith("client:")]
for line in said:
    if not line.startswith("client:"):
        print(line.replace(str(peer.port), "PORT"))
print("same connection:", len(set(numbers)) == 1 and len(numbers) == 2)
print("connections in all:", "few" if peer.count <= 10 else peer.count)
