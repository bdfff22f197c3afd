import base64
import gzip
import os
import socket
import subprocess
import time

from servers import PROGRAM, Peer, clean_environment, http, response

ZEROS = 64 << 20
packed = gzip.compress(bytes(ZEROS), 9)
# The same in brotli, 106 bytes.
BROTLI = base64.b64decode(
    "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8//+DfwIgDgsAdO//+P//B/8EQBwWAOje//H//w/"
    "+CYA4LADQvf/L//8//BMAcVgAoHv/Bw=="
)
# And in zstd: blocks of one byte that is repeated.
BLOCK = 128 << 10
blocks = b"".join((int(at == 511) | 1 << 1 | BLOCK << 3).to_bytes(3, "little") + b"\0" for at in range(ZEROS // BLOCK))
ZSTD = bytes.fromhex("28b52ffd0038") + blocks
# One whose window is to be two gigabytes.
WIDE = bytes.fromhex("28b52ffd00a8") + blocks
BOMBS = {"gzip": ("gzip", packed), "br": ("br", BROTLI), "zstd": ("zstd", ZSTD), "wide": ("zstd", WIDE)}
HEAD = b"HTTP/1.1 200 OK\r\n"
RAW = {
    "garbage": b"\x16\x03\x01 what is this\r\n\r\n",
    "nothing": b"",
    "cut": HEAD + b"Content-Le",
    "short": HEAD + b"Content-Length: 10\r\n\r\nabc",
    "many_headers": HEAD + b"".join(b"X-%d: y\r\n" % at for at in range(100_000)) + b"\r\n",
    "negative": HEAD + b"Content-Length: -5\r\n\r\nabc",
    "two_lengths": HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "bad_chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "says_ten_gigabytes": HEAD + b"Content-Length: 10737418240\r\n\r\nabc",
}


def drip(beginning, text):
    yield beginning
    for byte in text:
        time.sleep(0.2)
        yield bytes([byte])


def endless(beginning, piece):
    yield beginning
    while True:
        yield piece


def answer(request):
    name, _, rest = request.path[1:].partition("/")
    if name in RAW and not rest:
        yield RAW[name]
        raise ConnectionError
    if name == "never":
        time.sleep(60)
    elif name == "half_a_head":
        yield HEAD + b"Content-"
        time.sleep(60)
    elif name == "slow_head":
        yield from drip(b"", HEAD * 50)
    elif name == "slow_body":
        yield from drip(HEAD + b"Content-Length: 500\r\n\r\n", b"a" * 500)
    elif name == "stops":
        yield HEAD + b"Content-Length: 500\r\n\r\nabc"
        time.sleep(60)
    elif name == "endless":
        yield from endless(HEAD + b"\r\n", bytes(1 << 16))
    elif name == "endless_chunks":
        yield from endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000)
    elif name == "much":
        yield HEAD + b"Content-Length: 200000000\r\n\r\n"
        piece = bytes(1_000_000)
        for _ in range(200):
            yield piece
    elif name == "bomb":
        yield response(200, BOMBS[rest][1], [("Content-Encoding", BOMBS[rest][0])])
    elif name == "broken":
        yield response(200, b"this is not packed at all", [("Content-Encoding", rest)])
    elif name == "cut":
        yield response(200, BOMBS[rest][1][:60], [("Content-Encoding", rest)])
    elif name == "circle":
        yield response(302, b"", [("Location", "/circle")])
    elif name == "two_circle":
        yield response(307, b"", [("Location", "/two_circle/b")] if not rest else [("Location", "/two_circle")])
    elif name == "long":
        yield response(301, b"", [("Location", f"/long/{int(rest) + 1}")])
    elif name == "other_scheme":
        yield response(302, b"", [("Location", "ftp://example.com/")])
    elif name == "file":
        yield response(302, b"", [("Location", "file:///etc/passwd")])
    elif name == "away":
        yield response(302, b"", [("Location", f"http://localhost:{closed}/")])
    else:
        yield response(302, b"no place")


with socket.create_server(("127.0.0.1", 0)) as unused:
    closed = unused.getsockname()[1]
peer = Peer(http(answer))
environment = clean_environment(PEER=peer.port, CLOSED=closed)
with subprocess.Popen([PROGRAM], env=environment, stdout=subprocess.PIPE) as process:
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
print(said.replace(str(peer.port), "PORT").replace(str(closed), "CLOSED"), end="")
print("exit", process.returncode)
# The largest answer that was taken as a whole had 100 MiB, and is there twice for a moment.
print("memory:", "little" if used.ru_maxrss < 400_000 else f"{used.ru_maxrss} KiB")
