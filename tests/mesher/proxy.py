"""Behind nginx and Caddy, with the configurations in `mesher/deploy`: TLS, WebSockets, addresses of clients, processes that end."""
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


def nginx(folder, plain, secure, servers):
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
    return ["nginx", "-c", path, "-e", f"{folder}/nginx.log"], signal.SIGQUIT


def caddy(folder, plain, secure, servers):
    """The file as it stands, with other ports and a certificate that is there, since nobody signs one here."""
    text = (DEPLOY / "Caddyfile").read_text()
    text = text.replace("reverse_proxy 127.0.0.1:8080", "reverse_proxy " + " ".join(f"127.0.0.1:{server.http}" for server in servers))
    site = f"{NAME} {{"
    check(f"\n{site}\n" in text and text.count("8080 127") == 1, "the Caddyfile is as the test expects it")
    text = text.replace(f"\n{site}\n", f"\n{site}\n\ttls {folder}/cert.pem {folder}/cert.key\n\tbind 127.0.0.1\n")
    if subprocess.run(["caddy", "version"], capture_output=True, text=True).stdout.lstrip("v").startswith("2.6."):
        text = text.replace("\trequest_buffers 1MB\n", "\tbuffer_requests\n\t\tmax_buffer_size 1MB\n")
    path = pathlib.Path(folder) / "Caddyfile"
    path.write_text(f"{{\n\tadmin off\n\tstorage file_system {folder}/caddy\n"
                    f"\thttp_port {plain}\n\thttps_port {secure}\n}}\n{text}")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", path], signal.SIGTERM


class Proxy:
    """A proxy in front of servers. No resolver knows its name: connections go to this machine, all else speaks of the name."""

    def __init__(self, kind, folder, servers):
        self.plain, self.secure = free_port(), free_port()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext",
             f"subjectAltName=DNS:{NAME}", "-keyout", f"{folder}/cert.key", "-out", f"{folder}/cert.pem"],
            check=True, capture_output=True)
        self.context = ssl.create_default_context(cafile=f"{folder}/cert.pem")
        self.log = pathlib.Path(folder) / "proxy.log"
        command, self.ends = kind(folder, self.plain, self.secure, servers)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)})
        if not eventually(self.answers):
            self.stop()
            raise SystemExit(f"{command[0]} does not answer:\n{self.log.read_text()}")

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
        status, answer, _ = self.request("POST", "/api/v1/events", json.dumps({"message": message}), AUTH)
        if status != 202:
            print(f"{message}: {status} {answer[:200]}")
        return status == 202

    def watch(self, headers=""):
        return WebSocket(self.secure, "/stream/projects/1", headers, (self.context, NAME))

    def stop(self):
        self.process.send_signal(self.ends)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def told(stream, title):
    """Whether a watcher is told of an event soon."""
    while (message := stream.next()) is not None:
        if message["type"] == "event" and message["data"]["title"] == title:
            return True
    return False


def through(proxy):
    """What clients and pages do, through the proxy."""
    status, _, headers = proxy.request("GET", "/?q=1", secure=False)
    # Caddy names its port, which is not the usual one here.
    check(status in (301, 308) and headers["Location"] in (f"https://{NAME}/?q=1", f"https://{NAME}:{proxy.secure}/?q=1"), "without TLS")
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
    check(found[0] == 401 and found.count(429) >= 4, f"answers to failed logins: {found}")


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


def behind(binary, kind):
    with tempfile.TemporaryDirectory() as folder, databases.using("postgres"):
        settings = {"MESHER_PUBLIC_URL": f"https://{NAME}", "MESHER_TRUST_PROXY": 1}
        servers = [Server(binary, folder, **settings) for _ in range(2)]
        proxy = None
        try:
            check(f"DSN: https://{KEY}@{NAME}/1\n" in servers[0].output(), "the DSN is that of the proxy")
            proxy = Proxy(kind, folder, servers)
            through(proxy)
            addresses(proxy)
            passed_over(proxy, servers)
        finally:
            if proxy:
                proxy.stop()
            for server in servers:
                if server.process.poll() is None:
                    server.kill()


def run(binary):
    for kind in (nginx, caddy):
        if shutil.which(kind.__name__):
            behind(binary, kind)
        else:
            print(f"proxy: skipped, there is no {kind.__name__}")
