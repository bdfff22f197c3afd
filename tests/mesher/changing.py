"""Changing issues: one and many, undo, histories, merging, what comes back by itself."""
import json
import threading
import uuid

import databases
import people
from harness import Server, WebSocket, check, equal, eventually, running


class Client:
    """Requests to the API of one server."""

    def __init__(self, server):
        self.server = server

    def get(self, path, status=200):
        found, body, _ = self.server.request("GET", f"/api/v1{path}")
        equal(found, status, f"GET {path}")
        return json.loads(body)

    def post(self, path, body=None, status=200):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        found, text, headers = self.server.request("POST", f"/api/v1{path}", data)
        check(found == status, f"POST {path} {body}: {found} {text[:200]}, expected {status}")
        return json.loads(text), headers

    def issue(self, fingerprint, **fields):
        event = {"message": f"about {fingerprint}", "fingerprint": [fingerprint], "event_id": uuid.uuid4().hex, **fields}
        equal(self.server.store(event)[0], 200, "stored")
        return self.event(event["event_id"])["issue_id"]

    def event(self, event_id):
        return self.get(f"/events/{event_id}")["event"]

    def state(self, issue):
        return self.get(f"/issues/{issue}")


def states(api):
    issue = api.issue("states", release="1.0")
    _, headers = api.post(f"/issues/{issue}/resolve", {"in_release": "1.1"})
    found = api.state(issue)
    equal((found["status"], found["resolved_in"], found["resolved_in_next"]), ("resolved", "1.1", False), "resolved in a release")
    equal(api.post(f"/issues/{issue}/resolve")[0], {"status": "ok", "affected": 0}, "resolved already")
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0], {"status": "ok", "affected": 1}, "taken back")
    equal(api.state(issue)["status"], "unresolved", "as before")
    api.post(f"/undo/{headers['X-Mesher-Undo']}", status=404)
    api.post(f"/issues/{issue}/resolve", {"in_next_release": True})
    found = api.state(issue)
    equal((found["status"], found["resolved_in"], found["resolved_in_next"]), ("resolved", found["last_release"], True), "in the next one")
    api.post(f"/issues/{issue}/archive", {"until_count": 5})
    found = api.state(issue)
    equal((found["status"], found["archived_until_count"], found["resolved_at"]), ("archived", 6, None), "until 5 more events")
    api.post(f"/issues/{issue}/archive", {"until": "2999-01-01T00:00:00Z"})
    equal(api.state(issue)["archived_until"], "2999-01-01T00:00:00.000000Z", "until a time")
    api.post(f"/issues/{issue}/archive", {"for_ever": True})
    equal(api.state(issue)["archived_for_ever"], True, "for ever")
    for body in ({"until": "2001-01-01T00:00:00Z"}, {"until_count": 0}, {"until_count": "x"}, {"for_ever": 1}, {"until": "x"},
                 {"until_count": 1, "for_ever": True}, b"[]", b"{"):
        api.post(f"/issues/{issue}/archive", body, 400)
    for body in ({"in_release": 1}, {"in_release": "1", "in_next_release": True}, {"in_release": "x" * 251}):
        api.post(f"/issues/{issue}/resolve", body, 400)
    api.post(f"/issues/{issue}/assign", {"user_id": str(uuid.uuid4())}, 400)
    api.post(f"/issues/{issue}/assign", {"user_id": 7}, 400)
    equal(api.post(f"/issues/{issue}/assign")[0], {"status": "ok"}, "unassigned")
    api.post(f"/issues/{issue}/explode", {}, 404)
    lines = api.get(f"/issues/{issue}/activity")["data"]
    equal([line["action"] for line in lines], ["archived"] * 3 + ["resolved", "undone", "resolved"], "the history")
    equal((lines[3]["before"], lines[3]["after"]["resolved_in_next"]), ({"status": "unresolved"}, True), "with what was before")
    page = api.get(f"/issues/{issue}/activity?limit=4")
    rest = api.get(f"/issues/{issue}/activity?limit=4&cursor={page['next_cursor']}&cursor_id={page['next_cursor_id']}")
    equal([line["id"] for line in page["data"] + rest["data"]], [line["id"] for line in lines], "pages of the history")


