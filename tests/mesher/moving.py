"""Carrying a team from one database to another, backups, restoring them, and databases of older versions."""
import contextlib
import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import tempfile
import time

import databases
from harness import FIXTURES, Server, check, equal, free_port

# News are told once; steps, counters of SQLite and what the first start noted are each database's own.
OWN = ("news", "mesh_migrations")


def command(binary, arguments, **settings):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MESHER_")}
    return subprocess.run([binary, *arguments], env={**environment, **settings}, capture_output=True, text=True, timeout=120)


def fill(server):
    """Something in many tables, with what the two kinds of databases keep differently."""
    for number in range(60):
        server.native({"message": f"move {number % 7}", "level": ["error", "fatal"][number % 2], "tags": {"number": str(number)}})
    server.store({"message": "of Sentry ü \u2028!", "release": "r1", "environment": "production", "user": {"id": "7"}})
    first = server.issues()[0]["id"]
    server.act(first, "resolve")
    server.act(server.issues()[1]["id"], "archive")
    # More than is moved at once.
    server.change(
        "WITH RECURSIVE hours(hour) AS (SELECT 1 UNION ALL SELECT hour + 1 FROM hours WHERE hour < 1300)"
        " INSERT INTO issue_hours (issue_id, hour, events) SELECT ?, hour, hour % 7 FROM hours", first)
    server.change("UPDATE projects SET sample_rate = 0.5, rate_limit = 12345 WHERE number = 1")
    server.change("UPDATE events SET message = ? WHERE id = (SELECT min(id) FROM events)", "a quote ' and \\ and \n")


