import socket
import threading

from servers import Certificates, Peer, Request, http, response, run

made = Certificates()
server = Peer(http(lambda request: response(200, b"behind TLS: " + request.path.encode())), made.signed("good"))
direct = Peer(http(lambda request: response(200, b"direct: " + request.path.encode())))
tunnels = []


def move(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
    except OSError:
        pass


def handle(connection, number):
    file = connection.makefile("rb", buffering=0)
    request = Request(file, file.readline())
    who = request.header("proxy-authorization")
    if request.method == "CONNECT":
        tunnels.append(f"CONNECT {request.path} {who}")
        host, _, port = request.path.rpartition(":")
        with socket.create_connection((host, int(port))) as other:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            threading.Thread(target=move, args=(other, connection), daemon=True).start()
            move(connection, other)
    else:
        connection.sendall(response(200, f"by proxy: {request.path} {who}".encode()))


proxy = Peer(handle)
url = f"http://me:word@127.0.0.1:{proxy.port}"
environment = {"PEER": server.port, "DIRECT": direct.port, "HTTP_PROXY": url, "HTTPS_PROXY": url}
said = run(**environment, NO_PROXY="127.0.0.1")
said += "\n".join(tunnels) + "\n"
with socket.create_server(("127.0.0.1", 0)) as unused:
    closed = unused.getsockname()[1]
nobody = f"http://127.0.0.1:{closed}"
away = run(PEER=server.port, DIRECT=direct.port, HTTP_PROXY=nobody, https_proxy=nobody, NO_PROXY="127.0.0.1")
said += "\n".join(line for line in away.splitlines() if line.startswith("http")) + "\n"
for port, name in ((server.port, "SERVER"), (direct.port, "DIRECT"), (proxy.port, "PROXY"), (closed, "CLOSED")):
    said = said.replace(str(port), name)
print(said, end="")
