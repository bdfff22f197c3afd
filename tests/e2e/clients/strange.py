"""What the driver scripts beside programs share: the program under test, run in strange circumstances."""

import os
import signal
import subprocess
import sys
import time

PROGRAM = sys.argv[1]


def start(**options):
    """The program, running. Its streams are pipes unless the options say otherwise."""
    for stream in ("stdin", "stdout", "stderr"):
        options.setdefault(stream, subprocess.PIPE)
    return subprocess.Popen([PROGRAM, *options.pop("args", [])], **options)


def ended(process, seconds=60):
    """How the program ended: its exit code or the name of a signal. A program that goes on is killed."""
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return "still running"
    return code if code >= 0 else signal.Signals(-code).name


def wait_for(holds, seconds=60):
    """Whether something comes to hold in time."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def unread_pipe():
    """A pipe that nobody reads: the end to write, and the one to read later."""
    reader, writer = os.pipe()
    return writer, reader


def full_pipe():
    """The same, with no room left."""
    writer, reader = unread_pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"full\n" * 100)
    except BlockingIOError:
        os.set_blocking(writer, True)
    return writer, reader
