"""Every route of the server x whoever may not: the routes come from the program itself, so that a new one without a guard fails."""

import json
import re
import subprocess

from databases import using
from envelopes import item
from harness import AUTH, KEY, WebSocket, check, equal, eventually, running
from people import OWN, Client, bearer, first_owner, member, with_cookie
from sourcemaps import multipart

NOBODY = "00000000-0000-7000-8000-000000000000"
# Pages and their parts, and whether the server lives: the same for everybody.
OPEN = re.compile(r"GET (?!/api/|/ws/|/stream/|/ingest|/metrics)/")
# For those who have no session yet; a token or a password stands in the body.
ENTRANCES = re.compile(r"POST /api/v1/auth/(login|logout|setup|invitation|accept)$")
# For clients of the SDKs, which have a key.
INGESTION = re.compile(r"\w+ (/api/:number/|/api/embed/error-page$|/api/v1/events(/bulk)?$|(/ws)?/ingest$)")
# What members may change, and tokens with the scope `write`.
MEMBERS = re.compile(
    r"\w+ (/api/v1/(auth|issues|undo)/(?!:id/delete$)|/api/v1/projects/:project/(issues|searches|feedback)(/|$)|/api/v1/alerts/"
    r"|/api/v1/orgs/:org/leave$"
    r"|(?<!DELETE )/api/0/.*(releases|chunk-upload|artifactbundle|files|deploys|issues|sourcemaps|assemble)"
    r"|/api/v1/.*/(releases|artifacts|deploys|sourcemaps)(/(?!.*delete$)|$))"
)
# What one has to be an admin for even to read.
ADMINS = re.compile(r"GET /api/v1/orgs/:org/(audit|invitations)$")
# About whoever asks: for everybody who is signed in, who sees what is theirs.
ONESELF = re.compile(r"\w+ (/api/v1/(auth/.*|orgs|projects|openapi\.json)|/api/0/?|/api/0/(organizations|projects|users/me)/?)$")
# Reads, although it is a POST.
READS = re.compile(r"POST /api/0/.*(missing|chunk-upload)")


def routes(binary):
    listed = subprocess.run([binary, "routes"], capture_output=True, text=True, check=True).stdout.split("\n")
    found = [tuple(line.split(" ", 1)) for line in listed if line]
    return [(method, path) for name, path in found for method in (("GET", "POST") if name == "ANY" else (name,))]


