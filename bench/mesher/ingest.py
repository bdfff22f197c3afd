#!/usr/bin/env python3
"""How many events Mesher takes, how soon it answers, and what one costs: envelopes of 3 KB over 1 to 256 connections, by `wrk`.

    bench/mesher/ingest.py MESHER [--connections 1,16,64,256] [--databases sqlite,postgres] [--seconds 10]

MESHER is a release build. An answer means that the event is on disk, PostgreSQL's included. `wrk` has its share of the same machine:
what an event costs is the time of the processors that Mesher used, divided by the events; for PostgreSQL's that of its processes.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests/mesher"))

import databases  # noqa: E402
from harness import KEY, Server  # noqa: E402


def event():
    """An error of a Python program, of 3 KB."""
    frames = [
        {"filename": f"app/module_{number}.py", "abs_path": f"/srv/app/module_{number}.py", "function": f"function_{number}",
         "lineno": number * 7, "context_line": "    return compute(value, options)", "in_app": number % 3 == 0}
        for number in range(9)
    ]
    crumbs = [
        {"timestamp": f"2026-01-31T12:59:5{number}.000000Z", "category": "query", "type": "default", "level": "info",
         "message": "SELECT * FROM orders WHERE id = %s"}
        for number in range(5)
    ]
    return json.dumps({
        "event_id": "EVENT_ID", "level": "error", "platform": "python", "environment": "production", "release": "shop@1.4.2",
        "server_name": "web-1", "transaction": "/checkout",
        "exception": {"values": [{"type": "ValueError", "value": "order 17 could not be priced", "module": "builtins",
                                  "mechanism": {"type": "generic", "handled": False}, "stacktrace": {"frames": frames}}]},
        "breadcrumbs": {"values": crumbs}, "tags": {"color": "red", "customer": "gold"},
        "user": {"id": "u17", "email": "a@example.test"},
        "contexts": {"runtime": {"name": "CPython", "version": "3.11.2"}, "os": {"name": "Linux"}},
        "sdk": {"name": "sentry.python", "version": "2.1.0"},
    })


def processor(pids):
    """Seconds of processor that processes have used."""
    ticks = 0
    for pid in pids:
        try:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        # With those of children that have ended.
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid):
    """The processes of PostgreSQL: its own, and one for each connection."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [pid, *map(int, listed.split())]


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def told_by_wrk(text):
    """Of what `wrk --latency` prints: how many requests were answered, half and 99 of 100 of them within so many ms, how many were refused."""
    answered = int(re.search(r"(\d+) requests in", text).group(1))
    p50, p99 = (milliseconds(re.search(rf"\n\s+{part}%\s+(\S+)", text).group(1)) for part in (50, 99))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return answered, p50, p99, int(refused.group(1)) if refused else 0


def measure(binary, connections, seconds, file):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        try:
            command = ["wrk", "-t1", f"-c{connections}", "--latency", "-s", HERE / "envelope.lua"]
            environment = {**os.environ, "KEY": KEY, "EVENT": file}
            run = lambda duration: subprocess.run([*command, f"-d{duration}s", f"http://127.0.0.1:{server.http}"], env=environment,
                                                  capture_output=True, text=True, check=True).stdout
            run(1)
            of_database = children(databases.postgres().process.pid) if databases.is_postgres() else []
            before = processor([server.process.pid]), processor(of_database)
            told = run(seconds)
            spent = processor([server.process.pid]) - before[0], processor(of_database) - before[1]
            events, p50, p99, refused = told_by_wrk(told)
            status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
            peak = int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024
            return (connections, float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1)), p50, p99,
                    spent[0] / events * 1000, spent[1] / events * 1000, peak, refused)
        finally:
            server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--connections", default="1,16,64,256")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--seconds", type=int, default=10)
    chosen = parser.parse_args()
    print("| database | connections | events/s | p50 (ms) | p99 (ms) | ms of processor an event | of PostgreSQL | peak memory (MB) | refused |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(event())
        file.flush()
        for name in chosen.databases.split(","):
            with databases.using(name):
                for connections in map(int, chosen.connections.split(",")):
                    row = measure(chosen.binary.resolve(), connections, chosen.seconds, file.name)
                    print("| {} | {} | {:.0f} | {:.1f} | {:.1f} | {:.3f} | {:.3f} | {:.0f} | {} |".format(name, *row), flush=True)


if __name__ == "__main__":
    main()
