"""Receivers of alerts on loopback: a web server that answers as it is told, and a mail server."""

import http.server
import json
import socketserver
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


class MailServer:
    """A mail server that keeps what it gets. `refusals` are answers to the first mails' `DATA`."""

    def __init__(self, *refusals):
        self.refusals, self.mails = list(refusals), []
        mailbox = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def handle(self):
                self.say("220 mail.test ESMTP")
                sender, recipients = "", []
                while line := self.rfile.readline():
                    command = line.decode().strip()
                    verb = command.split(" ")[0].upper()
                    if verb in ("EHLO", "HELO"):
                        self.say("250 mail.test")
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
                            self.say(mailbox.refusals.pop(0))
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
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