def resources(server, owner):
    """What parameters stand for: things of the first organization that are there."""
    projects = owner.get("/api/v1/projects")
    project = next(one for one in projects if one["number"] == 1)
    organization = next(one for one in owner.get("/api/v1/orgs") if one["slug"] == "default")
    rule = owner.post(
        "/api/v1/projects/1/alert-rules",
        {"name": "R", "condition": {"condition_type": "new_issue"}, "action": {"type": "webhook", "url": "http://127.0.0.1:9/"}},
    )[1]["id"]
    equal(server.native({"message": "first", "event_id": "0123456789abcdef0123456789abcdef"})[0], 202, "an event")
    check(eventually(lambda: server.rows("SELECT 1 FROM alert_deliveries")), "the rule fired")
    form, kind = multipart([("name", "~/app.js")], "app.js", b"1")
    status, answer, _ = server.request(
        "POST", "/api/0/projects/default/default/releases/shop@1.0/files/", form, {**kind, **owner.headers}
    )
    equal(status, 201, f"a file of a release: {answer}")
    first = lambda sql: server.rows(sql)[0][0]
    issue = first("SELECT id FROM issues")
    made = owner.post("/api/v1/projects/1/monitors", {"slug": "job", "schedule": {"type": "crontab", "value": "@daily"}})
    equal(made[0], 201, f"a monitor: {made[1]}")
    kept = [
        b'{"type":"attachment","length":1}\nx\n',
        b'{"type":"user_report"}\n{"event_id":"0123456789abcdef0123456789abcdef","comments":"x"}\n',
    ]
    head = b'{"event_id":"0123456789abcdef0123456789abcdef"}\n'
    equal(server.request("POST", "/api/1/envelope/", head + b"".join(kept), AUTH)[0], 200, "a file and feedback")
    return {
        "org": organization["id"],
        "project": project["id"],
        "issue": issue,
        "comment": owner.post(f"/api/v1/issues/{issue}/comments", {"text": "C"})[1]["id"],
        "undo": owner.post(f"/api/v1/issues/{issue}/archive")[2]["X-Mesher-Undo"],
        "event": first("SELECT id FROM events"),
        "number": "1",
        "action": "resolve",
        "key": owner.get("/api/v1/projects/1/api-keys")[0]["id"],
        "member": owner.get("/api/v1/orgs/default/members")[0]["id"],
        "invitation": owner.post("/api/v1/orgs/default/invitations", {"email": "later@example.test"})[1]["id"],
        "session": owner.get("/api/v1/auth/sessions")[0]["id"],
        "token": owner.post("/api/v1/auth/tokens", {"name": "T", "scopes": ["read"]})[1]["id"],
        "rule": rule,
        "alert": first("SELECT id FROM alerts"),
        "slug": "job",
        "monitor": first("SELECT id FROM monitors"),
        "feedback": first("SELECT id FROM feedback"),
        "attachment": first("SELECT id FROM attachments"),
        "delivery": first("SELECT id FROM alert_deliveries"),
        "file": json.loads(answer)["id"],
        "bundle": first("SELECT id FROM artifact_bundles"),
        "version": owner.post("/api/v1/projects/1/releases", {"version": "shop@1.0"})[1]["version"],
        "search": owner.post("/api/v1/projects/1/searches", {"name": "S", "query": "is:unresolved"})[1]["id"],
    }


def filled(method, path, known):
    """The path with its parameters; None, and a failure, when one is not known."""
    parts = []
    for part in path.split("/"):
        name = part[1:]
        if not part.startswith(":"):
            parts.append("x" if part == "*" else part)
        elif parts[-1] == "undo":
            parts.append(known["undo"])
        elif name == "id" and parts[-1] == "issues":
            parts.append(known["issue"])
        elif name in known:
            parts.append(known[name])
        else:
            check(False, f"`resources` has to say what `:{name}` stands for in {method} {path}")
            return None
    return "/".join(parts)


def snapshot(server):
    """What no refused request may change."""
    tables = (
        "users",
        "org_memberships",
        "projects",
        "api_keys",
        "issues",
        "events",
        "invitations",
        "api_tokens",
        "alert_rules",
        "alerts",
    )
    return {table: server.rows(f"SELECT count(*) FROM {table}") for table in tables} | {
        "states": server.rows("SELECT id, status FROM issues ORDER BY id"),
        "keys": server.rows("SELECT id, revoked_at, label FROM api_keys ORDER BY id"),
        "named": server.rows("SELECT id, name, slug, retention_days FROM projects ORDER BY id"),
    }


