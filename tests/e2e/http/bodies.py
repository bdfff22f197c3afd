import gzip
import zlib

from wire import Http, ask, quit_server, show

TEXT = "grüße, welt".encode()
# `b"hello brotli"` as one uncompressed meta-block (RFC 7932), and an empty last one.
BROTLI = bytes([0x8B, 0x05, 0x80]) + b"hello brotli" + bytes([0x03])
# `b"hello zstd"` as `zstd` packs it.
ZSTD = bytes.fromhex("28b52ffd045851000068656c6c6f207a737464cfdb609c")

show("plain", ask("POST", "/body", body=TEXT))
show("empty", ask("POST", "/body", body=b""))
show("no body", ask("POST", "/body"))
http = Http()
http.send(b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
http.send(b"5\r\nhello\r\n")
http.send(b"7;note=1\r\n, chunk\r\n0\r\n\r\n")
show("chunks", http.read())
show("after chunks", http.ask("POST", "/body", body=b"same connection"))
show("gzip", ask("POST", "/body", [("Content-Encoding", "gzip")], gzip.compress(TEXT)))
show("zlib", ask("POST", "/body", [("Content-Encoding", "deflate")], zlib.compress(TEXT)))
raw = zlib.compressobj(wbits=-15)
show("raw deflate", ask("POST", "/body", [("Content-Encoding", "deflate")], raw.compress(TEXT) + raw.flush()))
show("br", ask("POST", "/body", [("Content-Encoding", "br")], BROTLI))
show("broken gzip", ask("POST", "/body", [("Content-Encoding", "gzip")], b"not gzip"))
show("zstd", ask("POST", "/body", [("Content-Encoding", "zstd")], ZSTD))
show("broken zstd", ask("POST", "/body", [("Content-Encoding", "zstd")], ZSTD[:-1]))
show("unknown", ask("POST", "/body", [("Content-Encoding", "compress")], b"x"))
show("large", ask("POST", "/body", body=b"x" * 3_000_000))
show("within", ask("POST", "/limited", body=b"x" * 1000))
show("above", ask("POST", "/limited", body=b"x" * 1001))
show("bomb", ask("POST", "/limited", [("Content-Encoding", "gzip")], gzip.compress(b"x" * 100_000)))
show("packed within", ask("POST", "/limited", [("Content-Encoding", "gzip")], gzip.compress(b"x" * 5000)))
# A client that wants to be asked first.
http = Http()
http.send(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
show("expect", http.read())
http.send(b"late")
show("then", http.read())
quit_server()
