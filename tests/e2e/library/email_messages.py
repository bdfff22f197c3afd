import base64
import email
import email.policy
import os
import socket
import ssl
import subprocess
import sys
import threading

from peers import certificate, free_port

certificate("ca")
# One that the other has signed.
request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "mail.key"]
request += ["-out", "mail.pem", "-subj", "/CN=mail", "-addext", "subjectAltName=DNS:localhost", "-CA", "ca.pem", "-CAkey", "ca.key"]
subprocess.run([*request, "-addext", "basicConstraints=critical,CA:FALSE"], check=True, capture_output=True)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain("mail.pem", "mail.key")
PASSWORD = base64.b64encode(b"\0us@er\0p:w").decode()
taken, ended = [], threading.Event()


def serve(kind):
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection):
        try:
            {"SILENT": wait, "GARBAGE": garbage, "SPOKEN": spoken_for}.get(kind, speak)(connection)
        except OSError:
            pass
        connection.close()

    def wait(connection):
        while connection.recv(100):
            pass
        if kind == "SILENT":
            ended.set()

    def garbage(connection):
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    def spoken_for(connection):
        # Somebody on the way answers for a server that takes nothing.
        file = connection.makefile("rb")
        connection.sendall(b"220 mail.example.com\r\n")
        file.readline()
        connection.sendall(b"250-mail.example.com\r\n250 STARTTLS\r\n")
        file.readline()
        connection.sendall(b"220 go on\r\n250-x\r\n250 8BITMIME\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 taken\r\n")
        connection = tls.wrap_socket(connection, server_side=True)
        while connection.recv(100):
            connection.sendall(b"554 no\r\n")

    def speak(connection):
        if kind == "TLS":
            connection = tls.wrap_socket(connection, server_side=True)
        file = connection.makefile("rb")
        say = lambda text: connection.sendall(text.encode() + b"\r\n")
        say("220 mail.example.com ESMTP")
        secure, to = kind == "TLS", []
        while line := file.readline().decode("latin-1").rstrip("\r\n"):
            word = line.upper().split(" ")[0]
            if word == "EHLO":
                say("250-mail.example.com\r\n250-8BITMIME" + ("\r\n250-STARTTLS" if kind == "STARTTLS" and not secure else "") + "\r\n250 AUTH PLAIN")
            elif word == "STARTTLS":
                say("220 go on")
                connection = tls.wrap_socket(connection, server_side=True)
                file, secure = connection.makefile("rb"), True
            elif word == "AUTH":
                say("235 welcome" if line.split(" ")[-1] == PASSWORD else "535 5.7.8 who are you?")
            elif word == "MAIL":
                to = []
                say("250 ok")
            elif word == "RCPT":
                to.append(line)
                say("550 5.1.1 no such user" if "never@" in line else "451 4.7.1 greylisted" if "later@" in line else "250 ok")
            elif word == "DATA":
                say("354 go on")
                data = b""
                while (more := file.readline()) != b".\r\n":
                    data += more[1:] if more.startswith(b".") else more
                taken.append((secure, to, data))
                say("250 taken")
            elif word == "QUIT" and kind == "MUTE":
                return wait(connection)
            else:
                say("221 bye" if word == "QUIT" else "250 ok")

    def accept():
        while True:
            threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return str(listener.getsockname()[1])


ports = {kind: serve(kind) for kind in ("PLAIN", "STARTTLS", "TLS", "SILENT", "GARBAGE", "SPOKEN", "MUTE")}
ports["CLOSED"] = str(free_port())
said = subprocess.run([sys.argv[1]], env={**os.environ, **ports}, stdout=subprocess.PIPE, check=True).stdout.decode()
print(said, end="")
print("ended with its actor:", ended.wait(30))
for secure, to, data in taken:
    mail = email.message_from_bytes(data, policy=email.policy.default)
    print("---", "secure" if secure else "plain", *to)
    for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Bcc"):
        shown = "(one)" if name == "Message-ID" and mail[name] != "<7@example.com>" else mail[name]
        print(f"{name}: {shown}")
    print("ASCII:", data.isascii(), "dated:", mail["Date"] is not None)
    for part in mail.walk():
        if not part.is_multipart():
            print(part.get_content_type(), repr(part.get_content()))