class People:
    def __init__(self, server):
        self.server = server
        self.token = first_owner(server)
        self.owner = bearer(server, self.token)
        self.cookie = with_cookie(server, self.token)
        self.member = bearer(server, member(server, self.owner, "mia@example.test", "member"))
        self.owner.post("/api/v1/orgs", {"name": "Other"})
        self.stranger = bearer(server, member(server, self.owner, "sam@example.test", "owner", "other"))
        _, other, _ = self.stranger.post("/api/v1/orgs/other/projects", {"name": "Elsewhere"})
        self.other_key = other["key_value"]
        # A session that is over, a token that is over, one that was taken back, and one that may only read.
        expired = member(server, self.owner, "eve@example.test", "admin")
        server.change(
            "UPDATE sessions SET expires_at = 1 WHERE user_id = (SELECT id FROM users WHERE email = ?)", "eve@example.test"
        )
        tokens = [self.owner.post("/api/v1/auth/tokens", {"name": name, "scopes": ["admin"]})[1] for name in ("over", "revoked")]
        server.change("UPDATE api_tokens SET expires_at = 1 WHERE id = ?", tokens[0]["id"])
        self.cookie.ask("POST", f"/api/v1/auth/tokens/{tokens[1]['id']}/revoke", {}, OWN)
        self.reader = bearer(server, self.owner.post("/api/v1/auth/tokens", {"name": "reads", "scopes": ["read"]})[1]["token"])
        self.nobodies = {
            "no session": Client(server),
            "an expired session": bearer(server, expired),
            "an expired session in a cookie": Client(server, {"Cookie": f"mesher_session={expired}", **OWN}),
            "an expired token": bearer(server, tokens[0]["token"]),
            "a revoked token": bearer(server, tokens[1]["token"]),
            "a project's key": bearer(server, KEY),
            "a token of nobody": bearer(server, "mshu_" + "0" * 64),
            "basic authorization": Client(server, {"Authorization": "Basic YW5hOmNvcnJlY3Q="}),
            "two authorizations": Client(server, {"Authorization": f"Bearer x, Bearer {self.token}"}),
        }


def refused(client, wanted, method, path, who, headers=None):
    status, answer, _ = client.ask(method, path, None if method == "GET" else {}, headers)
    check(status in wanted, f"{who}: {method} {path}: {status} {str(answer)[:200]}, expected {wanted}")
    return status, answer


def guarded(people, known, method, route, path):
    """A route of management."""
    name = f"{method} {route}"
    changes = method not in ("GET", "HEAD", "OPTIONS")
    for who, client in people.nobodies.items():
        refused(client, {401}, method, path, who)
    refused(people.cookie, {403}, method, path, "a foreign page", {"Origin": "https://evil.example", **OWN})
    refused(people.cookie, {403}, method, path, "a page without origin", {"Origin": "null", **OWN})
    refused(people.cookie, {403}, method, path, "another port", {"Origin": f"http://127.0.0.1:{people.server.http + 1}", **OWN})
    refused(
        Client(people.server), {401, 403}, method, path, "a foreign page of nobody", {"Origin": "https://evil.example", **OWN}
    )
    if changes:
        refused(people.cookie, {403}, method, path, "a form")
        if not MEMBERS.match(name):
            refused(people.member, {403}, method, path, "a member")
        if not READS.match(name):
            refused(people.reader, {403}, method, path, "a token that may read")
    elif ADMINS.match(name):
        refused(people.member, {403}, method, path, "a member")
    if ONESELF.match(name):
        if not changes:
            _, answer = refused(people.stranger, {200}, method, path, "a stranger")
            shown = json.dumps(answer)
            check(
                known["project"] not in shown and known["org"] not in shown, f"a stranger sees of others: {name}: {shown[:300]}"
            )
    else:
        refused(people.stranger, {404}, method, path, "another organization")


def of_clients(people, method, route, path):
    """A route for clients: with a key of this project only."""
    server = people.server
    if ":key" in route:
        for key, who in ((people.other_key, "another project's key"), ("0" * 32, "an unknown key")):
            refused(Client(server), {401, 403, 404}, method, path.replace(KEY, key), who)
        return
    refused(Client(server), {401, 403}, method, path, "no key")
    refused(Client(server, {"X-Sentry-Auth": "0" * 32}), {401, 403}, method, path, "an unknown key")
    refused(bearer(server, people.token), {401, 403}, method, path, "a session in place of a key")
    if ":number" in route:
        refused(Client(server, {"X-Sentry-Auth": people.other_key}), {401, 403}, method, path, "another project's key")


