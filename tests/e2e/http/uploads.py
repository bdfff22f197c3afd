import gzip
import os
import random
import re
import time

from peers import Server, until

random.seed(5)
with open("small.txt", "wb") as file:
    file.write(b"small\r\n--x\r\n")
with open("large.bin", "wb") as file:
    file.write(random.randbytes(3000000))
with open("huge.bin", "wb") as file:
    file.write(b"x" * 6000000)
with open("zeros", "wb") as file:
    file.write(b"\0" * 100000000)
bomb = gzip.compress(b"\0" * 100000000, 9)

def early(ask):
    """Asks again while curl takes an answer that comes before it has sent all for a broken stream."""
    said = ask()
    for _ in range(5):
        if said != "[curl 92]":
            break
        said = ask()
    return said


with Server() as server:
    for version in ("--http1.1", "--http2-prior-knowledge"):
        print(version)
        print("large:", server.curl(version, "-T", "zeros", "-X", "POST", path="/count"))
        print("chunked:", server.curl(version, "-T", "-", "-X", "POST", path="/count", data=b"x" * 1000000))
        packed = ("-H", "Content-Encoding: gzip", "--data-binary", "@-")
        print("bomb:", server.curl(version, *packed, path="/count", data=bomb))
        print("no gzip:", server.curl(version, *packed, path="/count", data=b"nonsense" * 100))
        print("cut off:", server.curl(version, *packed, path="/count", data=bomb[:-1000])[:6])
        print("other:", early(lambda: server.curl(version, "-H", "Content-Encoding: other", "-d", "x", path="/count")))
        print("empty:", server.curl(version, "-d", "", path="/count"))
        print("handler that takes its time:", server.curl(version, "-T", "large.bin", "-X", "POST", path="/slowly"))
        print("memory:", "little" if server.memory() < 200 else server.memory())
        for path in ("/form", "/raw_form"):
            print(path)

            def form(label, *arguments, **options):
                print(f"  {label}:", server.curl(version, "-w", " %{http_code}", *arguments, path=path, **options))

            form("urlencoded", "-d", "a=1&b=x+y%26&a=%C3%A4&c")
            form("fields", "-F", "a=1", "-F", "a=two\nlines", "-F", "b=ä")
            form("files", "-F", "f=@small.txt", "-F", "g=@large.bin;type=image/png;filename=../../x.png", "-F", "a=1")
            form("no file", "-F", "f=;filename=", "-F", "a=")
            form("too many", *["-F", "a=1"] * 6)
            form("too large a file", "-F", "f=@huge.bin")
            form("too large a field", "-F", "a=<large.bin")
            form("too large", "-F", "f=@large.bin", "-F", "g=@large.bin", "-F", "h=@large.bin")
            form("json", "-H", "Content-Type: application/json", "-d", "{}")
            form("no boundary", "-H", "Content-Type: multipart/form-data", "-d", "x")
            kind = ("-H", "Content-Type: multipart/form-data; boundary=x", "--data-binary", "@-")
            form("cut off", *kind, data=b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf')
            head = b"--x\r\nContent-Disposition: form-data"
            form("without a name", *kind, data=head + b"\r\n\r\n1\r\n--x--\r\n")
            form("another case", *kind, data=head + b'; NAME="a"\r\n\r\n1\r\n--x--\r\n')
            form("Latin-1", *kind, data=head + b'; name="f"; filename="\xfc.txt"\r\n\r\n\xff\r\n--x--\r\n')
            form("nonsense", *kind, data=b"nonsense")
            form("nothing", *kind, data=b"--x--\r\n")
    # What says that it is very large.
    with open("endless", "wb") as file:
        file.truncate(10 << 30)
    for path in ("/form", "/raw_form"):
        said = server.curl("-T", "endless", "-X", "POST", "-H", "Content-Type: multipart/form-data; boundary=x", path=path)
        print("10 GB:", path, said[:7])
    # Nobody reads the rest.
    print("one piece:", server.curl("-T", "large.bin", "-X", "POST", path="/one"))
    # A client that sends slowly, and one that goes.
    http = server.connect()
    http.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
    print("slow:", http.recv(1000).split(b"\r\n")[0].decode())
    http.close()
    http = server.connect()
    http.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
    http.close()
    kept = re.findall("kept: (.*)", server.said())
    print("kept:", len(kept), "gone:", until(lambda: not any(os.path.exists(path) for path in kept)))
