"""Source maps: real ones of esbuild and Vite, applied to events, and hostile ones."""
import base64
import json
import urllib.parse
import uuid

from databases import is_postgres
from harness import AUTH, FIXTURES, check, equal, running
from parts import asking
from releases import asked

# Where V8 says that the scripts were: function, line and column, the outermost first.
STACKS = {
    "esbuild": ("app.js", [("", 1, 235), ("c", 1, 192), ("t", 1, 133), ("Array.map", None, None), ("", 1, 140), ("n", 1, 40)]),
    "vite": ("main-Dfevt6QB.js", [("Object.<anonymous>", 1, 225), ("n", 1, 182), ("t", 1, 123), ("Array.map", None, None), ("", 1, 130), ("e", 1, 34)]),
}
WRITTEN = [
    ("src/main.ts", None, 7, "checkout();"),
    ("src/main.ts", "checkout", 4, "  console.log(cartTotal([{ price: 3, count: 2 }, { price: 1, count: -1 }]));"),
    ("src/cart.ts", "cartTotal", 11, "  return items.map((one) => lineTotal(one)).reduce((a, b) => a + b, 0);"),
    None,
    ("src/cart.ts", None, 11, "  return items.map((one) => lineTotal(one)).reduce((a, b) => a + b, 0);"),
    ("src/cart.ts", "lineTotal", 5, "    throw new RangeError(`count ${item.count} is negative`);"),
]


def files(kind):
    script, _ = STACKS[kind]
    folder = FIXTURES / "sourcemaps" / kind
    return script, (folder / script).read_bytes(), (folder / f"{script}.map").read_bytes()


def event(kind, address, **fields):
    frames = []
    for function, line, column in STACKS[kind][1]:
        place = {"filename": address, "abs_path": address, "lineno": line, "colno": column} if line else {"filename": "<anonymous>"}
        frames.append({"function": function, "in_app": True, **place})
    return {
        "platform": "javascript", "event_id": uuid.uuid4().hex,
        "exception": {"values": [{"type": "RangeError", "value": "count -1 is negative", "stacktrace": {"frames": frames}}]}, **fields,
    }


def multipart(fields, name, content):
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={edge}"}


def deliver(server, release, name, content, *fields):
    body, headers = multipart([("name", name), *fields], name.split("/")[-1], content)
    status, answer, _ = server.request("POST", f"/api/0/projects/default/default/releases/{release}/files/", body, headers)
    equal(status, 201, f"delivering {name}: {answer[:200]}")
    return json.loads(answer)


def shown(server, sent):
    """The event as its page shows it."""
    body = server.store(sent)[1]
    return asked(server, "GET", f"/api/v1/events/{body['id']}", None, AUTH)[1]["event"]


def is_written(frames, what):
    """The frames are those of the sources."""
    for frame, wanted in zip(frames, WRITTEN, strict=True):
        if wanted is None:
            check("minified" not in frame, f"{what}: {frame}")
            continue
        place, function, line, text = wanted
        equal((frame["filename"], frame["lineno"], frame.get("context_line")), (place, line, text), f"{what}: place")
        if function:
            equal(frame["function_name"], function, f"{what}: function at {place}:{line}")
        equal((frame["minified"]["lineno"], frame["in_app"]), (1, True), f"{what}: what the client sent")


def by_release(server):
    """Files by their addresses in a release."""
    for kind in STACKS:
        script, code, source_map = files(kind)
        release = f"{kind}@1"
        deliver(server, release, f"~/static/{script}", code)
        deliver(server, release, f"~/static/{script}.map", source_map)
        detail = shown(server, event(kind, f"https://shop.example/static/{script}?v=3", release=release))
        is_written(detail["stacktrace"], kind)
        equal(detail["stacktrace"], detail["exception"]["chain"][0]["frames"], f"{kind}: both stacks")
        equal([line.strip() for line in detail["stacktrace"][-1]["pre_context"]][-1], "if (item.count < 0) {", f"{kind}: lines before")
        detail = shown(server, event(kind, f"https://other.example/static/{script}", release=release, dist="9"))
        is_written(detail["stacktrace"], f"{kind}, a file without a distribution")
        detail = shown(server, event(kind, f"https://shop.example/static/{script}", release="none"))
        equal(detail["stacktrace"][0]["map_note"], "no source map was delivered for it", f"{kind}: another release")
        detail = shown(server, event(kind, f"https://shop.example/other/{script}", release=release))
        check("map_note" in detail["stacktrace"][0], f"{kind}: another folder")
        listed = asked(server, "GET", f"/api/0/projects/default/default/releases/{release}/files/")[1]
        equal([one["name"] for one in listed], [f"~/static/{script}", f"~/static/{script}.map"], "the files of a release")
    equal(asked(server, "GET", "/api/v1/projects/1/artifacts?version=vite@1")[1][0]["state"], "ok", "bundles of the front end")