def table(binary):
    all_routes = routes(binary)
    check(len(all_routes) > 60, f"{len(all_routes)} routes")
    with running(binary, MESHER_METRICS="private", MESHER_WEBHOOK_PRIVATE=1, MESHER_ALERT_RETRY_MS=600000) as server:
        people = People(server)
        known = resources(server, people.owner)
        before = snapshot(server)
        for method, route in all_routes:
            of_key = {**known, "key": KEY, "slug": "job"} if INGESTION.match(f"{method} {route}") else known
            path = filled(method, route, of_key)
            if path is None:
                continue
            name = f"{method} {route}"
            refused(people.owner, {421}, method, path, "an unknown host", {"Host": "evil.example"})
            refused(
                people.owner,
                {421},
                method,
                path,
                "a host that looks like ours",
                {"Host": f"127.0.0.1.evil.example:{server.http}"},
            )
            # Metrics are for programs on this machine, which the tests are: `items` asks for them from elsewhere.
            if OPEN.match(name) or name == "GET /metrics":
                continue
            if ENTRANCES.match(name):
                refused(Client(server), {403}, method, path, "a foreign page", {"Origin": "https://evil.example"})
            elif INGESTION.match(name):
                of_clients(people, method, route, path)
            else:
                guarded(people, known, method, route, path)
                if method == "GET" and "stream" not in route:
                    # What is refused above is there for who may.
                    status, answer, _ = people.owner.ask(method, path)
                    check(status in (200, 400), f"the owner: {method} {path}: {status} {str(answer)[:200]}")
        equal(snapshot(server), before, "what refused requests changed")


def deletions(binary):
    """Who deletes takes from all: admins, with tokens that are for it; and the audit log says so."""
    with running(binary, MESHER_WEBHOOK_PRIVATE=1, MESHER_ALERT_RETRY_MS=600000) as server:
        people = People(server)
        known = resources(server, people.owner)
        token = lambda *scopes: bearer(server, people.owner.post("/api/v1/auth/tokens", {"name": "t", "scopes": scopes})[1]["token"])
        write, releases, admin = token("write"), token("releases"), token("admin")
        of_release = "/api/0/projects/default/default/releases/shop%401.0/"
        for method, path, action, *may in (
            ("POST", f"/api/v1/attachments/{known['attachment']}/delete", "attachments.delete", admin),
            ("POST", f"/api/v1/projects/1/feedback/{known['feedback']}/delete", "feedback.delete", admin),
            ("DELETE", f"{of_release}files/{known['file']}/", "artifact.delete", releases),
            ("DELETE", of_release, "release.delete", releases),
            ("POST", "/api/v1/auth/register", "user.create", admin),
        ):
            body = {"email": "new@example.test", "password": "correct horse battery"} if "register" in path else {}
            for who in (people.member, write):
                equal(who.ask(method, path, body)[0], 403, f"{method} {path} of who may not")
            status, answer, _ = may[0].ask(method, path, body)
            check(status in (200, 201, 204) and (not isinstance(answer, dict) or answer.get("affected", 1) == 1), f"{method} {path}: {status} {answer}")
            told = [one["action"] for one in people.owner.get("/api/v1/orgs/default/audit")["data"]]
            check(action == "user.create" or told[0] == action, f"the audit log after {method} {path}: {told[:3]}")
        shown = lambda: people.owner.get("/api/v1/orgs/default/audit?limit=100")["data"]
        rule, job = f"/api/v1/alert-rules/{known['rule']}", "/api/v1/projects/1/monitors/job"
        for path, action, body in (
            (f"/api/v1/alert-deliveries/{known['delivery']}/retry", "alert-deliveries.retry", {}),
            (rule, "alert-rules.change", {"name": "S"}),
            (f"{rule}/toggle", "alert-rules.toggle", {"enabled": False}),
            (f"{rule}/delete", "alert-rules.delete", {}),
            (f"{job}/pause", "monitors.pause", {}),
            (f"{job}/resume", "monitors.resume", {}),
            ("/api/v1/projects/1/item-settings", "item-settings.change", {"transaction_rate": 1}),
            (f"{job}/delete", "monitors.delete", {}),
        ):
            before = len(shown())
            status, answer, _ = people.owner.ask("POST", f"{path}/", body)
            equal(status, 200, f"POST {path}/: {answer}")
            told = shown()
            equal((len(told), told[0]["action"]), (before + 1, action), f"the audit log after {path}, a slash behind it")
        equal(write.post("/api/v1/projects/1/releases", {"version": "2"})[0], 201, "members' tokens make releases")
        equal(write.post("/api/v1/projects/1/releases/2/delete")[0], 403, "and delete none")
        equal(releases.post("/api/v1/projects/1/releases/2/delete")[0], 200, "those of builds do")
        for org in ("default", "x%2Freleases%2Fy", "releases", "x/releases"):
            issue = f"/api/0/organizations/{org}/issues/{known['issue']}"
            for method in ("PUT", "DELETE"):
                status, _, _ = releases.ask(method, issue, {"status": "resolved"})
                check(status in (403, 404, 405), f"{method} of an issue with a token of builds, in {org}: {status}")
        equal(people.owner.get(f"/api/v1/issues/{known['issue']}")["status"], "archived", "the issue is as it was")
        elsewhere = f"/api/0/organizations/nowhere/issues/{known['issue']}"
        equal([people.owner.ask(method, elsewhere, {"status": "resolved"})[0] for method in ("GET", "PUT", "DELETE")], [404] * 3,
              "an issue that is not of the organization in its path")


