#!/usr/bin/env python3
"""Checks a compiled Mesher from the outside: requests recorded from real clients, then each rule.

    python3 tests/mesher/replay.py mesher/mesher [MESHC] [PART...]

A part in `on_both` runs on SQLite and on PostgreSQL; MESHER_TEST_DATABASE=sqlite or =postgres keeps it to one.
"""
import pathlib
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
        "grouping": lambda: grouping.run(binary, meshc),
        "releases": lambda: on_both(releases.run)(binary),
        "sourcemaps": lambda: on_both(sourcemaps.run)(binary, meshc),
        "uploads": lambda: on_both(uploads.run)(binary),
        "recorded": lambda: on_both(recorded.run)(binary, meshc),
        "ingest": lambda: on_both(ingest.run)(binary),
        "storing": lambda: on_both(storing.run)(binary),
        "issues": lambda: on_both(issues.run)(binary),
        "streams": lambda: on_both(streams.run)(binary),
        "items": lambda: items.run(binary, meshc),
        "alerts": lambda: alerts.run(binary),
        "mails": lambda: mails.run(binary),
        "processes": lambda: on_both(processes.run)(binary),
        "moving": lambda: moving.run(binary),
        "proxy": lambda: proxy.run(binary),
        "lifecycle": lambda: on_both(lifecycle.run)(binary),
        "recovery": lambda: on_both(recovery.run)(meshc),
        "clocks": lambda: on_both(clocks.run)(binary),
        "sdk": lambda: on_both(sdk.run)(binary),
        "signing": lambda: signing.run(binary),
        "accounts": lambda: accounts.run(binary),
        "operating": lambda: operating.run(binary),
        "web": lambda: web.run(binary),
        "security": lambda: security.run(binary),
        "searching": lambda: searching.run(binary, meshc),
        "changing": lambda: on_both(changing.run)(binary),
        "tools": lambda: on_both(tools.run)(binary),
        "openapi": lambda: openapi.run(binary),
        "reading": lambda: on_both(reading.run)(binary),
    }
    for name in sys.argv[3:] or parts:
        start = time.time()
        parts[name]()
        print(f"{name}: {time.time() - start:.1f} s", flush=True)
    print(f"{len(failures)} failures" if failures else "all checks passed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