def by_debug_id(server):
    """Files by the ids that bundlers put into them."""
    script, code, source_map = files("vite")
    debug_id = "85314830-023F-4cf1-a267-535f4e37bb17"
    marked = json.dumps({**json.loads(source_map), "debugId": debug_id.lower()}).encode()
    deliver(server, "ids@1", f"~/{script}.map", marked)
    address = "app:///anywhere/else.js"
    images = {"images": [{"type": "sourcemap", "code_file": address, "debug_id": debug_id}]}
    detail = shown(server, event("vite", address, debug_meta=images))
    is_written(detail["stacktrace"], "by debug id")
    detail = shown(server, event("vite", address, debug_meta={"images": [{"type": "sourcemap", "code_file": address, "debug_id": "x"}]}))
    equal(detail["stacktrace"][0]["map_note"], "no source map, and no release to look in", "an id that is none")


def told(server):
    """Where a script says that its map is: relative, absolute, by a header."""
    script, code, source_map = files("esbuild")
    bare = code[: code.index(b"//#")]
    for number, (name, content, maps, fields) in enumerate([
        ("~/a/b/app.js", bare + b"//# sourceMappingURL=../maps/x.map", "~/a/maps/x.map", []),
        ("~/a/b/app.js", bare + b"//# sourceMappingURL=/maps/x.map\n", "~/maps/x.map", []),
        ("~/a/b/app.js", bare + b"//# sourceMappingURL=https://cdn.example/x.map", "https://cdn.example/x.map", []),
        ("~/a/b/app.js", bare, "~/a/b/other.map", [("header", "Sourcemap: other.map")]),
        ("~/a/b/app.js", bare, "~/a/b/app.js.map", []),
        ("https://shop.example/a/b/app.js", bare + b"//# sourceMappingURL=../../../../up.map", "https://shop.example/up.map", []),
    ]):
        release = f"told@{number}"
        deliver(server, release, name, content, *fields)
        deliver(server, release, maps, source_map)
        is_written(shown(server, event("esbuild", "https://shop.example/a/b/app.js", release=release))["stacktrace"], f"{content[-40:]} at {maps}")