def releases(api):
    """What brings a resolved issue back: by release."""
    for number, (wish, first, stay, back) in enumerate([
        ({}, "1.0", [], "0.9"),
        ({"in_release": "1.2"}, "1.0", ["1.0", "1.1.9", ""], "1.2"),
        ({"in_release": "1.2"}, "1.0", ["1.2-rc.1"], "1.10"),
        ({"in_release": "abc"}, "abb", ["abb"], "abc"),
        ({"in_next_release": True}, "1.1", ["1.1", "1.0", ""], "1.2"),
        ({"in_next_release": True}, "def", ["def"], "dee"),
    ]):
        issue = api.issue(f"release {number}", release=first)
        api.post(f"/issues/{issue}/resolve", wish)
        for release in stay:
            api.issue(f"release {number}", **({"release": release} if release else {}))
            equal(api.state(issue)["status"], "resolved", f"{wish} after {release}")
        api.issue(f"release {number}", release=back)
        found = api.state(issue)
        check(found["status"] == "unresolved" and found["regressed_at"], f"{wish} after {back}")
        line = api.get(f"/issues/{issue}/activity")["data"][0]
        equal((line["action"], line["user_name"], line["after"]["release"]), ("regressed", "Mesher", back), "the history")
    issue = api.issue("counted")
    api.post(f"/issues/{issue}/archive", {"until_count": 2})
    api.issue("counted")
    equal(api.state(issue)["status"], "archived", "one more event")
    api.issue("counted")
    equal(api.state(issue)["status"], "unresolved", "two more events")


def comments(api):
    issue = api.issue("comments")
    comment, _ = api.post(f"/issues/{issue}/comments", {"text": " look <b>here</b>\0 "}, 201)
    found = api.get(f"/issues/{issue}/activity")["data"][0]
    equal((found["action"], found["comment"], found["edited_at"]), ("comment", "look <b>here</b>", None), "a comment")
    equal(api.post(f"/issues/{issue}/comments/{comment['id']}", {"text": "there"})[0]["affected"], 1, "edited")
    found = api.get(f"/issues/{issue}/activity")["data"][0]
    check(found["comment"] == "there" and found["edited_at"], "edited")
    for body in ({"text": " "}, {"text": "x" * 10001}, {"text": 1}, b"x"):
        api.post(f"/issues/{issue}/comments", body, 400)
    equal(api.post(f"/issues/{issue}/comments/{comment['id']}/delete")[0]["affected"], 1, "taken away")
    equal(api.post(f"/issues/{issue}/comments/{comment['id']}/delete")[0]["affected"], 0, "once")
    equal(api.get(f"/issues/{issue}/activity")["data"], [], "nothing is left")
    equal(api.post(f"/issues/{issue}/seen")[0]["affected"], 0, "nobody keeps nothing")
    equal(api.post(f"/issues/{issue}/bookmark")[0]["affected"], 0, "nobody keeps nothing")


def deletion(api):
    """Deleted and back, deleted and made anew, deleted and back while another one took its events."""
    issue = api.issue("deleted")
    _, headers = api.post(f"/issues/{issue}/delete")
    api.get(f"/issues/{issue}", 404)
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 1, "taken back")
    equal(api.issue("deleted"), issue, "its events come to it again")
    _, headers = api.post(f"/issues/{issue}/delete")
    other = api.issue("deleted")
    check(other != issue, "the same fingerprint makes a new issue")
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 1, "taken back beside the new one")
    equal((api.state(issue)["event_count"], api.issue("deleted")), (2, other), "both are there, the new one takes the events")
    api.post(f"/issues/{other}/delete")
    equal(api.post(f"/issues/{other}/resolve")[0], {"status": "ok", "affected": 0}, "what is deleted cannot be changed")
    api.get(f"/issues/{other}/events", 404)


