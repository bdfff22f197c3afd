"""Releases: from events, by the API of the front end, and by the real `sentry-cli` where it is installed."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from harness import KEY, check, equal, running
from people import bearer, first_owner, member


def cli():
    """The real `sentry-cli`, if there is one."""
    installed = pathlib.Path(__file__).resolve().parent.parent.parent / "target/sentry-cli/node_modules/.bin/sentry-cli"
    for candidate in (os.environ.get("SENTRY_CLI"), installed, "sentry-cli"):
        if candidate and shutil.which(candidate):
            return str(candidate)
    return None


def asked(server, method, path, body=None, headers=None):
    status, answer, received = server.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
    return status, json.loads(answer) if answer else None, received


def from_events(server):
    """An event's release is there, with its counts, new issues and those that came back."""
    for number, release in [(1, "shop@1.0"), (2, "shop@1.0"), (3, "shop@1.1")]:
        server.store({"message": f"m{'abc'[number % 2]}", "release": release})
    issue = server.issues("?q=mb")["data"][0]["id"]
    server.act(issue, "resolve")
    server.store({"message": "mb", "release": "shop@1.2"})
    found = {one["version"]: one for one in asked(server, "GET", "/api/v1/projects/1/releases")[1]["data"]}
    told = {version: (one["event_count"], one["new_issues"], one["regressed_issues"]) for version, one in found.items()}
    equal(told, {"shop@1.0": (2, 2, 0), "shop@1.1": (1, 0, 0), "shop@1.2": (1, 0, 1)}, "releases of events")
    one = asked(server, "GET", "/api/v1/projects/1/releases/shop@1.2")[1]
    equal(([i["title"] for i in one["issues_regressed"]], one["issues_new"]), (["mb"], []), "issues that came back")
    one = asked(server, "GET", "/api/v1/projects/1/releases/shop%401.0")[1]
    equal(sorted(i["title"] for i in one["issues_new"]), ["ma", "mb"], "new issues")


def by_routes(server):
    """What the front end asks for."""
    status, one, _ = asked(server, "POST", "/api/v1/projects/1/releases", {"version": "a/b c", "url": "https://x.example/", "released_at": "2024-01-02T03:04:05Z"})
    equal((status, one["version"], one["released_at"]), (201, "a/b c", "2024-01-02T03:04:05.000000Z"), "a release with a slash")
    equal(asked(server, "POST", "/api/v1/projects/1/releases", {"version": "a/b c"})[0], 200, "once more")
    equal(asked(server, "GET", "/api/v1/projects/1/releases/a%2Fb%20c")[1]["url"], "https://x.example/", "its path")
    equal(asked(server, "GET", "/api/v1/projects/1/releases/none")[:2], (404, {"error": "release not found"}), "no such release")
    page = asked(server, "GET", "/api/v1/projects/1/releases?limit=2")[1]
    more = asked(server, "GET", f"/api/v1/projects/1/releases?limit=9&cursor={page['next_cursor']}&cursor_id={page['next_cursor_id'].replace('/', '%2F').replace(' ', '%20')}")[1]
    everything = asked(server, "GET", "/api/v1/projects/1/releases")[1]
    equal(page["data"] + more["data"], everything["data"], "pages")
    equal([one["version"] for one in asked(server, "GET", "/api/v1/projects/1/releases?q=1.2%25")[1]["data"]], [], "a part of a version, as it is")
    equal([one["version"] for one in asked(server, "GET", "/api/v1/projects/1/releases?q=SHOP@1.2")[1]["data"]], ["shop@1.2"], "in any case")
    equal(asked(server, "POST", "/api/v1/projects/1/releases/a%2Fb%20c/delete")[:2], (200, {"status": "ok", "affected": 1}), "deleted")
    equal(asked(server, "GET", "/api/v1/projects/1/releases?cursor=x&cursor_id=y")[0], 400, "a cursor that is none")


