import time

from wire import Http, ask, quit_server, show


def show_end(label, http):
    """The answer, or the end of the connection."""
    try:
        show(label, http.read())
    except ConnectionResetError:
        print(f"{label}: closed")


POST = b"POST /body HTTP/1.1\r\nHost: x\r\n"
# A head that does not come.
http = Http()
http.send(b"GET / HTTP/1.1\r\nHo")
show_end("head", http)
http.close()
# A body that comes slowly: in time, and not.
http = Http()
http.send(POST + b"Content-Length: 4\r\n\r\nab")
time.sleep(0.2)
http.send(b"cd")
show("in time", http.read())
http.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
for _ in range(4):
    http.send(b"1\r\nx\r\n")
    time.sleep(0.1)
show_end("too slow", http)
http.close()
# A raw handler does not wait for a small body.
http = Http()
http.send(b"POST /raw HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
time.sleep(0.2)
http.send(b"hi")
show("raw", http.read())
http.close()
# A client that reads nothing loses its connection, in the midst of the answer.
http = Http()
http.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
# It has begun.
got = len(http.socket.recv(1))
time.sleep(2)
try:
    while data := http.socket.recv(1 << 20):
        got += len(data)
except ConnectionResetError:
    pass
print("large:", "all" if got > 50_000_000 else "part of it")
http.close()
# The fourth connection waits until one of the others ends.
three = [Http() for _ in range(3)]
for http in three:
    show("one of three", http.ask("GET", "/"))
fourth = Http()
fourth.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
fourth.socket.settimeout(0.1)
try:
    fourth.socket.recv(1)
    print("fourth: at once")
except TimeoutError:
    print("fourth: waits")
fourth.socket.settimeout(30)
three[0].close()
show("fourth", fourth.read())
for http in three:
    http.close()
fourth.close()
quit_server()
