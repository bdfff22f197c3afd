"""The databases of the tests: a file for SQLite, or a fresh database on one PostgreSQL, which serves the whole run."""
import atexit
import base64
import contextlib
import functools
import hashlib
import hmac
import os
import pathlib
import socket
import sqlite3
import struct
import sys
import urllib.parse

# Where the clients of the programs' tests are.
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "e2e/clients"))
import postgres as peer

ENGINES = ("sqlite", "postgres")
chosen = "sqlite"


def on_both(suite):
    """The suite on each database, or on the one that MESHER_TEST_DATABASE names."""
    def run(*arguments):
        only = os.environ.get("MESHER_TEST_DATABASE")
        for engine in [only] if only else ENGINES:
            with using(engine):
                suite(*arguments)
    return run


@contextlib.contextmanager
def using(engine):
    """Servers that are started meanwhile have databases of this kind."""
    global chosen
    before, chosen = chosen, engine
    try:
        yield
    finally:
        chosen = before


def is_postgres():
    return chosen == "postgres"


@functools.cache
def postgres():
    """The PostgreSQL of this run, in a temporary folder."""
    server = peer.Server()
    atexit.register(server.stop)
    return server


@functools.cache
def url_in(folder, engine):
    """The URL of the folder's database: fresh for each folder, the same for all servers in it."""
    return f"sqlite:{folder}/mesher.db" if engine == "sqlite" else postgres().url("?sslmode=disable")


def url_of(folder):
    return url_in(str(folder), chosen)


def rows(url, sql, values=()):
    """What a query finds, with `?` for its values, whatever the database is."""
    if url.startswith("sqlite:"):
        with contextlib.closing(sqlite3.connect(f"file:{url[7:]}?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(sql, values).fetchall()
    with contextlib.closing(Postgres(url)) as database:
        return database.query(sql, values)


def execute(url, sql, values=()):
    """Changes a database behind the server's back."""
    if url.startswith("sqlite:"):
        with contextlib.closing(sqlite3.connect(url[7:], timeout=30)) as database, database:
            database.execute(sql, values)
    else:
        with contextlib.closing(Postgres(url)) as database:
            database.query(sql, values)


@contextlib.contextmanager
def held(url):
    """Somebody else writes, and does not end for now."""
    if url.startswith("sqlite:"):
        with contextlib.closing(sqlite3.connect(url[7:], timeout=30, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")
    else:
        with contextlib.closing(Postgres(url)) as database:
            database.query("BEGIN")
            database.query("LOCK TABLE events, event_ids, issues IN EXCLUSIVE MODE")
            yield
            database.query("ROLLBACK")


class Postgres:
    """The little of PostgreSQL's protocol, version 3, that queries with values need."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        # A query is several small messages.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        start = f"user\0{parts.username}\0database\0{parts.path[1:]}\0\0".encode()
        self.socket.sendall(struct.pack("!II", len(start) + 8, 196608) + start)
        self.authenticate(parts.password)
        self.until_ready()

    def close(self):
        self.socket.close()

    def send(self, kind, body):
        self.socket.sendall(kind + struct.pack("!I", len(body) + 4) + body)

    def take(self, count):
        while len(self.received) < count:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("PostgreSQL closed the connection")
            self.received += part
        taken, self.received = self.received[:count], self.received[count:]
        return taken

    def message(self):
        head = self.take(5)
        body = self.take(struct.unpack("!I", head[1:])[0] - 4)
        if head[:1] == b"E":
            fields = dict((part[:1], part[1:].decode()) for part in body.split(b"\0") if part)
            raise RuntimeError(f"PostgreSQL: {fields.get(b'M')}")
        return head[:1], body

    def authenticate(self, password):
        """SCRAM-SHA-256 without channel binding (RFC 7677)."""
        _, asked = self.message()
        if struct.unpack("!I", asked[:4])[0] != 10:
            raise RuntimeError("PostgreSQL wants another way to sign in")
        bare = f"n=,r={base64.b64encode(os.urandom(18)).decode()}"
        first = f"n,,{bare}".encode()
        self.send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(first)) + first)
        challenge = self.message()[1][4:].decode()
        fields = dict(field.split("=", 1) for field in challenge.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        final = f"c=biws,r={fields['r']}"
        signature = hmac.digest(hashlib.sha256(key).digest(), f"{bare},{challenge},{final}".encode(), "sha256")
        proof = base64.b64encode(bytes(one ^ other for one, other in zip(key, signature))).decode()
        self.send(b"p", f"{final},p={proof}".encode())
        self.message()
        self.message()

    def until_ready(self):
        while self.message()[0] != b"Z":
            pass

    def query(self, sql, values=()):
        texts = sql.split("?")
        numbered = texts[0] + "".join(f"${number}{text}" for number, text in enumerate(texts[1:], 1))
        self.send(b"P", b"\0" + numbered.encode() + b"\0\0\0")
        given = b"".join(struct.pack("!I", len(value)) + value for value in (str(value).encode() for value in values))
        self.send(b"B", b"\0\0\0\0" + struct.pack("!H", len(values)) + given + b"\0\0")
        self.send(b"D", b"P\0")
        self.send(b"E", b"\0\0\0\0\0")
        self.send(b"S", b"")
        kinds, found = [], []
        while True:
            kind, body = self.message()
            if kind == b"T":
                kinds = kinds_of(body)
            elif kind == b"D":
                found.append(row_of(kinds, body))
            elif kind == b"Z":
                return found


def kinds_of(description):
    """The types of the columns, by their numbers in PostgreSQL."""
    kinds, at = [], 2
    for _ in range(struct.unpack("!H", description[:2])[0]):
        at = description.index(b"\0", at) + 1
        kinds.append(struct.unpack("!I", description[at + 6:at + 10])[0])
        at += 18
    return kinds


def row_of(kinds, body):
    """A row with its values as SQLite gives them."""
    values, at = [], 2
    for kind in kinds:
        length = struct.unpack("!i", body[at:at + 4])[0]
        at += 4
        values.append(None if length < 0 else value_of(kind, body[at:at + length].decode()))
        at += max(length, 0)
    return tuple(values)


def value_of(kind, text):
    if kind == 16:
        return int(text == "t")
    if kind == 17:
        return bytes.fromhex(text[2:])
    if kind in (20, 21, 23, 1700) and "." not in text:
        return int(text)
    if kind in (700, 701, 1700):
        return float(text)
    return text
