"""Services that end: restarted, registered again, and nobody else hurt. Programs are made of Mesher's own modules."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

from harness import KEY, Server, WebSocket, check, equal, eventually, free_port

HERE = pathlib.Path(__file__).resolve().parent
MESHER = HERE.parent.parent / "mesher"
SERVICES = ["mesher_registry", "project_service", "rate_limiter", "event_processor", "storage_writer", "event_store"]


def compiled(meshc, name, folder):
    """Mesher with another `main`, compiled into the folder."""
    project = pathlib.Path(folder) / name
    shutil.copytree(MESHER, project, ignore=shutil.ignore_patterns("mesher", "*.db*"))
    shutil.copy(HERE / f"programs/{name}.mpl", project / "main.mpl")
    binary = pathlib.Path(folder) / f"{name}.bin"
    done = subprocess.run([meshc, "build", project, "-o", binary], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} does not compile:\n{done.stdout}{done.stderr}")
    return binary


def services(meshc, folder):
    binary = compiled(meshc, "services", folder)
    port = free_port()
    environment = {**os.environ, "PORT": str(port)}
    program = subprocess.Popen(
        [binary], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # The program waits for two clients.
    clients = []

    def connected():
        with contextlib.suppress(ConnectionRefusedError):
            clients.append(WebSocket(port, "/"))
        return len(clients) == 2 or program.poll() is not None

    eventually(connected, 60)
    found, complaints = program.communicate(timeout=60)
    wanted = (HERE / "programs/services.out").read_text()
    equal((found.splitlines(), complaints), (wanted.splitlines(), ""), "services")


def end(server, name):
    server.process.stdin.write(f"{name}\n".encode())
    server.process.stdin.flush()


def accepted(server):
    try:
        return server.native({"message": "after"})[0] == 202
    except OSError:
        return False


def crashes(server):
    """Each service is ended while events come: answers are 202 or 503, and 202 again soon."""
    stream = WebSocket(server.http, "/stream/projects/1")
    ingest = WebSocket(server.ws, "/ingest", f"Authorization: Bearer {KEY}\r\n")
    for name in SERVICES:
        answers, stop = [], threading.Event()

        def post():
            while not stop.is_set():
                status, body, headers = server.native({"message": "meanwhile"})
                answers.append((status, json.dumps(body), headers.get("Access-Control-Allow-Origin")))
                status, body, headers = server.store({"message": "meanwhile"})
                if status != 200:
                    body["header"] = headers.get("X-Sentry-Error")
                    answers.append((status, json.dumps(body), headers.get("Access-Control-Allow-Origin")))

        workers = [threading.Thread(target=post) for _ in range(4)]
        for worker in workers:
            worker.start()
        for _ in range(3):
            time.sleep(0.05)
            end(server, name)
        time.sleep(0.1)
        stop.set()
        for worker in workers:
            worker.join()
        allowed = {
            (202, '{"status": "accepted"}', "*"),
            (503, '{"error": "unavailable"}', "*"),
            (503, '{"detail": "unavailable", "header": "unavailable"}', "*"),
        }
        equal(set(answers) - allowed, set(), f"answers while {name} ends")
        check(eventually(lambda: accepted(server)), f"events are accepted after {name} ended")
        ingest.send('{"message":"socket"}')
        equal(ingest.next(), {"status": "accepted"}, f"/ingest goes on after {name} ended")
    stream.close()
    ingest.close()


def watchers(server):
    """Stream clients stay connected, with their filters, when the stream manager or the publisher ends."""
    stream = WebSocket(server.http, "/stream/projects/1")
    stream.send('{"filters":{"level":"fatal"}}')
    # Events of a moment ago may come first.
    while (answer := stream.next()) and answer["type"] in ("event", "issue_count"):
        pass
    equal(answer, {"type": "filters_updated"}, "filters")
    for name in ("stream_manager", "publisher", "event_store"):
        end(server, name)

        def told():
            for level in ("error", "fatal"):
                server.native({"message": name, "level": level})
            message = stream.next(1)
            while message and message["type"] != "event":
                message = stream.next(1)
            return message

        message = None
        for _ in range(20):
            message = told()
            if message:
                break
        equal(message and message["data"]["level"], "fatal", f"filtered events after {name} ended")
        while stream.next(0.5):
            pass
    stream.close()


def run(meshc):
    if not meshc:
        print("recovery: skipped, no compiler was given")
        return
    with tempfile.TemporaryDirectory() as folder:
        services(meshc, folder)
        server = Server(compiled(meshc, "controlled", folder), folder, MESHER_RATE_LIMIT=0)
        crashes(server)
        watchers(server)
        stored, counted = server.rows("SELECT (SELECT count(*) FROM events), (SELECT sum(event_count) FROM issues)")[0]
        equal(stored, counted, "issues count the events that are there")
        check("supervisor gave up" not in server.output(), "no supervisor gave up")
        end(server, "")
        equal(server.process.wait(timeout=30), 0, "exit code")
