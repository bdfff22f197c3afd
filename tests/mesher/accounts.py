"""Accounts: who becomes what, what they manage, and what an enemy tries."""
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time

import databases
from databases import on_both
from harness import KEY, Server, WebSocket, check, equal, eventually, free_port, running
from people import OWN, PASSWORD, Client, bearer, first_owner, member, sign_in, with_cookie

AUTH = "/api/v1/auth"


def at_once(count, work):
    """What `work(0)`, `work(1)`, ... give that run at the same time."""
    found, barrier = [None] * count, threading.Barrier(count)

    def one(number):
        barrier.wait()
        found[number] = work(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


# ---- the first owner --------------------------------------------------------------------------------------------


def first_of_many(binary):
    """Many register at once: one is the owner, and there are no others."""
    with running(binary) as server:
        asked = at_once(8, lambda n: Client(server).post(f"{AUTH}/register", {"email": f"u{n}@example.test", "password": PASSWORD})[0])
        equal(sorted(asked), [201] + [401] * 7, "registrations at once")
        equal(server.rows("SELECT role FROM org_memberships"), [("owner",)], "owners")
        equal(server.rows("SELECT count(*) FROM users"), [(1,)], "users")
        winner = f"u{asked.index(201)}@example.test"
        equal(Client(server).get(f"{AUTH}/me"), {"error": "unauthorized"}, "management is closed now")
        me = bearer(server, sign_in(server, winner)).get(f"{AUTH}/me")
        equal((me["user"]["email"], me["memberships"][0]["role"], me["open"]), (winner, "owner", False), "the owner")


def setup_link(binary):
    """The link of the first start: printed once, used once, by one."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_AUTH="required")
        check(server.says("DSN: "), "the first start is told")
        tokens = re.findall(r"Set up: http://127\.0\.0\.1:\d+/setup#token=([0-9a-f]{64})\n", server.output())
        equal(len(tokens), 1, "links")
        equal(Client(server).get("/api/v1/projects"), {"error": "unauthorized"}, "no access without the link")
        equal(Client(server).post(f"{AUTH}/register", {"email": "a@example.test", "password": PASSWORD})[0], 401, "no registration")
        equal(server.stop(), 0, "exit code")
        server = Server(binary, folder, MESHER_AUTH="required")
        equal(server.output().count("Set up: "), 1, "the link is not printed again")
        body = lambda n: {"token": tokens[0], "email": f"o{n}@example.test", "password": PASSWORD, "display_name": "O"}
        equal(Client(server).post(f"{AUTH}/setup", {**body(0), "token": "0" * 64})[0], 403, "another link")
        equal(Client(server).post(f"{AUTH}/setup", {**body(0), "password": "short"})[0], 400, "a bad password does not use it up")
        asked = at_once(6, lambda n: Client(server).post(f"{AUTH}/setup", body(n)))
        equal(sorted(status for status, _, _ in asked), [201] + [403] * 5, "the link is used at once by many")
        status, answer, headers = next(one for one in asked if one[0] == 201)
        check("HttpOnly" in headers["Set-Cookie"] and "SameSite=Lax" in headers["Set-Cookie"], f"cookie {headers['Set-Cookie']}")
        equal(bearer(server, answer["token"]).get("/api/v1/projects")[0]["number"], 1, "the owner sees the project")
        equal(server.rows("SELECT role FROM org_memberships"), [("owner",)], "owners")
        equal(server.stop(), 0, "exit code")
        server = Server(binary, folder, MESHER_AUTH="required", MESHER_ADMIN_EMAIL="x@example.test", MESHER_ADMIN_PASSWORD=PASSWORD)
        equal(server.rows("SELECT count(*) FROM users"), [(1,)], "no second first owner")
        equal((server.stop(), server.output().count("Set up: ")), (0, 1), "no further link")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_ADMIN_EMAIL="Ana@Example.test", MESHER_ADMIN_PASSWORD=PASSWORD)
        check(server.says("DSN: ") and "Set up: " not in server.output(), "no link with an owner from the environment")
        check("WARNING" not in server.output(), "management is not open")
        me = bearer(server, sign_in(server, "ana@example.test")).get(f"{AUTH}/me")
        equal((me["user"]["display_name"], me["memberships"][0]["role"]), ("Ana", "owner"), "the owner from the environment")
        check(PASSWORD not in server.output(), "the password is not in the log")
        equal(server.stop(), 0, "exit code")


# ---- signing in -------------------------------------------------------------------------------------------------


def signing_in(binary):
    with running(binary) as server:
        first_owner(server, " ÄNA@Example.TEST ")
        login = lambda email, password, **headers: Client(server, headers).post(f"{AUTH}/login", {"email": email, "password": password})
        equal(login("äna@example.test", PASSWORD)[0], 200, "e-mail addresses in any case and script")
        equal(login("Äna@EXAMPLE.test", "wrong horse battery")[1], {"error": "authentication failed"}, "a wrong password")
        equal(login("nobody@example.test", PASSWORD)[:2], (401, {"error": "authentication failed"}), "an unknown address")
        for body in ({"email": "äna@example.test"}, {"email": 5, "password": PASSWORD}, {"email": ["x"], "password": {}}, []):
            equal(Client(server).post(f"{AUTH}/login", body)[0], 400, f"a login {body}")
        # Fixation: the token that a browser brings is never taken over, and ends.
        status, answer, headers = login("äna@example.test", PASSWORD, Cookie="mesher_session=" + "f" * 64)
        cookie = re.match(r"mesher_session=([0-9a-f]{64}); Path=/; Max-Age=604\d{3}; HttpOnly; SameSite=Lax$", headers["Set-Cookie"])
        check(cookie and cookie[1] == answer["token"] != "f" * 64, f"cookie {headers['Set-Cookie']}")
        again = login("äna@example.test", PASSWORD, Cookie=f"mesher_session={answer['token']}")[1]["token"]
        equal(bearer(server, answer["token"]).ask("GET", f"{AUTH}/me")[0], 401, "the session before ends with a new sign-in")
        # The session cookie of a page.
        page = with_cookie(server, again)
        equal(page.ask("GET", f"{AUTH}/me")[0], 200, "a cookie reads")
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "Äna"})[0], 403, "a form changes nothing")
        own = {"Origin": f"http://127.0.0.1:{server.http}"}
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "Äna"}, own)[1], {"status": "ok", "affected": 1}, "our page does")
        equal(page.ask("POST", f"{AUTH}/logout", {})[0], 403, "a form does not sign out")
        # Another password ends the other sessions.
        other = bearer(server, sign_in(server, "äna@example.test"))
        change = {"current_password": PASSWORD, "password": "another horse battery"}
        equal(page.ask("POST", f"{AUTH}/password", {**change, "current_password": "wrong"}, OWN)[0], 403, "a wrong current password")
        equal(page.ask("POST", f"{AUTH}/password", {**change, "password": "short"}, OWN)[0], 400, "a short new password")
        equal(page.ask("POST", f"{AUTH}/password", change, OWN)[0], 200, "another password")
        equal((other.ask("GET", f"{AUTH}/me")[0], page.ask("GET", f"{AUTH}/me")[0]), (401, 200), "sessions after another password")
        equal(login("äna@example.test", PASSWORD)[0], 401, "the old password")
        sessions = page.get(f"{AUTH}/sessions")
        equal([one["current"] for one in sessions], [True], "one session is left")
        equal(page.ask("POST", f"{AUTH}/logout", {}, OWN)[0], 200, "sign out")
        equal(page.ask("GET", f"{AUTH}/me")[0], 401, "after signing out")


def throttled(binary):
    """Guessing is slow, also for many at once; an address behind a proxy counts only when the proxy is trusted."""
    with running(binary) as server:
        first_owner(server)
        guess = lambda n: Client(server, {"X-Forwarded-For": f"10.0.0.{n}"}).post(
            f"{AUTH}/login", {"email": "ana@example.test", "password": f"wrong horse {n}"})[0]
        for _ in range(12):
            sign_in(server, "ana@example.test")
        began = time.time()
        asked = at_once(14, guess)
        if time.time() - began < 40:
            # The minute may end in the middle of it: then there are at most twice as many.
            check(10 <= asked.count(401) <= 20 and asked.count(429) >= 1 or asked.count(401) == 14, f"guesses at once: {asked}")
        check(set(asked) <= {401, 429}, f"guesses: {asked}")
    with running(binary, MESHER_TRUST_PROXY=1) as server:
        first_owner(server)
        guess = lambda n: Client(server, {"X-Forwarded-For": f"1.2.3.4, 10.0.0.{n}"}).post(
            f"{AUTH}/login", {"email": "ana@example.test", "password": "wrong horse"})[0]
        equal({guess(n) for n in range(14)}, {401}, "guesses of many addresses behind a trusted proxy")
        same = [Client(server, {"X-Forwarded-For": f"9.9.9.{n}, 2001:db8:1:2::{n}"}).post(
            f"{AUTH}/login", {"email": "ana@example.test", "password": "wrong horse"})[0] for n in range(1, 25)]
        check(429 in same, f"guesses of one IPv6 network: {same}")
        login = Client(server, {"X-Forwarded-For": "6.6.6.6, 7.7.7.7"}).post(f"{AUTH}/login", {"email": "ana@example.test", "password": PASSWORD})
        session = bearer(server, login[1]["token"]).get(f"{AUTH}/sessions")[0]
        equal(session["address"], "7.7.7.7", "the address that the trusted proxy saw")
        broken = Client(server, {"X-Forwarded-For": "<script>"}).post(f"{AUTH}/login", {"email": "ana@example.test", "password": PASSWORD})
        equal(bearer(server, broken[1]["token"]).get(f"{AUTH}/sessions")[0]["address"], "127.0.0.1", "an address that is none")


def equal_time(binary):
    """An unknown address takes as long as a wrong password: a hash is computed for both."""
    with running(binary, MESHER_TRUST_PROXY=1) as server:
        first_owner(server)

        def took(email, n):
            began = time.perf_counter()
            Client(server, {"X-Forwarded-For": f"10.1.{n}.1"}).post(f"{AUTH}/login", {"email": email, "password": "wrong horse"})
            return time.perf_counter() - began

        pairs = [(took("ana@example.test", 2 * n), took("nobody@example.test", 2 * n + 1)) for n in range(9)]
        known, unknown = (statistics.median(side) for side in zip(*pairs))
        # Without a hash it would be a fiftieth.
        check(unknown > known / 5, f"an unknown address takes {unknown:.4f} s, a wrong password {known:.4f} s")


# ---- organizations ----------------------------------------------------------------------------------------------


def members(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        org = "/api/v1/orgs/default"
        second = bearer(server, member(server, owner, "Bob@Example.test", "admin"))
        people = {one["email"]: one for one in owner.get(f"{org}/members")}
        equal({name: one["role"] for name, one in people.items()}, {"ana@example.test": "owner", "bob@example.test": "admin"}, "members")
        ana, bob = people["ana@example.test"], people["bob@example.test"]
        equal(second.post(f"{org}/members/{bob['id']}/role", {"role": "owner"})[0], 403, "an admin makes no owner of himself")
        equal(second.post(f"{org}/members/{ana['id']}/remove")[0], 403, "an admin removes no owner")
        equal(second.post(f"{org}/invitations", {"email": "c@example.test", "role": "owner"})[0], 403, "an admin invites no owner")
        equal(owner.post(f"{org}/members/{ana['id']}/role", {"role": "member"})[:2], (409, {"error": "an organization needs an owner"}), "the last owner")
        equal(owner.post(f"{org}/members/{ana['user_id']}/remove")[0], 409, "the last owner is not removed")
        equal(owner.post(f"{org}/members/{bob['id']}/role", {"role": "king"})[:2], (400, {"error": "invalid role"}), "a role that is none")
        equal(owner.post(f"{org}/members/{ana['id'][:-1]}0/role", {"role": "member"})[1]["affected"], 0, "a member who is none")
        equal(owner.post(f"{org}/members", {})[:2], (400, {"error": "user_id is required"}), "nobody")
        equal(owner.post(f"{org}/members", {"user_id": bob["user_id"]})[0], 409, "a member already")
        equal(owner.post(f"{org}/members", {"user_id": "x"})[:2], (400, {"error": "unknown user"}), "a user who is none")
        # Two owners who demote each other at the same moment: one stays.
        for _ in range(3):
            owner.post(f"{org}/members/{bob['id']}/role", {"role": "owner"})
            second.post(f"{org}/members/{ana['id']}/role", {"role": "owner"})
            at_once(2, lambda n: (owner, second)[n].post(f"{org}/members/{(bob, ana)[n]['id']}/role", {"role": "admin"})[0])
            owners = server.rows("SELECT user_id FROM org_memberships WHERE role = 'owner'")
            equal(len(owners), 1, "an owner stays")
            keeper = owner if owners == [(ana["user_id"],)] else second
            if keeper is second:
                second.post(f"{org}/members/{ana['id']}/role", {"role": "owner"})
        owner.post(f"{org}/members/{bob['id']}/role", {"role": "member"})
        # An account that is added by its id; and one that leaves loses its sight at once.
        _, registered, _ = owner.post(f"{AUTH}/register", {"email": "eve@example.test", "password": PASSWORD})
        equal(second.post(f"{AUTH}/register", {"email": "x@example.test", "password": PASSWORD})[0], 403, "members register nobody")
        equal(owner.post(f"{AUTH}/register", {"email": "EVE@example.test", "password": PASSWORD})[:2], (409, {"error": "email already registered"}), "an address twice")
        eve = bearer(server, sign_in(server, "eve@example.test"))
        equal((eve.get("/api/v1/projects"), eve.ask("GET", "/api/v1/projects/1")[0]), ([], 404), "who is no member sees nothing")
        equal(owner.post(f"{org}/members", {"user_id": registered["id"]})[0], 201, "eve is added")
        equal(eve.ask("GET", "/api/v1/projects/1")[0], 200, "and sees the project")
        owner.post(f"{org}/members/{registered['id']}/remove")
        equal(eve.ask("GET", "/api/v1/projects/1")[0], 404, "and no more")


def invitations(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        org = "/api/v1/orgs/default"
        invite = lambda email, role="member": owner.post(f"{org}/invitations", {"email": email, "role": role})[1]["url"].split("#token=")[1]
        token = invite("New@Example.test", "admin")
        equal(Client(server).post(f"{AUTH}/invitation", {"token": token})[1], {
            "org_name": "Default", "email": "new@example.test", "role": "admin", "has_account": False}, "an invitation")
        joined = at_once(4, lambda n: Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0])
        check(joined.count(200) == 1 and set(joined) <= {200, 401, 404, 409}, f"one of many accepts: {joined}")
        equal(Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0], 404, "an invitation is used once")
        newer, older = invite("b@example.test"), None
        older, newer = newer, invite("b@example.test")
        equal(Client(server).post(f"{AUTH}/invitation", {"token": older})[0], 404, "a new invitation takes the place of the old one")
        server.change("UPDATE invitations SET expires_at = 1")
        equal(Client(server).post(f"{AUTH}/accept", {"token": newer, "password": PASSWORD})[0], 404, "an invitation that is over")
        third = owner.post(f"{org}/invitations", {"email": "c@example.test"})[1]
        equal(owner.post(f"{org}/invitations/{third['id']}/revoke")[1]["affected"], 1, "an invitation is taken back")
        equal(Client(server).post(f"{AUTH}/invitation", {"token": third["url"].split("=")[1]})[0], 404, "which does not hold then")
        equal(owner.post(f"{org}/invitations", {"email": "ANA@example.test"})[0], 409, "a member already")
        for email in ("x", "a b@c", "a@", "@b", "a@\nb", "x" * 252 + "@b.c", "a@b\u0000", "<a@b>"):
            equal(owner.post(f"{org}/invitations", {"email": email})[0], 400, f"an invitation of {email!r}")
        # Who has an account needs its password.
        owner.post("/api/v1/orgs", {"name": "Second Org"})
        token = owner.post("/api/v1/orgs/second-org/invitations", {"email": "new@example.test"})[1]["url"].split("=")[1]
        equal(Client(server).post(f"{AUTH}/accept", {"token": token, "password": "another horse"})[0], 401, "the account's password is asked for")
        equal(Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0], 200, "and takes the invitation")
        orgs = bearer(server, sign_in(server, "new@example.test")).get("/api/v1/orgs")
        equal([one["slug"] for one in orgs], ["default", "second-org"], "two organizations")


# ---- projects ---------------------------------------------------------------------------------------------------


def projects(binary):
    with running(binary, MESHER_PUBLIC_URL="https://errors.example/base") as server:
        owner = bearer(server, first_owner(server))
        make = lambda **body: owner.post("/api/v1/orgs/default/projects", body)
        status, shop, _ = make(name="Shop 2 Ä", platform="python")
        equal((status, shop["number"], shop["slug"]), (201, 2, "shop-2"), "a project")
        equal(shop["dsn"], f"https://{shop['key_value']}@errors.example/base/2", "its DSN")
        equal(make(name="Shop 2")[1]["slug"][:7], "shop-2-", "a slug that nobody asked for gives way")
        equal(make(name="Other", slug="shop-2")[:2], (409, {"error": "slug is taken"}), "a slug that is taken")
        for slug in ("1", "12", "A", "-x", "", "x" * 51, "a/b", "a b", "abcdef01-2345-6789-abcd-ef0123456789", "é"):
            equal(make(name="x", slug=slug)[0], 400, f"slug {slug!r}")
        for name in ("", "  ", "x" * 101, "a\nb", "a\u0000b", 5, None, ["x"]):
            equal(make(name=name)[0], 400, f"name {name!r}")
        for name in ("'; DROP TABLE projects; --", "名前", "🙂", "\"><script>", "%s%n", "${1}"):
            equal(make(name=name)[0], 201, f"name {name!r}")
        equal(owner.post("/api/v1/projects/2", {"name": "Renamed", "slug": "renamed", "platform": "node"})[0], 200, "renaming")
        found = owner.get("/api/v1/projects/renamed")
        equal((found["name"], found["platform"], found["number"], found["dsn"]), ("Renamed", "node", 2, shop["dsn"]), "renamed")
        equal(owner.ask("GET", "/api/v1/projects/shop-2")[0], 404, "the old slug")
        equal(owner.ask("GET", "/api/v1/projects/a%00b")[0], 400, "a NUL in a path")
        equal(owner.ask("GET", "/api/v1/projects/1/issues?q=%00")[0], 400, "a NUL in a query")
        for wrong in ("%2e%2e", "1'--", "1%20OR%201=1", "1e0", "+1", "-1", "99999999999999999999", "x" * 3000):
            equal(owner.ask("GET", f"/api/v1/projects/{wrong}")[0], 404, f"project {wrong[:30]}")

        # Settings.
        path = "/api/v1/projects/2/settings"
        change = {"retention_days": 30, "sample_rate": 0.5, "rate_limit": 7, "retention_bytes": 2000000, "allowed_origins": ["*.shop.example", "https://a.example"], "transactions_sample": 0.25}
        equal(owner.post(path, change)[0], 200, "settings")
        equal({name: owner.get(path)[name] for name in change}, change, "settings are kept")
        equal(owner.post(path, {"rate_limit": None})[0], 200, "no rate limit")
        equal((owner.get(path)["rate_limit"], owner.get(path)["retention_days"]), (None, 30), "only what is given changes")
        for name, values in {"retention_days": (0, 3651, "x", 1.5), "sample_rate": (-0.1, 1.1, "1", []), "rate_limit": (-1, "x"), "retention_bytes": (5,),
                             "allowed_origins": ("x", ["javascript:alert(1)"], ["a b"], ["x"] * 51, [5])}.items():
            for value in values:
                equal(owner.post(path, {name: value})[0], 400, f"{name} {value!r}")
        equal(owner.ask("POST", path, b"{")[:2], (400, {"error": "invalid json"}), "broken JSON")
        equal(owner.ask("POST", path, b"[" * 60000)[0], 400, "deep JSON")
        equal(owner.ask("POST", path, b'{"x":"' + b"y" * 70000 + b'"}')[0], 413, "a large body")

        # Keys.
        keys = "/api/v1/projects/2/api-keys"
        status, made, _ = owner.post(keys, {"label": "web", "rate_limit": 5, "allowed_origins": ["https://shop.example"]})
        equal(status, 201, "a key")
        check(re.fullmatch(r"mshr_[0-9a-f]{48}", made["key_value"]), f"key {made['key_value']}")
        send = lambda key, path="/api/2/store/": server.request("POST", path, b'{"message":"m"}', {"X-Sentry-Auth": key})[0]
        equal((send(shop["key_value"]), send(KEY)), (200, 403), "keys belong to projects")
        status, rotated, _ = owner.post(f"/api/v1/api-keys/{made['id']}/rotate")
        equal(status, 201, "a key is rotated")
        equal((send(made["key_value"]), send(rotated["key_value"])), (403, 200), "the old key ends, the new one holds")
        listed = {one["id"]: one for one in owner.get(keys)}
        equal((listed[rotated["id"]]["label"], listed[rotated["id"]]["rate_limit"], listed[rotated["id"]]["allowed_origins"]),
              ("web", 5, ["https://shop.example"]), "the new key has the rights of the old one")
        equal(owner.post(f"/api/v1/api-keys/{made['id']}/rotate")[0], 409, "a key that is over is not rotated")
        equal(owner.post(f"/api/v1/api-keys/{rotated['id']}", {"label": "w", "rate_limit": None})[0], 200, "a key is changed")
        equal(owner.post(f"/api/v1/api-keys/{rotated['id']}/revoke")[1]["affected"], 1, "a key is revoked")
        equal((send(rotated["key_value"]), owner.post(f"/api/v1/api-keys/{rotated['id']}/revoke")[1]["affected"]), (403, 0), "and ends at once")

        deleted(server, owner, shop, send)


def deleted(server, owner, shop, send):
    """A project that is deleted is gone at once, and soon with all its rows; its number is never given again."""
    for number in range(30):
        server.request("POST", "/api/2/store/", json.dumps({"message": f"m{number}", "tags": {"n": number}}).encode(), {"X-Sentry-Auth": shop["key_value"]})
    last = server.rows("SELECT max(number) FROM projects")[0][0]
    equal(owner.post(f"/api/v1/projects/{last}/delete")[1]["affected"], 1, "the newest project is deleted")
    equal(owner.post("/api/v1/orgs/default/projects", {"name": "Next"})[1]["number"], last + 1, "its number is not given again")
    equal(owner.post("/api/v1/projects/2/delete")[1], {"status": "ok", "affected": 1}, "deletion")
    equal((owner.ask("GET", "/api/v1/projects/2")[0], send(shop["key_value"])), (404, 403), "gone at once")
    tables = [row[0] for row in server.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'project_id' AND table_schema = 'public'" if databases.is_postgres()
        else "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'project_id' WHERE m.type = 'table'")]
    check(len(tables) > 10, f"tables {tables}")
    counts = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS n FROM {table} WHERE project_id = '{shop['id']}'"
                                for table in tables if table != "audit_log")
    left = lambda: server.rows(f"SELECT name, n FROM ({counts}) AS c WHERE n > 0")
    # Its rows go when no process remembers its keys: in ten seconds, or when somebody else's turn comes then.
    check(left(), "rows wait")
    server.change("UPDATE projects SET deleted_at = 1 WHERE deleted_at IS NOT NULL")
    owner.post(f"/api/v1/projects/{last + 1}/delete")
    check(eventually(lambda: not left() and not server.rows("SELECT 1 FROM projects WHERE id = ?", shop["id"])), f"rows that are left: {left()}")
    entries = owner.get("/api/v1/orgs/default/audit?limit=100")
    check("project.delete" in [one["action"] for one in entries["data"]], "the audit log remembers it")
    page = owner.get("/api/v1/orgs/default/audit?limit=2")
    after = owner.get(f"/api/v1/orgs/default/audit?limit=2&cursor={page['next_cursor']}")
    equal([one["id"] for one in page["data"] + after["data"]], [one["id"] for one in entries["data"][:4]], "pages of the audit log")
    equal((entries["data"][0]["actor"], entries["data"][0]["address"]), ("Ana", "127.0.0.1"), "who and from where")


def tokens(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        for body in ({"name": "x"}, {"name": "x", "scopes": []}, {"name": "x", "scopes": ["all"]}, {"name": "", "scopes": ["read"]},
                     {"name": "x", "scopes": ["read"], "expires_in_days": 0}, {"name": "x", "scopes": "read"}):
            equal(owner.post(f"{AUTH}/tokens", body)[0], 400, f"a token {body}")
        make = lambda *scopes: owner.post(f"{AUTH}/tokens", {"name": "t", "scopes": list(scopes), "expires_in_days": 1})[1]
        server.native({"message": "m"})
        issue = owner.get("/api/v1/projects/1/issues")[0]["id"]
        found = {}
        for scope in ("read", "write", "releases", "admin"):
            program = bearer(server, make(scope)["token"])
            found[scope] = (program.ask("GET", "/api/v1/projects/1/issues")[0], program.post(f"/api/v1/issues/{issue}/resolve")[0],
                            program.post("/api/v1/projects/1/settings", {})[0], program.post(f"{AUTH}/tokens", {"name": "y", "scopes": ["admin"]})[0])
        equal(found, {"read": (200, 403, 403, 403), "write": (200, 200, 403, 403), "releases": (200, 403, 403, 403), "admin": (200, 200, 200, 403)}, "scopes")
        listed = owner.get(f"{AUTH}/tokens")
        check(all(one["last_used_at"] and "token" not in one for one in listed), f"tokens {listed}")
        program = bearer(server, make("read")["token"])
        equal(program.get(f"{AUTH}/me")["scopes"], ["read"], "a token knows its scopes")
        equal(owner.post(f"{AUTH}/tokens/{owner.get(f'{AUTH}/tokens')[0]['id']}/revoke")[1]["affected"], 1, "a token is revoked")
        equal(program.ask("GET", f"{AUTH}/me")[0], 401, "and ends at once")


# ---- an enemy ---------------------------------------------------------------------------------------------------


def secrets(binary):
    """Passwords, tokens and links stand neither in the log nor in the database."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_LOG="debug")
        server.says("DSN: ")
        link = re.search(r"token=([0-9a-f]{64})", server.output())[1]
        session = Client(server).post(f"{AUTH}/setup", {"token": link, "email": "ana@example.test", "password": PASSWORD})[1]["token"]
        owner = bearer(server, session)
        token = owner.post(f"{AUTH}/tokens", {"name": "t", "scopes": ["admin"]})[1]["token"]
        invitation = owner.post("/api/v1/orgs/default/invitations", {"email": "b@example.test"})[1]["url"].split("=")[1]
        wrong = "a wrong horse battery"
        Client(server).post(f"{AUTH}/login", {"email": wrong, "password": wrong})
        Client(server).ask("GET", f"/api/v1/projects/1?token={token}", headers={"Authorization": f"Bearer {token}"})
        Client(server).ask("POST", f"{AUTH}/login", f'{{"email": "{wrong}", "password": '.encode())
        owner.post(f"{AUTH}/password", {"current_password": PASSWORD, "password": PASSWORD + " 2"})
        WebSocket(server.http, f"/stream/projects/1?token={session}").close()
        WebSocket(server.http, f"/stream/projects/1?token={invitation}").close()
        equal(server.stop(), 0, "exit code")
        log = server.output().replace(f"/setup#token={link}", "")
        if databases.is_postgres():
            rows = dict(server.rows("SELECT table_name, CAST(query_to_xml('SELECT * FROM \"' || table_name || '\"', true, false, '') AS TEXT) "
                                    "FROM information_schema.tables WHERE table_schema = 'public'"))
        else:
            tables = [row[0] for row in server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {table: str(server.rows(f'SELECT * FROM "{table}"')) for table in tables}
        for name, secret in {"link": link, "session": session, "token": token, "invitation": invitation, "password": PASSWORD, "wrong": wrong}.items():
            check(secret not in log, f"the {name} is in the log")
            equal([table for table, text in rows.items() if secret in str(text)], [], f"tables with the {name}")
        check("$argon2id$v=19$m=19456,t=2,p=1$" in rows["users"], "passwords are hashed with argon2id")


def pages(binary):
    """Pages of other origins: refused, unless they are named; then they may read, and change with a token or cookie."""
    app = "https://app.example"
    with running(binary, MESHER_CORS_ORIGINS=app, MESHER_ALLOWED_HOSTS="errors.example") as server:
        token = first_owner(server)
        ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-requested-with"}
        status, _, headers = Client(server).ask("OPTIONS", "/api/v1/projects", headers={"Origin": app, **ask})
        equal((headers["Access-Control-Allow-Origin"], headers["Access-Control-Allow-Credentials"]), (app, "true"), f"a question of a page that may ({status})")
        _, _, headers = Client(server).ask("OPTIONS", "/api/v1/projects", headers={"Origin": "https://evil.example", **ask})
        equal(headers["Access-Control-Allow-Origin"], None, "a question of another page")
        page = with_cookie(server, token)
        equal(page.ask("GET", "/api/v1/projects", headers={"Origin": app})[0], 200, "a page that may reads")
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, {"Origin": app})[0], 200, "and changes")
        for origin in ("https://app.example.evil", "https://app.example:444", "http://app.example", "https://errors.example.evil", "null", "", "file://", app.upper() + "x"):
            equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, {"Origin": origin, **OWN})[0], 403, f"origin {origin!r}")
        own = {"Host": "errors.example", "Origin": "https://errors.example"}
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, own)[0], 200, "a page of a host that is allowed")
        for host, wanted in {"errors.example": 200, "ERRORS.example:99": 200, "localhost": 200, "a.localhost:1": 200, "[::1]:5": 200, "127.9.9.9": 200,
                             "localhost.evil.example": 421, "xerrors.example": 421, "10.0.0.1": 421, "[::2]": 421, "127.0.0.1.nip.example": 421}.items():
            equal(page.ask("GET", f"{AUTH}/me", headers={"Host": host})[0], wanted, f"host {host}")
        equal(server.raw(b"GET /healthz HTTP/1.1\r\nHost: errors.example\r\nHost: evil.example\r\n\r\n")[0], 400, "two hosts")
        equal(server.raw(b"GET /healthz HTTP/1.1\r\nHost: errors.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n")[0], 200, "a forwarded host is not looked at")
        # Two cookies, two origins, a cookie and a token that do not agree.
        equal(Client(server, {"Cookie": f"mesher_session=x; mesher_session={token}"}).ask("GET", f"{AUTH}/me")[0], 401, "the first cookie counts")
        equal(Client(server, {"Cookie": f"mesher_session={token}", "Authorization": "Bearer x"}).ask("GET", f"{AUTH}/me")[0], 401, "a token counts before a cookie")
        head = f"POST {AUTH}/me HTTP/1.1\r\nHost: localhost\r\nCookie: mesher_session={token}\r\nX-Requested-With: x\r\nContent-Length: 2\r\n"
        equal(server.raw(f"{head}Origin: https://evil.example\r\nOrigin: http://localhost\r\n\r\n{{}}".encode())[0], 403, "two origins")