def plain(value):
    """A value as both databases mean it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, str) and value.startswith("\\x"):
        return value[2:]
    if value in ("t", "f"):
        return int(value == "t")
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return float(value)
    return float(value) if isinstance(value, int) else value


@contextlib.contextmanager
def asked(url):
    """What asks the database, over one connection."""
    if url.startswith("sqlite:"):
        yield lambda sql: databases.rows(url, sql)
    else:
        with contextlib.closing(databases.Postgres(url)) as database:
            yield lambda sql: database.query(sql, ())


def columns(ask, url):
    """Those of every table."""
    if url.startswith("sqlite:"):
        found = ask("SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
                    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'")
    else:
        found = ask("SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                    " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
                    " AND a.attnum > 0 AND NOT a.attisdropped")
    tables = {}
    for table, column in found:
        if table not in OWN:
            tables.setdefault(table, []).append(column)
    return {table: sorted(names) for table, names in tables.items()}


def content(url):
    """Every row of every table."""
    with asked(url) as ask:
        return {
            table: (names, sorted(([plain(value) for value in row] for row in ask(f"SELECT {', '.join(names)} FROM {table}")), key=repr))
            for table, names in columns(ask, url).items()
        }


def same(found, wanted, text):
    equal(sorted(found), sorted(wanted), f"{text}: tables")
    for table in wanted:
        if found.get(table) != wanted[table]:
            equal(found[table][0], wanted[table][0], f"{text}: columns of {table}")
            equal(len(found[table][1]), len(wanted[table][1]), f"{text}: rows of {table}")
            differing = [pair for pair in zip(found[table][1], wanted[table][1]) if pair[0] != pair[1]]
            check(not differing, f"{text}: {table}: {differing[:1]}")


def fresh(folder, name, engine):
    """The URL of a database in which nothing is."""
    path = pathlib.Path(folder) / name
    path.mkdir()
    with databases.using(engine):
        return databases.url_of(path)


def move(binary):
    with tempfile.TemporaryDirectory() as folder, databases.using("sqlite"):
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        fill(server)
        equal(server.stop(), 0, "exit code")
        wanted = content(server.url)
        check(len(wanted["events"][1]) == 61 and len(wanted) > 20, f"what is to be moved: {len(wanted)} tables")
        there = fresh(folder, "there", "postgres")
        done = command(binary, ["move", server.url, there])
        equal((done.returncode, done.stderr), (0, ""), "move to PostgreSQL")
        check("events: 61\n" in done.stdout, f"what move says: {done.stdout}")
        same(content(there), wanted, "moved to PostgreSQL")
        again = command(binary, ["move", server.url, there])
        equal(again.returncode, 1, "move to a database in which something is")
        check("the target is not empty" in again.stderr, f"what is said then: {again.stderr}")
        same(content(there), wanted, "nothing is changed by that")
        with databases.using("postgres"):
            moved = Server(binary, pathlib.Path(folder) / "there")
        titles = {issue["title"] for issue in moved.issues("?status=")["data"]}
        check({"of Sentry ü \u2028!", "move 0", "move 6"} <= titles, f"issues after the move: {titles}")
        equal(moved.native({"message": "move 0"})[0], 202, "an event after the move, with the same key")
        equal(moved.native({"message": "something new"})[0], 202, "a new issue after the move")
        backup(binary, moved, folder, databases.ENGINES)
        equal(moved.stop(), 0, "exit code")
        back = fresh(folder, "back", "sqlite")
        equal(command(binary, ["move", there, back]).returncode, 0, "move back to SQLite")
        same(content(back), content(there), "moved back")


def refused(binary):
    """What cannot be moved is left as it is."""
    with tempfile.TemporaryDirectory() as folder:
        equal(command(binary, ["migrate"], MESHER_DATABASE_URL=f"sqlite:{folder}/there.db?mode=rwc").returncode, 0, "a URL with options")
        for arguments, text in [
            (["move", f"sqlite:{folder}/none.db", f"sqlite:{folder}/to.db"], "none.db"),
            (["move", "mysql://x", f"sqlite:{folder}/to.db"], "is no sqlite:FILE"),
            (["move", f"sqlite:{folder}/none.db"], "TO is missing"),
            (["restore", f"{folder}/none.db"], "there is no file"),
            (["backup", folder], "is there already"),
            (["backup", f"{folder}/none/b.db"], f"{folder}/none/b.db cannot be written"),
            (["check"], "no folder"),
            (["check", "?mode=x"], "the option `mode`"),
            (["check", "?mode=rw"], "lets none be made"),
            (["move", f"sqlite:{folder}/there.db", f"sqlite:{folder}/./there.db?busy_timeout_ms=1"], "is the database that is to be moved itself"),
        ]:
            url = f"sqlite:{folder}/mine.db"
            if arguments[0] == "check":
                url, arguments = (url + arguments[1] if arguments[1:] else f"sqlite:{folder}/none/mine.db"), arguments[:1]
            done = command(binary, arguments, MESHER_DATABASE_URL=url)
            check(done.returncode in (1, 2), f"{arguments}: exit code {done.returncode}")
            check(text in done.stdout + done.stderr, f"{arguments}: {done.stdout} {done.stderr}")
        check(not (pathlib.Path(folder) / "none.db").exists(), "no database is made by asking for it")
        junk = pathlib.Path(folder) / "junk.db"
        junk.write_bytes(b"this is no database" * 100)
        done = command(binary, ["restore", str(junk)], MESHER_DATABASE_URL=f"sqlite:{folder}/mine.db")
        equal(done.returncode, 1, "restoring what is no backup")
        check(f"{junk} is no backup" in done.stderr and "/mesh-" not in done.stderr, f"what is said of it: {done.stderr}")
        equal(junk.read_bytes(), b"this is no database" * 100, "what is no backup is left alone")


def newer(binary):
    """A database of a later version is left alone by every command."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:{folder}/newer.db"
        equal(command(binary, ["migrate"], MESHER_DATABASE_URL=url).returncode, 0, "tables")
        databases.execute(url, "INSERT INTO mesh_migrations (number, name, checksum, applied_at)"
                               " SELECT 99, 'future', checksum, applied_at FROM mesh_migrations WHERE number = 1")
        for arguments in (["check"], ["migrate"], ["serve"], ["create-project", "x"], ["backup", f"{folder}/b.db"], ["move", url, f"sqlite:{folder}/to.db"]):
            done = command(binary, arguments, MESHER_DATABASE_URL=url, MESHER_HTTP_PORT=str(free_port()), MESHER_WS_PORT=str(free_port()))
            equal(done.returncode, 1, f"{arguments} with a database that is newer")
            check("newer than this program" in done.stdout + done.stderr, f"{arguments}: {done.stdout} {done.stderr}")
        equal(sorted(path.name for path in pathlib.Path(folder).glob("[bt]*")), [], "nothing is written")


def backup(binary, server, folder, engines):
    """A backup of a server that runs, and what is restored from it."""
    file = pathlib.Path(folder) / f"{databases.chosen}-{len(server.url)}.backup"
    # The server notes some things later than they happen: what is not noted yet may differ.
    before = content(server.url)
    done = command(binary, ["backup", str(file)], MESHER_DATABASE_URL=server.url)
    equal((done.returncode, done.stderr), (0, ""), "backup")
    equal(stat.S_IMODE(file.stat().st_mode), 0o600, "only its owner may read a backup")
    equal(list(pathlib.Path(folder).glob("*.part*")), [], "nothing else is left of it")
    wanted, after = content(f"sqlite:{file}"), content(server.url)
    settled = {table: rows for table, rows in after.items() if before[table] == rows}
    same({table: wanted[table] for table in settled}, settled, "the backup")
    check({"events", "issues", "projects", "api_keys"} <= set(settled), f"tables that nobody changed: {sorted(settled)}")
    equal(set(wanted), set(after), "tables of the backup")
    equal(command(binary, ["backup", str(file)], MESHER_DATABASE_URL=server.url).returncode, 1, "no backup is overwritten")
    for engine in engines:
        url = fresh(folder, f"restored-{databases.chosen}-{engine}-{len(server.url)}", engine)
        temporary = pathlib.Path(folder) / f"tmp-{engine}"
        temporary.mkdir()
        done = command(binary, ["restore", str(file)], MESHER_DATABASE_URL=url, TMPDIR=str(temporary))
        equal((done.returncode, done.stderr), (0, ""), f"restore to {engine}")
        equal(list(temporary.iterdir()), [], "nothing is left in the folder for temporary files")
        same(content(url), wanted, f"restored to {engine}")
        again = command(binary, ["restore", str(file)], MESHER_DATABASE_URL=url)
        equal(again.returncode, 1, "nothing is restored into what is there")


