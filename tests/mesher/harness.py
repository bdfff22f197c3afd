"""What the tests share: a Mesher with a database of its own, a WebSocket client, and the checks."""
import base64
import contextlib
import hashlib
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import traceback
import urllib.error
import urllib.request

import databases
from ports import free_port

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
AUTH = {"X-Sentry-Auth": KEY}
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print(f"FAILED {text}", flush=True)


def broken_thread(thread):
    """A thread's failure is the run's, and so is its SystemExit, of which Python says nothing."""
    failures.append(str(thread.exc_value))
    traceback.print_exception(thread.exc_value)


threading.excepthook = broken_thread


def equal(found, wanted, text):
    check(found == wanted, f"{text}: {found!r}, expected {wanted!r}")


def eventually(condition, seconds=20):
    """Whether the condition becomes true; generous, because machines are busy."""
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


class Server:
    """A running Mesher on free loopback ports. `settings` go into its environment. Its database is a fresh one in the folder, of
    the kind that `databases` says; servers in one folder share it."""

    def __init__(self, binary, folder, start=None, **settings):
        """`start` is called in the new process before the program."""
        self.folder = pathlib.Path(folder)
        self.database = self.folder / "mesher.db"
        self.url = databases.url_of(folder)
        self.http, self.ws = free_port(), free_port()
        while self.ws == self.http:
            self.ws = free_port()
        self.log = open(self.folder / "mesher.log", "a+")
        self.settings = {
            "MESHER_DATABASE_URL": self.url,
            "MESHER_BOOTSTRAP_KEY": KEY,
            "MESHER_HTTP_PORT": str(self.http),
            "MESHER_WS_PORT": str(self.ws),
            **{name: str(value) for name, value in settings.items()},
        }
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MESHER_")}
        self.process = subprocess.Popen(
            [binary], env={**environment, **self.settings}, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log,
            preexec_fn=start, restore_signals=start is None
        )
        if not eventually(self.answers):
            raise SystemExit(f"mesher does not answer:\n{self.output()}")

    def answers(self):
        try:
            return self.request("GET", "/healthz")[0] == 200
        except OSError:
            if self.process.poll() is not None:
                raise SystemExit(f"mesher ended with {self.process.returncode}:\n{self.output()}") from None
            return False

    def output(self):
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def says(self, text):
        """Whether the log has a text soon: the server answers a moment before its last lines are written."""
        return eventually(lambda: text in self.output())

    def request(self, method, path, body=None, headers=None):
        url = f"http://127.0.0.1:{self.http}{path}"
        request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers

    def raw(self, data):
        """Sends bytes as they are; gives status, body and head."""
        with socket.create_connection(("127.0.0.1", self.http), timeout=30) as connection:
            connection.sendall(data)
            received = b""
            while b"\r\n\r\n" not in received:
                part = connection.recv(65536)
                if not part:
                    return 0, b"", received
                received += part
            head, body = received.split(b"\r\n\r\n", 1)
            lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
            while lengths and len(body) < int(lengths[0]):
                body += connection.recv(65536)
        return int(head.split(b" ")[1]), body, head

    def native(self, event, headers=AUTH):
        """Posts a native event; gives status, answer and headers."""
        status, body, received = self.request("POST", "/api/v1/events", json.dumps(event).encode(), headers)
        return status, json.loads(body), received

    def store(self, event, headers=AUTH, project=1):
        """Posts a Sentry event; gives status, answer and headers."""
        status, body, received = self.request("POST", f"/api/{project}/store/", json.dumps(event).encode(), headers)
        return status, json.loads(body), received

    def issues(self, query=""):
        return json.loads(self.request("GET", f"/api/v1/projects/1/issues{query}")[1])

    def act(self, issue, action):
        return json.loads(self.request("POST", f"/api/v1/issues/{issue}/{action}", b"")[1])

    def rows(self, sql, *values):
        """What a query finds in the database, with `?` for its values."""
        return databases.rows(self.url, sql, values)

    def change(self, sql, *values):
        """Changes the database behind the server's back."""
        databases.execute(self.url, sql, values)

    def event(self, event_id):
        """An event with its parts, as the page shows it."""
        answer = json.loads(self.request("GET", f"/api/v1/events/{event_id}")[1])
        return answer["event"]

    def memory(self):
        """Resident memory in bytes."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS"))) * 1024

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends the server in order; its exit code, or None when it had to be killed."""
        # Before its last line it does not know of signals.
        eventually(lambda: "[Mesher] Open " in self.output(), 5)
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
            return None


@contextlib.contextmanager
def running(binary, **settings):
    """A server with a fresh database, which must still run at the end and end with 0."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, **settings)
        before = len(failures)
        try:
            yield server
            check(server.process.poll() is None, f"mesher ended by itself: {server.process.returncode}")
        finally:
            if server.process.poll() is None:
                equal(server.stop(), 0, "exit code after SIGTERM")
            if len(failures) > before:
                print(server.output()[-3000:])


class WebSocket:
    """The little of RFC 6455 that a client needs for texts."""

    def __init__(self, port, path, headers="", secure=None):
        self.code = None
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        if secure:
            context, name = secure
            self.socket = context.wrap_socket(self.socket, server_hostname=name)
        key = base64.b64encode(os.urandom(16)).decode()
        host = secure[1] if secure else "127.0.0.1"
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{headers}\r\n".encode()
        )
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            part = self.socket.recv(65536)
            if not part:
                break
            self.received += part
        head, self.received = self.received.split(b"\r\n\r\n", 1)
        self.status = int(head.split(b" ")[1])
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
        self.accepted = self.status == 101 and accept in head
        if self.accepted:
            # The server answers before its stream manager knows the watcher.
            time.sleep(0.2)

    def send(self, text):
        payload, mask = text.encode(), os.urandom(4)
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", 0x81, 0x80 | length)
        elif length < 65536:
            head = struct.pack("!BBH", 0x81, 0xFE, length)
        else:
            head = struct.pack("!BBQ", 0x81, 0xFF, length)
        key = int.from_bytes((mask * (length // 4 + 1))[:length], "big")
        masked = (int.from_bytes(payload, "big") ^ key).to_bytes(length, "big")
        self.socket.sendall(head + mask + masked)

    def take(self, count):
        while len(self.received) < count:
            part = self.socket.recv(1 << 20)
            if not part:
                raise EOFError
            self.received += part
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def next(self, seconds=20):
        """The next text as JSON; None when none comes in time, or at the end (`code` then tells why)."""
        self.socket.settimeout(seconds)
        try:
            while True:
                first, second = self.take(2)
                length = second & 0x7F
                if length == 126:
                    length = struct.unpack("!H", self.take(2))[0]
                elif length == 127:
                    length = struct.unpack("!Q", self.take(8))[0]
                payload = self.take(length)
                if first & 0x0F == 1:
                    return json.loads(payload)
                if first & 0x0F == 8:
                    self.code = struct.unpack("!H", payload[:2])[0]
                    return None
        except (TimeoutError, EOFError, ConnectionError):
            return None

    def close(self):
        self.socket.close()
