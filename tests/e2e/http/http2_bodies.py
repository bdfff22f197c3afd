import re
import time

from http2 import DATA, END_STREAM, Http2
from peers import Server, until

NO_ERROR, CANCEL = 0, 8

with Server() as server:

    def told(path, count):
        """What the server has said of a path, when it has said that one more request ended."""
        until(lambda: server.said().count(f"{path} ends") == count)
        return [line for line in server.said().splitlines() if line.startswith(path)]

    for path in ("/route", "/read", "/chunks"):
        seen = count = 0
        for label, length, code, pause in (
            ("short of its length", 100, NO_ERROR, 0.3),
            ("short of its length at once", 100, NO_ERROR, 0),
            ("no length", None, NO_ERROR, 0.3),
            ("taken back", 100, CANCEL, 0.3),
            ("whole", 10, None, 0),
            ("whole without a length", None, None, 0),
        ):
            http = Http2(server.connect())
            headers = [] if length is None else [("content-length", str(length))]
            http.request(1, path, "POST", end=False, headers=headers)
            http.frame(DATA, 0 if code is not None else END_STREAM, 1, b"0123456789")
            if code is not None:
                time.sleep(pause)
                http.reset(1, code)
                answer = "-"
            else:
                answer = http.answer(1)
            if code is None or pause:
                count += 1
                said = told(path, count)
                print(path, label, "->", answer, said[seen:])
                seen = len(said)
            else:
                # It may be gone before an actor has it.
                time.sleep(0.3)
                said = told(path, server.said().count(f"{path} ends"))
                print(path, label, "->", not any("took" in line or "all" in line or "Ok" in line for line in said[seen:]))
                seen, count = len(said), server.said().count(f"{path} ends")
            http.close()
    # Longer than may be, by what it says.
    http = Http2(server.connect())
    http.request(1, "/route", "POST", end=False, headers=[("content-length", "1001")])
    print("too long:", http.answer(1))
    http.close()
    for path in ("/given", "/streamed"):
        for status in (200, 204, 205, 304):
            for version in ("--http1.1", "--http2-prior-knowledge"):
                for method in ([], ["-I"]):
                    said = server.curl(version, "-i", *method, path=f"{path}/{status}").replace("\r", "")
                    head, _, body = said.partition("\n\n")
                    length = re.search("content-length: .*", head)
                    print(version, *method, path, status, "->", head.split()[1], length and length[0], repr(body))
