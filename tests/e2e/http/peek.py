import gzip
import zlib

from wire import Http, ask, quit_server, show

TEXT = b"first line\nsecond line"
raw = zlib.compressobj(wbits=-15)
PACKED = {
    "identity": TEXT,
    "gzip": gzip.compress(TEXT, mtime=0),
    "deflate": zlib.compress(TEXT),
    # One uncompressed meta-block (RFC 7932), and an empty last one.
    "br": bytes([0x8B, 0x0A, 0x80]) + TEXT + bytes([0x03]),
    "zstd": bytes.fromhex("28b52ffd0458b100006669727374206c696e650a7365636f6e64206c696e6584583a75"),
}


def peek(label, body, encoding=None, query=""):
    headers = [("Content-Encoding", encoding)] if encoding else []
    show(label, ask("POST", f"/peek?{query}", headers, body))


for encoding, body in PACKED.items():
    for then in ("read", "chunks"):
        peek(f"{encoding}, {then}", body, encoding, f"then={then}")
peek("raw deflate", raw.compress(TEXT) + raw.flush(), "deflate", "then=chunks")
peek("all of it", PACKED["gzip"], "gzip", "most=1000")
peek("nothing", TEXT, query="most=0")
peek("empty", b"")
peek("unknown", b"x", "compress")
peek("broken", b"not gzip", "gzip")
peek("ends early", PACKED["gzip"][:20], "gzip", "most=1000")
# A large one of which little is read.
large = b"x" * 3_000_000
peek("large", large, query="then=nothing")
peek("too large to be read", large)
# A bomb is not unpacked: its first bytes are.
peek("bomb", gzip.compress(b"y" * 50_000_000), "gzip", "then=nothing")
# A head of gzip that does not end.
peek("endless head", b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 1_000_000, "gzip", "then=nothing")
# In chunks, byte by byte.
http = Http()
http.send(b"POST /peek HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
for byte in PACKED["gzip"]:
    http.send(b"1\r\n" + bytes([byte]) + b"\r\n")
http.send(b"0\r\n\r\n")
show("drop by drop", http.read())
quit_server()
