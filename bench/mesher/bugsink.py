#!/usr/bin/env python3
"""The same load for Bugsink, for comparison: envelopes of 3 KB over some connections, by `wrk`.

    python3 -m venv VENV && VENV/bin/pip install bugsink
    bench/mesher/bugsink.py VENV [--connections 16,64] [--seconds 10] [--workers 2]

Set up as its documentation says for one machine: gunicorn, SQLite, and its own queue (snappea), which digests what has been taken. Its
quotas are lifted. An answer means that the event waits in a file; how many events were digested in the time of the load is counted.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent.parent / "tests/mesher"))

from harness import free_port  # noqa: E402
from ingest import event, processor, told_by_wrk  # noqa: E402

QUOTAS = """
BUGSINK.update({name: 10 ** 9 for name in (
    "MAX_EVENTS_PER_PROJECT_PER_5_MINUTES", "MAX_EVENTS_PER_PROJECT_PER_HOUR", "MAX_EVENTS_PER_PROJECT_PER_MONTH",
    "MAX_EVENTS_PER_5_MINUTES", "MAX_EVENTS_PER_HOUR", "MAX_EVENTS_PER_MONTH")})
"""
PROJECT = """
from teams.models import Team
from projects.models import Project
print("KEY", Project.objects.create(name="p", team=Team.objects.create(name="t"), retention_max_event_count=10 ** 9).sentry_key.hex)
"""
COUNT = "from events.models import Event; print('COUNT', Event.objects.count())"


class Bugsink:
    def __init__(self, venv, folder, workers):
        self.bin, self.folder, self.port = venv / "bin", pathlib.Path(folder), free_port()
        self.environment = {**os.environ, "PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "bugsink_conf"}
        self.call("bugsink-create-conf", "--template=singleserver", "--host=127.0.0.1", f"--port={self.port}", f"--base-dir={folder}")
        conf = self.folder / "bugsink_conf.py"
        conf.write_text(conf.read_text() + QUOTAS)
        self.call("bugsink-manage", "migrate", "-v0")
        self.call("bugsink-manage", "migrate", "snappea", "--database=snappea", "-v0")
        self.key = self.asked(PROJECT, "KEY")
        start = lambda *command: subprocess.Popen([self.bin / command[0], *command[1:]], cwd=folder, env=self.environment,
                                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.processes = [
            start("gunicorn", "bugsink.wsgi", f"--bind=127.0.0.1:{self.port}", f"--workers={workers}", "--access-logfile=/dev/null"),
            start("bugsink-runsnappea"),
        ]
        time.sleep(5)

    def call(self, name, *arguments):
        done = subprocess.run([self.bin / name, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stdout}{done.stderr}")
        return done.stdout

    def asked(self, program, word):
        return re.search(rf"{word} (\S+)", self.call("bugsink-manage", "shell", "-c", program)).group(1)

    def digested(self):
        return int(self.asked(COUNT, "COUNT"))

    def pids(self):
        mine = [process.pid for process in self.processes]
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout.split("\n")
        return mine + [int(pid) for pid, parent in (line.split() for line in listed if line) if int(parent) in mine]

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=60)


def measure(venv, connections, seconds, workers, file):
    with tempfile.TemporaryDirectory() as folder:
        server = Bugsink(venv, folder, workers)
        try:
            command = ["wrk", "-t1", f"-c{connections}", "--latency", "--timeout=30s", f"-d{seconds}s", "-s", HERE / "envelope.lua"]
            before, began = processor(server.pids()), time.time()
            told = subprocess.run([*command, f"http://127.0.0.1:{server.port}"], text=True, capture_output=True, check=True,
                                  env={**os.environ, "KEY": server.key, "EVENT": file}).stdout
            taken = time.time() - began
            digested = server.digested()
            spent = processor(server.pids()) - before
            events, p50, p99, refused = told_by_wrk(told)
            return connections, events / taken, digested / taken, p50, p99, spent, refused
        finally:
            server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("venv", type=pathlib.Path)
    parser.add_argument("--connections", default="16,64")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    print("| connections | answers/s | digested/s | p50 (ms) | p99 (ms) | s of processor | refused |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(event())
        file.flush()
        for connections in map(int, chosen.connections.split(",")):
            row = measure(chosen.venv.resolve(), connections, chosen.seconds, chosen.workers, file.name)
            print("| {} | {:.0f} | {:.0f} | {:.1f} | {:.1f} | {:.1f} | {} |".format(*row), flush=True)


if __name__ == "__main__":
    main()