def addresses(binary):
    """Where chats are told: the addresses are passwords, which only those who may change them see."""
    with running(binary) as server:
        people = People(server)
        secret, mail = "https://hooks.slack.example/services/SECRET/TOKEN", {"type": "websocket"}
        rule = {"name": "R", "condition": {"condition_type": "new_issue"}, "actions": [{"type": "slack", "url": secret}, mail]}
        status, made, _ = people.owner.post("/api/v1/projects/1/alert-rules", rule)
        equal(status, 201, f"a rule: {made}")
        for who, url in ((people.owner, secret), (people.member, "hooks.slack.example"), (people.reader, "hooks.slack.example")):
            listed = who.get("/api/v1/projects/1/alert-rules")
            equal([one["url"] for one in (listed[0]["action"], listed[0]["actions"][0])], [url] * 2, "the address in a list")
            equal(who.get(f"/api/v1/alert-rules/{made['id']}"), listed[0], "and of one rule")


def sockets(binary):
    """Watchers: with a session or token, from a page of the server's own, about what they may read."""
    with running(binary) as server:
        people = People(server)

        def opened(port, path, headers=""):
            socket = WebSocket(port, path, headers)
            socket.close()
            return socket.status

        for port in (server.http, server.ws):
            path, own = "/stream/projects/1", f"http://127.0.0.1:{server.http}"
            equal(opened(port, path), 401, "a watcher without a session")
            equal(opened(port, f"{path}?token={'0' * 64}"), 401, "a watcher with a token of nobody")
            equal(opened(port, f"{path}?token={people.token}"), 101, "a watcher with a token in the query")
            equal(opened(port, path, f"Authorization: Bearer {people.token}\r\n"), 101, "a watcher with a Bearer token")
            cookie = f"Cookie: mesher_session={people.token}\r\n"
            equal(opened(port, path, f"{cookie}Origin: https://evil.example\r\n"), 403, "a foreign page that watches")
            equal(opened(port, path, f"{cookie}Origin: null\r\n"), 403, "a page without origin that watches")
            equal(
                opened(port, f"{path}?token={people.token}", "Origin: https://evil.example\r\n"),
                403,
                "a foreign page with a token",
            )
            equal(opened(port, path, f"{cookie}Origin: {own}\r\n"), 101, "our page, of either port")
            stranger = people.stranger.headers["Authorization"].split()[1]
            equal(opened(port, f"{path}?token={stranger}"), 404, "a watcher of another organization")


