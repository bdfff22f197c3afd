"""Behind nginx, with the configuration of `mesher/deploy/nginx.conf`: TLS, WebSockets, addresses of clients, processes that end."""
import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile

import databases
from harness import AUTH, KEY, Server, WebSocket, check, equal, eventually, free_port

DEPLOY = pathlib.Path(__file__).resolve().parent.parent.parent / "mesher/deploy"
NAME = "errors.example.com"


def configured(folder, plain, secure, servers):
    """The file as it stands, with other ports and places, inside of what nginx needs to run for itself."""
    text = (DEPLOY / "nginx.conf").read_text()
    one = next(line for line in text.splitlines() if "server 127.0.0.1:8080" in line)
    text = text.replace(one, "\n".join(one.replace("8080", str(server.http)) for server in servers))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl")
    text = text.replace(f"/etc/ssl/{NAME}.pem", f"{folder}/cert.pem").replace(f"/etc/ssl/{NAME}.key", f"{folder}/cert.key")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    path = pathlib.Path(folder) / "nginx.conf"
    path.write_text(f"daemon off; {user} worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;"
                    f"events {{}} http {{ access_log off; {places}\n{text}\n}}\n")
    return path


class Proxy:
    """nginx in front of servers. No resolver knows its name: connections go to this machine, all else speaks of the name."""

    def __init__(self, folder, servers):
        self.plain, self.secure = free_port(), free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext",
             f"subjectAltName=DNS:{NAME}", "-keyout", f"{folder}/cert.key", "-out", f"{folder}/cert.pem"],
            check=True, capture_output=True)
        self.context = ssl.create_default_context(cafile=f"{folder}/cert.pem")
        self.log = pathlib.Path(folder) / "nginx.log"
        self.process = subprocess.Popen(["nginx", "-c", configured(folder, self.plain, self.secure, servers), "-e", self.log])
        if not eventually(self.answers):
            raise SystemExit(f"nginx does not answer:\n{self.log.read_text()}")

    def answers(self):
        with contextlib.suppress(OSError):
            return self.request("GET", "/healthz")[0] == 200
        return False

    def request(self, method, path, body=None, headers=None, secure=True):
        connection = http.client.HTTPConnection(NAME, timeout=30)
        connection.sock = socket.create_connection(("127.0.0.1", self.secure if secure else self.plain), timeout=30)
        if secure:
            connection.sock = self.context.wrap_socket(connection.sock, server_hostname=NAME)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

    def accepts(self, message):
        return self.request("POST", "/api/v1/events", json.dumps({"message": message}), AUTH)[0] == 202

    def watch(self, headers=""):
        return WebSocket(self.secure, "/stream/projects/1", headers, (self.context, NAME))

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)


def told(stream, title):
    """Whether a watcher is told of an event soon."""
    while (message := stream.next()) is not None:
        if message["type"] == "event" and message["data"]["title"] == title:
            return True
    return False


def through(proxy):
    """What clients and pages do, through the proxy."""
    status, _, headers = proxy.request("GET", "/?q=1", secure=False)
    equal((status, headers["Location"]), (301, f"https://{NAME}/?q=1"), "without TLS")
    equal(proxy.request("GET", "/")[0], 200, "the page")
    envelope = b'{"event_id":"' + b"e" * 32 + b'"}\n{"type":"event"}\n{"message":"through the proxy"}\n'
    status, body, _ = proxy.request("POST", f"/api/1/envelope/?sentry_key={KEY}", envelope)
    equal((status, json.loads(body)), (200, {"id": "e" * 32}), "an envelope")
    equal(proxy.watch("Origin: https://elsewhere.example\r\n").status, 403, "a foreign page")
    stream = proxy.watch(f"Origin: https://{NAME}\r\n")
    check(stream.accepted, "a WebSocket through the proxy")
    check(proxy.accepts("watched"), "an event")
    check(told(stream, "watched"), "a watcher is told through the proxy")
    stream.close()


def addresses(proxy):
    """Failed logins count for the address that the proxy saw, whatever a client claims: ten in each process."""
    def login(claimed):
        body = json.dumps({"email": "nobody@example.test", "password": "wrong password"})
        headers = {"X-Forwarded-For": claimed, "Content-Type": "application/json"}
        return proxy.request("POST", "/api/v1/auth/login", body, headers)[0]

    found = [login(f"10.0.0.{number}") for number in range(24)]
    check(found[0] == 401 and found[-1] == 429, f"answers to failed logins: {found}")


def passed_over(proxy, servers):
    """While one process is gone, the other one does its work."""
    servers[0].kill()
    check(all([proxy.accepts("one is gone") for _ in range(6)]), "events while a process is gone")
    stream = proxy.watch()
    check(stream.accepted, "a watcher comes back elsewhere")
    check(proxy.accepts("after the end"), "an event")
    check(told(stream, "after the end"), "and is told what happens")
    servers[1].process.send_signal(signal.SIGTERM)
    while stream.next():
        pass
    equal(stream.code, 1001, "what watchers are told when a process ends")
    equal(servers[1].process.wait(timeout=30), 0, "exit code")


def run(binary):
    if not shutil.which("nginx"):
        print("proxy: skipped, there is no nginx")
        return
    with tempfile.TemporaryDirectory() as folder, databases.using("postgres"):
        settings = {"MESHER_PUBLIC_URL": f"https://{NAME}", "MESHER_TRUST_PROXY": 1}
        servers = [Server(binary, folder, **settings) for _ in range(2)]
        proxy = None
        try:
            check(f"DSN: https://{KEY}@{NAME}/1\n" in servers[0].output(), "the DSN is that of the proxy")
            proxy = Proxy(folder, servers)
            through(proxy)
            addresses(proxy)
            passed_over(proxy, servers)
        finally:
            if proxy:
                proxy.stop()
            for server in servers:
                if server.process.poll() is None:
                    server.kill()
