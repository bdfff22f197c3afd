#!/usr/bin/env python3
"""How soon lists, pages and dashboards come over many events, on SQLite.

    bench/mesher/reading.py MESHER [--events 1000000] [--issues 10000] [--times 9]

Events of 30 days are written into a fresh database, most of them of few issues; then each address is asked for in turn. Told are the
median and the least of the times, in milliseconds, with the whole answer read.
"""
import argparse
import json
import pathlib
import random
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.parse
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests/mesher"))

from harness import Server, equal  # noqa: E402

HOUR = 3600 * 10**6


def identifier(micros):
    """A UUID of version 7."""
    return str(uuid.UUID(int=(micros // 1000) << 80 | 0x7000 << 64 | 0x8 << 60 | random.getrandbits(60)))


def insert(database, table, rows):
    """Rows as dictionaries; columns that they do not have get "" or their default."""
    known = [(name, default, needed) for _, name, _, needed, default, _ in database.execute(f"PRAGMA table_info({table})")]
    rows = iter(rows)
    first = next(rows)
    names = [name for name, default, needed in known if name in first or (needed and default is None)]
    every = (tuple(row.get(name, "") for name in names) for row in (first, *rows))
    database.executemany(f"INSERT INTO {table} ({','.join(names)}) VALUES ({','.join('?' * len(names))})", every)


def fill(path, events, issues):
    random.seed(7)
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous=OFF")
    project = database.execute("SELECT id FROM projects").fetchone()[0]
    now = int(time.time() * 10**6)
    ids = [identifier(now - 40 * 24 * HOUR + n * 1000) for n in range(issues)]
    picks = random.choices(range(issues), [1 / (n + 1) ** 0.7 for n in range(issues)], k=events)
    found = {}
    hours, values = {}, {}

    def event(n):
        issue = picks[n]
        at = now - (events - n) * 30 * 24 * HOUR // events
        count, first, _ = found.get(issue, (0, at, at))
        found[issue] = (count + 1, first, at)
        hours[ids[issue], at // HOUR] = hours.get((ids[issue], at // HOUR), 0) + 1
        tags = {"environment": "staging" if n % 5 == 0 else "production", "release": f"1.{n * 20 // events}", "browser": f"Browser {issue % 7}"}
        for name, value in {**tags, "user": f"user{n % 5000}"}.items():
            values[name, value.lower(), ids[issue]] = (value, at // (24 * HOUR))
        body = json.dumps({"message": f"problem {issue}"}).encode()
        return {
            "id": identifier(at), "event_id": f"{random.getrandbits(128):032x}", "project_id": project, "issue_id": ids[issue], "level": "error",
            "message": f"problem {issue} happened in {n}", "platform": "python", "environment": tags["environment"], "release": tags["release"],
            "user_label": f"user{n % 5000}", "tags": json.dumps(tags), "occurred_at": at, "received_at": at, "fingerprint": f"f{issue}",
            "form": "sentry", "size": len(body), "payload": body,
        }

    insert(database, "events", map(event, range(events)))
    statuses = ["unresolved"] * 6 + ["resolved"] * 2 + ["archived", "discarded"]
    insert(database, "issues", ({
        "id": ids[n], "project_id": project, "number": n + 1, "fingerprint": f"f{n}", "fingerprint_hash": f"h{n}", "grouping_version": 3,
        "title": f"Problem {n} of some kind in module {n % 300}", "level": ["error", "warning", "fatal"][n % 3], "status": statuses[n % 10],
        "event_count": count, "user_count": min(count, 5000), "first_seen": first, "last_seen": last, "culprit": f"app.module{n % 300} in run",
        "exception_type": f"Error{n % 40}", "platform": "python", "first_release": "1.0", "last_release": "1.19",
        "search_text": f"problem {n} of some kind in module {n % 300}\napp.module{n % 300} in run\nerror{n % 40}",
    } for n, (count, first, last) in found.items()))
    insert(database, "issue_hours", ({"issue_id": issue, "hour": hour, "events": count} for (issue, hour), count in hours.items()))
    insert(database, "issue_values", ({"project_id": project, "name": name, "folded": folded, "issue_id": issue, "value": value, "day": day}
                                      for (name, folded, issue), (value, day) in sorted(values.items())))
    database.execute("INSERT INTO project_hours SELECT project_id, received_at / 3600000000, level, count(*) FROM events GROUP BY 1, 2, 3")
    database.execute("INSERT INTO event_ids SELECT project_id, event_id, id, received_at FROM events")
    database.execute("ANALYZE")
    database.commit()
    database.close()
    return ids[0]


def addresses(server, issue):
    q = lambda text: "/projects/1/issues?q=" + urllib.parse.quote(text)
    event = json.loads(server.request("GET", f"/api/v1/issues/{issue}")[1])["latest_event_id"]
    return [
        "/projects/1/issues", q("is:unresolved"), q("is:unresolved") + "&limit=100", q("is:unresolved") + "&sort=event_count",
        q("is:unresolved") + "&sort=trend", q("is:unresolved environment:production release:1.19"), q("user:user42"), q("release:1.*"),
        q("nothing like this"), q("!has:browser"), f"/issues/{issue}", f"/issues/{issue}/events", f"/issues/{issue}/tags",
        f"/issues/{issue}/similar", f"/events/{event}", "/projects/1/dashboard/volume", "/projects/1/dashboard/health",
        "/projects/1/dashboard/tags?key=browser", "/projects/1/events/search?q=problem+42", "/projects/1/search/complete?q=user:user4",
    ]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mesher")
    parser.add_argument("--events", type=int, default=1000000)
    parser.add_argument("--issues", type=int, default=10000)
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        equal(Server(options.mesher, folder).stop(), 0, "exit code")
        issue = fill(pathlib.Path(folder) / "mesher.db", options.events, options.issues)
        server = Server(options.mesher, folder)
        for address in addresses(server, issue):
            times = []
            for _ in range(options.times):
                start = time.perf_counter()
                status = server.request("GET", f"/api/v1{address}")[0]
                times.append((time.perf_counter() - start) * 1000)
                equal(status, 200, address)
            print(f"{statistics.median(times):8.1f} {min(times):8.1f}  {address.replace(issue, 'ISSUE')}", flush=True)
        server.stop()


if __name__ == "__main__":
    main()
