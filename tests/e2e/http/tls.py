import os
import re
import shutil
import ssl
import subprocess
import sys
import time

from peers import Server, certificate, until


def refused(label, cert, key):
    """What a server says that cannot begin."""
    done = subprocess.run(
        [sys.argv[1]], env={**os.environ, "PORT": "70000", "CERT": cert, "KEY": key}, capture_output=True, timeout=60
    )
    print(f"{label}: {done.stdout.decode().strip()}")


certificate("one")
certificate("two")
with open("text.pem", "w") as file:
    file.write("no certificate\n")
with open("broken.pem", "w") as file:
    file.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
os.mkdir("folder")
refused("no file", "none.pem", "one.key")
refused("no key", "one.pem", "none.key")
refused("no certificate", "text.pem", "one.key")
refused("broken certificate", "broken.pem", "one.key")
refused("certificate as key", "one.pem", "one.pem")
refused("other key", "one.pem", "two.key")
refused("no port", "one.pem", "one.key")
refused("folder", "folder", "one.key")

shutil.copy("one.pem", "live.pem")
shutil.copy("one.key", "live.key")
with Server(CERT="live.pem", KEY="live.key", MESH_LOG_FORMAT="text") as server:

    def openssl(*arguments, data=b""):
        """What openssl's client says of a connection."""
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *arguments]
        done = subprocess.run(command, input=data, capture_output=True, timeout=60)
        return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def curl(*arguments, **options):
        return server.curl("--cacert", "live.pem", *arguments, scheme="https", **options)

    def subject():
        found = re.search(r"subject=CN ?= ?(\w+)", openssl())
        return found and found[1]

    def end_of(socket):
        """How the server ends a connection."""
        try:
            while data := socket.recv(1000):
                pass
            return "closed"
        except ConnectionResetError:
            return "closed"
        except TimeoutError:
            return "open"

    for version in ("--http1.1", "--http2"):
        print(version, curl(version), len(curl(version, path="/large")))
        print("  body:", curl(version, "--data-binary", "@-", path="/length", data=b"x" * 2000000))
    print("name that it is not for:", curl("--resolve", f"other:{server.port}:127.0.0.1", host="other")[-9:])
    print("by whom:", server.curl(scheme="https")[-9:])
    for version, wanted in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3"), ("-tls1_1", "no")):
        said = openssl(version, "-cipher", "ALL:@SECLEVEL=0")
        print(version, wanted if re.search(rf"Protocol *: {wanted}|New, {wanted}", said) else "refused")
    print("alpn:", re.search("ALPN protocol: (.*)", openssl("-alpn", "h2,http/1.1"))[1])
    print("alpn:", re.search("ALPN protocol: (.*)", openssl("-alpn", "http/1.1"))[1])
    print("no alpn:", "No ALPN negotiated" in openssl())
    print("other alpn:", "no application protocol" in openssl("-alpn", "other"))
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    print("by hand:", "HTTP/1.1 true" in openssl("-quiet", "-no_ign_eof", "-ign_eof", data=request))

    # A WebSocket over it.
    trusted = ssl.create_default_context(cafile="live.pem")
    raw = server.connect()
    with trusted.wrap_socket(raw, server_hostname="localhost") as socket:
        socket.sendall(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        file = socket.makefile("rb")
        print("websocket:", file.readline().decode().strip())
        while file.readline().strip():
            pass
        # Frames with a mask of zeros.
        socket.sendall(b"\x81\x84\0\0\0\0text")
        head = file.read(2)
        print("  frame:", head[0], file.read(head[1]).decode())
        socket.sendall(b"\x88\x85\0\0\0\0\x03\xe8bye")
        head = file.read(2)
        print("  end:", head[0], file.read(head[1])[2:].decode())
    print("  told:", until(lambda: "closed: 1000 bye" in server.said()))
    print("logged:", re.search("INFO *http: request (method=.*)millis", server.said())[1])

    # What is no handshake.
    for label, data in {"plain": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "garbage": b"\xff" * 100, "record": b"\x16\x03\x01\x40\x01" + b"x" * 20000, "empty": b"\x16\x03\x01\0\0" * 100}.items():
        socket = server.connect()
        socket.sendall(data)
        print(f"{label}:", end_of(socket))
    begin = time.monotonic()
    silent, half = server.connect(), server.connect()
    half.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
    print("silence:", end_of(silent), "half:", end_of(half), time.monotonic() - begin < 25)
    # Whose silence ends a connection is told that nothing more comes: nobody cut it.
    for label, data in (("nothing asked", b""), ("one request", request.replace(b"close", b"keep-alive"))):
        socket = trusted.wrap_socket(server.connect(), server_hostname="localhost", suppress_ragged_eofs=False)
        try:
            socket.sendall(data)
            while socket.recv(1000):
                pass
            print(f"{label}: told of the end")
        except ssl.SSLEOFError:
            print(f"{label}: cut off")
    print("still there:", curl())

    # Another certificate.
    def replace(name, key):
        """As those do who renew certificates: each file is there as a whole."""
        for source, target in ((name, "live.pem"), (key, "live.key")):
            shutil.copy(source, "new")
            os.replace("new", target)

    print("first:", subject())
    replace("two.pem", "two.key")
    print("second:", until(lambda: subject() == "two"), curl())
    # Broken ones do not count.
    replace("text.pem", "two.key")
    print("broken:", until(lambda: subject() == "two" and "there is no certificate in PEM form" in server.said()))
    replace("one.pem", "two.key")
    print("no pair:", until(lambda: subject() == "two" and "this is not the key of live.pem" in server.said()))
    os.remove("live.pem")
    print("none:", until(lambda: subject() == "two" and "live.pem: No such file" in server.said()))
    replace("one.pem", "one.key")
    print("first again:", until(lambda: subject() == "one"))
    lines = [line for line in server.said().splitlines() if "TLS: the new certificate is not taken" in line]
    print("told:", len(lines))