def by_tools(server):
    """The routes of `sentry-cli`, as it calls them, and what is wrong."""
    base = "/api/0/organizations/default/releases/"
    equal(asked(server, "GET", "/api/0/")[1]["version"], "0", "the root")
    equal([one["slug"] for one in asked(server, "GET", "/api/0/organizations/?cursor=")[1]], ["default"], "organizations")
    status, one, _ = asked(server, "POST", base, {"version": "tool@1", "projects": ["default"], "dateStarted": "2024-01-02T03:04:05.678901234Z"})
    equal((status, one["dateStarted"], one["projects"][0]["slug"]), (201, "2024-01-02T03:04:05.678901Z", "default"), "made")
    equal(asked(server, "POST", base, {"version": "tool@1", "projects": ["1"]})[0], 208, "made again, by number")
    for body, reason in [
        ({"version": "x/y", "projects": ["default"]}, "invalid version"), ({"version": " ", "projects": ["default"]}, "invalid version"),
        ({"version": "latest", "projects": ["default"]}, "invalid version"), ({"version": "x" * 251, "projects": ["default"]}, "invalid version"),
        ({"version": "x", "projects": ["elsewhere"]}, "invalid project: elsewhere"), ({"version": "x", "projects": []}, "projects are required"),
        ({"projects": ["default"]}, "version is required"), ({"version": "x", "projects": ["default"], "status": "gone"}, "invalid status: must be open or archived"),
        ({"version": "x", "projects": ["default"], "url": "javascript:alert(1)"}, "invalid url"), ({"version": "x", "projects": ["default"], "dateReleased": "soon"}, "invalid dateReleased"),
    ]:
        equal(asked(server, "POST", base, body)[:2], (400, {"detail": reason}), f"{body}"[:80])
    commits = [{"id": f"{n:040x}", "message": "m", "repository": "acme/shop", "author_name": "Ana", "timestamp": "2024-01-02T03:04:05Z", "patch_set": [{"path": "a", "type": "A"}] * 400} for n in range(20)]
    one = asked(server, "PUT", f"{base}tool@1/", {"commits": commits, "dateReleased": "2024-02-03T04:05:06Z"})[1]
    equal((one["commitCount"], one["lastCommit"]["id"], one["dateReleased"]), (20, f"{0:040x}", "2024-02-03T04:05:06.000000Z"), "commits")
    equal(asked(server, "GET", f"{base}tool@2/previous-with-commits/")[1]["version"], "tool@1", "the release before")
    equal([one["name"] for one in asked(server, "GET", "/api/0/organizations/default/repos/?cursor=")[1]], ["acme/shop"], "repositories")
    status, made, _ = asked(server, "POST", f"{base}tool@1/deploys/", {"environment": "prod", "dateFinished": "2024-02-03T04:05:06Z"})
    equal((status, made["environment"]), (201, "prod"), "a deploy")
    equal(len(asked(server, "GET", f"{base}tool@1/deploys/")[1]), 1, "deploys")
    equal(asked(server, "POST", f"{base}tool@1/deploys/", {})[:2], (400, {"detail": "environment is required"}), "a deploy to nowhere")
    equal(asked(server, "GET", f"{base}none/")[:2], (404, {"detail": "release not found"}), "no such release")
    equal(asked(server, "DELETE", f"{base}tool@1/")[0], 204, "deleted")
    equal(asked(server, "GET", f"{base}tool@1/")[0], 404, "gone")


def with_tool(server, tool, owner):
    """The real `sentry-cli` with a token that is for releases."""
    token = owner.post("/api/v1/auth/tokens", {"name": "CI", "scopes": ["releases"]})[1]["token"]
    environment = {
        **os.environ, "SENTRY_URL": f"http://127.0.0.1:{server.http}", "SENTRY_AUTH_TOKEN": token, "SENTRY_ORG": "default",
        "SENTRY_PROJECT": "default", "SENTRY_DSN": f"http://{KEY}@127.0.0.1:{server.http}/1",
    }

    def run(*words, cwd=None, code=0):
        done = subprocess.run([tool, *words], env=environment, capture_output=True, text=True, timeout=60, cwd=cwd)
        equal(done.returncode, code, f"sentry-cli {' '.join(words)}: {(done.stdout + done.stderr)[:600]}")
        return done.stdout

    check("releases" in run("info"), "info shows the scopes")
    run("releases", "new", "cli@1.0")
    run("releases", "finalize", "cli@1.0")
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-c", "user.email=ana@example.test", "-c", "user.name=Ana"]
        for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "first"]):
            subprocess.run([*git, *words], cwd=folder, check=True)
        run("releases", "set-commits", "cli@1.0", "--local", cwd=folder)
    run("deploys", "new", "--release", "cli@1.0", "-e", "prod")
    check("prod" in run("deploys", "list", "--release", "cli@1.0"), "deploys")
    check("cli@1.0" in run("releases", "list"), "the list")
    run("releases", "archive", "cli@1.0")
    one = asked(server, "GET", "/api/0/organizations/default/releases/cli@1.0/", None, owner.headers)[1]
    equal((one["status"], one["commitCount"], one["deployCount"]), ("archived", 1, 1), "what the tool did")
    run("send-event", "-m", "from the tool", "-r", "cli@1.0")
    equal(asked(server, "GET", "/api/v1/projects/1/releases/cli@1.0", None, owner.headers)[1]["event_count"], 1, "its event")
    run("releases", "delete", "cli@1.0")
    environment["SENTRY_AUTH_TOKEN"] = "mshu_" + "0" * 64
    run("releases", "new", "cli@2.0", code=1)


def strangers(server, owner):
    """Another organization sees and changes nothing."""
    owner.post("/api/v1/orgs", {"name": "Other"})
    stranger = bearer(server, member(server, owner, "sam@example.test", "owner", "other"))
    owner.post("/api/v1/projects/1/releases", {"version": "ours"})
    equal(stranger.ask("GET", "/api/0/organizations/default/releases/")[0], 404, "another's releases")
    equal(stranger.ask("POST", "/api/0/organizations/other/releases/", {"version": "x", "projects": ["default"]})[0], 400, "another's project")
    equal(stranger.ask("GET", "/api/0/organizations/other/releases/ours/")[0], 404, "another's release")
    equal(stranger.ask("GET", "/api/0/projects/other/default/releases/")[0], 404, "another's project in the path")


def run(binary):
    with running(binary) as server:
        by_tools(server)
        from_events(server)
        by_routes(server)
    tool = cli()
    with running(binary) as server:
        owner = bearer(server, first_owner(server))
        strangers(server, owner)
        if tool:
            with_tool(server, tool, owner)
        else:
            print("sentry-cli: skipped, it is not installed")
