#!/usr/bin/env python3
"""Checks a compiled Mesher from the outside: requests recorded from real clients, then each rule.

    python3 tests/mesher/replay.py mesher/mesher [MESHC] [PART...]

A part in `on_both` runs on SQLite and on PostgreSQL; MESHER_TEST_DATABASE=sqlite or =postgres keeps it to one.
Several parts run beside each other, MESHER_TEST_JOBS at a time.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

import accounts
import alerts
import changing
import clocks
import grouping
import ingest
import issues
import items
import lifecycle
import mails
import operating
import reading
import moving
import processes
import proxy
import openapi
import recorded
import recovery
import releases
import sdk
import sourcemaps
import searching
import security
import signing
import storing
import streams
import uploads
import tools
import web
from databases import on_both
from harness import failures


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    meshc = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    parts = {
        # What takes longest comes first: nothing waits for it at the end.
        "web": lambda: web.run(binary),
        "items": lambda: items.run(binary, meshc),
        "storing": lambda: on_both(storing.run)(binary),
        "alerts": lambda: alerts.run(binary),
        "recovery": lambda: on_both(recovery.run)(meshc),
        "openapi": lambda: openapi.run(binary),
        "streams": lambda: on_both(streams.run)(binary),
        "grouping": lambda: grouping.run(binary, meshc),
        "releases": lambda: on_both(releases.run)(binary),
        "sourcemaps": lambda: on_both(sourcemaps.run)(binary, meshc),
        "uploads": lambda: on_both(uploads.run)(binary),
        "recorded": lambda: on_both(recorded.run)(binary, meshc),
        "ingest": lambda: on_both(ingest.run)(binary),
        "issues": lambda: on_both(issues.run)(binary),
        "mails": lambda: mails.run(binary),
        "processes": lambda: on_both(processes.run)(binary),
        "moving": lambda: moving.run(binary),
        "proxy": lambda: proxy.run(binary),
        "lifecycle": lambda: on_both(lifecycle.run)(binary),
        "clocks": lambda: on_both(clocks.run)(binary),
        "sdk": lambda: on_both(sdk.run)(binary),
        "signing": lambda: signing.run(binary),
        "accounts": lambda: accounts.run(binary),
        "operating": lambda: operating.run(binary),
        "security": lambda: security.run(binary),
        "searching": lambda: searching.run(binary, meshc),
        "changing": lambda: on_both(changing.run)(binary),
        "tools": lambda: on_both(tools.run)(binary),
        "reading": lambda: on_both(reading.run)(binary),
    }
    names = sys.argv[3:] or list(parts)
    if len(names) > 1:
        sys.exit(beside_each_other(names))
    start = time.time()
    parts[names[0]]()
    print(f"{names[0]}: {time.time() - start:.1f} s", flush=True)
    sys.exit(1 if failures else 0)


def beside_each_other(names):
    """Runs each part in a process of its own; they wait more than they compute. Gives the exit code."""
    def run(name):
        command = [sys.executable, __file__, *sys.argv[1:3], name]
        part = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        print(part.stdout, end="", flush=True)
        return name, part.returncode

    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("MESHER_TEST_JOBS", 1 + os.cpu_count()))) as pool:
        failed = [name for name, code in pool.map(run, names) if code != 0]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
