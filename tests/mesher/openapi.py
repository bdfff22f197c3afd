"""The OpenAPI document: it has the server's routes, all of them and no other, and the server answers as it says."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import uuid

from databases import is_postgres, on_both
from harness import AUTH, check, equal, running

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Pages, and what speaks WebSocket.
NOT_IN_IT = re.compile(r"GET /(?!api/|healthz|readyz|metrics)")
METHODS = {"get", "post", "put", "delete", "patch"}


def tester():
    """The program `schemathesis`, when it is installed: in target/, or where SCHEMATHESIS says."""
    for candidate in (os.environ.get("SCHEMATHESIS"), ROOT / "target/schemathesis/bin/schemathesis", "schemathesis"):
        if candidate and shutil.which(candidate):
            return str(candidate)
    return None


def drift(binary, document):
    listed = subprocess.run([binary, "routes"], capture_output=True, text=True, check=True).stdout.split("\n")
    routes = {line.rstrip("/") for line in listed if line and not NOT_IN_IT.match(line)}
    as_route = lambda path: re.sub("{(.*?)}", r":\1", path)
    told = {f"{method.upper()} {as_route(path)}" for path, all in document["paths"].items() for method in all}
    equal(sorted(routes - told), [], "routes that the document does not have")
    equal(sorted(told - routes), [], "what the document has and the server does not")


def filled(document, server):
    """The document with what parameters stand for: mostly things that are there."""
    api = lambda path: json.loads(server.request("GET", f"/api/v1{path}")[1])
    issue = api("/projects/1/issues")[0]["id"]
    event = api(f"/issues/{issue}/events/latest")["event"]["id"]
    values = {
        "org": ["default"], "project": ["1", "default", "77"], "id": [issue, issue, event, str(uuid.uuid4()), "x"], "event": [event, "latest", "x"],
        "number": ["1", "DEFAULT-1", "x"], "version": ["1.0", "none"], "slug": ["job", "none"],
    }
    for all in document["paths"].values():
        for operation in all.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path" and parameter["name"] in values:
                    parameter["schema"] = {"type": "string", "enum": values[parameter["name"]]}
    return document


def api_token(server):
    """A token of an owner that may do everything."""
    def post(path, body, headers):
        status, text, _ = server.request("POST", f"/api/v1/auth/{path}", json.dumps(body).encode(), headers)
        check(status in (200, 201), f"{path}: {status} {text}")
        return json.loads(text)

    person = {"email": "ana@example.test", "password": "correct horse battery", "display_name": "Ana"}
    post("register", person, {})
    session = post("login", person, {})["token"]
    return post("tokens", {"name": "test", "scopes": ["admin"]}, {"Authorization": f"Bearer {session}"})["token"]


def conforms(server, program, document):
    filled(document, server)
    token = api_token(server)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "openapi.json"
        path.write_text(json.dumps(document))
        pathlib.Path(folder, "schemathesis.toml").write_text("[auth]\nauto-signup = false\n")
        done = subprocess.run(
            [program, "run", path, "--header", f"Authorization: Bearer {token}", "--url", f"http://127.0.0.1:{server.http}", "--phases", "fuzzing", "--max-examples", "1" if is_postgres() else "3", "--seed", "7",
             "--workers", "2", "--no-color", "--suppress-health-check", "all", "--warnings", "off", "--mode", "all", "--request-timeout", "30",
             "--generation-deterministic", "--no-shrink",
             "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
             # What deletes the ground under the others' feet.
             "--exclude-path-regex", r"/projects/\{project\}/delete$|/auth/setup$|/members/\{member\}/"],
            capture_output=True, text=True, timeout=300, cwd=folder)
    check(done.returncode == 0, f"answers are as the document says:\n{done.stdout[-6000:]}{done.stderr[-2000:]}")


def served(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        for number in range(3):
            server.native({"message": f"event {number % 2}", "release": "1.0", "tags": {"a": "b"}}, AUTH)
        status, body, _ = server.request("GET", "/api/v1/openapi.json")
        equal(status, 200, "the document")
        document = json.loads(body)
        check(document["openapi"].startswith("3.1"), "its version")
        for path, all in document["paths"].items():
            equal(set(all) - METHODS, set(), f"methods of {path}")
        names = [one["operationId"] for all in document["paths"].values() for one in all.values()]
        equal(len(names), len(set(names)), "names of operations")
        drift(binary, json.loads(body))
        program = tester()
        if program:
            conforms(server, program, document)
        else:
            print("openapi: schemathesis is not installed, answers are not compared")


def run(binary):
    on_both(served)(binary)
