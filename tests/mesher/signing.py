"""Who becomes the first owner, how people sign in, and what an enemy tries."""

import re
import statistics
import tempfile
import threading
import time

import databases
from databases import on_both
from harness import Server, WebSocket, check, equal, running
from people import OWN, PASSWORD, Client, bearer, first_owner, sign_in, with_cookie

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


def first_of_many(binary):
    """Many register at once: one is the owner, and there are no others."""
    with running(binary) as server:
        asked = at_once(
            8, lambda n: Client(server).post(f"{AUTH}/register", {"email": f"u{n}@example.test", "password": PASSWORD})[0]
        )
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
        equal(
            Client(server).post(f"{AUTH}/register", {"email": "a@example.test", "password": PASSWORD})[0], 401, "no registration"
        )
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
        server = Server(
            binary, folder, MESHER_AUTH="required", MESHER_ADMIN_EMAIL="x@example.test", MESHER_ADMIN_PASSWORD=PASSWORD
        )
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


def signing_in(binary):
    with running(binary) as server:
        first_owner(server, " ÄNA@Example.TEST ")
        login = lambda email, password, **headers: Client(server, headers).post(
            f"{AUTH}/login", {"email": email, "password": password}
        )
        equal(login("äna@example.test", PASSWORD)[0], 200, "e-mail addresses in any case and script")
        equal(login("Äna@EXAMPLE.test", "wrong horse battery")[1], {"error": "authentication failed"}, "a wrong password")
        equal(login("nobody@example.test", PASSWORD)[:2], (401, {"error": "authentication failed"}), "an unknown address")
        for body in ({"email": "äna@example.test"}, {"email": 5, "password": PASSWORD}, {"email": ["x"], "password": {}}, []):
            equal(Client(server).post(f"{AUTH}/login", body)[0], 400, f"a login {body}")
        # Fixation: the token that a browser brings is never taken over, and ends.
        status, answer, headers = login("äna@example.test", PASSWORD, Cookie="mesher_session=" + "f" * 64)
        cookie = re.match(
            r"mesher_session=([0-9a-f]{64}); Path=/; Max-Age=604\d{3}; HttpOnly; SameSite=Lax$", headers["Set-Cookie"]
        )
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
        equal(
            page.ask("POST", f"{AUTH}/password", {**change, "current_password": "wrong"}, OWN)[0], 403, "a wrong current password"
        )
        equal(page.ask("POST", f"{AUTH}/password", {**change, "password": "short"}, OWN)[0], 400, "a short new password")
        equal(page.ask("POST", f"{AUTH}/password", change, OWN)[0], 200, "another password")
        equal(
            (other.ask("GET", f"{AUTH}/me")[0], page.ask("GET", f"{AUTH}/me")[0]), (401, 200), "sessions after another password"
        )
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
            f"{AUTH}/login", {"email": "ana@example.test", "password": f"wrong horse {n}"}
        )[0]
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
            f"{AUTH}/login", {"email": "ana@example.test", "password": "wrong horse"}
        )[0]
        equal({guess(n) for n in range(14)}, {401}, "guesses of many addresses behind a trusted proxy")
        same = [
            Client(server, {"X-Forwarded-For": f"9.9.9.{n}, 2001:db8:1:2::{n}"}).post(
                f"{AUTH}/login", {"email": "ana@example.test", "password": "wrong horse"}
            )[0]
            for n in range(1, 25)
        ]
        check(429 in same, f"guesses of one IPv6 network: {same}")
        login = Client(server, {"X-Forwarded-For": "6.6.6.6, 7.7.7.7"}).post(
            f"{AUTH}/login", {"email": "ana@example.test", "password": PASSWORD}
        )
        session = bearer(server, login[1]["token"]).get(f"{AUTH}/sessions")[0]
        equal(session["address"], "7.7.7.7", "the address that the trusted proxy saw")
        broken = Client(server, {"X-Forwarded-For": "<script>"}).post(
            f"{AUTH}/login", {"email": "ana@example.test", "password": PASSWORD}
        )
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