def bulk(api):
    ids = [api.issue(f"bulk {number}", level="warning" if number < 3 else "error") for number in range(5)]
    path = "/projects/1/issues/bulk"
    stream = WebSocket(api.server.http, "/stream/projects/1")
    done, _ = api.post(path, {"action": "resolve", "query": '"about bulk" level:warning'})
    equal((done["affected"], done["has_more"]), (3, False), "by a query")
    told = set()
    while len(told) < 3 and (message := stream.next()):
        # What happened before the stream was opened may be told late.
        if message["type"] == "issue" and message["issue_id"] in ids:
            told.add((message["issue_id"], message["action"]))
    equal(told, {(one, "resolved") for one in ids[:3]}, "each is told")
    stream.close()
    equal(api.post(path, {"action": "resolve", "ids": ids})[0]["affected"], 2, "those that were not")
    equal(api.post(f"/undo/{done['undo']}")[0]["affected"], 3, "taken back together")
    equal(sorted(one["id"] for one in api.server.issues('?q=%22about+bulk%22+is:resolved')["data"]), sorted(ids[3:]), "and no more")
    # What somebody else changed in between stays.
    done, _ = api.post(path, {"action": "archive", "ids": ids})
    api.post(f"/issues/{ids[0]}/unresolve")
    equal(api.post(f"/undo/{done['undo']}")[0]["affected"], 4, "what was changed since stays")
    for body in ({"action": "explode", "ids": ids}, {"action": "resolve"}, {"action": "resolve", "ids": ids, "query": "x"}, {"action": "resolve", "ids": ["x"]},
                 {"action": "resolve", "ids": "x"}, {"action": "resolve", "query": "level:x"}, {"ids": ids}, b"", b"7"):
        api.post(path, body, 400)
    api.post(path, {"action": "resolve", "ids": [str(uuid.uuid4()) for _ in range(10001)]}, 400)
    unknown = [str(uuid.uuid4()) for _ in range(10000)]
    equal(api.post(path, {"action": "resolve", "ids": unknown})[0]["affected"], 0, "ids that are nobody's")


def merging(api):
    one, two, three = (api.issue(f"merge {number}", user={"id": "7"}, tags={"n": str(number)}, release=f"1.{number}") for number in range(3))
    for _ in range(2):
        api.issue("merge 1", user={"id": "8"})
    api.post(f"/issues/{two}/comments", {"text": "kept"}, 201)
    number = api.state(two)["short_id"]
    equal(api.post("/projects/1/issues/merge", {"into": one, "ids": [two, one]})[0], {"status": "ok", "affected": 1, "issue_id": one}, "merged")
    found = api.state(one)
    equal((found["event_count"], found["user_count"], found["first_release"], len(found["hashes"])), (4, 2, "1.0", 2), "counts add up")
    equal(len(api.get(f"/issues/{one}/events")["data"]), 4, "events are together")
    equal(sorted(line["action"] for line in api.get(f"/issues/{one}/activity")["data"]), ["comment", "merged"], "histories are together")
    equal(api.get(f"/issues/{two}")["id"], one, "the old link leads to it")
    equal(api.get(f"/projects/1/issues/{number}")["id"], one, "the old number leads to it")
    equal(api.issue("merge 1"), one, "further events go there")
    equal([issue["id"] for issue in api.server.issues("?q=n:1")["data"]], [one], "values are searched in it")
    equal(api.post("/projects/1/issues/merge", {"ids": [three, one]})[0]["affected"], 1, "what was merged is merged again")
    equal((api.get(f"/issues/{two}")["id"], api.state(three)["event_count"]), (three, 6), "links follow")
    equal(api.post("/projects/1/issues/merge", {"ids": [three, two]})[0]["affected"], 0, "what was merged into it already")
    api.post("/projects/1/issues/merge", {"ids": [three, str(uuid.uuid4())]}, 404)
    for body in ({"ids": []}, {"ids": [7]}, {"ids": ["x"]}, {"into": "x", "ids": [three]}, b"", {"ids": [three] * 101}):
        api.post("/projects/1/issues/merge", body, 400)
    hashes = api.state(three)["hashes"]
    events = api.get(f"/issues/{three}/events")["data"]
    apart = [event for event in events if event["message"] == "about merge 1"]
    hash_of = {event["message"]: api.event(event["event_id"])["fingerprint"] for event in events}
    import hashlib
    wanted = hashlib.sha256(hash_of["about merge 1"].encode()).hexdigest()
    check(wanted in hashes, "hashes of fingerprints")
    made, _ = api.post(f"/issues/{three}/unmerge", {"hashes": [wanted]}, 201)
    found = api.state(made["id"])
    equal((found["event_count"], found["title"], len(found["hashes"])), (len(apart), "about merge 1", 1), "an issue of its own")
    equal((api.state(three)["event_count"], len(api.get(f"/issues/{three}/events")["data"])), (2, 2), "what stays")
    equal((found["user_count"], api.state(three)["user_count"]), (2, 1), "whom they met")
    equal(api.issue("merge 1"), made["id"], "further events go to the new one")
    rest = api.state(three)["hashes"]
    for body in ({"hashes": rest}, {"hashes": [wanted]}, {"hashes": []}, {"hashes": ["x"]}, b""):
        api.post(f"/issues/{three}/unmerge", body, 400)
    api.post(f"/issues/{three}/unmerge", {"hashes": rest[:1]}, 201)