def sent_away(binary):
    """Watchers whose session ends, who leave, whose project goes or whose token is taken back do not go on watching."""
    with running(binary) as server:
        people = People(server)
        token = people.owner.post("/api/v1/auth/tokens", {"name": "T", "scopes": ["read"]})[1]
        _, project, _ = people.owner.post("/api/v1/orgs/default/projects", {"name": "Goes"})
        of_member = people.member.headers["Authorization"].split()[1]
        watching = lambda path, carried: WebSocket(server.http, f"/stream/projects/{path}?token={carried}")
        first, second, third = watching(1, people.token), watching(1, of_member), watching(1, token["token"])
        fourth = watching(project["number"], people.token)
        server.native({"message": "for all"})
        equal([one.next()["type"] for one in (first, second, third)], ["event"] * 3, "watchers who may")
        mia = next(one for one in people.owner.get("/api/v1/orgs/default/members") if one["email"] == "mia@example.test")
        people.owner.post(f"/api/v1/orgs/default/members/{mia['id']}/remove")
        people.owner.post(f"/api/v1/auth/tokens/{token['id']}/revoke")
        people.owner.post(f"/api/v1/projects/{project['number']}/delete")

        def ends(socket, who):
            # It is asked at the next words of the client, once in a second at most.
            def over():
                socket.send('{"type":"ping"}')
                while (message := socket.next()) and message["type"] != "pong":
                    pass
                return message is None

            eventually(over)
            equal(socket.code, 1008, f"a watcher {who} is sent away")

        ends(second, "who left")
        ends(third, "whose token was taken back")
        ends(fourth, "whose project is gone")
        server.native({"message": "for the owner"})
        check(first.next(), "who may goes on")
        people.owner.post("/api/v1/auth/logout")
        ends(first, "who signed out")


# Where things of a first organization lie, by what `resources` calls them.
PLACES = {
    "issue": "issues", "comment": "issue_activity", "event": "events", "key": "api_keys", "member": "org_memberships", "invitation": "invitations",
    "rule": "alert_rules", "alert": "alerts", "monitor": "monitors", "feedback": "feedback", "attachment": "attachments",
    "file": "artifact_bundles", "bundle": "artifact_bundles", "search": "saved_searches", "project": "projects",
    "org": "organizations",
}


def same_ids(binary):
    """Events and files of two projects whose clients gave the same ids: everybody gets their own, whoever sent first."""
    with running(binary) as server:
        people = People(server)
        other = people.stranger.get("/api/v1/projects")[0]["number"]
        places = {1: (people.member, KEY), other: (people.stranger, people.other_key)}
        for id, order in (("a" * 32, (1, other)), ("b" * 32, (other, 1))):
            for number in order:
                of = f"of {number}"
                body = json.dumps({"event_id": id}).encode() + b"\n" + item("event", {"message": of}) + item("attachment", b"x", filename=of)
                status = server.request("POST", f"/api/{number}/envelope/", body, {"X-Sentry-Auth": places[number][1]})[0]
                equal(status, 200, f"an envelope for {number}")
            for number, (who, _) in places.items():
                of, event = f"of {number}", who.get(f"/api/v1/events/{id}")["event"]
                equal(event["message"], of, f"the event of {number}")
                for name in (id, event["id"]):
                    status, files, _ = who.ask("GET", f"/api/v1/events/{name}/attachments")
                    named = [one["name"] for one in files] if status == 200 else files
                    equal((status, named), (200, [of]), f"the files of {number} by {name}")