def secrets(binary):
    """Passwords, tokens and links stand neither in the log nor in the database."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder, MESHER_LOG="debug")
        server.says("DSN: ")
        link = re.search(r"token=([0-9a-f]{64})", server.output())[1]
        session = Client(server).post(f"{AUTH}/setup", {"token": link, "email": "ana@example.test", "password": PASSWORD})[1][
            "token"
        ]
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
            rows = dict(
                server.rows(
                    "SELECT table_name, CAST(query_to_xml('SELECT * FROM \"' || table_name || '\"', true, false, '') AS TEXT) "
                    "FROM information_schema.tables WHERE table_schema = 'public'"
                )
            )
        else:
            tables = [row[0] for row in server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {table: str(server.rows(f'SELECT * FROM "{table}"')) for table in tables}
        for name, secret in {
            "link": link,
            "session": session,
            "token": token,
            "invitation": invitation,
            "password": PASSWORD,
            "wrong": wrong,
        }.items():
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
        equal(
            (headers["Access-Control-Allow-Origin"], headers["Access-Control-Allow-Credentials"]),
            (app, "true"),
            f"a question of a page that may ({status})",
        )
        _, _, headers = Client(server).ask("OPTIONS", "/api/v1/projects", headers={"Origin": "https://evil.example", **ask})
        equal(headers["Access-Control-Allow-Origin"], None, "a question of another page")
        page = with_cookie(server, token)
        equal(page.ask("GET", "/api/v1/projects", headers={"Origin": app})[0], 200, "a page that may reads")
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, {"Origin": app})[0], 200, "and changes")
        for origin in (
            "https://app.example.evil",
            "https://app.example:444",
            "http://app.example",
            "https://errors.example.evil",
            "null",
            "",
            "file://",
            app.upper() + "x",
        ):
            equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, {"Origin": origin, **OWN})[0], 403, f"origin {origin!r}")
        own = {"Host": "errors.example", "Origin": "https://errors.example"}
        equal(page.ask("POST", f"{AUTH}/me", {"display_name": "A"}, own)[0], 200, "a page of a host that is allowed")
        for host, wanted in {
            "errors.example": 200,
            "ERRORS.example:99": 200,
            "localhost": 200,
            "a.localhost:1": 200,
            "[::1]:5": 200,
            "127.9.9.9": 200,
            "localhost.evil.example": 421,
            "xerrors.example": 421,
            "10.0.0.1": 421,
            "[::2]": 421,
            "127.0.0.1.nip.example": 421,
        }.items():
            equal(page.ask("GET", f"{AUTH}/me", headers={"Host": host})[0], wanted, f"host {host}")
        # Clients of the SDKs can read it, in browsers, too.
        for path, body in (("/api/1/envelope/", {"detail": "unknown host"}), ("/api/1/cron/x/y/", {"detail": "unknown host"}),
                           ("/api/v1/events", {"error": "unknown host"}), ("/api/1/store/?x=%00", {"detail": "a NUL in the address"})):
            host = {} if "NUL" in str(body) else {"Host": "evil.example"}
            status, answer, headers = Client(server).ask("POST", path, {}, host)
            equal((status, answer, headers["Access-Control-Allow-Origin"]), (421 if host else 400, body, "*"), f"refused: {path}")
            equal(headers["X-Sentry-Error"], body.get("detail"), f"X-Sentry-Error of {path}")
        equal(Client(server).ask("OPTIONS", "/api/1/envelope/", None, {"Host": "evil.example"})[0], 200, "a preflight, so that the page hears of it")
        equal(server.raw(b"GET /healthz HTTP/1.1\r\nHost: errors.example\r\nHost: evil.example\r\n\r\n")[0], 400, "two hosts")
        equal(
            server.raw(
                b"GET /healthz HTTP/1.1\r\nHost: errors.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n"
            )[0],
            200,
            "a forwarded host is not looked at",
        )
        # Two cookies, two origins, a cookie and a token that do not agree.
        equal(
            Client(server, {"Cookie": f"mesher_session=x; mesher_session={token}"}).ask("GET", f"{AUTH}/me")[0],
            401,
            "the first cookie counts",
        )
        equal(
            Client(server, {"Cookie": f"mesher_session={token}", "Authorization": "Bearer x"}).ask("GET", f"{AUTH}/me")[0],
            401,
            "a token counts before a cookie",
        )
        head = f"POST {AUTH}/me HTTP/1.1\r\nHost: localhost\r\nCookie: mesher_session={token}\r\nX-Requested-With: x\r\nContent-Length: 2\r\n"
        equal(
            server.raw(f"{head}Origin: https://evil.example\r\nOrigin: http://localhost\r\n\r\n{{}}".encode())[0],
            403,
            "two origins",
        )


def open_server(binary):
    """`MESHER_AUTH=open`: everybody may, but no foreign page; who signs in is known by name."""
    with running(binary, MESHER_AUTH="open") as server:
        token = first_owner(server)
        equal(Client(server).ask("GET", "/api/v1/projects")[0], 200, "open with users")
        equal(Client(server).ask("POST", "/api/v1/projects/1/settings", {})[0], 200, "changes by anybody")
        equal(Client(server, {"Origin": "https://evil.example"}).ask("GET", "/api/v1/projects")[0], 403, "foreign pages")
        equal(
            Client(server, {"Origin": "https://evil.example", "Authorization": "Bearer x"}).ask("GET", "/api/v1/projects")[0],
            403,
            "foreign pages with a token of nobody",
        )
        equal(bearer(server, token).get(f"{AUTH}/me")["user"]["email"], "ana@example.test", "who is signed in")
        check("MESHER_AUTH=open" in server.output() or "no users registered" in server.output(), "the start says that it is open")


def unread(binary):
    """Nobody who may not makes the server read a body."""
    with running(binary, MESHER_AUTH="required") as server:
        for path in ("/api/v1/projects/1/settings", f"{AUTH}/setup", f"{AUTH}/login", "/api/v1/orgs"):
            status, _, _ = server.raw(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n\r\n".encode())
            check(status in (401, 413), f"{path} with a large body: {status}")


def on_each(binary):
    for test in (first_of_many, setup_link, secrets):
        test(binary)


def run(binary):
    on_both(on_each)(binary)
    for test in (signing_in, throttled, equal_time, pages, open_server, unread):
        test(binary)