def apart(api):
    """Issues that are taken apart say of themselves what their own events say."""
    one = api.issue("apart 0")
    two = api.issue("apart 1", release="9", level="fatal")
    api.issue("apart 1", release="10")
    own = api.state(one)["hashes"]
    hashes = api.state(two)["hashes"]
    seen = lambda state: (state["title"], state["level"], state["first_release"], state["last_release"], state["first_seen"], state["last_seen"])
    before = seen(api.state(one)), seen(api.state(two))
    api.post("/projects/1/issues/merge", {"into": one, "ids": [two]})
    equal(api.state(one)["first_release"], "9", "together")
    made, _ = api.post(f"/issues/{one}/unmerge", {"hashes": hashes}, 201)
    # The newest event gives it its level.
    wanted = before[0], (before[1][0], "error", *before[1][2:])
    equal((seen(api.state(one)), seen(api.state(made["id"]))), wanted, "taken apart")
    # What stays where the issue's own hash goes.
    api.post("/projects/1/issues/merge", {"into": one, "ids": [made["id"]]})
    other, _ = api.post(f"/issues/{one}/unmerge", {"hashes": own}, 201)
    equal((seen(api.state(other["id"])), seen(api.state(one))), wanted, "taken apart the other way")
    equal((api.issue("apart 0"), api.issue("apart 1")), (other["id"], one), "further events")
    equal([issue["id"] for issue in api.server.issues('?q=%22about+apart+1%22')["data"]], [one], "its words")


