import re

from peers import Server

TEXT = "let it = be; " * 1000
NAMES = "content-type|content-length|content-range|content-encoding|cache-control|vary|location"

with Server() as server:

    def shown(path, *arguments):
        answer = server.curl("-i", *arguments, path=path).replace("\r", "")
        head, _, body = answer.partition("\n\n")
        lines = [line for line in head.split("\n")[1:] if re.match(f"({NAMES}):", line)]
        lines = [re.sub(r"content-length: \d+", "packed", line) if "encoding" in head else line for line in lines]
        said = "packed" if "content-encoding" in head and "before" not in body else ascii(body[:30])
        print(path, *arguments[1:], "->", head.split()[1], said, "; ".join(sorted(lines)))
        return re.search("etag: (.*)", head)

    for path in ("/", "/index.html", "/app.js", "/picture.png", "/sub", "/sub?a=1", "/sub/", "/route", "/.hidden", "/nothing", "/kept/app.js", "/kept", "/%2e%2e/app.js"):
        shown(path, "--path-as-is")
    tags = set()
    for coding in ("gzip", "br", "zstd", "identity"):
        tags.add(shown("/app.js", "-H", f"Accept-Encoding: {coding}")[1])
        print("  unpacked:", server.curl("--compressed", "-H", f"Accept-Encoding: {coding}", path="/app.js") == TEXT)
    print("tags:", len(tags))
    for tag in sorted(tags):
        for coding in ("gzip", "identity"):
            code = server.curl("-o", "/dev/null", "-w", "%{http_code}", "-H", f"If-None-Match: {tag}", "-H", f"Accept-Encoding: {coding}", path="/app.js")
            print("  known:", re.sub("[0-9a-f]{24}", "TAG", tag), coding, code)
    shown("/style.css", "-H", "Accept-Encoding: br")
    shown("/picture.png", "-H", "Accept-Encoding: br")
    shown("/index.html", "-H", "Accept-Encoding: br")
    shown("/app.js", "-H", "Range: bytes=4-5", "-H", "Accept-Encoding: br")
    shown("/app.js", "-I")
    print("http/2:", server.curl("--http2-prior-knowledge", "--compressed", path="/app.js") == TEXT)
