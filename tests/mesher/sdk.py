"""The real `sentry-sdk`, when it can be imported, here or by the interpreter that SENTRY_PYTHON names."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from harness import check, equal, running

CLIENT = """
import sys
import sentry_sdk

sentry_sdk.init(sys.argv[1], environment="production", release="shop@1.4.2")
sentry_sdk.capture_message("a message from the SDK", level="warning")
try:
    try:
        {}["customer"]
    except KeyError as error:
        raise ValueError("order 17 could not be priced") from error
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush(20)
"""


def has_sdk(python):
    return subprocess.run([python, "-c", "import sentry_sdk"], capture_output=True).returncode == 0


def interpreter():
    """An interpreter that has the SDK."""
    installed = pathlib.Path(__file__).resolve().parent.parent.parent / "target/sentry-sdk/bin/python3"
    for candidate in (os.environ.get("SENTRY_PYTHON"), installed, sys.executable):
        if candidate and shutil.which(candidate) and has_sdk(candidate):
            return str(candidate)
    return None


def run(binary):
    python = interpreter()
    if not python:
        print("sdk: skipped, sentry-sdk is not installed")
        return
    with running(binary) as server:
        check(server.says("/1\n"), "a DSN is printed")
        dsn = re.search(r"DSN: (\S+)", server.output()).group(1)
        done = subprocess.run([python, "-c", CLIENT, dsn], capture_output=True, text=True, timeout=120)
        equal(done.returncode, 0, f"the client's exit code: {done.stderr}")
        issues = {(issue["title"], issue["level"], issue["event_count"]) for issue in server.issues()}
        wanted = {("a message from the SDK", "warning", 1), ("ValueError: order 17 could not be priced", "error", 1)}
        equal(issues, wanted, "issues from the SDK")
        events = [server.event(id) for id, in server.rows("SELECT event_id FROM events")]
        chains = [[link["type_name"] for link in event["exception"]["chain"]] for event in events if event["exception"]]
        equal(chains, [["KeyError", "ValueError"]], "the chain")
