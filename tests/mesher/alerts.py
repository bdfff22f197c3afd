"""Alert rules, the outbox and its receivers."""

import contextlib
import hashlib
import hmac
import json
import tempfile
import threading
import time

from databases import on_both
from harness import Server, WebSocket, check, equal, eventually, running
from receivers import Receiver

QUICK = {"MESHER_ALERT_CHECK_MS": 200, "MESHER_ALERT_RETRY_MS": 100, "MESHER_WEBHOOK_PRIVATE": 1}
RULES = "/api/v1/projects/1/alert-rules"


def call(server, method, path, body=None):
    status, answer, _ = server.request(method, path, None if body is None else json.dumps(body).encode())
    return status, json.loads(answer) if answer else None


def rule(server, condition, action=None, **more):
    """A new rule: its id and secret."""
    status, answer = call(
        server, "POST", RULES, {"name": "R", "condition": condition, **({"action": action} if action else {}), **more}
    )
    equal(status, 201, f"rule {condition}")
    return answer["id"], answer["secret"]


def alerts(server, query=""):
    return call(server, "GET", f"/api/v1/projects/1/alerts{query}")[1]


def deliveries(server, query=""):
    return call(server, "GET", f"/api/v1/projects/1/deliveries{query}")[1]


@contextlib.contextmanager
def receiver(*plan):
    made = Receiver(*plan)
    try:
        yield made
    finally:
        made.close()


def webhook(to):
    return {"type": "webhook", "url": f"{to.url}/hook"}


def forms(server):
    wrong = [
        (
            {"condition": {"condition_type": "moon"}},
            "condition_type must be one of new_issue, regression, threshold, spike, missed_checkin",
        ),
        ({}, "condition_type must be one of new_issue, regression, threshold, spike, missed_checkin"),
        ({"condition": {"condition_type": "threshold"}}, "threshold is required"),
        ({"condition": {"condition_type": "threshold", "threshold": -1}}, "threshold must be a whole number from 0 to 1000000"),
        (
            {"condition": {"condition_type": "threshold", "threshold": 1, "window_minutes": 0}},
            "window_minutes must be a whole number from 1 to 1440",
        ),
        ({"condition": {"condition_type": "new_issue", "level": "loud"}}, "level must be fatal, error, warning, info, or debug"),
        (
            {"condition": {"condition_type": "new_issue"}, "cooldown_minutes": -5},
            "cooldown_minutes must be a whole number from 0 to 43200",
        ),
        (
            {"condition": {"condition_type": "new_issue"}, "action": {"type": "fax"}},
            "type of an action must be websocket, webhook, email, slack, discord or teams",
        ),
        (
            {"condition": {"condition_type": "new_issue"}, "action": {"type": "webhook", "url": "file:///etc/passwd"}},
            "url must be an http or https address without user, of at most 2000 characters",
        ),
        (
            {"condition": {"condition_type": "new_issue"}, "action": {"type": "email", "to": ["a@b.c\nBcc: x@y.z"]}},
            "to must hold 1 to 20 mail addresses",
        ),
        (
            {"condition": {"condition_type": "new_issue"}, "actions": [{"type": "websocket"}] * 6},
            "a rule may have at most 5 actions",
        ),
    ]
    for body, reason in wrong:
        equal(call(server, "POST", RULES, body), (400, {"error": reason}), f"rule {body}")
    equal(server.request("POST", RULES, b"{")[0], 400, "a rule that is no JSON")
    made, _ = rule(server, {"condition_type": "new_issue"}, enabled=False, cooldown_minutes=5)
    found = next(one for one in call(server, "GET", RULES)[1] if one["id"] == made)
    wanted = {"name": "R", "enabled": False, "cooldown_minutes": 5, "last_fired_at": None, "action": {"type": "websocket"}}
    equal({key: found[key] for key in wanted}, wanted, "a rule")
    check("secret" not in json.dumps(found), "the secret is told once")
    equal(
        call(server, "POST", f"/api/v1/alert-rules/{made}", {"name": "Other"}), (200, {"status": "ok", "affected": 1}), "change"
    )
    equal(call(server, "GET", f"/api/v1/alert-rules/{made}")[1]["name"], "Other", "the new name")
    equal(call(server, "POST", f"/api/v1/alert-rules/{made}/toggle")[1]["affected"], 1, "toggle")
    equal(call(server, "GET", f"/api/v1/alert-rules/{made}")[1]["enabled"], True, "it is on")
    equal(call(server, "POST", f"/api/v1/alert-rules/{made}/delete")[1]["affected"], 1, "delete")
    equal(call(server, "POST", f"/api/v1/alert-rules/{made}/delete")[1]["affected"], 0, "delete again")
    equal(call(server, "GET", f"/api/v1/alert-rules/{made}")[0], 404, "it is gone")
    equal(call(server, "POST", "/api/v1/alert-rules/x/delete")[0], 400, "no id")


