"""Reading: issues and their events, one event, dashboards, searches."""
import json
import uuid

from harness import check, equal, running


def get(server, path, status=200):
    found, body, _ = server.request("GET", f"/api/v1{path}")
    equal(found, status, f"GET {path}")
    return json.loads(body)


def post(server, number, **fields):
    event = {"event_id": uuid.uuid4().hex, "message": f"event {number}", "fingerprint": ["one"], **fields}
    status, body, _ = server.store(event)
    equal(status, 200, "stored")
    return event["event_id"]


def pages(server):
    """An issue, its events page by page, its neighbours."""
    sent = [post(server, n, level="warning", environment="prod", release="1.2", tags={"who": f"u{n % 3}"}) for n in range(7)]
    issue = server.issues("?limit=1")["data"][0]
    path = f"/issues/{issue['id']}"
    whole = get(server, path)
    equal((whole["short_id"], whole["number"], whole["event_count"]), ("DEFAULT-1", 1, 7), "the issue")
    for name in ("1", "DEFAULT-1", "default-1"):
        equal(get(server, f"/projects/1/issues/{name}")["id"], issue["id"], f"issue {name}")
    get(server, "/projects/1/issues/77", 404)
    get(server, "/projects/1/issues/SHOP-1", 400)
    found, query = [], "?limit=3"
    while True:
        page = get(server, f"{path}/events{query}")
        found += page["data"]
        if not page["has_more"]:
            break
        query = f"?limit=3&cursor={page['next_cursor']}&cursor_id={page['next_cursor_id']}"
    equal([event["event_id"] for event in found], sent[::-1], "its events, newest first")
    equal(get(server, f"{path}/events?limit=7")["has_more"], False, "has_more is exact")
    equal(get(server, f"{path}/timeline"), found, "the time line")
    equal(get(server, f"{path}/timeline?limit=2"), found[:2], "a short time line")
    latest = get(server, f"{path}/events/latest")
    equal((latest["event"]["event_id"], latest["navigation"]), (sent[-1], {"next_id": None, "prev_id": found[1]["id"]}), "the latest")
    equal(whole["latest_event_id"], latest["event"]["id"], "the id of the latest")
    for name in (found[3]["id"], found[3]["event_id"], str(uuid.UUID(found[3]["event_id"]))):
        middle = get(server, f"/events/{name}")
        equal(middle["navigation"], {"next_id": found[2]["id"], "prev_id": found[4]["id"]}, f"neighbours of {name}")
    equal((middle["event"]["environment"], middle["event"]["release"]), ("prod", "1.2"), "fields of an event")
    equal(middle["event"]["tags"]["who"], "u0", "tags of an event")
    equal(json.loads(server.request("GET", f"/api/v1/events/{found[0]['id']}/json")[1])["event_id"], sent[-1], "the body as sent")
    tags = get(server, f"{path}/tags")
    who = next(tag for tag in tags["tags"] if tag["name"] == "who")
    equal((tags["events"], who["values"][0], who["different"]), (7, {"value": "u0", "count": 3}, 3), "tags of an issue")
    for path, status in (("/events/x", 400), (f"/events/{uuid.uuid4()}", 404), (f"/events/{uuid.uuid4().hex}", 404),
                         (f"/issues/{uuid.uuid4()}", 404), ("/issues/x", 400), (f"/issues/{issue['id']}/events?cursor=x", 400)):
        get(server, path, status)


def dashboards(server):
    post(server, 8, level="fatal", fingerprint=["two"], message="Größe ÜBER alles", user={"id": "7"})
    volume = get(server, "/projects/1/dashboard/volume")
    equal((len(volume), volume[-1]["count"] + volume[-2]["count"]), (24, 8), "volume by the hour")
    equal(sum(bucket["count"] for bucket in get(server, "/projects/1/dashboard/volume?bucket=day")), 8, "volume by the day")
    get(server, "/projects/1/dashboard/volume?bucket=week", 400)
    equal(get(server, "/projects/1/dashboard/levels"), [{"level": "warning", "count": 7}, {"level": "fatal", "count": 1}], "levels")
    equal([one["event_count"] for one in get(server, "/projects/1/dashboard/top-issues")], [7, 1], "top issues")
    equal(get(server, "/projects/1/dashboard/tags?key=who"),
          [{"value": "u0", "count": 3}, {"value": "u1", "count": 2}, {"value": "u2", "count": 2}], "values of a tag")
    get(server, "/projects/1/dashboard/tags", 400)
    equal(get(server, "/projects/1/dashboard/health"), {"unresolved_count": 2, "events_24h": 8, "new_today": 2}, "health")
    equal(get(server, "/projects/1/dashboard/users"), {"users": 1, "top": [{"value": "7", "count": 1}]}, "users")
    releases = get(server, "/projects/1/dashboard/releases")
    equal([(one["release"], one["new_issues"], one["issues"]) for one in releases], [("1.2", 1, 1)], "releases")
    lines = {issue["title"]: (sum(issue["hours"]), issue["days"][-1], issue["user_count"]) for issue in server.issues("?limit=9")["data"]}
    equal(lines, {"event 0": (7, 7, 0), "Größe ÜBER alles": (1, 1, 1)}, "events by hours and days")
    search = lambda q: [one["message"] for one in get(server, f"/projects/1/events/search?q={q}")]
    equal(search("gr%C3%96%C3%9Fe+%C3%BCber"), ["Größe ÜBER alles"], "case is folded in all scripts")
    equal(search("event+3")[0], "event 3", "the best match comes first")
    equal(search("100%25"), [], "a percent sign is no wildcard")
    get(server, "/projects/1/events/search", 400)
    tagged = get(server, "/projects/1/events/tags?key=who&value=u1")
    equal([one["tags"]["who"] for one in tagged], ["u1", "u1"], "events with a tag")
    get(server, "/projects/1/events/tags?key=who", 400)


def searches(server):
    titles = lambda q: [issue["title"] for issue in server.issues(f"?q={q}")["data"]]
    equal(len(titles("%C3%BCber")), 1, "text of an issue in any case")
    equal(len(titles("environment:PROD")), 1, "a value in any case")
    equal(len(titles("who:u1+release:1.*+!level:fatal")), 1, "several conditions")
    equal(len(titles("!has:who")), 1, "without a tag")
    equal(len(titles("tag[who]:u9")), 0, "no such value")
    equal(len(titles("timesSeen:%3E6+is:unresolved+age:-1h")), 1, "numbers and times")
    status, body, _ = server.request("GET", "/api/v1/projects/1/issues?q=is:unresolved+level:eror")
    equal((status, json.loads(body)["at"], json.loads(body)["length"]), (400, 20, 4), "what is wrong, and where")
    check("did you mean error?" in json.loads(body)["error"], "what is meant")
    equal(server.request("GET", "/api/v1/projects/1/issues?status=open")[0], 400, "an unknown status")
    equal(server.request("GET", "/api/v1/projects/1/issues?level=loud")[0], 400, "an unknown level")


def run(binary):
    with running(binary) as server:
        pages(server)
        dashboards(server)
        searches(server)