def backup_while_running(binary):
    with tempfile.TemporaryDirectory() as folder, databases.using("sqlite"):
        server = Server(binary, folder, MESHER_RATE_LIMIT=0)
        fill(server)
        backup(binary, server, folder, ["sqlite"])
        equal(server.native({"message": "after the backup"})[0], 202, "events are taken after a backup")
        equal(server.stop(), 0, "exit code")


def first_version(path):
    """A database of the first version, as if it had been written just now."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.executescript((FIXTURES / "mesher_first.sql").read_text())
        newest = database.execute("SELECT max(received_at) FROM events").fetchone()[0]
        shift = int(time.time() * 1000000) - newest - 60_000_000
        database.execute("UPDATE events SET received_at = received_at + ?, occurred_at = occurred_at + ?", (shift, shift))
        database.execute("UPDATE issues SET first_seen = first_seen + ?, last_seen = last_seen + ?", (shift, shift))
        events = ("SELECT event_id, issue_id, message, level, environment, release, platform, received_at"
                  " FROM events ORDER BY event_id")
        issues = "SELECT id, title, level, status, event_count, first_seen, last_seen, assigned_to FROM issues ORDER BY id"
        return events, issues, database.execute(events).fetchall(), database.execute(issues).fetchall()


def upgrade(binary):
    """A database of the first version is taken over whole, and so is a backup of it."""
    with tempfile.TemporaryDirectory() as folder, databases.using("sqlite"):
        path = pathlib.Path(folder) / "mesher.db"
        events, issues, wanted_events, wanted_issues = first_version(path)
        kept = pathlib.Path(folder) / "kept.db"
        kept.write_bytes(path.read_bytes())
        # It has a user: otherwise whoever asks would have to sign in.
        server = Server(binary, folder, MESHER_AUTH="open")
        equal(server.rows(events), wanted_events, "events after the upgrade")
        equal(server.rows(issues), wanted_issues, "issues after the upgrade")
        members = "SELECT count(*) FROM users u JOIN org_memberships m ON m.user_id = u.id"
        equal(server.rows(members), [(1,)], "users and memberships")
        equal(server.rows("SELECT count(*) FROM api_keys WHERE revoked_at IS NULL"), [(1,)], "keys")
        still_whole(server, {title: issue for issue, title, *_ in wanted_issues})
        equal(server.stop(), 0, "exit code")
        there = fresh(folder, "restored", "postgres")
        done = command(binary, ["restore", str(kept)], MESHER_DATABASE_URL=there)
        equal((done.returncode, done.stderr), (0, ""), "restoring a backup of the first version")
        equal([tuple(row) for row in databases.rows(there, events)], wanted_events, "events of the backup")
        equal([tuple(row) for row in databases.rows(there, issues)], wanted_issues, "issues of the backup")


def still_whole(server, titles):
    """Events can be read as before, and new ones find the issues of old ones."""
    for title, parts in [
        ("order 1 failed", ['"number": 1', '"number": "1"', "shop@1.0", '"id": "7"']),
        ("own grouping", ["PaymentError", "no \\u00fc money", "pay.py", '"lineno": 7', "GET"]),
        ("KeyError: outer", ["KeyError", "b.py", "crumb", "https://shop.example/pay", "Linux"]),
    ]:
        event_id = server.rows("SELECT event_id FROM events WHERE issue_id = ?", titles[title])[0][0]
        body = json.dumps(server.event(event_id))
        for part in parts:
            check(part in body, f"{part} in {title} after the upgrade: {body[:2000]}")
    for event, title in [
        ({"message": "order 1 failed"}, "order 1 failed"),
        ({"message": "another", "fingerprint": "payments"}, "own grouping"),
        ({"message": "archived", "level": "info"}, "archived"),
    ]:
        status, _, headers = server.native(event)
        equal((status, headers.get("X-Mesher-Issue-Id")), (202, titles[title]), f"a new event of {title}")
    equal(server.native({"message": "discarded"})[2].get("X-Mesher-Issue-Id"), None, "what was discarded stays so")
    equal(server.native({"message": "m"}, {"Authorization": "mshr_revoked"})[0], 401, "a revoked key")


def run(binary):
    move(binary)
    upgrade(binary)
    refused(binary)
    newer(binary)
    backup_while_running(binary)
