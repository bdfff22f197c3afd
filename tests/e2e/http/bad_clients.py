import time

from wire import Http, ask, quit_server, show


def raw(label, data):
    http = Http()
    http.send(data)
    answer = http.read()
    print(f"{label}: {answer.status if answer else 'closed'}")
    http.close()


raw("junk", b"\x00\xff\x80 nonsense\r\n\r\n")
raw("bad version", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n")
raw("bad header", b"GET /fast HTTP/1.1\r\nHost: x\r\nbroken header line\r\n\r\n")
raw("bad length", b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n")
raw("bad chunk", b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
raw("large head", b"GET /fast HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 1_000_000 + b"\r\n\r\n")
raw("somewhat large head", b"GET /fast HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n")
raw("head of many headers", b"GET /fast HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 30_000 + b"\r\n\r\n")
# A head that comes byte by byte, while others are served.
slow = Http()
for byte in b"GET /fast HTTP/1.1\r\nHost: x\r\n\r\n":
    slow.send(bytes([byte]))
    time.sleep(0.002)
show("byte by byte", slow.read())
half = Http()
half.send(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
for _ in range(20):
    gone = Http()
    gone.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    gone.close()
show("others", ask("GET", "/fast"))
half.close()
time.sleep(0.4)
show("still", ask("GET", "/slow"))
quit_server()
