import time

from peers import Server, until

with Server() as server:
    for version in ("--http1.1", "--http2-prior-knowledge"):
        print(version)
        print(server.curl(version, path="/parts"), end="")
        head = server.curl(version, "-I", path="/parts")
        print("head:", head.split()[1], "x-made: yes" in head)
        print("large:", len(server.curl(version, path="/large")))
        print("broken:", "[curl" in server.curl(version, path="/broken"))
        print("bad:", server.curl(version, "-o", "/dev/null", "-w", "%{http_code}", path="/bad"))
        events = server.curl(version, path="/events")
        print("beats:", events.count(":\n\n") >= 2)
        print(events.replace(":\n\n", ""), end="")
        print("type:", server.curl(version, "-o", "/dev/null", "-w", "%{content_type}", path="/events"))

    def open_stream(path):
        http = server.connect()
        http.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        got = b""
        while b"\r\n\r\n" not in got or not got.split(b"\r\n\r\n", 1)[1]:
            got += http.recv(1000)
        return http

    # A client that sends all of its request before it reads sees an answer for which nobody read that.
    for _ in range(10):
        with server.connect() as http:
            http.sendall(b"POST /ignored HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 12000000\r\n\r\n")
            http.sendall(b"x" * 12_000_000)
            got = b""
            while piece := http.recv(1000):
                got += piece
            print("ignored:", got.split(b"\r\n", 1)[0].decode(), b"not read" in got)

    # A producer is no faster than its client, and ends with it.
    slow = open_stream("/endless")
    sent = -1
    while sent != (sent := server.said().count("sent ")):
        time.sleep(0.5)
    print("ahead of its client:", "little" if sent < 200 else sent)
    slow.close()
    print("ended:", until(lambda: "the producer ends" in server.said()))
    waits = open_stream("/waits")
    waits.close()
    print("ended:", until(lambda: "the one that waits ends" in server.said()))
    stubborn = open_stream("/stubborn")
    stubborn.close()
    print("told:", until(lambda: "stubborn: nobody reads" in server.said()))
    print("memory:", "little" if server.memory() < 200 else server.memory())
    # A stream that does not end keeps a server for its time only.
    last = open_stream("/waits")
    server.terminate()
    print("drained:", until(lambda: "drained: true" in server.said()))
    last.close()