def mixed(binary):
    """An owner who names what is his in a path, and beside it, or in the body, what is another's: nothing of that is shown or changed."""
    with running(binary, MESHER_WEBHOOK_PRIVATE=1, MESHER_ALERT_RETRY_MS=600000) as server:
        people = People(server)
        known = resources(server, people.owner)
        stranger, project = people.stranger, people.stranger.get("/api/v1/projects")[0]
        event = json.dumps({"message": "own", "event_id": "f" * 32}).encode()
        equal(server.request("POST", f"/api/{project['number']}/store/", event, {"X-Sentry-Auth": people.other_key})[0], 200, "an event")
        issue = stranger.get(f"/api/v1/projects/{project['slug']}/issues")[0]["id"]
        # The same names exist in both.
        equal(stranger.post(f"/api/v1/projects/{project['slug']}/releases", {"version": "shop@1.0"})[0], 201, "a release")
        daily = {"slug": "job", "schedule": {"type": "crontab", "value": "@daily"}}
        equal(stranger.post(f"/api/v1/projects/{project['slug']}/monitors", daily)[0], 201, "a monitor")
        mia = server.rows("SELECT id FROM users WHERE email = ?", "mia@example.test")[0][0]
        digest = server.rows("SELECT fingerprint_hash FROM issue_hashes WHERE issue_id = ?", known["issue"])[0][0]

        def things():
            found = {name: server.rows(f"SELECT * FROM {table} WHERE id = ?", known[name]) for name, table in PLACES.items() if name in known}
            return found | {"of": server.rows("SELECT count(*) FROM events WHERE issue_id = ?", known["issue"])}

        before = things()
        secrets = [known[name] for name in PLACES] + [mia, KEY, digest, "mia@example.test"]

        def tried(method, path, body=None):
            status, answer, _ = stranger.ask(method, path, body)
            check(status < 500, f"{method} {path}: {status}")
            shown = json.dumps(answer) if not isinstance(answer, bytes) else answer.decode(errors="replace")
            said = [one for one in secrets if one in shown and one not in path]
            check(not said, f"{method} {path} {body}: tells of {said}: {shown[:300]}")
            check(not isinstance(answer, dict) or answer.get("affected", 0) == 0 or "job" in path, f"{method} {path} {body}: {answer}")
            return status, answer

        for method, route in routes(binary):
            name = f"{method} {route}"
            of_others = [part for part in re.findall(r":(\w+)", route)][1:]
            if not of_others or OPEN.match(name) or INGESTION.match(name) or (method == "DELETE" and route.endswith("/:version")):
                continue
            own = {**known, "org": "other", "project": project["slug"], **({"issue": issue} if "/issues/:id/" in route and ":org" not in route else {})}
            path = filled(method, route, own)
            if path and not re.search(r"/releases/:version/delete$", route):
                tried(method, path, None if method == "GET" else {})

        of_own = f"/api/v1/projects/{project['slug']}"
        for action in ("resolve", "unresolve", "archive", "discard", "delete", "assign"):
            tried("POST", f"{of_own}/issues/bulk", {"action": action, "ids": [known["issue"]], "user_id": ""})
        for into, ids in ((issue, [known["issue"]]), (known["issue"], [issue]), (None, [issue, known["issue"]])):
            status, answer = tried("POST", f"{of_own}/issues/merge", {"ids": ids, **({"into": into} if into else {})})
            check(status in (400, 404) or answer.get("affected") == 0, f"merging with another's: {status} {answer}")
        tried("POST", f"/api/v1/issues/{issue}/unmerge", {"hashes": [digest]})
        for user in (mia, "mia@example.test"):
            equal(tried("POST", f"/api/v1/issues/{issue}/assign", {"user_id": user})[0], 400, "assigned to somebody of another organization")
        for path in ("projects/other/elsewhere/issues", "organizations/other/issues"):
            tried("PUT", f"/api/0/{path}/?id={known['issue']}&project=1", {"status": "resolved"})
            tried("PUT", f"/api/0/{path}/?project=1&query=is:unresolved%20first", {"status": "resolved"})
            tried("GET", f"/api/0/{path}/?project=1&project={known['project']}&query=first")
        for path in (f"projects/other/{project['slug']}/issues", "organizations/other/issues"):
            for one in (known["issue"], NOBODY):
                marked = tried("PUT", f"/api/0/{path}/?id={one}", {"isBookmarked": True, "hasSeen": True})[0]
                equal(marked, 200, f"a mark on another's issue: {path}")
        equal(server.rows("SELECT count(*) FROM issue_marks WHERE issue_id IN (?, ?)", known["issue"], NOBODY)[0][0], 0, "marks")
        tried("PUT", f"/api/0/issues/{issue}/", {"assignedTo": "mia@example.test"})
        sums = {"checksum": "0" * 40, "chunks": []}
        tried("POST", "/api/0/organizations/other/artifactbundle/assemble/", {**sums, "projects": ["default"], "version": "shop@1.0"})
        tried("POST", "/api/0/organizations/other/releases/", {"version": "taken@1", "projects": ["default"]})
        equal(server.rows("SELECT count(*) FROM releases WHERE version = 'taken@1' AND project_id = ?", known["project"])[0][0], 0,
              "releases in another's project")
        for place in ("attachments?event_id=" + "0123456789abcdef0123456789abcdef", f"attachments?event_id={known['event']}", "issues/DEFAULT-1",
                      "events/search?q=first", "events/tags?key=level&value=error", f"issues?assigned_to={mia}", "issues?q=first",
                      "issues?q=assigned:mia@example.test", "search/complete?q=assigned:m", "feedback?q=x", "logs?q=first"):
            tried("GET", f"{of_own}/{place}")
        now = things()
        equal({n: r for n, r in now.items() if r != before[n]}, {n: r for n, r in before.items() if r != now[n]}, "what is another's")


