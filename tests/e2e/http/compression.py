import re

from peers import Server

TEXT = "some text that repeats, " * 2000

with Server() as server:

    def shown(label, path, *arguments):
        head = server.curl("-o", "/dev/null", "-D", "-", *arguments, path=path).replace("\r", "")
        lines = [line for line in head.split("\n")[1:] if re.match("(content-encoding|vary|etag):", line)]
        size = int((re.search("content-length: (.*)", head) or [0, "-1"])[1])
        kind = "none" if size <= 0 else "all" if size == len(TEXT) else "small" if size < 2000 else size
        print(f"{label}: {head.split()[1]} {kind}", "; ".join(sorted(lines)))

    for accepted in ("gzip, deflate, br, zstd", "gzip, br", "gzip", "br;q=0.5, gzip;q=0.7", "deflate", "identity", "*", "gzip;q=0"):
        shown(accepted, "/text", "-H", f"Accept-Encoding: {accepted}")
    shown("nothing said", "/text")
    for version in ("--http1.1", "--http2-prior-knowledge"):
        print(version, server.curl(version, "--compressed", path="/text") == TEXT, server.curl(version, path="/text") == TEXT)
        shown("head", "/text", version, "-I", "--compressed")
    for coding in ("gzip", "br", "zstd"):
        print(coding, server.curl("--compressed", "-H", f"Accept-Encoding: {coding}", path="/json") == TEXT)
    for path in ("json", "svg", "png", "small", "packed", "fixed", "tag", "part", "none", "stream"):
        shown(path, f"/{path}", "-H", "Accept-Encoding: gzip")
