import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote, urlsplit

program = subprocess.Popen([sys.argv[1]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
url = urlsplit(program.stdout.readline().strip())
os.environ["PORT"] = str(url.port)

from wire import Http, Ws, ask  # noqa: E402

OPEN = [("Authorization", f"Bearer {url.fragment}")]


def api(path, method="GET", headers=()):
    return ask(method, f"/api/{path}", [*OPEN, *headers])


def seen(query=""):
    return json.loads(api(f"snapshot?{query}").text())


def named(name):
    """The actor of a name, which may still be about to begin."""
    until = time.monotonic() + 20
    while True:
        found = [actor for actor in seen(f"find={name}")["actors"] if name in actor["names"]]
        if found and found[0]["doing"]["what"] != "runs" or time.monotonic() > until:
            return found[0]
        time.sleep(0.05)


def until(holds):
    """Waits until it does, or for long."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


print("host:", url.hostname, "token:", len(url.fragment))

# Who may not.
for label, path, headers in [
    ("no token", "/api/snapshot", []),
    ("wrong token", "/api/snapshot", [("Authorization", "Bearer " + 32 * "0")]),
    ("token in the path", f"/api/snapshot?token={url.fragment}", []),
    ("other scheme", "/api/snapshot", [("Authorization", f"Basic {url.fragment}")]),
    ("foreign origin", "/api/snapshot", [*OPEN, ("Origin", "http://evil.example")]),
    ("origin null", "/api/snapshot", [*OPEN, ("Origin", "null")]),
    ("other port", "/api/snapshot", [*OPEN, ("Origin", "http://localhost:1")]),
    ("from a foreign page", "/api/snapshot", [*OPEN, ("Sec-Fetch-Site", "cross-site")]),
    ("its own origin", "/api/snapshot", [*OPEN, ("Origin", "http://localhost")]),
    ("kill without", "/api/kill?pid=1", []),
]:
    method = "POST" if "kill" in label else "GET"
    print(label, ask(method, path, headers).status)
for host in ["evil.example", f"evil.example:{url.port}", "127.0.0.1.evil.example", "", "[::1]", f"127.0.0.1:{url.port}", "LOCALHOST"]:
    http = Http()
    head = f"GET /api/snapshot HTTP/1.1\r\nHost: {host}\r\nAuthorization: {OPEN[0][1]}\r\n\r\n"
    http.send(head.encode())
    print(f"host {host.replace(str(url.port), 'PORT')!r}", http.read().status)
    http.close()
print("kill by GET", api("kill?pid=1").status)

# The page has nothing secret, and nothing from elsewhere.
page = ask("GET", "/")
print("page", page.status, page.headers["content-type"], page.headers["content-security-policy"].split(";")[0])
print(page.headers["x-frame-options"], page.headers["cache-control"], page.headers["referrer-policy"])
print("from elsewhere:", "://" in page.text(), "inline:", "<style" in page.text() or "onclick" in page.text())
for name in ["observer.js", "observer.css"]:
    print(name, ask("GET", f"/{name}").headers["content-type"])
print("absent", ask("GET", "/../Cargo.toml").status, ask("GET", "/nothing").status)

# What is seen.
all_seen = seen()
print("actors are counted:", all_seen["overview"]["actors"] >= all_seen["found"] >= 5)
print("its own are not shown:", not any(actor["is_observer"] for actor in all_seen["actors"]))
print("unless they are asked for:", any(actor["is_observer"] for actor in seen("own=1")["actors"]))
print("unknown order", api("snapshot?sort=colour").status)
print("waiting", len(seen("sort=waiting&limit=3")["actors"]))
for order in ["mailbox", "memory", "reductions", "messages", "pid"]:
    actors = seen(f"sort={order}&limit=3")["actors"]
    values = [-actor["pid"] if order == "pid" else actor[order] for actor in actors]
    print(order, len(actors), values == sorted(values, reverse=True))
for limit in ["-1", "0", "1000000", "many"]:
    print("limit", limit, len(seen(f"limit={limit}")["actors"]) > 0)
counter = named("counter")
print(counter["function"].split(" ")[0], counter["message_type"], counter["mailbox"], counter["messages"], counter["doing"], counter["timers"])
details = json.loads(api(f"actor?pid={counter['pid']}").text())
print(details["waiting"], details["last_message"], [timer["what"] for timer in details["set_timers"]])
for pid in [f"<0.{counter['pid']}>", "0", "-1", "99999999999999999999", "x"]:
    print("actor", pid.replace(str(counter["pid"]), "PID"), api(f"actor?pid={quote(pid)}").status)
print("another generation", api(f"actor?pid={counter['pid'] + (1 << 24)}").status)
tree = {branch["child"]: branch for branch in seen()["tree"]}
print(tree[None]["names"], tree[None]["is_supervisor"], tree["clock"]["parent"] == tree[None]["pid"])

# What is sent to one actor.
ear, mouth = named("ear")["pid"], named("mouth")["pid"]


def traced(number):
    return json.loads(api(f"trace?pid={ear}&from={number}").text())


print("nothing yet:", traced(0)["entries"])
print("traced:", until(lambda: traced(0)["next"] > 4))
trace = traced(2)
print([entry["number"] for entry in trace["entries"]][:2], trace["missed"])
print({entry["what"] for entry in trace["entries"]}, {entry["from"] for entry in trace["entries"]} == {mouth})
said = [int(entry["text"].strip("\"").split(" ")[1]) for entry in trace["entries"]]
print("all of it:", said == list(range(said[0], said[0] + len(said))))
print("nobody:", api("trace?pid=0").status)


def sent():
    return json.loads(api(f"trace?pid={mouth}&from=0").text())["entries"]


print("sent:", until(lambda: len(sent()) > 2))
print({(entry["what"], entry["from"], entry["to"] == ear) for entry in sent()})
said = [int(entry["text"].strip("\"").split(" ")[1]) for entry in sent()]
print("all of it:", said == list(range(said[0], said[0] + len(said))))

# The flight recorder.
record = json.loads(api("record").text())
print("record:", len(record["traceEvents"]) > 20, any("counter" in str(event) for event in record["traceEvents"]))

# What is done.
large = named("large")
tidied = json.loads(api(f"tidy?pid={large['pid']}", "POST").text())
print("tidied:", tidied["after"] < tidied["before"] == large["memory"])
clock = tree["clock"]["pid"]
print("killed", api(f"kill?pid={clock}", "POST").status)
print("gone:", until(lambda: api(f"actor?pid={clock}").status == 404), api(f"kill?pid={clock}", "POST").status)
print("another:", until(lambda: any(one["child"] == "clock" and one["pid"] != clock for one in seen()["tree"])))

# Live.
stranger = Ws("/api/live")
stranger.text("guess")
print("stranger", stranger.next()[0] == 8)
print("foreign page", Ws("/api/live", headers=[("Origin", "http://evil.example")]).answer.status)
live = Ws("/api/live")
live.text(url.fragment)
first = json.loads(live.next()[1])
print("live", first["seen"]["process"] == program.pid, first["actor"])
live.text(json.dumps({"sort": "pid", "limit": 1, "find": "counter", "actor": counter["pid"], "trace": False}))
while not (told := json.loads(live.next()[1]))["actor"]:
    pass
print(told["actor"]["names"], told["seen"]["found"])
live.text(json.dumps({"sort": "pid", "limit": 1, "find": "", "actor": ear, "trace": True}))
while not (told := json.loads(live.next()[1]))["trace"] or not told["trace"]["entries"]:
    pass
print(told["actor"]["names"], told["trace"]["entries"][0]["text"].split(" ")[0])
live.text("{}")
while (frame := live.next())[0] != 8:
    pass
print("not understood", int.from_bytes(frame[1][:2], "big"))

# Nobody waits for an observer, however many look.
looking = [Ws("/api/live") for _ in range(3)]
for one in looking:
    one.text(url.fragment)
idle = Http()
idle.ask("GET", "/")
program.send_signal(signal.SIGTERM)
begun = time.monotonic()
print(program.stdout.read().split(), program.wait(), "at once:", time.monotonic() - begun < 8)