def inside(server):
    """A map in its script, in Base64 or not, short or long; what only looks like one is none."""
    script, code, source_map = files("esbuild")
    bare = code[: code.index(b"//#")]
    large = json.dumps({**json.loads(source_map), "ignored": "x" * 300000}).encode()
    base64_of = lambda content: b"//# sourceMappingURL=data:application/json;charset=utf-8;base64," + base64.b64encode(content)
    plain = b"//# sourceMappingURL=data:application/json," + urllib.parse.quote(source_map).encode()
    text = b'\nconst css = "/*# sourceMappingURL=data:application/json;base64,".concat(btoa("{}")) + "//# sourceMappingURL=data:x";\n'
    address = "https://shop.example/a/app.js"
    for number, content in enumerate([
        bare + base64_of(source_map), bare + base64_of(large) + b"\n", bare + plain, base64_of(b"{}") + b"\n" + bare + base64_of(source_map),
        bare + base64_of(large) + b"\n//# debugId=85314830-023f-4cf1-a267-535f4e37bb19\n",
    ]):
        deliver(server, f"inside@{number}", "~/a/app.js", content)
        is_written(shown(server, event("esbuild", address, release=f"inside@{number}"))["stacktrace"], f"a map in a script, {number}")
    listed = asked(server, "GET", "/api/0/projects/default/default/releases/inside@1/files/")[1]
    equal([(one["name"], one["headers"]) for one in listed], [("~/a/app.js", {"Sourcemap": "data:"})], "the script that has its map")
    deliver(server, "inside@header", "~/a/app.js", bare, ("header", "SourceMap: " + base64_of(source_map)[len("//# sourceMappingURL="):].decode()))
    is_written(shown(server, event("esbuild", address, release="inside@header"))["stacktrace"], "a map in a header")
    deliver(server, "inside@text", "~/a/app.js", bare + text)
    deliver(server, "inside@text", "~/a/app.js.map", source_map)
    is_written(shown(server, event("esbuild", address, release="inside@text"))["stacktrace"], "a text that looks like a map")
    debug_id = "85314830-023f-4cf1-a267-535f4e37bb18"
    deliver(server, "inside@id", "~/other.js", bare + f"//# debugId={debug_id}\n".encode() + base64_of(large))
    images = {"images": [{"type": "sourcemap", "code_file": address, "debug_id": debug_id}]}
    is_written(shown(server, event("esbuild", address, debug_meta=images))["stacktrace"], "a map in a script, by debug id")
    for number, (content, note) in enumerate([(b"//# sourceMappingURL=data:application/json;base64,!!!!", "not Base64"), (b"//# sourceMappingURL=data:application/json", "without a comma"),
                                              (b"//# sourceMappingURL=data:application/json,%zz", "a broken `%`"), (base64_of(b"[]"), "a source map is an object")]):
        release = f"inside@broken{number}"
        deliver(server, release, "~/a/app.js", bare + content)
        frame = shown(server, event("esbuild", address, release=release))["stacktrace"][-1]
        check(note in frame.get("map_note", ""), f"{content[-30:]}: {frame.get('map_note')}")


def only_inside(server):
    """A project whose only map is in a script has maps."""
    _, code, source_map = files("esbuild")
    content = code[: code.index(b"//#")] + b"//# sourceMappingURL=data:application/json;base64," + base64.b64encode(source_map)
    deliver(server, "only@1", "~/app.js", content)
    is_written(shown(server, event("esbuild", "https://shop.example/app.js", release="only@1"))["stacktrace"], "the only map")


def unreached(server):
    """Places that a map does not reach, or frames that do not tell enough, are told so; long lines are shown around the place."""
    long = "x" * 5000 + "boom()" + "y" * 5000
    source_map = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["first\n" + long + "\nthird"], "names": []}
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    def number(value):
        bits, text = (abs(value) << 1) | (value < 0), ""
        while True:
            bits, digit = bits >> 5, bits & 31
            text += digits[digit | (32 if bits else 0)]
            if not bits:
                return text

    segment = lambda *values: "".join(map(number, values))
    # Line 1: column 0 is 1:0, column 10 is 2:5000. Line 2 has nothing. Line 3: column 5 is 3:0.
    source_map["mappings"] = segment(0, 0, 0, 0) + "," + segment(10, 0, 1, 5000) + ";;" + segment(5, 0, 1, -5000)
    deliver(server, "unreached@1", "~/app.js", b"x()\n" * 9)
    # With the mark that Windows' tools begin texts with.
    deliver(server, "unreached@1", "~/app.js.map", b"\xef\xbb\xbf" + json.dumps(source_map).encode())
    places = [(1, 11), (2, 1), (3, 5), (3, 6), (4, 1), (7, 1), (1, None), (None, None), (1, "11")]
    frames = [{"function": "f", "abs_path": "https://shop.example/app.js", "lineno": line, "colno": column, "in_app": True} for line, column in places]
    sent = {"platform": "javascript", "release": "unreached@1",
            "exception": {"values": [{"type": "E", "value": "v", "stacktrace": {"frames": frames}}]}}
    found = shown(server, sent)["stacktrace"]
    unknown, no_column = "the source map does not know this place", "the client told no column"
    equal([(frame.get("lineno"), frame.get("map_note")) for frame in found],
          [(2, None), (2, unknown), (3, unknown), (3, None), (4, unknown), (7, unknown), (1, no_column), (None, None), (1, no_column)], "places")
    equal((found[0]["filename"], found[3]["context_line"], found[3]["pre_context"][0]), ("a.ts", "third", "first"), "those that are known")
    equal(found[3]["pre_context"][1], "x" * 499 + "…", "the beginning of a long line beside the place")
    line = found[0]["context_line"]
    equal((len(line), line[0], line[-1], "xboom()y" in line), (500, "…", "…", True), f"a long line: {line[:20]}")


