#!/usr/bin/env python3
"""Measures `meshc lsp` over a project of 105,000 lines, as an editor sees it, and prints the table of docs/performance.md.

    bench/lsp/run.py                          with target/release/meshc
    bench/lsp/run.py --meshc PATH --modules 431 --keys 200 --update

"The clock" is what somebody waits; "processors" what the server and its threads computed meanwhile, which other programs disturb
less. A key press is an edit of one character, in the body of a function or in what others see of a module, and what is waited for is
the diagnostics that tell it from the text before. The project is what bench/compiler/project.py makes.
"""

import argparse
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench" / "compiler"))
import project  # noqa: E402

BEGIN, END = "<!-- language server: begin -->", "<!-- language server: end -->"
PUBLISH = "textDocument/publishDiagnostics"
TICK = os.sysconf("SC_CLK_TCK")


PROMISE = "\n@in_place\npub fn promised(list :: List<Int>) -> List<Int> = List.append(list, 1)\n"


class Server:
    """A server that is talked to in the frames of the protocol."""

    def __init__(self, meshc, cache, asks_again=True):
        self.begun = time.monotonic()
        environment = {**os.environ, "MESH_CACHE": str(cache)}
        self.child = subprocess.Popen([str(meshc), "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.messages, self.last, self.said = queue.SimpleQueue(), 0, {}
        threading.Thread(target=self.read, daemon=True).start()
        workspace = {"inlayHint": {"refreshSupport": asks_again}}
        self.request("initialize", {"capabilities": {"workspace": workspace}})
        self.notify("initialized", {})

    def read(self):
        while line := self.child.stdout.readline():
            length = int(line.split(b":")[1])
            self.child.stdout.readline()
            self.messages.put((time.monotonic(), json.loads(self.child.stdout.read(length))))

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.child.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.child.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        """The answer to a request, and when it came."""
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        when, message = self.wait(lambda message: message.get("id") == self.last)
        if "error" in message:
            raise SystemExit(f"{method}: {message['error']}")
        return when, message["result"]

    def diagnostics(self, file):
        """What is said of a file as it is now, and when that came."""
        while (known := self.said.get(file.uri)) is None or known[1]["version"] != file.version:
            self.wait(lambda message: message.get("method") == PUBLISH)
        return known[0], known[1]["diagnostics"]

    def wait(self, is_wanted):
        while True:
            when, message = self.messages.get(timeout=120)
            if message.get("method") == PUBLISH:
                self.said[message["params"]["uri"]] = when, message["params"]
            if is_wanted(message):
                return when, message

    def processors(self):
        """Seconds that all of its threads computed."""
        fields = pathlib.Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self):
        """The most that it held, and what it holds now, in MB."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmHWM", "VmRSS")]

    def end(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.child.stdin.close()
        assert self.child.wait(60) == 0, "the server ends well"


class File:
    """An open file, changed by one edit after the other."""

    def __init__(self, server, path, text):
        self.server, self.uri, self.text, self.version = server, path.as_uri(), text, 1
        item = {"uri": self.uri, "languageId": "mesh", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": item})

    def position(self, offset):
        before = self.text[:offset]
        return {"line": before.count("\n"), "character": offset - before.rfind("\n") - 1}

    def edit(self, at, removed, new):
        span = {"start": self.position(at), "end": self.position(at + removed)}
        self.text = self.text[:at] + new + self.text[at + removed :]
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.server.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"range": span, "text": new}]})


class Figures:
    """What was measured of one kind of work: seconds of the clock, and of the processors over all of it."""

    def __init__(self, server):
        self.server, self.waits, self.before = server, [], server.processors()

    def add(self, seconds):
        self.waits.append(seconds)

    def row(self, name, wanted):
        waits, each = sorted(self.waits), (self.server.processors() - self.before) / len(self.waits)
        at = lambda share: waits[min(int(len(waits) * share), len(waits) - 1)] * 1000
        return f"| {name} | {at(0.5):.0f} ms | **{at(0.95):.0f} ms** | {waits[-1] * 1000:.0f} ms | {each * 1000:.0f} ms | {wanted} |"


def seen(file, at):
    """The part of a file that is shown around a place."""
    line = file.position(at)["line"]
    part = {"start": {"line": max(line - 30, 0), "character": 0}, "end": {"line": line + 30, "character": 0}}
    return {"textDocument": {"uri": file.uri}, "range": part}


def write_and_take_back(server, file, marker, count):
    """Writes and takes back a letter behind a place, `count` times: each time the file becomes wrong or right."""
    found = Figures(server)
    at = file.text.index(marker) + len(marker)
    for key in range(count):
        is_writing = key % 2 == 0
        begun = time.monotonic()
        file.edit(at, 0 if is_writing else 1, "q" if is_writing else "")
        # As editors do, which show what they get.
        server.last += 1
        server.send({"id": server.last, "method": "textDocument/inlayHint", "params": seen(file, at)})
        when, said = server.diagnostics(file)
        assert bool(said) == is_writing, said
        found.add(when - begun)
    return found


def write_on(server, file, marker, right, count):
    """Makes a name longer by one letter after the other; a mistake behind it in its line moves with each."""
    at = file.text.index(marker) + len(marker)
    file.edit(file.text.index(right, at), len(right), "nothing")
    server.diagnostics(file)
    found = Figures(server)
    for key in range(count):
        begun = time.monotonic()
        file.edit(at, 0, "abcdefghij"[key % 10])
        when, _ = server.diagnostics(file)
        found.add(when - begun)
    file.edit(at, count, "")
    file.edit(file.text.index("nothing", at), len("nothing"), right)
    server.diagnostics(file)
    return found


def complete(server, file, marker, count):
    """Asks what could stand behind a place, after a letter was written there."""
    found = Figures(server)
    at = file.text.index(marker) + len(marker)
    for _ in range(count):
        # One key, then the question, as editors do: the answer is about a text that was never checked.
        file.edit(at, 0, "a")
        begun = time.monotonic()
        place = {"textDocument": {"uri": file.uri}, "position": file.position(at + 1)}
        when, items = server.request("textDocument/completion", place)
        assert items, "something is offered"
        found.add(when - begun)
        server.diagnostics(file)
        file.edit(at, 1, "")
        server.diagnostics(file)
    return found


def ask(server, file, method, marker, count):
    """Asks about a place of a text that changes before each question."""
    found = Figures(server)
    at = file.text.index(marker) + 1
    for key in range(count):
        file.edit(len(file.text), 0, "\n")
        begun = time.monotonic()
        params = {"textDocument": {"uri": file.uri}, "position": file.position(at), "context": {"includeDeclaration": True}}
        when, _ = server.request(method, params)
        found.add(when - begun)
    return found


def hints(server, file, marker, count):
    """Asks for the hints of what is shown, in a text that changes before each question."""
    found = Figures(server)
    at = file.text.index(marker) + 1
    for _ in range(count):
        file.edit(len(file.text), 0, "\n")
        begun = time.monotonic()
        when, _ = server.request("textDocument/inlayHint", seen(file, at))
        found.add(when - begun)
    return found


def promise(server, file, marker, count):
    """A key press, where a function of the program promises something."""
    file.edit(len(file.text), 0, PROMISE)
    found = write_and_take_back(server, file, marker, count)
    file.edit(file.text.index(PROMISE), len(PROMISE), "")
    return found


def measure(options, folder):
    path, cache = folder / "project", folder / "cache"
    lines = project.gen(str(path), options.modules)
    number = options.modules // 2
    module = path / f"pack{number // 20}" / f"mod{number}.mpl"
    right = module.read_text()
    # The first diagnostics are seen where there is something to say.
    wrong = right.replace("balance: 0, tags:", "balance: nothing, tags:", 1)
    rows = []
    for name in ("start to the first diagnostics, nothing kept", "start to the first diagnostics, from the cache"):
        waits = []
        for _ in range(1 if not waits and not rows else options.rounds):
            server = Server(options.meshc, cache)
            file = File(server, module, wrong)
            when, said = server.diagnostics(file)
            assert said
            waits.append((when - server.begun, server.processors(), *server.memory()))
            server.end()
        wait, own, most, _ = min(waits)
        wanted = "2,000 ms" if rows else ""
        rows.append(f"| {name} | {wait * 1000:.0f} ms | | {max(waits)[0] * 1000:.0f} ms | {own * 1000:.0f} ms | {wanted} |")
        print(rows[-1], f"{most:.0f} MB", flush=True)
    server = Server(options.meshc, cache)
    file = File(server, module, wrong)
    server.diagnostics(file)
    file.edit(file.text.index("nothing, tags:"), len("nothing"), "0")
    server.diagnostics(file)
    file.edit(len(file.text), 0, "\npub fn added() -> Int = 0\n")
    steps = [
        ("a letter in a body, and its removal", "100 ms", lambda: write_and_take_back(server, file, "walk(left, foun", options.keys)),
        ("the same where a function has a promise", "100 ms", lambda: promise(server, file, "walk(left, foun", options.keys // 2)),
        ("a letter of a new name in a body", "100 ms", lambda: write_on(server, file, "let before", "found", options.keys)),
        ("a letter of the name of a public function", "100 ms", lambda: write_on(server, file, "pub fn added", "0", options.keys // 5)),
        ("completion of a name", "50 ms", lambda: complete(server, file, "let before = w", options.keys // 2)),
        ("completion behind a dot", "50 ms", lambda: complete(server, file, "List.", options.keys // 2)),
        ("hover", "", lambda: ask(server, file, "textDocument/hover", "walk(left", options.keys // 2)),
        ("references of a function that others call", "", lambda: ask(server, file, "textDocument/references", "open(id ::", options.keys // 10)),
    ]
    for name, wanted, step in steps:
        rows.append(step().row(name, wanted))
        print(rows[-1], flush=True)
    most, now = server.memory()
    server.end()
    # An editor that cannot be told to ask again gets all at once.
    server = Server(options.meshc, cache, asks_again=False)
    file = File(server, module, wrong)
    server.diagnostics(file)
    file.edit(file.text.index("nothing, tags:"), len("nothing"), "0")
    server.diagnostics(file)
    rows.append(hints(server, file, "walk(left", options.keys // 4).row("hints of 60 lines, with what is copied", ""))
    print(rows[-1], f"{server.memory()[0]:.0f} MB", flush=True)
    server.end()
    head = [f"{lines:,} lines in {options.modules + 1:,} modules; at most {most:.0f} MB, {now:.0f} MB at the end (wanted: 600).\n",
            "| what | middle | 95th percentile | slowest | processors, each | wanted |", "|---|---:|---:|---:|---:|---:|"]
    return head + rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meshc", type=pathlib.Path, default=ROOT / "target/release/meshc")
    parser.add_argument("--modules", type=int, default=431)
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = "\n".join(measure(options, pathlib.Path(folder)))
    print(f"\n{table}")
    if options.update:
        page = ROOT / "docs/performance.md"
        before, rest = page.read_text().split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
