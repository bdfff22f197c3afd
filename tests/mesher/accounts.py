"""Organizations, members, invitations, projects, keys, settings and API tokens."""

import json
import re

import databases
from databases import on_both
from harness import KEY, check, equal, eventually, running
from people import PASSWORD, Client, bearer, first_owner, member, sign_in
from signing import AUTH, at_once


def members(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        org = "/api/v1/orgs/default"
        second = bearer(server, member(server, owner, "Bob@Example.test", "admin"))
        people = {one["email"]: one for one in owner.get(f"{org}/members")}
        equal(
            {name: one["role"] for name, one in people.items()},
            {"ana@example.test": "owner", "bob@example.test": "admin"},
            "members",
        )
        ana, bob = people["ana@example.test"], people["bob@example.test"]
        equal(second.post(f"{org}/members/{bob['id']}/role", {"role": "owner"})[0], 403, "an admin makes no owner of himself")
        equal(second.post(f"{org}/members/{ana['id']}/remove")[0], 403, "an admin removes no owner")
        equal(
            second.post(f"{org}/invitations", {"email": "c@example.test", "role": "owner"})[0], 403, "an admin invites no owner"
        )
        equal(
            owner.post(f"{org}/members/{ana['id']}/role", {"role": "member"})[:2],
            (409, {"error": "an organization needs an owner"}),
            "the last owner",
        )
        equal(owner.post(f"{org}/members/{ana['user_id']}/remove")[0], 409, "the last owner is not removed")
        equal(
            owner.post(f"{org}/members/{bob['id']}/role", {"role": "king"})[:2],
            (400, {"error": "invalid role"}),
            "a role that is none",
        )
        equal(owner.post(f"{org}/members/00000000-0000-7000-8000-000000000000/role", {"role": "member"})[1]["affected"], 0, "a member who is none")
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
        equal(
            second.post(f"{AUTH}/register", {"email": "x@example.test", "password": PASSWORD})[0], 403, "members register nobody"
        )
        equal(
            owner.post(f"{AUTH}/register", {"email": "EVE@example.test", "password": PASSWORD})[:2],
            (409, {"error": "email already registered"}),
            "an address twice",
        )
        eve = bearer(server, sign_in(server, "eve@example.test"))
        equal((eve.get("/api/v1/projects"), eve.ask("GET", "/api/v1/projects/1")[0]), ([], 404), "who is no member sees nothing")
        equal(owner.post(f"{org}/members", {"user_id": registered["id"]})[0], 201, "eve is added")
        equal(eve.ask("GET", "/api/v1/projects/1")[0], 200, "and sees the project")
        owner.post(f"{org}/members/{registered['id']}/remove")
        equal(eve.ask("GET", "/api/v1/projects/1")[0], 404, "and no more")
        owner.post(f"{org}/members", {"user_id": registered["id"]})
        equal(eve.post(f"{org}/leave")[1], {"status": "ok", "affected": 1}, "eve leaves")
        equal((eve.ask("GET", "/api/v1/projects/1")[0], eve.post(f"{org}/leave")[0]), (404, 404), "and is gone")
        equal(owner.post(f"{org}/leave")[:2], (409, {"error": "an organization needs an owner"}), "the last owner stays")
        equal(owner.post(f"{org}/delete")[0], 409, "an organization with projects stays")
        _, made, _ = owner.post("/api/v1/orgs", {"name": "Short"})
        short = f"/api/v1/orgs/{made['id']}"
        owner.post(f"{short}/members", {"user_id": registered["id"], "role": "admin"})
        equal(eve.post(f"{short}/delete")[0], 403, "an admin does not delete an organization")
        owner.post(f"{short}/invitations", {"email": "new@example.test"})
        equal(owner.post(f"{short}/delete")[1], {"status": "ok", "affected": 1}, "an organization is deleted")
        equal((owner.ask("GET", short)[0], [one["slug"] for one in owner.get("/api/v1/orgs")]), (404, ["default"]), "and gone")
        equal(server.rows("SELECT count(*) FROM org_memberships WHERE org_id = ?", made["id"])[0][0], 0, "with its memberships")


def invitations(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        org = "/api/v1/orgs/default"
        invite = lambda email, role="member": owner.post(f"{org}/invitations", {"email": email, "role": role})[1]["url"].split(
            "#token="
        )[1]
        token = invite("New@Example.test", "admin")
        equal(
            Client(server).post(f"{AUTH}/invitation", {"token": token})[1],
            {"org_name": "Default", "email": "new@example.test", "role": "admin", "has_account": False},
            "an invitation",
        )
        joined = at_once(4, lambda n: Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0])
        check(joined.count(200) == 1 and set(joined) <= {200, 401, 404, 409}, f"one of many accepts: {joined}")
        equal(Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0], 404, "an invitation is used once")
        newer, older = invite("b@example.test"), None
        older, newer = newer, invite("b@example.test")
        equal(
            Client(server).post(f"{AUTH}/invitation", {"token": older})[0], 404, "a new invitation takes the place of the old one"
        )
        server.change("UPDATE invitations SET expires_at = 1")
        equal(Client(server).post(f"{AUTH}/accept", {"token": newer, "password": PASSWORD})[0], 404, "an invitation that is over")
        third = owner.post(f"{org}/invitations", {"email": "c@example.test"})[1]
        equal(owner.post(f"{org}/invitations/{third['id']}/revoke")[1]["affected"], 1, "an invitation is taken back")
        equal(
            Client(server).post(f"{AUTH}/invitation", {"token": third["url"].split("=")[1]})[0], 404, "which does not hold then"
        )
        equal(owner.post(f"{org}/invitations", {"email": "ANA@example.test"})[0], 409, "a member already")
        for email in ("x", "a b@c", "a@", "@b", "a@\nb", "x" * 252 + "@b.c", "a@b\u0000", "<a@b>"):
            equal(owner.post(f"{org}/invitations", {"email": email})[0], 400, f"an invitation of {email!r}")
        # Who has an account needs its password.
        owner.post("/api/v1/orgs", {"name": "Second Org"})
        token = owner.post("/api/v1/orgs/second-org/invitations", {"email": "new@example.test"})[1]["url"].split("=")[1]
        equal(
            Client(server).post(f"{AUTH}/accept", {"token": token, "password": "another horse"})[0],
            401,
            "the account's password is asked for",
        )
        equal(Client(server).post(f"{AUTH}/accept", {"token": token, "password": PASSWORD})[0], 200, "and takes the invitation")
        orgs = bearer(server, sign_in(server, "new@example.test")).get("/api/v1/orgs")
        equal([one["slug"] for one in orgs], ["default", "second-org"], "two organizations")


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
        for name in ("'; DROP TABLE projects; --", "名前", "🙂", '"><script>', "%s%n", "${1}"):
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
        change = {
            "retention_days": 30,
            "sample_rate": 0.5,
            "rate_limit": 7,
            "retention_bytes": 2000000,
            "allowed_origins": ["*.shop.example", "https://a.example"],
            "transactions_sample": 0.25,
        }
        equal(owner.post(path, change)[0], 200, "settings")
        equal({name: owner.get(path)[name] for name in change}, change, "settings are kept")
        equal(owner.post(path, {"rate_limit": None})[0], 200, "no rate limit")
        equal((owner.get(path)["rate_limit"], owner.get(path)["retention_days"]), (None, 30), "only what is given changes")
        for name, values in {
            "retention_days": (0, 3651, "x", 1.5),
            "sample_rate": (-0.1, 1.1, "1", []),
            "rate_limit": (-1, "x"),
            "retention_bytes": (5,),
            "allowed_origins": ("x", ["javascript:alert(1)"], ["a b"], ["x"] * 51, [5]),
        }.items():
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
        equal(
            (listed[rotated["id"]]["label"], listed[rotated["id"]]["rate_limit"], listed[rotated["id"]]["allowed_origins"]),
            ("web", 5, ["https://shop.example"]),
            "the new key has the rights of the old one",
        )
        equal(owner.post(f"/api/v1/api-keys/{made['id']}/rotate")[0], 409, "a key that is over is not rotated")
        equal(owner.post(f"/api/v1/api-keys/{rotated['id']}", {"label": "w", "rate_limit": None})[0], 200, "a key is changed")
        equal(owner.post(f"/api/v1/api-keys/{rotated['id']}/revoke")[1]["affected"], 1, "a key is revoked")
        equal(
            (send(rotated["key_value"]), owner.post(f"/api/v1/api-keys/{rotated['id']}/revoke")[1]["affected"]),
            (403, 0),
            "and ends at once",
        )

        # What a database may have from before slugs of all ways were looked at.
        server.change("UPDATE projects SET slug = '1' WHERE number = 2")
        equal([owner.get(f"/api/v1/projects/{name}")["number"] for name in ("1", "2")], [1, 2], "numbers come before short names")
        deleted(server, owner, shop, send)