def events(server):
    """New issues and regressions, once each, to whom the conditions say."""
    with receiver(200) as to:
        production, secret = rule(
            server, {"condition_type": "new_issue", "environment": "production", "level": ["error", "fatal"]}, webhook(to)
        )
        back, _ = rule(server, {"condition_type": "regression", "tags": {"area": "shop"}}, webhook(to))
        watcher = WebSocket(server.http, "/stream/projects/1")
        for _ in range(3):
            server.native({"message": "first", "environment": "production", "tags": {"area": "shop"}})
        server.native({"message": "elsewhere", "environment": "staging"})
        server.native({"message": "quiet", "environment": "production", "level": "info"})
        check(eventually(lambda: len(to.accepted) == 1), "a new issue is told")
        path, headers, body = to.requests[0]
        told = json.loads(body)
        equal(
            (path, told["rule"]["id"], told["issue"]["title"], told["project"]["number"]),
            ("/hook", production, "first", 1),
            "what is told",
        )
        check(told["url"].endswith(f"/issues/{told['issue']['id']}"), f"a link: {told['url']}")
        signed = hmac.new(secret.encode(), f"{headers['X-Mesher-Timestamp']}.".encode() + body, hashlib.sha256).hexdigest()
        equal(headers["X-Mesher-Signature"], f"v1={signed}", "signature")
        messages = []
        eventually(lambda: messages.append(watcher.next(5)) or messages[-1] is None or messages[-1]["type"] == "alert")
        wanted = {
            "type": "alert",
            "rule_name": "R",
            "condition": "new_issue",
            "message": f"new_issue detected for issue {told['issue']['id']}",
        }
        equal({key: (messages[-1] or {}).get(key) for key in wanted}, wanted, "those who watch")
        watcher.close()
        issue = told["issue"]["id"]
        server.act(issue, "resolve")
        server.native({"message": "first", "environment": "production", "tags": {"area": "home"}})
        server.act(issue, "resolve")
        server.native({"message": "first", "environment": "production", "tags": {"area": "shop"}})
        check(eventually(lambda: len(to.accepted) == 2), "a regression is told")
        equal(to.accepted[-1]["rule"]["id"], back, "by its rule")
        server.act(issue, "resolve")
        server.native({"message": "first", "environment": "production", "tags": {"area": "shop"}})
        found = alerts(server)
        equal(
            [one["rule_id"] for one in found], [back, production], "alerts, newest first; the cool-down holds the third one back"
        )
        equal(found[0]["condition_snapshot"]["condition_type"], "regression", "snapshot")
        first = found[0]["id"]
        equal(call(server, "POST", f"/api/v1/alerts/{first}/acknowledge")[1]["affected"], 1, "acknowledge")
        equal(call(server, "POST", f"/api/v1/alerts/{first}/acknowledge")[1]["affected"], 0, "again")
        equal(len(alerts(server, "?status=acknowledged")), 1, "acknowledged ones")
        equal(call(server, "POST", f"/api/v1/alerts/{first}/resolve")[1]["affected"], 1, "resolve")
        equal(call(server, "POST", f"/api/v1/alerts/{first}/resolve")[1]["affected"], 0, "again")
        equal(call(server, "GET", "/api/v1/projects/1/alerts?status=odd")[0], 400, "an unknown status")
        equal(len(to.requests), 2, "nothing is told twice")
        for one in (production, back):
            call(server, "POST", f"/api/v1/alert-rules/{one}/delete")