def merged_and_back(api):
    """What was merged is taken back: every row is as it was, and what came in between is where it belongs."""
    one, two, three = (api.issue(f"back {number}", user={"id": f"u{number}"}, tags={"back": str(number)}, release=f"2.{number}") for number in range(3))
    for number in (1, 1, 2):
        api.issue(f"back {number}", user={"id": "u0"}, tags={"back": "1"})
    api.post(f"/issues/{two}/comments", {"text": "of two"}, 201)
    api.post(f"/issues/{three}/archive", {"for_ever": True})

    def rows():
        found = [api.state(issue) for issue in (one, two, three)]
        for state in found:
            state.pop("activity", None)
        tables = {
            table: sorted(api.server.rows(f"SELECT {columns} FROM {table} WHERE issue_id IN (?, ?, ?)", one, two, three))
            for table, columns in [("issue_hours", "issue_id, hour, events"), ("issue_users", "issue_id, user_hash"),
                                   ("issue_values", "issue_id, name, value, day"), ("issue_hashes", "issue_id, fingerprint_hash"),
                                   ("events", "issue_id, event_id"), ("issue_redirects", "issue_id, old_id")]}
        return found, tables

    before = rows()
    _, headers = api.post("/projects/1/issues/merge", {"into": one, "ids": [two, three]})
    equal(api.state(one)["event_count"], 6, "merged")
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 2, "taken back")
    after = rows()
    for issue_before, issue_after in zip(before[0], after[0]):
        equal(issue_after, issue_before, "an issue as it was")
    for table, found in before[1].items():
        equal(after[1][table], found, f"rows of {table}")
    actions = lambda issue: sorted(line["action"] for line in api.get(f"/issues/{issue}/activity")["data"])
    equal((actions(one), actions(two), actions(three)), ([], ["comment", "undone"], ["archived", "undone"]), "histories")
    api.post(f"/undo/{headers['X-Mesher-Undo']}", status=404)
    # Events that come in between count where they belong.
    _, headers = api.post("/projects/1/issues/merge", {"into": one, "ids": [two]})
    equal([api.issue(f"back {number}", user={"id": "new"}) for number in (0, 1, 1)], [one] * 3, "while they are one")
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 1, "taken back")
    equal([(api.state(issue)["event_count"], api.state(issue)["user_count"]) for issue in (one, two)], [(2, 2), (5, 3)], "counts")
    for issue, count in ((one, 2), (two, 5)):
        equal(len(api.get(f"/issues/{issue}/events")["data"]), count, "events")
        equal(api.server.rows("SELECT CAST(sum(events) AS BIGINT) FROM issue_hours WHERE issue_id = ?", issue), [(count,)], "hours")
    equal((api.issue("back 0"), api.issue("back 1")), (one, two), "further events go where they went")
    # Nothing is taken back of what became something else.
    hashes = api.state(two)["hashes"]
    _, headers = api.post("/projects/1/issues/merge", {"into": one, "ids": [two]})
    made, _ = api.post(f"/issues/{one}/unmerge", {"hashes": hashes}, 201)
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 0, "it was taken apart in another way")
    two = made["id"]
    four, five = api.issue("back 4"), api.issue("back 5")
    hashes = api.state(four)["hashes"]
    _, headers = api.post("/projects/1/issues/merge", {"into": four, "ids": [five]})
    api.post(f"/issues/{four}/unmerge", {"hashes": hashes}, 201)
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 0, "what is left of it is the one that was merged")
    _, headers = api.post("/projects/1/issues/merge", {"into": one, "ids": [two]})
    api.post(f"/issues/{one}/delete")
    equal(api.post(f"/undo/{headers['X-Mesher-Undo']}")[0]["affected"], 0, "the one that took it is gone")


def together(api):
    """Many change the same issues at once: every answer is one of success, and counts hold."""
    ids = [api.issue(f"together {number}") for number in range(6)]
    results = []

    def work(number):
        for turn in range(5):
            order = ids[number:] + ids[:number]
            action = ["resolve", "unresolve", "archive"][(number + turn) % 3]
            results.append(api.server.request("POST", "/api/v1/projects/1/issues/bulk", json.dumps({"action": action, "ids": order}).encode())[0])
            results.append(api.server.store({"message": "m", "fingerprint": [f"together {turn}"]})[0])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(set(results), {200}, "answers")
    counts = [api.state(one)["event_count"] for one in ids]
    equal(counts, [5, 5, 5, 5, 5, 1], "every event is counted")
    lines = api.get(f"/issues/{ids[5]}/activity?limit=100")["data"]
    for newer, older in zip(lines, lines[1:]):
        equal(newer["before"].get("status"), older["after"].get("status"), "each change begins where the last one ended")


def merged_meanwhile(binary, api):
    """Issues are merged, taken apart and taken back while their events come, on PostgreSQL by two processes: nothing is lost, nothing is refused."""
    other = Server(binary, api.server.folder, MESHER_RATE_LIMIT=0) if databases.is_postgres() else api.server
    refused, ids = [], [api.issue(f"meanwhile {number}", user={"id": "0"}) for number in range(3)]

    def send(number):
        server = [api.server, other][number % 2]
        for turn in range(25):
            status, body, _ = server.store({"message": "m", "fingerprint": [f"meanwhile {turn % 3}"], "user": {"id": str(number)}})
            if status != 200:
                refused.append((status, body))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(8):
        status, body, headers = other.request("POST", "/api/v1/projects/1/issues/merge", json.dumps({"ids": ids}).encode())
        if status == 200 and turn % 2:
            taken = other.request("POST", f"/api/v1/undo/{headers['X-Mesher-Undo']}", b"")
            if taken[0] != 200 or json.loads(taken[1])["affected"] != len(ids) - 1:
                refused.append(taken[:2])
        elif status == 200:
            hashes = api.state(ids[0])["hashes"]
            made, _ = api.post(f"/issues/{ids[0]}/unmerge", {"hashes": hashes[:1]}, 201)
            ids = [ids[0], made["id"]]
        else:
            refused.append((status, body))
    for thread in threads:
        thread.join()
    equal(refused, [], "answers")
    left = "SELECT 1 FROM events e JOIN issues i ON i.id = e.issue_id WHERE i.merged_into IS NOT NULL"
    check(eventually(lambda: not api.server.rows(left)), "events of merged issues follow")
    for event_count, events, hours, user_count, users in api.server.rows("""
        SELECT i.event_count, (SELECT count(*) FROM events e WHERE e.issue_id = i.id),
          (SELECT CAST(sum(h.events) AS BIGINT) FROM issue_hours h WHERE h.issue_id = i.id), i.user_count,
          (SELECT count(*) FROM issue_users u WHERE u.issue_id = i.id) FROM issues i WHERE i.deleted_at IS NULL"""):
        equal((event_count, event_count, user_count), (events, hours, users), "counts")
    equal(sum(api.state(one)["event_count"] for one in ids), 103, "every event is counted")
    if other is not api.server:
        equal(other.stop(), 0, "exit code")


