"""Bundles of source maps in pieces: as `sentry-cli` sends them, by the tool itself where it is installed, and as an enemy would."""
import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import uuid
import zipfile

from databases import is_postgres
from harness import check, equal, eventually, running
from people import bearer, first_owner
from releases import asked, cli
from sourcemaps import event, files, is_written, shown

BASE = "/api/0/organizations/default"


def sha1(content):
    return hashlib.sha1(content).hexdigest()


def archive(members, manifest=None, method=zipfile.ZIP_DEFLATED, before=b"SYSB\x02\0\0\0"):
    """A bundle; `members` are names with contents and what the manifest says of them."""
    memory = io.BytesIO()
    memory.write(before)
    with zipfile.ZipFile(memory, "w", method) as made:
        for name, (content, _) in members.items():
            made.writestr(name, content)
        listed = {name: said for name, (_, said) in members.items() if said is not None}
        made.writestr("manifest.json", json.dumps({"files": listed}) if manifest is None else manifest)
    return memory.getvalue()


def good(kind="vite", **headers):
    script, code, source_map = files(kind)
    return {
        f"files/_/_/{script}": (code, {"type": "minified_source", "url": f"~/{script}", "headers": {"sourcemap": f"{script}.map", **headers}}),
        f"files/_/_/{script}.map": (source_map, {"type": "source_map", "url": f"~/{script}.map", "headers": headers}),
    }


def send(server, pieces, packed=True, names=None):
    """Uploads pieces; gives status and answer."""
    edge = uuid.uuid4().hex
    parts = []
    for piece, name in zip(pieces, names or map(sha1, pieces)):
        field, content = ("file_gzip", gzip.compress(piece)) if packed else ("file", piece)
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    status, answer, _ = server.request("POST", f"{BASE}/chunk-upload/", body, {"Content-Type": f"multipart/form-data; boundary={edge}"})
    return status, json.loads(answer)


def assemble(server, content, pieces=None, **fields):
    """Asks for a bundle until it is done."""
    body = {"checksum": sha1(content), "chunks": [sha1(piece) for piece in pieces or [content]], "projects": ["default"], **fields}
    answers = []

    def done():
        answers.append(asked(server, "POST", f"{BASE}/artifactbundle/assemble/", body)[:2])
        return answers[-1][1].get("state") not in ("assembling", "created")

    check(eventually(done, 60), f"a bundle is done in the end: {answers[-1]}")
    return answers[-1]


def deliver(server, content, **fields):
    equal(send(server, [content])[0], 200, "a piece")
    return assemble(server, content, **fields)


def in_pieces(server):
    content = archive(good())
    size = len(content) // 3 + 1
    pieces = [content[at:at + size] for at in range(0, len(content), size)]
    status, answer = assemble(server, content, pieces, version="pieces@1")
    equal((status, answer["state"], answer["missingChunks"]), (200, "not_found", [sha1(piece) for piece in pieces]), "before the pieces")
    equal(send(server, pieces[:2])[0], 200, "two pieces, packed")
    equal(assemble(server, content, pieces, version="pieces@1")[1]["missingChunks"], [sha1(pieces[2])], "one is missing")
    equal(send(server, pieces[2:], packed=False)[0], 200, "the last one, as it is")
    equal(assemble(server, content, pieces, version="pieces@1")[1]["state"], "ok", "put together")
    equal(assemble(server, content, [], version="pieces@1")[1]["state"], "ok", "asked again")
    equal(server.rows("SELECT count(*) FROM upload_chunks")[0][0], 0, "pieces that are needed no more")
    is_written(shown(server, event("vite", "https://x.example/main-Dfevt6QB.js", release="pieces@1"))["stacktrace"], "a bundle of a release")
    check("pieces@1" in [one["version"] for one in asked(server, "GET", "/api/v1/projects/1/releases")[1]["data"]], "its release")
    kept = asked(server, "GET", "/api/v1/projects/1/artifacts")[1][0]
    equal((kept["version"], kept["files"], kept["state"]), ("pieces@1", 2, "ok"), "its line")
    equal(asked(server, "POST", f"/api/v1/projects/1/artifacts/{kept['id']}/delete", {})[1]["affected"], 1, "deleted")
    for table in ("artifacts", "source_maps", "source_map_parts", "source_map_sources", "artifact_projects", "artifact_bundles"):
        equal(server.rows(f"SELECT count(*) FROM {table}")[0][0], 0, f"nothing is left in {table}")


