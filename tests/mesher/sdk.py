"""The real clients for Python, Node and browsers, where they are installed: SENTRY_PYTHON names an interpreter that has the first,
SENTRY_NODE a folder with `node_modules` that have the others."""
import contextlib
import functools
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from harness import check, equal, eventually, running

TARGET = pathlib.Path(__file__).resolve().parent.parent.parent / "target"

PYTHON = """
import sys
import sentry_sdk

sentry_sdk.init(sys.argv[1], environment="production", release="shop@1.4.2")
sentry_sdk.capture_message("a message from the SDK", level="warning")
try:
    try:
        {}["customer"]
    except KeyError as error:
        raise ValueError("order 17 could not be priced") from error
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush(20)
"""

NODE = """
const Sentry = require("@sentry/node");

Sentry.init({ dsn: process.argv[2], environment: "production", release: "shop@1.4.2" });
Sentry.addBreadcrumb({ category: "cart", message: "priced", level: "info" });
Sentry.captureMessage("a message from the SDK", "warning");
try {
  try {
    null.customer;
  } catch (error) {
    throw new RangeError("order 17 could not be priced", { cause: error });
  }
} catch (error) {
  Sentry.captureException(error, { tags: { shop: "north" }, user: { id: "17" } });
}
Sentry.flush(20000).then(() => process.exit(0));
"""

# The modules as they are published, without a bundler.
PAGE = """<!doctype html><title>shop</title>
<script type="importmap">{imports}</script>
<script type="module">
import * as Sentry from "@sentry/browser";

Sentry.init({{ dsn: "{dsn}", environment: "production", release: "shop@1.4.2" }});
Sentry.captureMessage("a message from the SDK", "warning");
setTimeout(() => {{ throw new RangeError("order 17 could not be priced"); }});
</script>
"""


def has_sdk(python):
    return subprocess.run([python, "-c", "import sentry_sdk"], capture_output=True).returncode == 0


def interpreter():
    """An interpreter that has the SDK."""
    for candidate in (os.environ.get("SENTRY_PYTHON"), TARGET / "sentry-sdk/bin/python3", sys.executable):
        if candidate and shutil.which(candidate) and has_sdk(candidate):
            return str(candidate)
    return None


def modules():
    """The folder of Node's modules that has the clients."""
    for candidate in (os.environ.get("SENTRY_NODE"), TARGET / "sentry-node"):
        if candidate and (pathlib.Path(candidate) / "node_modules/@sentry/node").is_dir():
            return pathlib.Path(candidate) / "node_modules"
    return None


def dsn_of(server):
    check(server.says("/1\n"), "a DSN is printed")
    return re.search(r"DSN: (\S+)", server.output()).group(1)


def same_issues(server, wanted, client):
    found = lambda: {(issue["title"], issue["level"], issue["event_count"]) for issue in server.issues()}
    eventually(lambda: found() == wanted, 60)
    equal(found(), wanted, f"issues from {client}")


def chains(server):
    """The types of the exceptions of each event that has some."""
    events = [server.event(id) for id, in server.rows("SELECT event_id FROM events")]
    # A message may come with an exception without a type, for its stack.
    found = [[link["type_name"] for link in event["exception"]["chain"]] for event in events if event["exception"]]
    return [chain for chain in found if chain != [None]]


def python(binary):
    client = interpreter()
    if not client:
        print("sdk: Python is skipped, sentry-sdk is not installed")
        return
    with running(binary) as server:
        done = subprocess.run([client, "-c", PYTHON, dsn_of(server)], capture_output=True, text=True, timeout=120)
        equal(done.returncode, 0, f"the client's exit code: {done.stderr}")
        wanted = {("a message from the SDK", "warning", 1), ("ValueError: order 17 could not be priced", "error", 1)}
        same_issues(server, wanted, "Python")
        equal(chains(server), [["KeyError", "ValueError"]], "the chain from Python")


def node(binary, folder):
    with running(binary) as server, tempfile.TemporaryDirectory() as place:
        script = pathlib.Path(place) / "client.js"
        script.write_text(NODE)
        done = subprocess.run(["node", script, dsn_of(server)], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "NODE_PATH": str(folder)})
        equal(done.returncode, 0, f"the client's exit code: {done.stderr}")
        wanted = {("a message from the SDK", "warning", 1), ("RangeError: order 17 could not be priced", "error", 1)}
        same_issues(server, wanted, "Node")
        equal(chains(server), [["TypeError", "RangeError"]], "the chain from Node")
        tags, user, sdk = server.rows("SELECT tags, user_label, sdk_name FROM events WHERE message <> 'a message from the SDK'")[0]
        equal((json.loads(tags).get("shop"), user, sdk), ("north", "17", "sentry.javascript.node"), "tags, user and client from Node")


def imports(folder):
    """Where a browser finds the modules that import each other by name."""
    found = {}
    for description in [*sorted(folder.glob("@sentry/*/package.json")), *folder.glob("web-vitals/package.json")]:
        package = json.loads(description.read_text())
        for path, ways in package.get("exports", {}).items():
            way = ways
            while isinstance(way, dict):
                way = next((way[name] for name in ("production", "import", "default") if name in way), None)
            if way and way.endswith((".js", ".mjs")):
                found[package["name"] + path[1:]] = f"/{package['name']}/{way.removeprefix('./')}"
    return json.dumps({"imports": found})


class Pages(http.server.SimpleHTTPRequestHandler):
    extensions_map = {"": "application/octet-stream", ".js": "text/javascript", ".mjs": "text/javascript"}

    def __init__(self, page, *arguments, **options):
        self.page = page
        super().__init__(*arguments, **options)

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def page_of(folder, dsn):
    page = PAGE.format(imports=imports(folder), dsn=dsn)
    handler = functools.partial(Pages, page, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{pages.server_address[1]}/"
        pages.shutdown()


def browser(binary, folder):
    """A page of another origin, in a real browser."""
    if not shutil.which("chromium"):
        print("sdk: the browser is skipped, chromium is not installed")
        return
    with running(binary) as server, tempfile.TemporaryDirectory() as profile, page_of(folder, dsn_of(server)) as page:
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                   "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
        process = subprocess.Popen(["chromium", *options, page], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        try:
            wanted = {("a message from the SDK", "warning", 1), ("RangeError: order 17 could not be priced", "error", 1)}
            same_issues(server, wanted, "a browser")
            equal(chains(server), [["RangeError"]], "the exception from a browser")
        finally:
            # With all that it started.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def run(binary):
    python(binary)
    folder = modules()
    if not folder or not shutil.which("node"):
        print("sdk: Node and browsers are skipped, @sentry/node is not installed")
        return
    node(binary, folder)
    browser(binary, folder)