def of_users(binary):
    """What users keep for themselves, and who is who in searches and histories."""
    with running(binary) as server:
        for number in range(3):
            server.native({"message": f"kept {number}"})
        token = people.first_owner(server)
        ana = people.bearer(server, token)
        titles = lambda q: sorted(issue["title"] for issue in ana.get(f"/api/v1/projects/1/issues?q={q}")["data"])
        ids = {issue["title"]: issue["id"] for issue in ana.get("/api/v1/projects/1/issues")}
        one = f"/api/v1/issues/{ids['kept 1']}"
        user = ana.get("/api/v1/auth/me")["user"]
        equal(ana.post(f"{one}/bookmark")[1]["affected"], 1, "marked")
        equal(ana.post(f"{one}/seen")[1]["affected"], 1, "seen")
        equal(ana.post(f"{one}/assign", {"user_id": user["id"]})[0], 200, "assigned")
        equal((titles("is:bookmarked"), titles("is:unseen")), (["kept 1"], ["kept 0", "kept 2"]), "marks in searches")
        for q in ("assigned:me", "is:assigned", f"assigned:{user['email']}", "has:assigned", "assigned:ana", f"assigned:{user['id']}"):
            equal(titles(q), ["kept 1"], q)
        for q in ("assigned:none", "!assigned:me", "is:unassigned", "!has:assigned"):
            equal(titles(q), ["kept 0", "kept 2"], q)
        found = ana.get(one)
        check(found["bookmarked"] and found["seen_at"] and found["assigned_name"] == "Ana", "marks of an issue")
        ana.post(f"{one}/bookmark", {"bookmarked": False})
        equal(titles("is:bookmarked"), [], "not marked any more")
        line = ana.get(f"{one}/activity")["data"][0]
        equal((line["action"], line["user_id"], line["user_name"], line["after"]["assigned_to"]), ("assigned", user["id"], "Ana", user["id"]), "who did it")
        comment = ana.post(f"{one}/comments", {"text": "mine"})[1]["id"]
        undo = ana.post(f"{one}/resolve")[2]["X-Mesher-Undo"]
        bob = people.bearer(server, people.member(server, ana, "bob@example.test", "member"))
        equal(bob.post(f"/api/v1/undo/{undo}")[0], 404, "another's change is not his to take back")
        equal(bob.post(f"{one}/comments/{comment}", {"text": "his"})[1]["affected"], 0, "nor another's comment to change")
        equal(bob.post(f"{one}/comments/{comment}/delete")[1]["affected"], 0, "or to take away")
        equal((bob.post(f"{one}/delete")[0], ana.post(f"/api/v1/undo/{undo}")[1]["affected"]), (403, 1), "members do not delete")
        ana.post("/api/v1/projects/1/searches", {"name": "mine", "query": "is:new", "shared": False})
        equal((len(ana.get("/api/v1/projects/1/searches")), len(bob.get("/api/v1/projects/1/searches"))), (1, 0), "searches of one's own")


