"""Ports for servers that tests start."""

import contextlib
import random
import socket


def free_port():
    """A port that nobody has now. Connections of clients get theirs further up, so that none takes it before the server does."""
    while True:
        port = random.randrange(10000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