BODIES = [
    b"{",
    b"[]",
    b'{"name":{},"email":5,"label":[1],"role":{},"token":null,"text":7,"status":9,"scopes":"x","user_id":[],"condition":5,"ids":"x"}',
    b'{"name":"\\ud800","text":"a\\u0000b","email":"a\\u0000@b.c","query":"\\u0000","label":"\\u0000"}',
    b"\xff\xfe\x00",
    b'{"rate_limit":1e400,"retention_days":99999999999999999999999,"sample_rate":"NaN"}',
    b'{"name":"' + b"x" * 60000 + b'"}',
    b"[" * 30000,
]
QUERIES = [
    "limit=99999999999999999999",
    "cursor=x&cursor_id=y",
    "cursor=9223372036854775807&cursor_id=00000000-0000-7000-8000-000000000000",
    "q=%22((&sort=x&status=zz&bucket=x",
    "since=999999999-01-01T00:00:00Z",
    "q=%FF%FE&environment=%ED%A0%80&key=%F0%9F%92%A9",
    "key=';--&value='&q='%20OR%201=1",
]
LASTING = re.compile(r"(DELETE )|.*(/delete|/remove|/revoke|/logout|/password)$")


def hostile(binary):
    """Whatever an owner sends to whichever route: an answer, and never an error of the server's own."""
    with running(binary, MESHER_WEBHOOK_PRIVATE=1, MESHER_ALERT_RETRY_MS=600000) as server:
        people = People(server)
        known = resources(server, people.owner)
        for method, route in routes(binary):
            name = f"{method} {route}"
            if OPEN.match(name) or LASTING.match(name):
                continue
            path = filled(method, route, {**known, "key": KEY, "slug": "job"} if INGESTION.match(name) else known)
            for body in BODIES if path and method != "GET" else []:
                status, answer, _ = people.owner.ask(method, path, body)
                check(status < 500, f"{name} {body[:50]}: {status} {str(answer)[:200]}")
            for query in QUERIES if path and method == "GET" else []:
                status, answer, _ = people.owner.ask(method, f"{path}?{query}")
                check(status < 500, f"{name} {query}: {status} {str(answer)[:200]}")


def run(binary):
    table(binary)
    deletions(binary)
    addresses(binary)
    sockets(binary)
    sent_away(binary)
    same_ids(binary)
    mixed(binary)
    # The stricter one of the two.
    with using("postgres"):
        hostile(binary)
