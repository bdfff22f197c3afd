"""PostgreSQL for tests: a server of its own in a temporary folder, as an unprivileged user, on 127.0.0.1 and on a socket.

As a program it serves the tests of one run: for each line on standard input it makes a fresh database and prints its URL, and it
ends with its input. `ROOT` in its environment of clients is the certificate that its TLS is signed with.
"""

import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from ports import free_port

PASSWORD = "secret"


def tools():
    """The folder of PostgreSQL's programs, which Debian has outside of the PATH."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    path = found[-1] if found else shutil.which("initdb")
    if not path:
        sys.exit("PostgreSQL is not installed: scripts/bootstrap.sh test")
    return os.path.dirname(path)


class Server:
    """A server; `tls` makes it speak TLS with a certificate for `localhost` that is signed by a root of its own."""

    def __init__(self, tls=False, folder=None):
        self.folder = tempfile.mkdtemp(prefix="mesh-pg-", dir=folder)
        self.port = free_port()
        self.tools = tools()
        self.process = None
        self.count = 0
        # The server refuses to run as root.
        self.user = []
        if os.geteuid() == 0:
            self.user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            shutil.chown(self.folder, "nobody", "nogroup")
        self.run("sh", "-c", f"umask 077; printf {PASSWORD} > password")
        self.run(f"{self.tools}/initdb", "-D", "data", "-U", "mesh", "--auth=scram-sha-256", "--pwfile=password",
                 "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")
        if tls:
            self.make_certificates()
        self.tls = tls
        self.start()

    def run(self, *command):
        done = subprocess.run([*self.user, *command], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"})
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def make_certificates(self):
        new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.run(*new, "-x509", "-days", "2", "-subj", "/CN=Tests", "-keyout", "root.key", "-out", "root.pem")
        self.run(*new, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
        self.run("sh", "-c", "printf 'subjectAltName=DNS:localhost' > names && openssl x509 -req -in server.csr -CA root.pem"
                 " -CAkey root.key -CAcreateserial -days 2 -extfile names -out server.pem && chmod 600 server.key")

    @property
    def root(self):
        return f"{self.folder}/root.pem"

    def start(self):
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", f"unix_socket_directories={self.folder}", "fsync=off",
                    "shared_buffers=16MB", "max_connections=200", "log_min_messages=fatal"]
        if self.tls:
            settings += ["ssl=on", f"ssl_cert_file={self.folder}/server.pem", f"ssl_key_file={self.folder}/server.key"]
        # It ends with this script, however that ends.
        command = ["setpriv", "--pdeathsig", "INT", *self.user[1:], f"{self.tools}/postgres", "-D", f"{self.folder}/data"]
        for setting in settings:
            command += ["-c", setting]
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                            start_new_session=True)
        until = time.monotonic() + 60
        ready = [f"{self.tools}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                sys.exit("PostgreSQL does not start: " + open(f"{self.folder}/log").read())
            time.sleep(0.05)

    def halt(self, how="-INT"):
        """Stops the server: with -INT at once and in order, with -QUIT as if it had crashed."""
        if self.process and self.process.poll() is None:
            subprocess.run(["kill", how, str(self.process.pid)])
            self.process.wait(60)

    def stop(self):
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text, database="postgres"):
        """What a query gives, by another client."""
        return self.run(f"{self.tools}/psql", "-X", "-q", "-A", "-t", "-h", self.folder, "-p", str(self.port), "-U", "mesh",
                        "-d", database, "-c", text).strip()

    def url(self, options="", host="127.0.0.1", database=None, password=PASSWORD):
        """The URL of a database, a fresh one unless it is named."""
        if database is None:
            self.count += 1
            database = f"test{self.count}"
            self.sql(f"create database {database}")
        return f"postgres://mesh:{password}@{host}:{self.port}/{database}{options}"


def main():
    server = Server(tls=True)
    try:
        for _ in sys.stdin:
            print(server.url(), server.root, flush=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
