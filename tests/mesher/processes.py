"""Several processes on one database: each tells its watchers what the others did, once, in order; nothing is lost when one dies."""
import concurrent.futures
import contextlib
import json
import tempfile
import threading
import time

import databases
from harness import Server, WebSocket, check, equal, eventually

# Of the events that were acknowledged.
ids = set()


def started_together(binary, folder, **settings):
    """Two processes that begin with the same empty database at the same time."""
    # Made now, once: not by each of the threads.
    databases.url_of(folder)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        starts = [pool.submit(Server, binary, folder, MESHER_RATE_LIMIT=0, **settings) for _ in range(2)]
        # What goes wrong in a thread is told here.
        return [start.result() for start in starts]


def numbers(stream, last, seconds=30):
    """The numbers of the events that a watcher is told of, up to the one called `last`."""
    found = []
    while (message := stream.next(seconds)) is not None:
        if message["type"] == "event":
            if message["data"]["title"] == last:
                return found
            if "extra" in message["data"]:
                found.append((message["data"]["extra"]["from"], message["data"]["extra"]["number"]))
    check(False, f"the stream ended before {last}: {found[-3:]}")
    return found


def post(server, sender, count, name="one of many", first=0):
    """The events that were acknowledged, until one is not."""
    done = []
    with contextlib.suppress(OSError, ValueError):
        for number in range(first, first + count):
            status, _, headers = server.native({"message": name, "extra": {"from": sender, "number": number}})
            if status != 202:
                break
            done.append((sender, number))
            ids.add(headers["X-Mesher-Event-Id"])
    return done


def tell_each_other(servers):
    """Events of both processes reach the watchers of both; those of one process in the order in which it stored them."""
    streams = [WebSocket(server.http, "/stream/projects/1") for server in servers]
    workers = [threading.Thread(target=post, args=(server, at, 40)) for at, server in enumerate(servers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    servers[0].native({"message": "the last of many"})
    for at, stream in enumerate(streams):
        found = numbers(stream, "the last of many")
        for sender in range(2):
            equal([one for one in found if one[0] == sender], [(sender, number) for number in range(40)],
                  f"what process {at} tells of process {sender}")
    issue = next(issue["id"] for issue in servers[0].issues() if issue["title"] == "one of many")
    servers[1].act(issue, "resolve")
    servers[1].native({"message": "one of many", "extra": {"from": 1, "number": 40}})
    for at, stream in enumerate(streams):
        actions, counts = [], []
        while actions != ["resolved", "regressed"] or counts[-1:] != [2]:
            message = stream.next()
            if message is None:
                break
            if message["type"] == "issue":
                actions.append(message["action"])
            elif message["type"] == "issue_count":
                counts.append(message["count"])
        equal((actions, counts[-1:]), (["resolved", "regressed"], [2]), f"changes of process 1 as process {at} tells them")
        stream.close()


def forgets(servers):
    """What one process remembers of a key ends when another one revokes it, and not only when it would have looked again."""
    key = json.loads(servers[0].request("POST", "/api/v1/projects/1/api-keys", b'{"label":"short"}')[1])

    def answer():
        return servers[0].native({"message": "with a short key"}, {"Authorization": key["key_value"]})[0]

    equal(answer(), 202, "a new key")
    equal(servers[1].request("POST", f"/api/v1/api-keys/{key['id']}/revoke", b"")[0], 200, "revoking it elsewhere")
    check(eventually(lambda: answer() == 401, 4.5), "the other process does not know it any more")


def listener_breaks(servers):
    """What is told while PostgreSQL's connections are broken is told afterwards, once and in order."""
    stream = WebSocket(servers[1].http, "/stream/projects/1")
    done = []
    for turn in range(4):
        done += post(servers[0], 2, 10, first=10 * turn)
        databases.execute(servers[0].url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%'")
        done += post(servers[0], 3, 10, first=10 * turn)
    done += post(servers[0], 4, 1)
    equal(len(done), 81, "events are taken all the while")
    equal(servers[0].native({"message": "the last after the break"})[0], 202, "the last event")
    found = numbers(stream, "the last after the break")
    equal(found, done, "events that were acknowledged, as they are told")
    stream.close()


def one_dies(binary, servers):
    """Killed while events come: what it acknowledged is stored, and the watchers of the other process are told of it, once."""
    stream = WebSocket(servers[1].http, "/stream/projects/1")
    acknowledged = []
    workers = [
        threading.Thread(target=lambda sender=sender: acknowledged.extend(post(servers[0], sender, 100000, "before the end")))
        for sender in range(10, 14)
    ]
    for worker in workers:
        worker.start()
    told = []
    while len(told) < 50:
        message = stream.next()
        if message is None:
            break
        # Perhaps first of events of a moment ago.
        if message["type"] == "event" and message["data"]["title"] == "before the end":
            told.append((message["data"]["extra"]["from"], message["data"]["extra"]["number"]))
    servers[0].kill()
    for worker in workers:
        worker.join()
    servers[1].native({"message": "the last after the end"})
    told += numbers(stream, "the last after the end")
    equal(len(set(told)), len(told), "no event is told twice")
    equal(set(acknowledged) - set(told), set(), "acknowledged events that the other process does not tell")
    stored = {row[0] for row in servers[1].rows("SELECT event_id FROM event_ids")}
    equal(ids - stored, set(), "acknowledged events that are lost")
    count = servers[1].rows("SELECT event_count FROM issues WHERE title = ?", "before the end")[0][0]
    equal(count, len(told), "events of the issue")
    stream.close()


def made_ahead(binary):
    """Connections to PostgreSQL are there before anybody needs them, and no more than there may be."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_POOL_MIN=6, MESHER_POOL_MAX=7)
        # Without the one that asks.
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        # One listens beside the pool.
        check(eventually(lambda: 6 <= server.rows(count)[0][0] <= 8), f"connections: {server.rows(count)}")
        equal(server.stop(), 0, "exit code")


def run(binary):
    if databases.is_postgres():
        made_ahead(binary)
    ids.clear()
    with tempfile.TemporaryDirectory() as folder:
        servers = started_together(binary, folder)
        try:
            tell_each_other(servers)
            forgets(servers)
            if databases.is_postgres():
                listener_breaks(servers)
            one_dies(binary, servers)
        finally:
            for server in servers:
                if server.process.poll() is None:
                    equal(server.stop(), 0, "exit code")
