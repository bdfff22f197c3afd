"""What the scripts share that run a server themselves, and ask it with programs that everybody has: curl, openssl."""

import os
import signal
import socket
import subprocess
import sys
import time

from ports import free_port


def certificate(name, *subjects, days=2):
    """A certificate that signs itself, for these names, in `<name>.pem`, and its key in `<name>.key`."""
    names = ",".join(subjects or ("DNS:localhost", "IP:127.0.0.1"))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", str(days), "-subj", f"/CN={name}"]
    subprocess.run([*command, "-addext", f"subjectAltName={names}"], check=True, capture_output=True)


class Server:
    """The program of the test, listening on a port of its own; told to end when the `with` is over."""

    def __init__(self, **environment):
        self.port = free_port()
        self.log, self.is_told = open("server.log", "w+b"), False
        self.process = subprocess.Popen(
            [sys.argv[1]], env={**os.environ, "PORT": str(self.port), **environment}, stdout=self.log, stderr=self.log
        )

    def __enter__(self):
        self.connect().close()
        return self

    def __exit__(self, kind, error, trace):
        self.terminate()
        try:
            print("server ends:", self.process.wait(60))
        except subprocess.TimeoutExpired:
            self.process.kill()
            print("server does not end")
        self.log.close()
        if kind:
            print(self.said(), file=sys.stderr)

    def terminate(self):
        """Asks it to end, once: a second time it would end at once."""
        if not self.is_told and self.process.poll() is None:
            self.is_told = True
            self.process.send_signal(signal.SIGTERM)

    def connect(self, seconds=30):
        """A socket to it, which may still be starting."""
        until = time.monotonic() + seconds
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
            except ConnectionRefusedError:
                if time.monotonic() > until or self.process.poll() is not None:
                    print(self.said(), file=sys.stderr)
                    raise
                time.sleep(0.02)

    def said(self):
        """What it has printed, on both streams."""
        with open("server.log", "rb") as log:
            return log.read().decode()

    def memory(self):
        """The most that it has had in memory, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024

    def curl(self, *arguments, path="/", scheme="http", host="localhost", data=None):
        """The output of curl, and its exit code when that is not 0."""
        command = ["curl", "-sS", "--max-time", "60", *arguments, f"{scheme}://{host}:{self.port}{path}"]
        done = subprocess.run(command, input=data, capture_output=True)
        text = done.stdout.decode(errors="replace")
        return text if done.returncode == 0 else f"{text}[curl {done.returncode}]"


def until(condition, seconds=60):
    """Waits for something; whether it came."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
