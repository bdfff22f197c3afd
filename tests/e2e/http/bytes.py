import gzip
import hashlib

from wire import ask, quit_server, show

PICTURE = bytes(range(256)) * 4
for label, path, headers, body in [
    ("any bytes", "/echo", [], PICTURE),
    ("a text", "/echo", [], "grüße".encode()),
    ("nothing", "/echo", [], b""),
    ("packed", "/echo", [("Content-Encoding", "gzip")], PICTURE),
    ("large", "/echo", [], PICTURE * 1000),
    ("raw", "/raw", [], PICTURE[:100]),
]:
    answer = ask("POST", path, headers, gzip.compress(body) if headers else body)
    hash = answer.headers.get("x-hash")
    same = answer.body == body + b"\x00\xff"
    print(f"{label}: {same} {answer.headers['content-type']}", hash and hash == hashlib.sha256(body).hexdigest())
show("too many", ask("POST", "/raw", body=PICTURE))
show("as text", ask("POST", "/text", body=b"a\xffb"))
quit_server()