def by_debug_id(server):
    debug_id = str(uuid.uuid4())
    equal(deliver(server, archive(good(**{"debug-id": debug_id})))[1]["state"], "ok", "a bundle of no release")
    address = "app:///elsewhere.js"
    images = {"images": [{"type": "sourcemap", "code_file": address, "debug_id": debug_id.upper()}]}
    is_written(shown(server, event("vite", address, debug_meta=images))["stacktrace"], "a bundle by debug id")


def patched(content, **fields):
    """The first entry of the directory with other numbers."""
    at = content.index(b"PK\x01\x02")
    places = {"flags": (8, "<H"), "method": (10, "<H"), "packed": (20, "<I"), "size": (24, "<I"), "offset": (42, "<I")}
    changed = bytearray(content)
    for name, value in fields.items():
        place, form = places[name]
        struct.pack_into(form, changed, at + place, value)
    return bytes(changed)


def hostile(server):
    """No archive harms, and each is told what is wrong."""
    fine = archive(good())
    bomb = archive({"a.js.map": (b"0" * (65 << 20), {"type": "source_map", "url": "~/a.js.map"})})
    many = {f"b{n}": (b"0" * (60 << 20), {"type": "source", "url": f"~/b{n}"}) for n in range(2)}
    before = server.memory()
    for content, reason in [
        (b"", "no zip archive"), (b"PK\x05\x06" + b"\xff" * 18, "cannot be"), (b"x" * 1000, "no zip archive"),
        (fine[: len(fine) // 2], "no zip archive"), (fine[:-22] + b"PK\x05\x06" + b"\0" * 18, "no manifest.json"),
        (archive({}, manifest="{"), "no files in manifest.json"), (archive({}, manifest='{"files":[]}'), "no files in manifest.json"),
        (archive({"a": (b"", None)}, manifest='{"files":{"a\\u0000b":{"url":"~/b"}}}'), "no a?b in the archive"),
        (archive({"a": (b"", None)}, manifest='{"files":{"b":{"url":"~/b"}}}'), "no b in the archive"),
        (patched(fine, flags=1), "encrypted"), (patched(fine, method=99), "packed in a way"), (patched(fine, offset=2**31), "ends too early"),
        (patched(fine, offset=5), "a broken entry"), (patched(fine, packed=2**31), "too large"), (patched(fine, size=3), "a broken entry"),
        (patched(fine, size=2**31), "too large"), (bomb, "too large"), (fine.replace(b"PK\x01\x02", b"PK\x01\x09", 1), "broken directory"),
    ]:
        status, answer = deliver(server, content) if content else assemble(server, content)
        if content:
            equal((status, answer["state"]), (200, "error"), f"{reason}: {answer}")
            check(reason in answer["detail"], f"{reason}: {answer}")
        else:
            equal(answer["state"], "not_found", "no pieces at all")
    equal(deliver(server, archive(many))[1]["state"], "ok", "large sources, one after the other")
    tricks = {name: (b"x", {"type": "source", "url": f"~/{number}"}) for number, name in enumerate(["../../../etc/passwd", "/etc/passwd", "C:\\x", "a\nb"])}
    equal(deliver(server, archive(tricks))[1]["state"], "ok", "names that would lead elsewhere are names")
    broken = {"a.js.map": (b"\xff\xfe{", {"type": "source_map", "url": "~/\0a.js.map", "headers": {"debug-id": 5}}), "b.js": (b"", {"headers": []}), "c": (b"", 7)}
    equal(deliver(server, archive(broken), version="broken@1")[1]["state"], "ok", "a bundle with broken files")
    grown = (server.memory() - before) >> 20
    check(grown < 400, f"hostile archives take {grown} MiB")
    check(server.answers(), "the server answers after them")


def refused(server):
    """Pieces and requests that cannot be."""
    equal(send(server, [b"abc"], names=["0" * 40]), (400, {"detail": f"a piece whose checksum is {sha1(b'abc')}"}), "a false name")
    equal(send(server, [b"abc"], packed=False, names=["../x"])[0], 400, "no checksum at all")
    huge = b"\0" * (9 << 20)
    equal(send(server, [huge])[0], 400, "a small piece that holds too much")
    status, answer, _ = server.request("POST", f"{BASE}/chunk-upload/", b"{}", {"Content-Type": "application/json"})
    equal(status, 415, f"no form: {answer}")
    for body in ({"checksum": "x", "chunks": []}, {"checksum": "0" * 40, "chunks": ["../x"]}, {"chunks": []}, {"checksum": "0" * 40, "chunks": ["0" * 40] * 3000}):
        equal(asked(server, "POST", f"{BASE}/artifactbundle/assemble/", {"projects": ["default"], **body})[0], 400, f"{body}"[:80])
    equal(asked(server, "POST", f"{BASE}/artifactbundle/assemble/", {"checksum": "0" * 40, "chunks": [], "projects": ["none"]})[0], 400, "another's project")
    status, answer = asked(server, "POST", "/api/0/projects/default/default/files/difs/assemble/", {"0" * 40: {"name": "a", "chunks": []}})[:2]
    equal((status, answer["0" * 40]["state"]), (200, "error"), "debug files")
    mixed = archive(good())
    equal(send(server, [mixed])[0], 200, "a piece")
    body = {"checksum": "1" * 40, "chunks": [sha1(mixed)], "projects": ["default"]}
    answer = asked(server, "POST", f"{BASE}/artifactbundle/assemble/", body)[1]
    check(answer["state"] == "error" and "checksum" in answer["detail"], f"pieces of another file: {answer}")


def with_tool(server, tool, owner):
    """`sentry-cli sourcemaps`, by release and by debug id."""
    token = owner.post("/api/v1/auth/tokens", {"name": "CI", "scopes": ["releases"]})[1]["token"]
    environment = {
        **os.environ, "SENTRY_URL": f"http://127.0.0.1:{server.http}", "SENTRY_AUTH_TOKEN": token, "SENTRY_ORG": "default", "SENTRY_PROJECT": "default",
    }

    def run(*words):
        done = subprocess.run([tool, *words], env=environment, capture_output=True, text=True, timeout=60)
        equal(done.returncode, 0, f"sentry-cli {' '.join(words)}: {(done.stdout + done.stderr)[:600]}")
        return done.stdout

    def mapped(sent):
        body = server.store(sent)[1]
        return owner.get(f"/api/v1/events/{body['id']}")["event"]["stacktrace"]

    with tempfile.TemporaryDirectory() as folder:
        script, code, source_map = files("vite")
        for name, content in ((script, code), (f"{script}.map", source_map)):
            (pathlib.Path(folder) / name).write_bytes(content)
        run("sourcemaps", "upload", folder, "--release", "tool@1", "--dist", "7", "--url-prefix", "~/static")
        is_written(mapped(event("vite", f"https://x.example/static/{script}", release="tool@1", dist="7")), "a release of the tool")
        run("sourcemaps", "inject", folder)
        run("sourcemaps", "upload", folder)
        injected = json.loads((pathlib.Path(folder) / f"{script}.map").read_text())
        debug_id = injected.get("debugId") or injected["debug_id"]
        # What is injected stands before everything else, on a line of its own.
        sent = event("vite", "app:///x.js", debug_meta={"images": [{"type": "sourcemap", "code_file": "app:///x.js", "debug_id": debug_id}]})
        written = (pathlib.Path(folder) / script).read_text().split("\n")
        line = next(number for number, text in enumerate(written) if "RangeError" in text)
        shift = written[line].index("function e(")
        for frame in sent["exception"]["values"][0]["stacktrace"]["frames"]:
            if frame.get("lineno"):
                frame.update(lineno=line + 1, colno=frame["colno"] + shift)
        frames = mapped(sent)
        equal([frame["lineno"] for frame in frames if "minified" in frame], [7, 4, 11, 11, 5], "by the id that the tool made")


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        for test in (in_pieces, by_debug_id, refused, hostile):
            test(server)
    tool = cli()
    if tool and not is_postgres():
        with running(binary) as server:
            with_tool(server, tool, bearer(server, first_owner(server)))
