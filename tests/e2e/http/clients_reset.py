import socket
import struct
import time

from wire import Http, ask, connect, quit_server, show


def reset(data, pause=0.05):
    """Sends something, waits, and breaks the connection off."""
    made = connect()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    made.sendall(data)
    time.sleep(pause)
    made.close()


for head in [b"Content-Length: 10", b"Content-Length: 100000", b"Transfer-Encoding: chunked"]:
    reset(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\nabc")
    show(head.decode(), ask("GET", "/"))
reset(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" * 3, pause=0.01)
reset(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50, pause=0)
http = Http()
show("claims", http.ask("GET", "/claims"))
show("then", http.ask("GET", "/query?a=%2B%+1%zz%41"))
# The body comes when it was asked for.
http.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
print("continue", http.read().status)
http.send(b"12345")
show("body", http.read())
http.close()
quit_server()
