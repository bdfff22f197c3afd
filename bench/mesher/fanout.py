#!/usr/bin/env python3
"""What watchers cost: how long an event takes to be acknowledged while nobody, 1,000 and 2,000 watch, and the memory of each watcher.

    python3 bench/mesher/fanout.py MESHER [--database postgres://...] [--events 200] [--watchers 0,1000,2000]

One client posts events of 3 kB one after the other. Watchers are the sockets of another process, which

    quiet      watch, and nothing happens in their project: the events are another project's
    reading    read what they are sent
    asleep     never read: the kernel takes what fits, then Mesher keeps the newest 100 messages for each

All of it runs on this machine, so with `reading` the watchers' own work is measured along.
"""
import argparse
import json
import os
import pathlib
import resource
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
BODY = {
    "level": "error", "environment": "production", "release": "shop@1.2.3",
    "stacktrace": [
        {"filename": f"shop/module_{number}.py", "function_name": f"step_{number}", "lineno": number, "colno": 1,
         "context_line": "    return next_step(order, customer, basket)", "in_app": True} for number in range(16)
    ],
    "tags": {"server": "web-1"}, "extra": {"note": "n" * 400},
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def watch(port, path, count, reads):
    """Child process: opens the sockets, says so on standard output, then reads or sleeps until its input ends."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, max(count + 100, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    poll, sockets = select.epoll(), {}
    request = (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode()
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", port), timeout=60)
        one.sendall(request)
        head = one.recv(4096)
        if b" 101 " not in head:
            raise SystemExit(f"no WebSocket: {head!r}")
        one.setblocking(False)
        sockets[one.fileno()] = one
        if reads:
            poll.register(one.fileno(), select.EPOLLIN)
    poll.register(0, select.EPOLLIN)
    print("watching", flush=True)
    received = 0
    while True:
        for number, _ in poll.poll():
            if number == 0:
                print(received, flush=True)
                return
            try:
                received += len(sockets[number].recv(1 << 18))
            except BlockingIOError:
                pass


def resident(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))


def used(process):
    """Seconds of processor time, of all threads."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def acknowledgements(port, count):
    """Milliseconds of each, one after the other over one connection."""
    times, connection = [], socket.create_connection(("127.0.0.1", port), timeout=60)
    for number in range(count):
        body = json.dumps({**BODY, "message": f"order {number % 5} failed"}).encode()
        head = f"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Sentry-Auth: {KEY}\r\nContent-Length: {len(body)}\r\n\r\n"
        start = time.perf_counter()
        connection.sendall(head.encode() + body)
        answer = connection.recv(4096)
        times.append((time.perf_counter() - start) * 1000)
        if b" 202 " not in answer:
            raise SystemExit(f"refused: {answer!r}")
    connection.close()
    return times


def other_project(port):
    """The number of a project in which nothing happens."""
    org = json.loads(urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/orgs").read())
    org = (org["data"] if isinstance(org, dict) else org)[0]["id"]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/orgs/{org}/projects", method="POST",
                                     data=json.dumps({"name": "Quiet", "platform": "python"}).encode(),
                                     headers={"Content-Type": "application/json"})
    return json.loads(urllib.request.urlopen(request).read())["number"]


def measure(mesher, database, kind, count, events):
    with tempfile.TemporaryDirectory() as folder:
        port, sockets = free_port(), free_port()
        environment = {
            **os.environ, "MESHER_DATABASE_URL": database or f"sqlite:{folder}/mesher.db", "MESHER_BOOTSTRAP_KEY": KEY,
            "MESHER_HTTP_PORT": str(port), "MESHER_WS_PORT": str(sockets), "MESHER_RATE_LIMIT": "0", "MESHER_AUTH": "open",
        }
        log = open(f"{folder}/log", "w")
        server = subprocess.Popen([mesher], env=environment, stdout=log, stderr=log)
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()
                    break
                except OSError:
                    time.sleep(0.05)
            acknowledgements(port, 100)
            time.sleep(1)
            path = f"/stream/projects/{other_project(port) if kind == 'quiet' else 1}"
            before = resident(server)
            watchers = subprocess.Popen(
                [sys.executable, __file__, "--watch", str(sockets), path, str(count), str(int(kind != "asleep"))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            if watchers.stdout.readline() != "watching\n":
                raise SystemExit("the watchers do not watch")
            time.sleep(1)
            idle = (resident(server) - before) / max(1, count)
            spent = used(server)
            times = sorted(acknowledgements(port, events))
            spent = (used(server) - spent) * 1000 / events
            time.sleep(1)
            loaded = (resident(server) - before) / max(1, count)
            watchers.stdin.close()
            watchers.wait()
        finally:
            server.terminate()
            server.wait()
        return statistics.median(times), times[int(len(times) * 0.99)], spent, idle, loaded


def main():
    if sys.argv[1:2] == ["--watch"]:
        return watch(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5] == "1")
    parser = argparse.ArgumentParser()
    parser.add_argument("mesher")
    parser.add_argument("--database")
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--watchers", default="0,1000,2000")
    parser.add_argument("--kinds", default="quiet,reading,asleep")
    options = parser.parse_args()
    print("| watchers | | median | p99 | CPU an event | memory a watcher | under load |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for count in map(int, options.watchers.split(",")):
        for kind in options.kinds.split(",") if count else ["none"]:
            found = measure(options.mesher, options.database, kind, count, options.events)
            median, tail, spent, idle, loaded = found
            memory = f"{idle:.1f} KB | {loaded:.1f} KB" if count else "|"
            print(f"| {count:,} | {kind} | {median:.2f} ms | {tail:.1f} ms | {spent:.2f} ms | {memory} |", flush=True)


if __name__ == "__main__":
    main()