def by_old_ids(binary):
    """Whatever is done by the id of an issue that was merged into another happens to that."""
    with running(binary) as server:
        event = uuid.uuid4().hex
        old, kept, third = (server.native({"message": name, "event_id": id})[2]["X-Mesher-Issue-Id"]
                            for name, id in (("old", event), ("kept", uuid.uuid4().hex), ("third", uuid.uuid4().hex)))
        ana = people.bearer(server, people.first_owner(server))
        user = ana.get("/api/v1/auth/me")["user"]["id"]
        merge = lambda into, *ids: ana.post("/api/v1/projects/1/issues/merge", {"into": into, "ids": list(ids)})
        equal(merge(kept, old)[1]["issue_id"], kept, "merged")
        state = lambda: ana.get(f"/api/v1/issues/{kept}")
        of_old = lambda action, body=None: ana.post(f"/api/v1/issues/{old}/{action}", body)
        for action, status in (("archive", "archived"), ("unresolve", "unresolved"), ("discard", "discarded"), ("resolve", "resolved")):
            equal((of_old(action)[1]["affected"], state()["status"]), (1, status), action)
        of_old("assign", {"user_id": user})
        of_old("bookmark")
        of_old("seen")
        comment = of_old("comments", {"text": "found it"})[1]["id"]
        found = state()
        check((found["assigned_to"], found["bookmarked"]) == (user, True) and found["seen_at"], f"assigned and marked: {found}")
        history = ana.get(f"/api/v1/issues/{kept}/activity")
        equal((history["data"][0]["id"], ana.get(f"/api/v1/issues/{old}/activity")), (comment, history), "one history")
        equal(of_old(f"comments/{comment}/delete")[1]["affected"], 1, "its comments")
        for part in ("events", "timeline", "tags", "similar", "events/latest"):
            equal(ana.get(f"/api/v1/issues/{old}/{part}"), ana.get(f"/api/v1/issues/{kept}/{part}"), part)
        bulk = lambda action: ana.post("/api/v1/projects/1/issues/bulk", {"action": action, "ids": [old, kept]})[1]["affected"]
        equal((bulk("unresolve"), state()["status"]), (1, "unresolved"), "one among many")
        zero = "/api/0/projects/default/default/issues/"
        equal(ana.ask("PUT", f"{zero}?id={old}", {"status": "resolved", "isBookmarked": False})[0], 200, "by tools")
        for unknown in (str(uuid.uuid4()), "x"):
            asked = ana.ask("PUT", f"{zero}?id={unknown}", {"status": "resolved", "isBookmarked": True, "hasSeen": True})
            equal(asked[0], 200, f"an issue that is not there, {unknown}: {asked[1]}")
        equal((state()["status"], state()["bookmarked"]), ("resolved", False), "by tools")
        equal((merge(old, third)[1]["issue_id"], state()["event_count"]), (kept, 3), "merged into it")
        equal((merge(kept, old)[1]["affected"], merge(third, old)[1]["issue_id"]), (0, kept), "merged already")
        equal(of_old("delete")[1]["affected"], 1, "deleted")
        equal((ana.ask("GET", f"/api/v1/issues/{old}")[0], of_old("comments", {"text": "late"})[0]), (404, 404), "gone with it")


def similar(api):
    frames = [{"filename": "shop.py", "function": name, "in_app": True} for name in ("main", "pay")]
    exception = lambda value: {"exception": {"values": [{"type": "PaymentError", "value": value, "stacktrace": {"frames": frames}}]}}
    one = api.issue("similar 1", **exception("card of customer 7 refused"))
    two = api.issue("similar 2", **exception("card of customer 8 refused"))
    api.issue("something else entirely")
    found = api.get(f"/issues/{one}/similar")
    equal([alike["id"] for alike in found][:1], [two], "the like one comes first")
    check(found[0]["score"] > 0.6, f"its score: {found[0]['score']}")


def run(binary):
    with running(binary, MESHER_RATE_LIMIT=0) as server:
        api = Client(server)
        states(api)
        releases(api)
        comments(api)
        deletion(api)
        bulk(api)
        merging(api)
        apart(api)
        merged_and_back(api)
        similar(api)
        together(api)
        merged_meanwhile(binary, api)
    of_users(binary)
    by_old_ids(binary)