def open_server(binary):
    """`MESHER_AUTH=open`: everybody may, but no foreign page; who signs in is known by name."""
    with running(binary, MESHER_AUTH="open") as server:
        token = first_owner(server)
        equal(Client(server).ask("GET", "/api/v1/projects")[0], 200, "open with users")
        equal(Client(server).ask("POST", "/api/v1/projects/1/settings", {})[0], 200, "changes by anybody")
        equal(Client(server, {"Origin": "https://evil.example"}).ask("GET", "/api/v1/projects")[0], 403, "foreign pages")
        equal(Client(server, {"Origin": "https://evil.example", "Authorization": "Bearer x"}).ask("GET", "/api/v1/projects")[0], 403, "foreign pages with a token of nobody")
        equal(bearer(server, token).get(f"{AUTH}/me")["user"]["email"], "ana@example.test", "who is signed in")
        check("MESHER_AUTH=open" in server.output() or "no users registered" in server.output(), "the start says that it is open")


def unread(binary):
    """Nobody who may not makes the server read a body."""
    with running(binary, MESHER_AUTH="required") as server:
        for path in ("/api/v1/projects/1/settings", f"{AUTH}/setup", f"{AUTH}/login", "/api/v1/orgs"):
            status, _, _ = server.raw(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n\r\n".encode())
            check(status in (401, 413), f"{path} with a large body: {status}")


# ---- commands ---------------------------------------------------------------------------------------------------


def commands(binary):
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MESHER_")}
        environment["MESHER_DATABASE_URL"] = databases.url_of(folder)

        def run(*arguments, text="", **settings):
            done = subprocess.run([binary, *arguments], input=text, env={**environment, **settings}, capture_output=True, text=True, timeout=60, cwd=folder)
            return done.returncode, done.stdout.strip(), done.stderr.strip()

        code, out, _ = run("check")
        equal((code, "steps are missing" in out), (1, True), f"check before: {out}")
        equal(run("migrate")[0], 0, "migrate")
        equal(run("migrate")[:2], (0, "nothing to do"), "migrate again")
        equal(run("create-user", "ana@example.test", "--name", "Ana", text=PASSWORD + "\n")[0], 0, "a user, with the password from standard input")
        equal(run("create-user", "bob@example.test", MESHER_NEW_PASSWORD=PASSWORD)[0], 0, "a user, with the password from the environment")
        equal(run("create-user", "ANA@example.test", text=PASSWORD)[0], 1, "a user twice")
        equal(run("create-user", "eve@example.test", text="short")[0], 1, "a short password")
        equal(run("create-user", "nobody", text=PASSWORD)[0], 1, "an address that is none")
        equal(run("create-user")[0], 2, "without an address")
        code, dsn, _ = run("create-project", "Shop", "--slug", "shop", MESHER_PUBLIC_URL="https://errors.example")
        check(code == 0 and re.fullmatch(r"https://mshr_[0-9a-f]{48}@errors\.example/2", dsn), f"a project: {dsn}")
        equal(run("create-project", "Shop", "--slug", "shop")[0], 1, "a slug twice")
        code, other, _ = run("create-key", "shop")
        check(code == 0 and other.endswith("/2") and other != dsn, f"a key: {other}")
        equal(run("create-key", "nowhere")[0], 1, "a key for no project")
        equal(run("set-password", "bob@example.test", text="another horse battery")[0], 0, "another password")
        code, out, _ = run("check", MESHER_HTTP_PORT=str(free_port()), MESHER_WS_PORT=str(free_port()))
        equal((code, "failed" in out), (0, False), f"check after: {out}")
        equal(run("check", MESHER_HTTP_PORT="x")[0], 2, "settings that are wrong")
        code, _, error = run("serve", MESHER_HTTP_PORT="x", MESHER_ACK="y", MESHER_ADMIN_PASSWORD="a secret horse", MESHER_DATABASE_URL="mysql://u:secretive@h/d")
        equal((code, len(error.splitlines())), (2, 2), f"all mistakes at once: {error}")
        code, _, error = run("serve", MESHER_ADMIN_PASSWORD="horse", MESHER_ADMIN_EMAIL="x", MESHER_DATABASE_URL="mysql://u:secretive@h/d", MESHER_POOL_MIN="20")
        equal((code, len(error.splitlines())), (2, 4), f"all mistakes at once: {error}")
        check("secretive" not in error and "horse" not in error, f"secrets in mistakes: {error}")
        code, _, error = run("serve", MESHER_HOST="192.0.2.7")
        check(code == 1 and "MESHER_HOST" in error, f"a host that is not ours: {code} {error}")
        equal(run("--version")[0], 0, "version")
        server = Server(binary, folder)
        roles = {row[0]: row[1] for row in server.rows("SELECT u.email, m.role FROM users u JOIN org_memberships m ON m.user_id = u.id")}
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
        equal(take("bugsink.json", bugsink)[:2], (0, f"Sink: https://{hexes[4]}@errors.example/10"), "Bugsink, whose number was given before")
        equal(take("sentry.json", sentry)[:2], (0, f"Internal: https://{hexes[0]}@errors.example/11\n"
              f"Web Shop: https://{hexes[1]}@errors.example/4504044642304000"), "Sentry")
        equal(take("sentry.json", sentry)[:2], (0, "Internal: is here already\nWeb Shop: is here already"), "twice")
        before = server.rows("SELECT count(*) FROM projects")
        for name, content in {"none": [], "text": "x", "half": sentry[:3] + [{"model": "sentry.projectkey"}], "object": {}}.items():
            equal(take(name, content)[0], 1, f"a file that is {name}")
        equal(server.rows("SELECT count(*) FROM projects"), before, "projects after broken files")
        status = server.request("POST", "/api/4504044642304000/store/", b'{"message":"m"}', {"X-Sentry-Auth": hexes[1]})[0]
        equal(status, 200, "a client with its old key and number")
        orgs = {one["slug"]: one["id"] for one in Client(server).get("/api/v1/orgs")}
        found = {one["name"]: (one["org_id"], one["slug"], one["platform"]) for one in Client(server).get("/api/v1/projects")}
        equal((found["Api"], found["Internal"]), ((orgs["acme"], "web", "python"), (orgs["acme"], "internal", None)), "projects of an organization")
        check(re.fullmatch("web-[0-9a-f]{6}", found["Web Shop"][1]) and found["Sink"][:2] == (orgs["default"], "sink"), f"slugs {found}")
        equal(server.stop(), 0, "exit code")


def run(binary):
    on_both(managed)(binary)
    for test in (throttled, equal_time, pages, open_server, unread):
        test(binary)


def managed(binary):
    for test in (first_of_many, setup_link, signing_in, members, invitations, projects, tokens, secrets, commands, takeover):
        test(binary)
