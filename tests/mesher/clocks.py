"""The clock of the day is set while the server runs: back and forward by days. What is taken is kept and told, nobody waits for the
clock to catch up, and nothing is deleted because of it."""
import json
import pathlib
import shutil
import struct
import subprocess
import tempfile

from envelopes import P, post
from harness import Server, WebSocket, check, equal, eventually
from receivers import Receiver

DAY = 86400


class Clock:
    """How far the server's clock is off."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder, "clock")
        self.set(0)

    def set(self, seconds):
        # In place: the server has the file mapped.
        with open(self.path, "r+b" if self.path.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))


def shim(folder):
    """A library that moves the clock; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        return None
    made = pathlib.Path(folder, "clock.so")
    source = pathlib.Path(__file__).with_name("clock.c")
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source], capture_output=True, text=True)
    equal((done.returncode, done.stderr), (0, ""), "the library that moves the clock")
    return made


def started(binary, folder, library, clock, **settings):
    launcher = pathlib.Path(folder, "mesher")
    launcher.write_text(f'#!/bin/sh\nLD_PRELOAD="{library}" CLOCK_FILE="{clock.path}" exec "{binary}" "$@"\n')
    launcher.chmod(0o755)
    return Server(launcher, folder, MESHER_RATE_LIMIT=0, **settings)


def run(binary):
    with tempfile.TemporaryDirectory() as folder:
        library = shim(folder)
        if not library:
            print("clocks: there is no compiler for the library that moves the clock")
            return
        clock, receiver = Clock(folder), Receiver(200)
        server = started(binary, folder, library, clock, MESHER_WEBHOOK_PRIVATE=1, MESHER_ALERT_CHECK_MS=200, MESHER_ALERT_RETRY_MS=100,
                         MESHER_RETENTION_CHECK_MS=300)
        try:
            set_and_set_again(server, clock, receiver)
        finally:
            if server.process.poll() is None:
                equal(server.stop(), 0, "exit code")
            receiver.close()


def set_and_set_again(server, clock, receiver):
    rule = {"name": "All", "condition": {"condition_type": "new_issue"}, "action": {"type": "webhook", "url": receiver.url + "/"}, "cooldown_minutes": 600}
    equal(post(server, f"{P}/alert-rules", rule)[0], 201, "a rule")
    stream = WebSocket(server.http, "/stream/projects/1")

    def told(title):
        """An event is taken, told to who watches, and its alert delivered; the day it came by the server's clock."""
        status, _, headers = server.native({"message": title})
        equal(status, 202, f"{title}: taken")
        while (message := stream.next()) and not (message["type"] == "event" and message["data"]["title"] == title):
            pass
        check(message, f"{title}: told")
        sent = lambda: any(one["issue"]["title"] == title for one in receiver.accepted)
        check(eventually(sent), f"{title}: its alert is delivered")
        equal(server.request("GET", "/readyz")[0], 200, f"{title}: ready")
        return server.rows("SELECT received_at FROM events WHERE event_id = ?", headers["X-Mesher-Event-Id"])[0][0]

    # The clock is seen to be right before it is set.
    first = told("before")
    issue = server.issues()[0]
    clock.set(-3 * DAY)
    back = told("set back")
    check(first - 3 * DAY * 10**6 <= back < first - 2 * DAY * 10**6, "the clock is back")
    # The same issue again: it was seen last when its last event came, by whatever clock.
    equal(server.native({"message": "before"})[0], 202, "an event of an issue from the future")
    again = json.loads(server.request("GET", f"/api/v1/issues/{issue['id']}")[1])
    equal((again["event_count"], again["last_seen"]), (2, issue["last_seen"]), "counted, and seen last before")
    acted = json.loads(server.request("POST", f"/api/v1/issues/{issue['id']}/resolve", b"")[1])
    equal(acted["affected"], 1, "resolved by the clock that is back")
    equal(server.native({"message": "before"})[0], 202, "and once more")
    equal(json.loads(server.request("GET", f"/api/v1/issues/{issue['id']}")[1])["status"], "unresolved", "it came back")
    # Beyond the days that have tables, and beyond what is kept.
    clock.set(200 * DAY)
    ahead = told("set forward")
    check(ahead > first + 199 * DAY * 10**6, "the clock is ahead")
    check(server.says("the clock was put forward"), "the log says that nothing is removed")
    equal(server.rows("SELECT count(*) FROM events"), [(5,)], "nothing was removed for its age")
    clock.set(0)
    told("right again")
    equal(server.rows("SELECT count(*) FROM events"), [(6,)], "all events are there")
    stream.close()