def grouped(server):
    """Two builds of one program, by different bundlers, are one issue where their maps are known."""
    issues = []
    for kind in ("esbuild", "vite", "esbuild"):
        script, _, _ = files(kind)
        detail = shown(server, event(kind, f"https://shop.example/static/{script}", release=f"{kind}@1"))
        issues.append(detail["issue_id"])
        wanted = ["src/main.ts|checkout();", "src/main.ts|checkout", "src/cart.ts|cartTotal", "<anonymous>|map"]
        frames = detail["grouping"]["parts"][0]["frames"]
        equal((frames[:4], frames[5]), (wanted, "src/cart.ts|lineTotal"), f"{kind}: what took part")
        equal(detail["grouping"]["fingerprint"], detail["fingerprint"], f"{kind}: what is explained is what grouped it")
    equal(len(set(issues)), 1, "two builds of one program")
    culprit = asked(server, "GET", f"/api/v1/issues/{issues[0]}", None, AUTH)[1]["culprit"]
    equal(culprit, "src/cart.ts in lineTotal", "where it happened")
    unmapped = shown(server, event("vite", "https://shop.example/static/main-Zzzzzz12.js", release="none"))
    check(unmapped["issue_id"] not in issues, "without its maps it is another")


def broken(server):
    """A map that is none costs a note."""
    _, code, source_map = files("esbuild")
    good = json.loads(source_map)
    for number, (body, note) in enumerate([
        (b"", "not JSON"), (b"[]", "a source map is an object"), (b"{}", "not version 3"), (b'{"version":2}', "not version 3"),
        (json.dumps({**good, "mappings": "AAAA,!!!!"}).encode(), "no number at 5"),
        (json.dumps({**good, "mappings": "AA"}).encode(), "a segment of 2 numbers"),
        (json.dumps({**good, "mappings": "AAAAAA"}).encode(), "a segment of more than 5 numbers"),
        (json.dumps({**good, "mappings": "DAAA"}).encode(), "a place outside of everything"),
        (json.dumps({**good, "mappings": "gggggggggggggggB"}).encode(), "no number"),
        (json.dumps({**good, "mappings": 5}).encode(), "no mappings"),
        (json.dumps({**good, "sources": "x"}).encode(), "sources are a list"),
        (json.dumps({**good, "sources": []}).encode(), "names a source that it does not have"),
        (json.dumps({"version": 3, "sections": [{"offset": {"line": 0, "column": -1}, "map": good}]}).encode(), "an offset without column"),
        (json.dumps({"version": 3, "sections": [{"offset": {"line": 0, "column": 0}, "url": "http://127.0.0.1/x"}]}).encode(), "a section without a map"),
        (b'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":' * 9 + b"{}" + b"}]}" * 9, "too many sections"),
    ]):
        release = f"broken@{number}"
        deliver(server, release, "~/app.js", code)
        deliver(server, release, "~/app.js.map", body)
        detail = shown(server, event("esbuild", "https://shop.example/app.js", release=release))
        frame = detail["stacktrace"][-1]
        check(note in frame.get("map_note", ""), f"{body[:80]}: {frame.get('map_note')}")
        equal((frame["function_name"], frame["colno"]), ("n", 40), "the frame as it was sent")


