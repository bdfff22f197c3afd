import hashlib
import os
import re
import time

from peers import Server

os.makedirs("public/sub/deep")
os.makedirs("public/.git")
os.makedirs("public/bare")
large = os.urandom(1 << 20) * 20
for name, content in {
    "a.txt": b"0123456789",
    "page.html": b"<p>\xc3\xa4</p>",
    "code.js": b"let a = 1",
    "data.json": b"{}",
    "picture.png": b"\x89PNG",
    "odd.zzz": b"?",
    "none": b"",
    "two words.txt": b"blank",
    "sub/index.html": b"the index",
    "sub/deep/x.txt": b"deep",
    ".env": b"secret",
    ".git/config": b"secret",
    "large.bin": large,
}.items():
    with open(f"public/{name}", "wb") as file:
        file.write(content)
    os.utime(f"public/{name}", (784111777, 784111777))
with open("secret.txt", "wb") as file:
    file.write(b"secret")
os.symlink("../secret.txt", "public/link.txt")
os.symlink("a.txt", "public/inside.txt")
os.symlink("..", "public/up")
os.mkfifo("public/pipe")

with Server() as server:

    def shown(*arguments, path, names="content-type|content-length|content-range|last-modified|location"):
        answer = server.curl("-i", *arguments, path=path).replace("\r", "")
        head, _, body = answer.partition("\n\n")
        lines = [line for line in head.split("\n")[1:] if re.match(f"({names}):", line)]
        status = head.split()[1]
        print(" ", " ".join(arguments[1:]), path, "->", status, ascii(body.strip()[:40]), "; ".join(sorted(lines)))
        return head

    for version in ("--http1.1", "--http2-prior-knowledge"):
        print(version)
        for path in ("a.txt", "page.html", "code.js", "data.json", "picture.png", "odd.zzz", "none", "two%20words.txt", "inside.txt"):
            shown(version, path=f"/static/{path}")
        for path in ("sub", "sub/", "sub/deep/x.txt", "bare", "bare/", "a.txt/", "own", "", "nothing.txt"):
            shown(version, path=f"/static/{path}", names="location")
        for path in ("/static/sub?a=1&b", "//static/sub"):
            shown(version, path=path, names="location")
        shown(version, path="/absent")
        shown(version, path="/missing/a.txt")
        # Whatever is not to be seen.
        for path in (
            ".env", ".git/config", "../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "sub/..%2f..%2fsecret.txt", "link.txt",
            "up/secret.txt", "sub%5c..%5c..%5csecret.txt", "a.txt%00", "pipe", "//etc/passwd", "%2fetc%2fpasswd",
        ):
            shown(version, "--path-as-is", path=f"/static/{path}")
        # What a client has.
        head = shown(version, path="/static/a.txt", names="cache-control|accept-ranges|x-content-type-options")
        tag = re.search("etag: (.*)", head)[1]
        for line in (f"If-None-Match: {tag}", f'If-None-Match: "x", W/{tag}', "If-None-Match: *", 'If-None-Match: "x"',
                     "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT",
                     "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "If-Modified-Since: Sun Nov  6 08:49:37 1994",
                     f"If-Match: {tag}", "If-Match: *", 'If-Match: "x"', f"If-Match: W/{tag}",
                     "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "If-Unmodified-Since: Sun Nov  6 08:49:36 1994"):
            told = server.curl(version, "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "-H", line, path="/static/a.txt")
            print("   ", line.replace(tag.strip(), "TAG"), "->", told)
        for part in ("bytes=0-3", "bytes=4-", "bytes=-3", "bytes=8-100", "bytes=10-", "bytes=0-1,3-4", "bytes=x"):
            shown(version, "-H", f"Range: {part}", path="/static/a.txt", names="content-range|content-length")
        shown(version, "-H", "Range: bytes=0-3", "-H", 'If-Range: "other"', path="/static/a.txt", names="content-range")
        shown(version, "-H", "Range: bytes=0-3", "-H", 'If-Match: "other"', path="/static/a.txt", names="content-range")
        shown(version, "-I", "-H", "Range: bytes=0-3", path="/static/a.txt", names="content-range|content-length")
        shown(version, "-I", path="/static/large.bin", names="content-length")
        shown(version, "-X", "POST", path="/static/a.txt", names="allow")
        server.curl(version, "-o", "got", path="/static/large.bin")
        with open("got", "rb") as file:
            print("large:", hashlib.sha256(file.read()).digest() == hashlib.sha256(large).digest())
        server.curl(version, "-o", "got", "-r", "1000000-2999999", path="/static/large.bin")
        with open("got", "rb") as file:
            print("part of it:", file.read() == large[1000000:3000000])
    # A client that does not read, or goes in the middle, costs little.
    for _ in range(5):
        http = server.connect()
        http.sendall(b"GET /static/large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        http.recv(1000)
        http.close()
    print("memory:", "little" if server.memory() < 150 else server.memory())
    # A changed file is another one.
    before = server.curl("-I", path="/static/code.js")
    time.sleep(0.01)
    with open("public/code.js", "w") as file:
        file.write("let a = 2")
    after = server.curl("-I", path="/static/code.js")
    tags = [re.search("etag: (.*)", head)[1] for head in (before, after)]
    print("changed:", tags[0] != tags[1], server.curl(path="/static/code.js"))