def counts(server):
    """Thresholds, spikes, and new issues that wait for more events."""
    with receiver(200) as to:
        project, _ = rule(
            server, {"condition_type": "threshold", "threshold": 4, "window_minutes": 5, "tags": {"n": 'a%_"b'}}, webhook(to)
        )
        single, _ = rule(server, {"condition_type": "threshold", "threshold": 4, "per": "issue", "release": "9"}, webhook(to))
        often, _ = rule(server, {"condition_type": "new_issue", "count": 3, "release": "9"}, webhook(to))
        spike, _ = rule(server, {"condition_type": "spike", "least": 5, "release": "9"}, webhook(to))
        for n in range(4):
            server.native({"message": f"counted {n}", "tags": {"n": 'a%_"b'}})
            server.native({"message": f"counted {n}", "tags": {"n": 'axx"b'}})
            server.native({"message": "often", "release": "9"})
        check(eventually(lambda: [one["rule"]["id"] for one in to.accepted] == [often]), "an issue has had enough events")
        time.sleep(0.5)
        equal(len(to.accepted), 1, "four are not more than four")
        server.native({"message": "counted 5", "tags": {"n": 'a%_"b'}})
        server.native({"message": "often", "release": "9"})
        check(eventually(lambda: {one["rule"]["id"] for one in to.accepted} == {often, project, single}), "five are")
        told = {one["rule"]["id"]: one for one in to.accepted}
        equal(told[project]["alert"]["message"], "Event count exceeded 4 in 5 minutes", "what is said")
        equal(told[single]["issue"]["title"], "often", "the issue that it is about")
        server.native({"message": "often", "release": "9"})
        check(
            eventually(lambda: {one["rule"]["id"] for one in to.accepted} == {often, project, single, spike}), "six are a spike"
        )
        time.sleep(0.6)
        equal(len(to.requests), 4, "each once, as long as it cools down")
        for one in (project, single, often, spike):
            call(server, "POST", f"/api/v1/alert-rules/{one}/delete")


def failures(server):
    """Receivers that fail, hang, redirect and refuse."""
    plans = {
        "fails first": ((500, 503, 200), 1, ("delivered", 3)),
        "hangs first": (("hang", 200), 1, ("delivered", 2)),
        "always fails": ((500,), 0, ("failed", 5)),
        "wants no more": ((410,), 0, ("failed", 1)),
        "redirects": (("http://127.0.0.1:1/",), 0, ("failed", 5)),
    }
    with contextlib.ExitStack() as stack:
        receivers = {name: stack.enter_context(receiver(*plan)) for name, (plan, _, _) in plans.items()}
        rules = [
            rule(server, {"condition_type": "new_issue", "tags": {"part": "failures"}}, webhook(to), name=name)[0]
            for name, to in receivers.items()
        ]
        server.native({"message": "to all of them", "tags": {"part": "failures"}})
        host = {alert["id"]: alert["rule_name"] for alert in alerts(server)}
        wanted = {name: state for name, (_, _, state) in plans.items()}

        def found():
            return {
                host[one["alert_id"]]: (one["status"], one["attempts"]) for one in deliveries(server) if one["alert_id"] in host
            }

        check(eventually(lambda: {name: found().get(name) for name in wanted} == wanted), f"what becomes of them: {found()}")
        for name, (_, accepted, _) in plans.items():
            equal(len(receivers[name].accepted), accepted, f"{name}: accepted")
            ids = {headers["X-Mesher-Delivery"] for _, headers, _ in receivers[name].requests}
            equal(len(ids), 1, f"{name}: one delivery")
        failed = next(one for one in deliveries(server, "?status=failed") if host.get(one["alert_id"]) == "always fails")
        equal(failed["error"], "the receiver answered with status 500", "why")
        receivers["always fails"].plan = [200]
        equal(call(server, "POST", f"/api/v1/alert-deliveries/{failed['id']}/retry")[1]["affected"], 1, "try again")
        check(eventually(lambda: len(receivers["always fails"].accepted) == 1), "it is delivered then")
        for one in rules:
            call(server, "POST", f"/api/v1/alert-rules/{one}/delete")


