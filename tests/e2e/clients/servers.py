"""What the driver scripts share that let a program ask servers: peers on 127.0.0.1, as good or bad as it takes."""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time

PROGRAM = sys.argv[1]


class Request:
    """The head of a request; `body()` reads what comes behind it."""

    def __init__(self, file, line):
        self.method, self.path, self.version = line.decode().split()
        self.file, self.headers = file, []
        while line := file.readline().rstrip(b"\r\n"):
            name, _, value = line.decode("latin-1").partition(":")
            self.headers.append((name.strip().lower(), value.strip()))

    def header(self, name):
        return next((value for known, value in self.headers if known == name), None)

    def body(self):
        if self.header("transfer-encoding") != "chunked":
            return self.file.read(int(self.header("content-length") or 0))
        parts = []
        while size := int(self.file.readline() or b"0", 16):
            parts.append(self.file.read(size))
            self.file.readline()
        self.file.readline()
        return b"".join(parts)


class Peer:
    """A server: `handle(connection, number)` has each connection, in a thread of its own."""

    def __init__(self, handle, certificate=None, protocols=None):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.handle, self.count, self.context = handle, 0, None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
            if protocols:
                self.context.set_alpn_protocols(protocols)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            self.count += 1
            threading.Thread(target=self.talk, args=(connection, self.count), daemon=True).start()

    def talk(self, connection, number):
        connection.settimeout(60)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            self.handle(connection, number)
        except OSError:
            # The client had enough.
            pass
        finally:
            connection.close()


def http(answer):
    """A handler that answers requests: `answer(request)` gives bytes, or pieces of them. Connections are kept."""

    def handle(connection, number):
        file = connection.makefile("rb")
        while line := file.readline():
            request = Request(file, line)
            request.connection = number
            given = answer(request)
            for piece in [given] if isinstance(given, bytes) else given:
                connection.sendall(piece)

    return handle


def response(status, body=b"", headers=()):
    lines = [f"HTTP/1.1 {status} Word", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


DATA, HEADERS, RST_STREAM, SETTINGS, PING, ACK, END_STREAM, END_HEADERS = 0, 1, 3, 4, 6, 1, 1, 4
# `:status: 200` is number 8 of HPACK's table.
OK = b"\x88"


def frame(kind, flags, stream, content=b""):
    """One of HTTP/2."""
    return len(content).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + content


def http2(answer, settings=b""):
    """A handler of HTTP/2: `answer(stream, number)` gives the frames that a request gets over connection `number`, or nothing for good."""

    def handle(connection, number):
        file = connection.makefile("rb")
        if file.read(24) != b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n":
            return
        connection.sendall(frame(SETTINGS, 0, 0, settings))
        while len(head := file.read(9)) == 9:
            content = file.read(int.from_bytes(head[:3], "big"))
            kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
            if kind == SETTINGS and not flags & ACK:
                connection.sendall(frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                connection.sendall(frame(PING, ACK, 0, content))
            elif kind == HEADERS:
                given = answer(stream, number)
                if given is None:
                    file.read()
                    return
                for part in given:
                    connection.sendall(part)
                    time.sleep(0.05)

    return handle


def whole(stream, number):
    """All of an answer."""
    return [frame(HEADERS, END_HEADERS, stream, OK) + frame(DATA, END_STREAM, stream, b"by HTTP/2")]


def clean_environment(**more):
    """The environment without proxies and certificates of the machine's."""
    known = ("proxy", "ssl_cert")
    kept = {name: value for name, value in os.environ.items() if not any(part in name.lower() for part in known)}
    return {**kept, **{name: str(value) for name, value in more.items()}}


def run(*args, **more):
    """Runs the program to its end; gives what it printed, its exit code behind it when that is not 0."""
    args = [PROGRAM, *map(str, args)]
    done = subprocess.run(args, env=clean_environment(**more), capture_output=True, timeout=100, check=False)
    if done.returncode:
        return f"{done.stdout.decode()}exit {done.returncode}\n{done.stderr.decode()}"
    return done.stdout.decode()


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, capture_output=True)


class Certificates:
    """Certificates in the current folder, made by openssl. `ca.pem` has signed the good, the expired and the other one."""

    def __init__(self):
        self.key("ca")
        openssl("req", "-x509", "-new", "-key", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test CA")
        with open("ca.conf", "w", encoding="utf-8") as file:
            file.write("[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index\nserial=serial\ndefault_md=sha256\n")
            file.write("policy=any\nunique_subject=no\n[any]\ncommonName=supplied\n")
            file.write("[here]\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n[there]\nsubjectAltName=DNS:other.example\n")
        open("index", "w", encoding="utf-8").close()
        with open("serial", "w", encoding="utf-8") as file:
            file.write("01\n")

    def key(self, name):
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")

    def signed(self, name, extensions="here", begin="20200101000000Z", end="20491231000000Z"):
        """The file of a certificate that the CA has signed, and that of its key."""
        self.key(name)
        openssl("req", "-new", "-key", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        times = ["-startdate", begin, "-enddate", end]
        openssl(
            "ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-notext", *times,
            "-extensions", extensions, "-in", f"{name}.csr", "-out", f"{name}.pem",
        )  # fmt: skip
        return f"{name}.pem", f"{name}.key"

    def self_signed(self, name):
        self.key(name)
        names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        subject = ["-subj", f"/CN={name}", "-addext", names]
        openssl("req", "-x509", "-new", "-key", f"{name}.key", "-out", f"{name}.pem", "-days", "30", *subject)
        return f"{name}.pem", f"{name}.key"