def deleted(server, owner, shop, send):
    """A project that is deleted is gone at once, and soon with all its rows; its number is never given again."""
    for number in range(30):
        server.request(
            "POST",
            "/api/2/store/",
            json.dumps({"message": f"m{number}", "tags": {"n": number}}).encode(),
            {"X-Sentry-Auth": shop["key_value"]},
        )
    last = server.rows("SELECT max(number) FROM projects")[0][0]
    equal(owner.post(f"/api/v1/projects/{last}/delete")[1]["affected"], 1, "the newest project is deleted")
    equal(owner.post("/api/v1/orgs/default/projects", {"name": "Next"})[1]["number"], last + 1, "its number is not given again")
    equal(owner.post("/api/v1/projects/2/delete")[1], {"status": "ok", "affected": 1}, "deletion")
    equal((owner.ask("GET", "/api/v1/projects/2")[0], send(shop["key_value"])), (404, 403), "gone at once")
    tables = [
        row[0]
        for row in server.rows(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'project_id' AND table_schema = 'public'"
            if databases.is_postgres()
            else "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'project_id' WHERE m.type = 'table'"
        )
    ]
    check(len(tables) > 10, f"tables {tables}")
    counts = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS n FROM {table} WHERE project_id = '{shop['id']}'"
        for table in tables
        if table != "audit_log"
    )
    left = lambda: server.rows(f"SELECT name, n FROM ({counts}) AS c WHERE n > 0")
    # Its rows go when no process remembers its keys: in ten seconds, or when somebody else's turn comes then.
    check(left(), "rows wait")
    server.change("UPDATE projects SET deleted_at = 1 WHERE deleted_at IS NOT NULL")
    owner.post(f"/api/v1/projects/{last + 1}/delete")
    check(
        eventually(lambda: not left() and not server.rows("SELECT 1 FROM projects WHERE id = ?", shop["id"])),
        f"rows that are left: {left()}",
    )
    rule = {"name": "R", "condition": {"condition_type": "new_issue"}}
    made = owner.post("/api/v1/projects/1/alert-rules", rule)[1]["id"]
    owner.post(f"/api/v1/alert-rules/{made}/delete")
    _, entries, headers = owner.ask("GET", "/api/v1/orgs/default/audit?limit=100")
    equal((headers["Cache-Control"], headers["X-Content-Type-Options"]), ("no-store", "nosniff"), "answers that nobody keeps")
    told = [(one["action"], one["target"]) for one in entries["data"][:2]]
    equal(told, [("alert-rules.delete", made), ("alert-rules.change", "")], "what admins change otherwise")
    check("project.delete" in [one["action"] for one in entries["data"]], "the audit log remembers it")
    page = owner.get("/api/v1/orgs/default/audit?limit=2")
    after = owner.get(f"/api/v1/orgs/default/audit?limit=2&cursor={page['next_cursor']}")
    equal(
        [one["id"] for one in page["data"] + after["data"]], [one["id"] for one in entries["data"][:4]], "pages of the audit log"
    )
    equal((entries["data"][0]["actor"], entries["data"][0]["address"]), ("Ana", "127.0.0.1"), "who and from where")