HOSTILE = "<!channel> @everyone **x** [a](http://evil) {{7*7}} \u2028Bcc: x@y.z\r\nX-Evil: 1"


def chats(server):
    """Texts of strangers mean nothing to those who show them."""
    with receiver(200) as to:
        actions = [{"type": kind, "url": f"{to.url}/{kind}"} for kind in ("slack", "discord", "teams")]
        made = call(
            server,
            "POST",
            RULES,
            {"name": "Chat", "condition": {"condition_type": "new_issue", "tags": {"part": "chats"}}, "actions": actions},
        )[1]["id"]
        server.native({"message": HOSTILE, "tags": {"part": "chats"}})
        check(eventually(lambda: len(to.requests) == 3), "all chats are told")
        bodies = {path: json.loads(body) for path, _, body in to.requests}
        check("<!channel>" not in bodies["/slack"]["text"], "Slack: nobody is called")
        check(all(block["text"]["type"] == "plain_text" for block in bodies["/slack"]["blocks"]), "Slack: plain text")
        equal(bodies["/discord"]["allowed_mentions"], {"parse": []}, "Discord: nobody is called")
        check("[a](" not in json.dumps(bodies["/discord"]) and "**x**" not in json.dumps(bodies["/teams"]), "no Markdown")
        equal(bodies["/teams"]["attachments"][0]["content"]["type"], "AdaptiveCard", "Teams: a card")
        shown = json.dumps(deliveries(server))
        check("/slack" not in shown and '"target": "127.0.0.1"' in shown, "only the host of a chat's address is shown")
        call(server, "POST", f"/api/v1/alert-rules/{made}/delete")


def trials(server):
    """The test button."""
    with receiver(200) as well, receiver(500) as ill:
        made = call(
            server,
            "POST",
            RULES,
            {
                "name": "T",
                "condition": {"condition_type": "new_issue", "tags": {"never": "x"}},
                "actions": [webhook(well), webhook(ill)],
            },
        )[1]["id"]
        status, answer = call(server, "POST", f"/api/v1/alert-rules/{made}/test")
        wanted = [
            {"channel": "webhook", "target": "127.0.0.1", "status": "delivered", "error": ""},
            {"channel": "webhook", "target": "127.0.0.1", "status": "failed", "error": "the receiver answered with status 500"},
        ]
        equal((status, answer), (200, {"deliveries": wanted}), "test")
        time.sleep(0.3)
        equal((len(well.requests), len(ill.requests)), (1, 1), "once each")
        call(server, "POST", f"/api/v1/alert-rules/{made}/delete")


def flood(server):
    """Many new issues at once are no flood of messages."""
    with receiver(200) as to:
        made, _ = rule(server, {"condition_type": "new_issue", "tags": {"part": "flood"}}, webhook(to))
        for first in range(0, 40, 20):
            for n in range(first, first + 20):
                server.native(
                    {"message": f"flood {'abcdefghijklmnopqrstuvwxyz'[n % 26]}{n // 26}{'x' * n}", "tags": {"part": "flood"}}
                )
        check(eventually(lambda: len(to.accepted) == 30), f"30 alerts: {len(to.accepted)}")
        equal(call(server, "GET", f"/api/v1/alert-rules/{made}")[1]["held_back"], 10, "the others are counted")
        call(server, "POST", f"/api/v1/alert-rules/{made}/delete")


