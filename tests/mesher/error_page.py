"""The dialog of a page that failed: who gets its script, and what becomes of what users say in it."""
import json
import urllib.parse
import uuid

from envelopes import P, get
from harness import KEY, check, equal, running

PATH = "/api/embed/error-page/"


def address(server, event_id, key=KEY, number=1, **more):
    dsn = f"http://{key}@127.0.0.1:{server.http}/{number}"
    return PATH + "?" + urllib.parse.urlencode({"dsn": dsn, "eventId": event_id, **more})


def send(server, path, **fields):
    body = urllib.parse.urlencode(fields).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://shop.example"}
    status, text, answered = server.request("POST", path, body, headers)
    return status, json.loads(text), answered


def run(binary):
    with running(binary) as server:
        dialog(server)


def dialog(server):
    about = uuid.uuid4().hex
    there = address(server, about, title="</script><script>alert(1)</script>")
    status, script, headers = server.request("GET", there)
    equal((status, headers["Content-Type"], headers["Access-Control-Allow-Origin"]), (200, "text/javascript; charset=utf-8", "*"), "its script")
    check(b"__sentry_reportdialog_closed__" in script and b"alert(1)" not in script, "the same for everybody")
    status, answer, headers = send(server, there, name="Ida", email="i@x.y", comments="It <b>broke</b>")
    equal((status, answer, headers["Access-Control-Allow-Origin"]), (200, {}, "*"), "said")
    found = get(server, f"{P}/feedback?event_id={about}")["data"]
    equal([(one["source"], one["name"], one["email"], one["message"]) for one in found],
          [("user_report", "Ida", "i@x.y", "It <b>broke</b>")], "it is feedback of the event")
    equal(send(server, there, name="Ida", comments=" ")[0:2], (400, {"errors": {"comments": ["This field is required."]}}), "nothing said")
    equal(send(server, there, comments="x" * 20000)[0], 413, "too much said")
    equal(server.request("POST", there, b"{", {"Content-Type": "application/json"})[0], 415, "no form")
    for path, status in [(address(server, "x"), 400), (PATH, 401), (address(server, about, key="f" * 32), 403), (address(server, about, number=7), 403),
                         (f"{PATH}?eventId={about}&dsn=x", 401), (f"{PATH}?eventId={about}&dsn=http%3A%2F%2F{KEY}%40h%2F1%00", 400)]:
        equal((server.request("GET", path)[0], send(server, path, comments="x")[0]), (status, status), f"refused: {path}")
    server.change("UPDATE projects SET allowed_origins = 'https://other.example'")
    try:
        # What is remembered of a key is forgotten after five seconds in any case.
        key = get(server, f"{P}/api-keys")[0]["id"]
        equal(server.request("POST", f"/api/v1/api-keys/{key}", json.dumps({"label": "default"}).encode())[0], 200, "the key is forgotten")
        equal(send(server, there, comments="x")[0], 403, "another page than those that may send")
    finally:
        server.change("UPDATE projects SET allowed_origins = ''")
        equal(server.request("POST", f"/api/v1/api-keys/{key}", json.dumps({"label": "default"}).encode())[0], 200, "the key is forgotten")
    check(not [one for one in get(server, f"{P}/feedback")["data"] if one["message"] == "x"], "nothing of what was refused is kept")