def indexed(server):
    """Maps of sections, one in another; a line that guards against being run."""
    _, code, source_map = files("esbuild")
    good = json.loads(source_map)
    inner = {"version": 3, "sections": [{"offset": {"line": 0, "column": 0}, "map": {"version": 3, "sources": ["empty.ts"], "names": [], "mappings": "AAAA"}},
                                       {"offset": {"line": 0, "column": 100}, "map": good}]}
    outer = {"version": 3, "sections": [{"offset": {"line": 2, "column": 7}, "map": inner}]}
    deliver(server, "sections@1", "~/app.js", code)
    deliver(server, "sections@1", "~/app.js.map", b")]}'\n" + json.dumps(outer).encode())
    sent = event("esbuild", "https://shop.example/app.js", release="sections@1")
    for frame in sent["exception"]["values"][0]["stacktrace"]["frames"]:
        if frame.get("lineno"):
            frame.update(lineno=3, colno=frame["colno"] + 107)
    frames = shown(server, sent)["stacktrace"]
    equal([frame["lineno"] for frame in frames if "minified" in frame], [7, 4, 11, 11, 5], "lines by sections")
    equal(frames[-1]["function_name"], "lineTotal", "names by sections")


def large(server):
    """A large map is kept in pieces, of which an event needs few."""
    _, code, source_map = files("esbuild")
    good = json.loads(source_map)
    lines = ";".join(["AAAA," * 40 + "CAAC"] * 5000)
    body = json.dumps({**good, "sourcesContent": ["x\n" * 100] * 2, "mappings": lines + ";" + good["mappings"]}).encode()
    check(len(body) > 1000000, f"{len(body)} bytes")
    before = server.memory()
    deliver(server, "large@1", "~/app.js", code)
    deliver(server, "large@1", "~/app.js.map", body)
    grown = (server.memory() - before) >> 20
    check(grown < 200, f"a map of {len(body) >> 20} MiB takes {grown} MiB")
    parts = server.rows("SELECT max(length(mappings)), count(*) FROM source_map_parts")[0]
    check(parts[0] < 5000 and parts[1] > 200, f"pieces: {parts}")
    sent = event("esbuild", "https://shop.example/app.js", release="large@1")
    for frame in sent["exception"]["values"][0]["stacktrace"]["frames"]:
        if frame.get("lineno"):
            frame["lineno"] = 5001
    frames = shown(server, sent)["stacktrace"]
    check(all("minified" in frame or frame["filename"] == "<anonymous>" for frame in frames), f"frames far behind: {frames[-1]}")


def hostile_events(server):
    """Events that ask for very much, or strangely."""
    frames = [{"function": "f", "abs_path": f"https://x.example/{n}.js", "lineno": n + 1, "colno": 2**40} for n in range(250)]
    frames += [{"abs_path": "https://shop.example/app.js", "lineno": line, "colno": column} for line, column in [(0, 0), (-5, 1), (2**60, 2**60), (1, 0), (None, 1), ("1", "1")]]
    values = [{"type": f"E{n}", "stacktrace": {"frames": frames[-250:]}} for n in range(20)]
    detail = shown(server, {"platform": "javascript", "release": "large@1", "exception": {"values": values}})
    equal((len(detail["exception"]["chain"]), len(detail["stacktrace"])), (20, 250), "an event of very many frames")
    detail = shown(server, {"platform": "javascript", "release": "large@1", "debug_meta": {"images": [None, 5, {"code_file": 7}]}, "message": "m"})
    equal(detail["stacktrace"], [], "images that are none")


def pure(parts):
    for script, said, wanted in [
        ("https://h.example/a/b.js", "b.js.map", "~/a/b.js.map"), ("~/a/b.js", "../../../x.map", "~/x.map"), ("~/a/b.js", "./x.map?v=1", "~/a/x.map"),
        ("~/b.js", "data:application/json;base64,e30=", "~/data:application/json;base64,e30="),
    ]:
        check(wanted in parts.ask("map_places", script=script, said=said), f"{said} of {script}: {parts.ask('map_places', script=script, said=said)}")


def run(binary, meshc):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        for test in (only_inside, by_release, grouped, by_debug_id, told, inside, unreached, broken, indexed, large, hostile_events):
            test(server)
    if meshc and not is_postgres():
        with asking(meshc) as parts:
            pure(parts)