def neighbours(binary):
    """A project whose receivers are dead holds up no other's alerts."""
    with running(binary, **QUICK, MESHER_RATE_LIMIT=0) as server, receiver("hang") as dead, receiver(200) as alive:
        second = call(server, "POST", "/api/v1/orgs/default/projects", {"name": "Second"})[1]
        actions = [{"type": "webhook", "url": f"{dead.url}/{n}"} for n in range(5)]
        rule(server, {"condition_type": "new_issue"}, None, actions=actions, cooldown_minutes=0)
        found = call(server, "POST", f"/api/v1/projects/{second['number']}/alert-rules",
                     {"name": "R", "condition": {"condition_type": "new_issue"}, "cooldown_minutes": 0, "action": webhook(alive)})
        equal(found[0], 201, f"a rule of the second project: {found[1]}")
        for n in range(20):
            server.native({"message": f"nobody hears {n}"})
        check(eventually(lambda: dead.requests), "the dead receiver is asked")
        for n in range(3):
            start = time.time()
            server.native({"message": f"heard {n}"}, {"X-Sentry-Auth": second["key_value"]})
            check(eventually(lambda: len(alive.accepted) == n + 1), "the second project's alert")
            check(time.time() - start < 3, f"it waited {time.time() - start:.1f} s for another project's receiver")
        sending = server.rows("SELECT count(*) FROM alert_deliveries WHERE status = 'sending'")[0][0]
        check(sending <= 4, f"{sending} of one project are on their way at once")


def private(binary):
    """Addresses of the own network are out of reach, however they are written, and so is what redirects there."""
    with running(binary, **{**QUICK, "MESHER_WEBHOOK_PRIVATE": 0}) as server, receiver(200) as to:
        hosts = [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "2130706433",
            "0x7f.1",
            "127.1",
            "10.0.0.1",
            "169.254.169.254",
            "[fe80::1]",
            "[::]",
            "[64:ff9b::7f00:1]",
        ]
        for first in range(0, len(hosts), 5):
            actions = [{"type": "webhook", "url": f"http://{host}:{to.port}/"} for host in hosts[first : first + 5]]
            made = call(
                server,
                "POST",
                RULES,
                {"name": "P", "condition": {"condition_type": "new_issue", "tags": {"no": "x"}}, "actions": actions},
            )
            equal(made[0], 201, "rules with private addresses")
            answer = call(server, "POST", f"/api/v1/alert-rules/{made[1]['id']}/test")[1]
            for host, one in zip(hosts[first : first + 5], answer["deliveries"]):
                equal((one["status"], one["error"]), ("failed", "the address is not a public one"), f"{host}")
        equal(to.requests, [], "nobody was asked")


def several(binary):
    """Two processes on one database: what fires, fires once, and what one held when it was killed, the other delivers."""
    with tempfile.TemporaryDirectory() as folder, receiver("hang", 200) as slow, receiver(200) as to:
        first, second = Server(binary, folder, **QUICK), Server(binary, folder, **QUICK)
        try:
            rule(first, {"condition_type": "threshold", "threshold": 3, "window_minutes": 5}, webhook(to))
            rule(first, {"condition_type": "new_issue"}, webhook(slow))
            for n in range(3):
                first.native({"message": "shared"})
                second.native({"message": "shared"})
            # What was accepted and not yet noted is sent again after a kill: the alert that must come once is noted first.
            noted = lambda: [one["status"] for one in deliveries(second)].count("delivered") == 1
            check(eventually(lambda: len(to.accepted) == 1 and len(slow.requests) == 1 and noted()), "both rules fire")
            # Whoever holds the delivery is killed with the other one; a new process takes it up.
            first.kill()
            second.kill()
            second = Server(binary, folder, **QUICK)
            check(eventually(lambda: len(slow.accepted) == 1, 30), "what was held is delivered")
            time.sleep(0.5)
            equal((len(to.requests), len(slow.accepted), len(slow.requests)), (1, 1, 2), "each is accepted once")
            equal({one["status"] for one in deliveries(second)}, {"delivered"}, "and known to be")
        finally:
            for server in (first, second):
                if server.process.poll() is None:
                    server.stop()


