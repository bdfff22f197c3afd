"""What operators do with commands."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import databases
from databases import on_both
from harness import Server, check, equal, free_port
from people import PASSWORD, Client, bearer, first_owner, sign_in

DEPLOY = pathlib.Path(__file__).resolve().parent.parent.parent / "mesher/deploy"


def commands(binary):
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MESHER_")}
        environment["MESHER_DATABASE_URL"] = databases.url_of(folder)

        def run(*arguments, text="", **settings):
            done = subprocess.run(
                [binary, *arguments],
                input=text,
                env={**environment, **settings},
                capture_output=True,
                text=True,
                timeout=60,
                cwd=folder,
            )
            return done.returncode, done.stdout.strip(), done.stderr.strip()

        code, out, _ = run("check")
        check("made at the start" in out, f"check before: {out}")
        equal(list(pathlib.Path(folder).glob("*.db*")), [], "looking makes no database")
        equal(run("migrate")[0], 0, "migrate")
        equal(run("migrate")[:2], (0, "nothing to do"), "migrate again")
        equal(
            run("create-user", "ana@example.test", "--name", "Ana", text=PASSWORD + "\n")[0],
            0,
            "a user, with the password from standard input",
        )
        equal(
            run("create-user", "bob@example.test", MESHER_NEW_PASSWORD=PASSWORD)[0],
            0,
            "a user, with the password from the environment",
        )
        equal(run("create-user", "ANA@example.test", text=PASSWORD)[0], 1, "a user twice")
        equal(run("create-user", "eve@example.test", text="short")[0], 1, "a short password")
        equal(run("create-user", "nobody", text=PASSWORD)[0], 1, "an address that is none")
        equal(run("create-user")[0], 2, "without an address")
        code, dsn, _ = run("create-project", "Shop", "--slug", "shop", MESHER_PUBLIC_URL="https://errors.example")
        check(code == 0 and re.fullmatch(r"https://mshr_[0-9a-f]{48}@errors\.example/2", dsn), f"a project: {dsn}")
        equal(run("create-project", "Shop", "--slug", "shop")[0], 1, "a slug twice")
        equal((run("create-project", "My Café")[0], run("create-key", "my-caf")[0]), (0, 0), "a slug that is made of the name")
        equal(run("create-project", "My Café")[0], 0, "one like it, where it is taken")
        for name, more in (("", ()), ("  ", ()), ("x" * 101, ()), ("Evil", ("--slug", "1")), ("Evil", ("--slug", "a/b c<script>")), ("Evil", ("--platform", "x" * 65))):
            code, _, said = run("create-project", name, *more)
            check(code == 1 and " must " in said, f"a project {name} {more}: {code} {said}")
        code, other, _ = run("create-key", "shop")
        check(code == 0 and other.endswith("/2") and other != dsn, f"a key: {other}")
        equal(run("create-key", "nowhere")[0], 1, "a key for no project")
        equal(run("set-password", "bob@example.test", text="another horse battery")[0], 0, "another password")
        code, out, _ = run("check", MESHER_HTTP_PORT=str(free_port()), MESHER_WS_PORT=str(free_port()))
        equal((code, "failed" in out), (0, False), f"check after: {out}")
        equal(run("check", MESHER_HTTP_PORT="x")[0], 2, "settings that are wrong")
        code, _, error = run(
            "serve",
            MESHER_HTTP_PORT="x",
            MESHER_ACK="y",
            MESHER_ADMIN_PASSWORD="a secret horse",
            MESHER_DATABASE_URL="mysql://u:secretive@h/d",
        )
        equal((code, len(error.splitlines())), (2, 2), f"all mistakes at once: {error}")
        code, _, error = run(
            "serve",
            MESHER_ADMIN_PASSWORD="horse",
            MESHER_ADMIN_EMAIL="x",
            MESHER_DATABASE_URL="mysql://u:secretive@h/d",
            MESHER_POOL_MIN="20",
        )
        equal((code, len(error.splitlines())), (2, 4), f"all mistakes at once: {error}")
        check("secretive" not in error and "horse" not in error, f"secrets in mistakes: {error}")
        code, _, error = run("serve", MESHER_HOST="192.0.2.7")
        check(code == 1 and "MESHER_HOST" in error, f"a host that is not ours: {code} {error}")
        equal(run("--version")[0], 0, "version")
        server = Server(binary, folder)
        roles = {
            row[0]: row[1]
            for row in server.rows("SELECT u.email, m.role FROM users u JOIN org_memberships m ON m.user_id = u.id")
        }
        equal(roles, {"ana@example.test": "owner", "bob@example.test": "member"}, "the first user is the owner")
        sign_in(server, "bob@example.test", "another horse battery")
        check("Set up:" not in server.output(), "no link when there is an owner")
        key = re.search("mshr_[0-9a-f]{48}", other)[0]
        equal(server.request("POST", "/api/2/store/", b'{"message":"m"}', {"X-Sentry-Auth": key})[0], 200, "the key of a command")
        equal(server.stop(), 0, "exit code")


def takeover(binary):
    """Exports of other error trackers: their projects with their numbers and keys, once, or nothing of a broken file."""
    item = lambda model, pk, **fields: {"model": model, "pk": pk, "fields": fields}
    hexes = [f"{n:032x}" for n in range(1, 9)]
    dashed = "00000000-0000-0000-0000-000000000005"
    sentry = [
        item("sentry.organization", 7, name="Acme", slug="acme", status=0),
        item("sentry.project", 1, organization=7, name="Internal", slug="internal", platform=None, status=0),
        item("sentry.project", 4504044642304000, organization=7, name="Web\nShop", slug="web", platform="javascript", status=0),
        item("sentry.project", 12, organization=7, name="Gone", slug="gone", status=2),
        item("sentry.projectkey", 1, project=1, label="Default", public_key=hexes[0], status=0),
        item("sentry.projectkey", 2, project=4504044642304000, label="Default", public_key=hexes[1], status=0),
        item("sentry.projectkey", 3, project=4504044642304000, label="Old", public_key=hexes[2], status=1),
    ]
    glitchtip = [
        item("organizations_ext.organization", 3, name="Acme", slug="acme"),
        item("projects.project", 9, organization=3, name="Api", slug="web", platform="python"),
        item("projects.projectkey", 4, project=9, public_key="00000000-0000-0000-0000-000000000004"),
    ]
    bugsink = [item("projects.project", 2, name="Sink", slug="2", sentry_key=dashed, is_deleted=False, team=None)]
    keyless = [item("projects.project", n, name="Twin", slug="twin", platform="x" * 200) for n in (20, 21)]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder)
        environment = {**os.environ, "MESHER_DATABASE_URL": server.url, "MESHER_PUBLIC_URL": "https://errors.example"}

        def take(name, content):
            path = os.path.join(folder, name)
            with open(path, "w") as file:
                file.write(content if isinstance(content, str) else json.dumps(content))
            done = subprocess.run([binary, "import", path], env=environment, capture_output=True, text=True, timeout=60)
            return done.returncode, done.stdout.strip(), done.stderr

        equal(take("glitchtip.json", glitchtip)[:2], (0, f"Api: https://{hexes[3]}@errors.example/9"), "GlitchTip")
        equal(
            take("bugsink.json", bugsink)[:2],
            (0, f"Sink: https://{hexes[4]}@errors.example/10"),
            "Bugsink, whose number was given before",
        )
        equal(
            take("sentry.json", sentry)[:2],
            (
                0,
                f"Internal: https://{hexes[0]}@errors.example/11\n"
                f"Web Shop: https://{hexes[1]}@errors.example/4504044642304000",
            ),
            "Sentry",
        )
        equal(take("sentry.json", sentry)[:2], (0, "Internal: is here already\nWeb Shop: is here already"), "twice")
        made, again = take("keyless.json", keyless), take("keyless.json", keyless)
        equal((len(set(made[1].splitlines())), again[:2]), (2, (0, "Twin: is here already\nTwin: is here already")), "those without keys, twice")
        before = server.rows("SELECT count(*) FROM projects")
        for name, content in {
            "none": [],
            "text": "x",
            "half": sentry[:3] + [{"model": "sentry.projectkey"}],
            "object": {},
        }.items():
            equal(take(name, content)[0], 1, f"a file that is {name}")
        equal(server.rows("SELECT count(*) FROM projects"), before, "projects after broken files")
        status = server.request("POST", "/api/4504044642304000/store/", b'{"message":"m"}', {"X-Sentry-Auth": hexes[1]})[0]
        equal(status, 200, "a client with its old key and number")
        orgs = {one["slug"]: one["id"] for one in Client(server).get("/api/v1/orgs")}
        found = {one["name"]: (one["org_id"], one["slug"], one["platform"]) for one in Client(server).get("/api/v1/projects")}
        equal(
            (found["Api"], found["Internal"]),
            ((orgs["acme"], "web", "python"), (orgs["acme"], "internal", None)),
            "projects of an organization",
        )
        check(
            re.fullmatch("web-[0-9a-f]{6}", found["Web Shop"][1]) and found["Sink"][:2] == (orgs["default"], "sink"),
            f"slugs {found}",
        )
        equal(server.stop(), 0, "exit code")


def takeover_of_people_and_events(binary):
    """Members become members, or are asked to join; events keep their ids and times, and come once."""
    item = lambda model, pk, **fields: {"model": model, "pk": pk, "fields": fields}
    ids = [f"{n:08x}-0000-4000-8000-000000000000" for n in range(1, 6)]
    first, second = "2026-01-30T10:00:00Z", "2026-01-31T11:30:00.250Z"
    stack = {"frames": [{"filename": "shop.py", "function": "f", "lineno": 3}]}
    values = [{"type": "ValueError", "value": "bad order", "stacktrace": stack}]
    failing = {"platform": "python", "level": "fatal", "environment": "eu", "tags": {"a": "b"}, "exception": {"values": values}}
    sink = lambda n, at, data, **more: item("events.event", ids[n], project=2, event_id=ids[n], ingested_at=at, timestamp=at, data=data, **more)
    bugsink = [
        item("projects.project", 2, name="Sink", slug="sink", sentry_key=ids[0]),
        item("users.user", 1, username="boss@example.test", email="", is_active=True, is_superuser=True),
        item("users.user", 2, username="gone@example.test", email="gone@example.test", is_active=False, is_superuser=False),
        sink(2, second, json.dumps(failing)),
        sink(1, first, json.dumps(failing)),
        sink(3, first, "", storage_backend="files"),
    ]
    tip = lambda n, at, **more: item("issue_events.issueevent", ids[n], issue=70, received=at, timestamp=at, **more)
    glitchtip = [
        item("organizations_ext.organization", 3, name="Acme", slug="acme"),
        item("users.user", 5, email="Ana@Example.test", name="Ana", is_active=True),
        item("users.user", 6, email="bob@example.test", name="Bob", is_active=True),
        item("organizations_ext.organizationuser", 1, user=5, organization=3, role=3, email=None),
        item("organizations_ext.organizationuser", 2, user=6, organization=3, role=0, email=None),
        item("organizations_ext.organizationuser", 3, user=None, organization=3, role=1, email="later@example.test"),
        item("projects.project", 9, organization=3, name="Api", slug="api", platform="python"),
        item("projects.projectkey", 4, project=9, public_key=ids[4]),
        item("releases.release", 11, version="api@2.0", organization=3),
        item("issue_events.issue", 70, project=9, title="x"),
        tip(4, second, title="ValueError: bad order", transaction="/pay", level=5, tags={"a": "b"}, release=11,
            data={"exception": values, "platform": "python"}),
        tip(3, first, title="just a message", transaction="", level=2, tags={}, release=None, data={"platform": "python"}),
    ]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder)
        environment = {**os.environ, "MESHER_DATABASE_URL": server.url, "MESHER_PUBLIC_URL": "https://errors.example"}

        def take(content):
            path = os.path.join(folder, "export.json")
            pathlib.Path(path).write_text(json.dumps(content))
            done = subprocess.run([binary, "import", path], env=environment, capture_output=True, text=True, timeout=60)
            equal((done.returncode, done.stderr), (0, ""), "taken over")
            return done.stdout.splitlines()

        token = first_owner(server, "bob@example.test")
        lines = take(glitchtip)
        asked = lambda email, line: check(re.fullmatch(email + r": https://errors\.example/accept#token=[0-9a-f]{64}", line), f"asked to join: {line}")
        asked("ana@example.test", lines[1])
        asked("later@example.test", lines[3])
        equal((lines[2], lines[4]), ("bob@example.test: has an account here", "Events: 2 taken over, 0 here already, 0 that cannot be read"), "the rest")
        lines = take(bugsink)
        asked("boss@example.test", lines[1])
        equal(lines[2:], ["Events: 2 taken over, 0 here already, 1 that cannot be read"], "events of Bugsink")
        lines = take(bugsink)
        equal(lines[1:], ["boss@example.test: is invited already", "Events: 0 taken over, 2 here already, 1 that cannot be read"], "once")
        invited = server.rows("SELECT i.email, i.role, o.slug FROM invitations i JOIN organizations o ON o.id = i.org_id")
        wanted = [("ana@example.test", "owner", "acme"), ("boss@example.test", "owner", "default"), ("later@example.test", "admin", "acme")]
        equal(sorted(invited), wanted, "roles")
        roles = "SELECT m.role FROM org_memberships m JOIN organizations o ON o.id = m.org_id WHERE o.slug = 'acme'"
        equal(server.rows(roles), [("member",)], "a member")
        issues = lambda name: server.rows(
            "SELECT i.title, i.event_count, i.level, i.first_seen, i.last_seen, i.first_release FROM issues i JOIN projects p ON p.id = i.project_id"
            " WHERE p.name = ? ORDER BY i.event_count DESC, i.level", name)
        at = [1769767200000000, 1769859000250000]
        equal(issues("Sink"), [("ValueError: bad order", 2, "fatal", at[0], at[1], "")], "an issue of Bugsink")
        tipped = [("ValueError: bad order", 1, "fatal", at[1], at[1], "api@2.0"), ("just a message", 1, "info", at[0], at[0], "")]
        equal(issues("Api"), tipped, "issues of GlitchTip")
        found = bearer(server, token).get(f"/api/v1/events/{ids[1].replace('-', '')}")["event"]
        equal((found["received_at"], found["tags"]["a"]), ("2026-01-30T10:00:00.000000Z", "b"), "an event")
        equal(server.stop(), 0, "exit code")


def units(binary):
    """What systemd says of the units."""
    if not shutil.which("systemd-analyze"):
        print("operating: units are not looked at, there is no systemd-analyze")
        return
    with tempfile.TemporaryDirectory() as folder:
        for unit in DEPLOY.glob("mesher*"):
            name = unit.name.replace("@.", "@1.")
            pathlib.Path(folder, name).write_text(unit.read_text().replace("/usr/local/bin/mesher", str(binary)))
        paths = sorted(str(path) for path in pathlib.Path(folder).iterdir())
        done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, timeout=60)
        equal((len(paths) >= 4, done.returncode, done.stdout + done.stderr), (True, 0, ""), "units of systemd")


def on_each(binary):
    for test in (commands, takeover, takeover_of_people_and_events):
        test(binary)


def run(binary):
    units(binary)
    on_both(on_each)(binary)
