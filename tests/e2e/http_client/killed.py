import time

from servers import Peer, Request, response, run

begun, gone = set(), set()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n"


def until_closed(connection):
    """Reads until the client has closed its connection."""
    try:
        while connection.recv(1 << 16):
            pass
    except ConnectionResetError:
        pass


def handle(connection, number):
    file = connection.makefile("rb")
    while line := file.readline():
        request = Request(file, line)
        name = request.path[1:]
        if name == "hello":
            connection.sendall(response(200, b"hello"))
        elif name.startswith("begun/"):
            connection.sendall(response(200, b"yes" if name[6:] in begun else b"no"))
        elif name == "gone":
            until = time.monotonic() + 20
            while len(gone) < 4 and time.monotonic() < until:
                time.sleep(0.02)
            connection.sendall(response(200, ", ".join(sorted(gone)).encode()))
        elif name == "endless":
            connection.sendall(HEAD)
            begun.add(name)
            try:
                while True:
                    connection.sendall(bytes(1000))
            except OSError:
                gone.add(name)
                return
        else:
            if name == "idle":
                connection.sendall(HEAD + b"abc")
            begun.add(name)
            until_closed(connection)
            gone.add(name)
            return


peer = Peer(handle)
print(run(PEER=peer.port), end="")
