"""What the client scripts beside the server programs share: raw HTTP and WebSocket over sockets, nothing hidden."""

import base64
import os
import socket
import struct
import time

PORT = int(os.environ["PORT"])


def connect(seconds=30):
    """A socket to the server, which may still be starting."""
    until = time.monotonic() + seconds
    while True:
        try:
            made = socket.create_connection(("127.0.0.1", PORT), timeout=seconds)
            return made
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


class Answer:
    def __init__(self, status, headers, body, all_headers=()):
        self.status, self.headers, self.body = status, headers, body
        # With those that come several times.
        self.all_headers = list(all_headers)

    def values(self, name):
        return [value for known, value in self.all_headers if known == name]

    def text(self):
        return self.body.decode("utf-8")


class Http:
    """One connection; requests go over it one after the other."""

    def __init__(self):
        self.socket = connect()
        self.file = self.socket.makefile("rb")

    def send(self, data):
        self.socket.sendall(data)

    def read(self, head_only=False):
        """The next answer; None when the server closed the connection."""
        line = self.file.readline()
        if not line:
            return None
        status = int(line.split()[1])
        headers, pairs = {}, []
        while True:
            line = self.file.readline().rstrip(b"\r\n")
            if not line:
                break
            name, _, value = line.decode().partition(":")
            headers[name.strip().lower()] = value.strip()
            pairs.append((name.strip().lower(), value.strip()))
        body = b""
        if not head_only and status not in (101, 204, 304) and status >= 200:
            if headers.get("transfer-encoding") == "chunked":
                while True:
                    size = int(self.file.readline().split(b";")[0], 16)
                    body += self.file.read(size)
                    self.file.readline()
                    if size == 0:
                        break
            else:
                body = self.file.read(int(headers.get("content-length", "0")))
        return Answer(status, headers, body, pairs)

    def ask(self, method, path, headers=(), body=None):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        return self.read(head_only=method == "HEAD")

    def close(self):
        self.file.close()
        self.socket.close()


def ask(method, path, headers=(), body=None):
    """One request on a connection of its own."""
    http = Http()
    answer = http.ask(method, path, headers, body)
    http.close()
    return answer


def show(label, answer):
    if answer is None:
        print(f"{label}: closed")
    else:
        print(f"{label}: {answer.status} {answer.text()}")


def quit_server():
    """The programs end when they are asked to."""
    ask("GET", "/quit")


class Ws:
    """A WebSocket connection, frame by frame."""

    def __init__(self, path="/ws", key=None, headers=()):
        self.http = Http()
        key = key or base64.b64encode(os.urandom(16)).decode()
        self.answer = self.http.ask(
            "GET",
            path,
            [
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Key", key),
                ("Sec-WebSocket-Version", "13"),
                *headers,
            ],
        )

    def frame(self, opcode, payload, final=True, mask=b"\x01\x02\x03\x04", claim=None):
        size = len(payload) if claim is None else claim
        first = bytes([(0x80 if final else 0) | opcode])
        if size < 126:
            head = bytes([0x80 | size])
        elif size < 65536:
            head = bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head = bytes([0x80 | 127]) + struct.pack(">Q", size)
        # As one long number: fast for megabytes, too.
        key = (mask * (len(payload) // 4 + 1))[: len(payload)]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")
        self.http.send(first + head + mask + masked)

    def text(self, text):
        self.frame(1, text.encode())

    def next(self):
        """The next frame that is no ping: (opcode, payload), or None when the connection is closed."""
        while True:
            head = self.http.file.read(2)
            if len(head) < 2:
                return None
            opcode, size = head[0] & 15, head[1] & 127
            if size == 126:
                size = struct.unpack(">H", self.http.file.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.http.file.read(8))[0]
            payload = self.http.file.read(size)
            if opcode == 9:
                self.frame(10, payload)
                continue
            return opcode, payload

    def show(self, label):
        frame = self.next()
        if frame is None:
            print(f"{label}: closed")
        elif frame[0] == 8:
            code = struct.unpack(">H", frame[1][:2])[0] if len(frame[1]) >= 2 else "none"
            print(f"{label}: close {code} {frame[1][2:].decode()}")
        elif frame[0] == 1:
            print(f"{label}: {frame[1].decode()}")
        else:
            print(f"{label}: opcode {frame[0]} {frame[1]!r}")

    def silent(self, label, seconds=0.2):
        """Nothing comes for a while."""
        self.http.socket.settimeout(seconds)
        try:
            data = self.http.socket.recv(1)
            print(f"{label}: something came: {data!r}")
        except TimeoutError:
            print(f"{label}: silence")
        finally:
            self.http.socket.settimeout(30)

    def show_halt(self, label):
        """The server has halted: its system closes or resets the connection, without a frame."""
        try:
            self.show(label)
        except ConnectionResetError:
            print(f"{label}: closed")

    def close(self, code=1000, reason=""):
        self.frame(8, struct.pack(">H", code) + reason.encode())

    def drop(self):
        self.http.close()
