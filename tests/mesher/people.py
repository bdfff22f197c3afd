"""People and programs for tests: who signs in, and how requests of each look."""

import http.client
import json

PASSWORD = "correct horse battery"
OWN = {"X-Requested-With": "test"}


class Client:
    """Asks one server over one connection, with headers that always go along."""

    def __init__(self, server, headers=None):
        self.server = server
        self.headers = headers or {}
        self.connection = None

    def ask(self, method, path, body=None, headers=None):
        """Status, answer (JSON where it is JSON) and headers."""
        given = {"Host": f"127.0.0.1:{self.server.http}", **self.headers, **(headers or {})}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        for attempt in (1, 2):
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.server.http, timeout=30)
            try:
                self.connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
                for name, value in given.items():
                    self.connection.putheader(name, value)
                if data is not None or method != "GET":
                    self.connection.putheader("Content-Length", str(len(data or b"")))
                self.connection.endheaders(data)
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (http.client.HTTPException, OSError):
                # The server may close a connection that was idle, or after an answer.
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        try:
            return answer.status, json.loads(text) if text else None, answer.headers
        except ValueError:
            return answer.status, text, answer.headers

    def get(self, path):
        return self.ask("GET", path)[1]

    def post(self, path, body=None):
        return self.ask("POST", path, body if body is not None else {})


def bearer(server, token):
    return Client(server, {"Authorization": f"Bearer {token}"})


def with_cookie(server, token):
    return Client(server, {"Cookie": f"mesher_session={token}"})


def sign_in(server, email, password=PASSWORD):
    """The token of a new session."""
    status, answer, _ = Client(server).post("/api/v1/auth/login", {"email": email, "password": password})
    if status != 200:
        raise SystemExit(f"{email} cannot sign in: {status} {answer}")
    return answer["token"]


def first_owner(server, email="ana@example.test"):
    """Registers the first user, who owns the first organization; the token of a session."""
    status, answer, _ = Client(server).post(
        "/api/v1/auth/register", {"email": email, "password": PASSWORD, "display_name": "Ana"}
    )
    if status != 201:
        raise SystemExit(f"no first user: {status} {answer}")
    return sign_in(server, email)


def member(server, owner, email, role, org="default"):
    """Invites somebody, who accepts; the token of a session."""
    _, invitation, _ = owner.post(f"/api/v1/orgs/{org}/invitations", {"email": email, "role": role})
    token = invitation["url"].split("token=")[1]
    status, answer, _ = Client(server).post("/api/v1/auth/accept", {"token": token, "password": PASSWORD})
    if status != 200:
        raise SystemExit(f"{email} cannot join: {status} {answer}")
    return answer["token"]