def tokens(binary):
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        for body in (
            {"name": "x"},
            {"name": "x", "scopes": []},
            {"name": "x", "scopes": ["all"]},
            {"name": "", "scopes": ["read"]},
            {"name": "x", "scopes": ["read"], "expires_in_days": 0},
            {"name": "x", "scopes": "read"},
        ):
            equal(owner.post(f"{AUTH}/tokens", body)[0], 400, f"a token {body}")
        make = lambda *scopes: owner.post(f"{AUTH}/tokens", {"name": "t", "scopes": list(scopes), "expires_in_days": 1})[1]
        server.native({"message": "m"})
        issue = owner.get("/api/v1/projects/1/issues")[0]["id"]
        found = {}
        for scope in ("read", "write", "releases", "admin"):
            program = bearer(server, make(scope)["token"])
            found[scope] = (
                program.ask("GET", "/api/v1/projects/1/issues")[0],
                program.post(f"/api/v1/issues/{issue}/resolve")[0],
                program.post("/api/v1/projects/1/settings", {})[0],
                program.post(f"{AUTH}/tokens", {"name": "y", "scopes": ["admin"]})[0],
            )
        equal(
            found,
            {
                "read": (200, 403, 403, 403),
                "write": (200, 200, 403, 403),
                "releases": (200, 403, 403, 403),
                "admin": (200, 200, 200, 403),
            },
            "scopes",
        )
        listed = owner.get(f"{AUTH}/tokens")
        check(all(one["last_used_at"] and "token" not in one for one in listed), f"tokens {listed}")
        program = bearer(server, make("read")["token"])
        equal(program.get(f"{AUTH}/me")["scopes"], ["read"], "a token knows its scopes")
        equal(owner.post(f"{AUTH}/tokens/{owner.get(f'{AUTH}/tokens')[0]['id']}/revoke")[1]["affected"], 1, "a token is revoked")
        equal(program.ask("GET", f"{AUTH}/me")[0], 401, "and ends at once")


def on_each(binary):
    for test in (members, invitations, projects, tokens):
        test(binary)


def run(binary):
    on_both(on_each)(binary)
