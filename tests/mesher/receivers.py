"""Receivers of alerts on loopback: a web server that answers as it is told, and a mail server."""

import base64
import http.server
import json
import pathlib
import socketserver
import ssl
import subprocess
import threading
import time


class Receiver:
    """A web server whose `plan` says what each request gets: a status, `hang`, a text to redirect to, or
    seconds to wait and a status. Its last entry stays."""

    def __init__(self, *plan):
        self.plan, self.requests, self.accepted = list(plan), [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.requests.append((self.path, self.headers, body))
                step = receiver.plan.pop(0) if len(receiver.plan) > 1 else receiver.plan[0]
                if step == "hang":
                    time.sleep(20)
                    return
                if isinstance(step, tuple):
                    time.sleep(step[0])
                    step = step[1]
                location = step if isinstance(step, str) else None
                status = 302 if location else step
                if 200 <= status < 300:
                    receiver.accepted.append(json.loads(body))
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def certificates(folder):
    """A root in `root.pem` and what it has signed for localhost, as the context of a server."""
    folder = pathlib.Path(folder)
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]

    def made(name, *more):
        names = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem", "-subj", f"/CN={name}"]
        subprocess.run([*make, *names, *more], check=True, capture_output=True)

    made("root")
    made(
        "mail", "-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-addext", "subjectAltName=DNS:localhost",
        "-addext", "basicConstraints=critical,CA:FALSE"
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "mail.pem", folder / "mail.key")
    return folder / "root.pem", context


class MailServer:
    """A mail server that keeps what it gets. `refusals` are answers to the first mails' `DATA`; `None` breaks off. With
    `tls` it speaks that from the start, or after STARTTLS where `starts` is true; with `user` it wants to know who comes, and
    with which password."""

    def __init__(self, *refusals, tls=None, starts=False, user=None, password=None):
        self.refusals, self.mails, self.heard = list(refusals), [], []
        mailbox = self
        secret = user and base64.b64encode(f"\0{user}\0{password}".encode()).decode()

        class Handler(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def encrypt(self):
                self.request = tls.wrap_socket(self.request, server_side=True)
                self.setup()

            def handle(self):
                try:
                    if tls and not starts:
                        self.encrypt()
                    self.talk()
                except OSError:
                    pass

            def talk(self):
                self.say("220 mail.test ESMTP")
                known = not user
                sender, recipients = "", []
                while line := self.rfile.readline():
                    command = line.decode().strip()
                    verb = command.split(" ")[0].upper()
                    encrypted = isinstance(self.request, ssl.SSLSocket)
                    mailbox.heard.append((encrypted, verb))
                    if verb in ("EHLO", "HELO"):
                        more = (["STARTTLS"] if starts and not encrypted else []) + (["AUTH PLAIN"] if user else [])
                        for extension in more:
                            self.say(f"250-{extension}")
                        self.say("250 8BITMIME")
                    elif verb == "STARTTLS":
                        self.say("220 go on")
                        self.encrypt()
                    elif verb == "AUTH":
                        known = command.split(" ")[-1] == secret
                        self.say("235 welcome" if known else "535 who are you?")
                    elif not known and verb != "QUIT":
                        self.say("530 who are you?")
                    elif verb == "MAIL":
                        sender, recipients = command, []
                        self.say("250 ok")
                    elif verb == "RCPT":
                        if "nobody" in command:
                            self.say("550 no such user")
                            continue
                        recipients.append(command)
                        self.say("250 ok")
                    elif verb == "DATA":
                        if mailbox.refusals:
                            refusal = mailbox.refusals.pop(0)
                            if refusal is None:
                                return
                            self.say(refusal)
                            continue
                        self.say("354 go on")
                        lines = []
                        while (part := self.rfile.readline()) not in (b".\r\n", b""):
                            lines.append(part)
                        mailbox.mails.append((sender, recipients, b"".join(lines).decode()))
                        self.say("250 taken")
                    elif verb == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address = True, True

        self.server = Listener(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
