"""A server whose certificate is for `localhost` and signed by a root of its own; one without TLS, and ones that are none."""
import os
import socket
import subprocess
import sys
import threading

import postgres


def show(label, url):
    done = subprocess.run([sys.argv[1]], capture_output=True, text=True, env={**os.environ, "DATABASE_URL": url}, timeout=100)
    print(f"{label}: {(done.stdout + done.stderr).strip()}".replace(str(server.port), "PORT").replace(server.folder, "FOLDER"))


def stranger(answer):
    """A server that answers with these bytes, or never."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        kept = []
        while True:
            connection, _ = listener.accept()
            kept.append(connection)
            if answer:
                connection.recv(100)
                connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"postgres://mesh:secret@127.0.0.1:{listener.getsockname()[1]}/x"


server = postgres.Server(tls=True)
try:
    for mode in ["disable", "allow", "prefer", "require"]:
        show(mode, server.url(f"?sslmode={mode}", database="postgres"))
    for mode in ["verify-ca", "verify-full"]:
        for host in ["localhost", "127.0.0.1"]:
            show(f"{mode} {host}", server.url(f"?sslmode={mode}", host, "postgres"))
            show(f"{mode} {host} root", server.url(f"?sslmode={mode}&sslrootcert={server.root}", host, "postgres"))
    show("password", server.url(database="postgres", password="wrong"))
    show("database", server.url(database="nowhere"))
    show("user", server.url(database="postgres").replace("mesh:", "nobody:"))
    show("silent", stranger(None) + "?connect_timeout=1")
    show("silent with TLS", stranger(b"S") + "?connect_timeout=1&sslmode=require")
    show("without TLS", stranger(b"N") + "?sslmode=require")
    show("garbage", stranger(b"HTTP/1.1 400 Bad Request\r\n\r\n") + "?sslmode=disable&connect_timeout=1")
    server.halt()
    show("gone", server.url(database="postgres"))
finally:
    server.stop()