def ended(binary):
    """Who is asked to end waits for what is on its way: it is not sent again."""
    with tempfile.TemporaryDirectory() as folder, receiver((1.5, 200)) as to:
        first = Server(binary, folder, **QUICK)
        rule(first, {"condition_type": "new_issue"}, webhook(to))
        first.native({"message": "last"})
        check(eventually(lambda: to.requests), "a delivery is on its way")
        equal(first.stop(), 0, "the end")
        second = Server(binary, folder, **QUICK)
        equal([one["status"] for one in deliveries(second)], ["delivered"], "it was delivered")
        equal((second.stop(), len(to.requests)), (0, 1), "once")


def killed(binary):
    """Mesher is killed while new issues come: each one that is stored is told, by one delivery."""
    with tempfile.TemporaryDirectory() as folder, receiver((0.1, 200)) as to:
        first = Server(binary, folder, **QUICK)
        rule(first, {"condition_type": "new_issue"}, webhook(to))
        acknowledged = []

        def post(letter):
            with contextlib.suppress(OSError):
                for other in "uvwxyz":
                    status, _, headers = first.native({"message": f"killed {letter}{other}"})
                    acknowledged.extend([headers["X-Mesher-Issue-Id"]] if status == 202 else [])

        workers = [threading.Thread(target=post, args=(letter,)) for letter in "abcd"]
        for worker in workers:
            worker.start()
        eventually(lambda: len(acknowledged) >= 6)
        first.kill()
        for worker in workers:
            worker.join()
        second = Server(binary, folder, **QUICK)
        issues = {id for id, in second.rows("SELECT id FROM issues")}
        check(eventually(lambda: {one["status"] for one in deliveries(second)} == {"delivered"}, 40), "all is delivered")
        told = {json.loads(body)["issue"]["id"] for _, _, body in to.requests}
        check(
            set(acknowledged) <= issues and told == issues,
            f"{len(acknowledged)} acknowledged, {len(issues)} stored, {len(told)} told",
        )
        equal(len({headers["X-Mesher-Delivery"] for _, headers, _ in to.requests}), len(issues), "one delivery each")
        equal(second.stop(), 0, "its end")


def broken(binary):
    """A rule that cannot be followed does not take events with it."""
    with running(binary, **QUICK) as server:
        rule(server, {"condition_type": "new_issue"}, {"type": "webhook", "url": "http://127.0.0.1:9/"})
        server.change("DROP TABLE alert_deliveries")
        equal(server.native({"message": "kept all the same"})[0], 202, "an event whose alert cannot be stored")
        equal(server.rows("SELECT title FROM issues"), [("kept all the same",)], "it is stored")
        equal(server.rows("SELECT id FROM alerts"), [], "what the rule did is taken back")
        check(server.says("a rule cannot be followed"), "the log says so")


@on_both
def suite(binary):
    with running(binary, **QUICK, MESHER_RATE_LIMIT=0) as server:
        # They wait for others: meanwhile the rest runs.
        waiting = [threading.Thread(target=one, args=(binary,)) for one in (several, ended, killed, neighbours)]
        for one in waiting:
            one.start()
        forms(server)
        events(server)
        counts(server)
        failures(server)
        chats(server)
        trials(server)
        flood(server)
    broken(binary)
    for one in waiting:
        one.join()


def run(binary):
    suite(binary)
    private(binary)
