"""Issues and events as tools of Sentry ask for them, below /api/0/."""
import json
import re
import uuid

from harness import check, equal, running


def call(server, method, path, body=None, status=200):
    data = None if body is None else json.dumps(body).encode()
    found, text, headers = server.request(method, f"/api/0{path}", data)
    check(found == status, f"{method} {path} {body}: {found} {text[:200]}, expected {status}")
    return (json.loads(text) if text else None), headers


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        sent = []
        for number in range(5):
            sent.append(uuid.uuid4().hex)
            server.store({"event_id": sent[-1], "fingerprint": [f"tool {number // 2}"], "release": "1.0", "environment": "prod",
                          "user": {"id": "9"}, "tags": {"a": "b"}, "level": "error",
                          "exception": {"values": [{"type": "ToolError", "value": f"number {number // 2}"}]}})
        path = "/projects/default/default/issues/"
        found, headers = call(server, "GET", f"{path}?limit=2")
        equal(len(found), 2, "a page of issues")
        place = re.search(r'cursor="([^"]+)"', headers["Link"]).group(1)
        rest, headers = call(server, "GET", f"{path}?limit=2&cursor={place}")
        equal(len({one["id"] for one in found + rest}), 3, "two pages of issues")
        check('results="false"' in headers["Link"], "the last page")
        issue = next(one for one in found + rest if one["metadata"]["value"] == "number 0")
        equal((issue["count"], issue["level"], issue["type"], issue["metadata"], issue["status"], issue["userCount"], issue["project"]["slug"]),
              ("2", "error", "error", {"type": "ToolError", "value": "number 0"}, "unresolved", 1, "default"), "an issue")
        equal((len(issue["stats"]["24h"]), sum(count for _, count in issue["stats"]["24h"])), (24, 2), "its events by the hour")
        equal([one["id"] for one in call(server, "GET", f"{path}?query=%22number+0%22")[0]], [issue["id"]], "a search")
        call(server, "GET", f"{path}?query=level:x", status=400)
        call(server, "GET", f"{path}?cursor=x", status=400)
        one = f"/issues/{issue['id']}/"
        equal(call(server, "GET", one)[0], issue, "the issue alone")
        equal(call(server, "GET", f"/organizations/default{one}")[0], issue, "the issue below its organization")
        equal([event["eventID"] for event in call(server, "GET", f"{one}events/")[0]], sent[1::-1], "its events")
        latest, _ = call(server, "GET", f"{one}events/latest/")
        equal((latest["eventID"], latest["entries"][0]["type"], latest["release"]), (sent[1], "exception", {"version": "1.0"}), "the latest event")
        equal(latest["entries"][0]["data"]["values"][0]["value"], "number 0", "its exception")
        equal(call(server, "GET", f"{one}events/oldest/")[0]["eventID"], sent[0], "the oldest event")
        equal(call(server, "GET", f"{one}events/{sent[1]}/")[0], latest, "an event by its id")
        call(server, "GET", f"{one}events/{sent[4]}/", status=404)
        equal(call(server, "GET", f"/projects/default/default/events/{sent[1]}/")[0], latest, "an event of the project")
        equal(len(call(server, "GET", "/projects/default/default/events/")[0]), 5, "events of the project")
        equal([tag["key"] for tag in call(server, "GET", f"{one}tags/")[0] if tag["key"] == "a"], ["a"], "tags")
        equal(len(call(server, "GET", f"{one}hashes/")[0]), 1, "hashes")
        for body, wanted in [
            ({"status": "resolved"}, ("resolved", {})),
            ({"status": "unresolved"}, ("unresolved", {})),
            ({"status": "resolved", "statusDetails": {"inRelease": "2.0"}}, ("resolved", {"inRelease": "2.0"})),
            ({"status": "unresolved"}, ("unresolved", {})),
            ({"status": "resolvedInNextRelease"}, ("resolved", {"inNextRelease": True})),
            ({"status": "ignored", "statusDetails": {"ignoreCount": 10}}, ("ignored", {"ignoreCount": 10})),
            ({"status": "ignored"}, ("ignored", {})),
            ({"assignedTo": ""}, ("ignored", {})),
        ]:
            changed, _ = call(server, "PUT", one, body)
            equal((changed["status"], changed["statusDetails"]), wanted, f"{body}")
        for body in ({"status": "gone"}, {"status": 7}, {"assignedTo": "nobody@example.test"}, {"assignedTo": 7}, []):
            call(server, "PUT", one, body, 400)
        call(server, "PUT", f"{path}?id={issue['id']}", {"status": "unresolved"})
        call(server, "PUT", f"{path}?query=is:unresolved", {"status": "resolved"})
        equal(len(call(server, "GET", f"{path}?query=is:resolved")[0]), 3, "many at once")
        other = server.request("POST", "/api/v1/orgs/default/projects", json.dumps({"name": "Other"}).encode(), {"X-Requested-With": "t"})
        key = json.loads(other[1])["key_value"]
        server.store({"fingerprint": ["elsewhere"], "message": "elsewhere"}, headers={"X-Sentry-Auth": key}, project=2)
        everywhere = "/organizations/default/issues/"
        call(server, "PUT", f"{everywhere}?query=is:resolved", {"status": "unresolved"})
        found, headers = call(server, "GET", f"{everywhere}?limit=3")
        equal(([one["project"]["slug"] for one in found], found[0]["title"]), (["other", "default", "default"], "elsewhere"),
              "issues of all projects, the latest first")
        place = re.search(r'cursor="([^"]+)"', headers["Link"]).group(1)
        rest, headers = call(server, "GET", f"{everywhere}?limit=3&cursor={place}")
        equal((len({one["id"] for one in found + rest}), 'results="false"' in headers["Link"]), (4, True), "two pages of all projects")
        equal([len(call(server, "GET", f"{everywhere}?project={name}")[0]) for name in ("2", "other", "default&project=2", "-1")], [1, 1, 4, 4],
              "issues of some projects")
        call(server, "GET", f"{everywhere}?project=nobody", status=400)
        ids = [one["id"] for one in found[:2]]
        call(server, "PUT", f"{everywhere}?id={ids[0]}&id={ids[1]}", {"status": "resolved"})
        equal({one["id"] for one in call(server, "GET", f"{everywhere}?query=is:resolved")[0]}, set(ids), "two by their ids, in two projects")
        call(server, "PUT", f"{path}?id={ids[0]}&id={found[2]['id']}", {"status": "resolved"})
        equal({one["id"] for one in call(server, "GET", f"{everywhere}?query=is:resolved")[0]}, {*ids, found[2]["id"]},
              "two by their ids, of one project")
        call(server, "DELETE", one, status=202)
        equal("detail" in call(server, "GET", one, status=404)[0], True, "it is gone, said in their form")
