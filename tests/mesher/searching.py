"""Searches: the language, its completion, searches that are kept."""
import json
import subprocess
import tempfile

from databases import on_both
from harness import AUTH, check, equal, eventually, running
from recovery import HERE, compiled


def pure(meshc, name):
    """A program says what it should."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([compiled(meshc, name, folder)], capture_output=True, text=True, timeout=60)
    wanted = (HERE / f"programs/{name}.out").read_text()
    for line, expected in zip(done.stdout.splitlines(), wanted.splitlines()):
        equal(line, expected, name)
    equal((len(done.stdout.splitlines()), done.stderr), (len(wanted.splitlines()), ""), "lines of the program")


def help_with(server):
    path = "/api/v1/projects/1"
    for number in range(3):
        server.store({"message": f"m{number}", "environment": "Production" if number else "test", "user": {"email": "ana@example.test"},
                      "tags": {"browser": f"Fire fox {number}", "odd key": "x"}})

    def texts(q):
        body = json.loads(server.request("GET", f"{path}/search/complete?q={q}")[1])
        return body["from"], [one["text"] for one in body["suggestions"]]

    equal(texts("is:un"), (3, ["unresolved", "unassigned", "unseen"]), "values of is:")
    equal(texts("level:error+brow"), (12, ["browser:"]), "names of tags")
    equal(texts("odd"), (0, ["tag[odd key]:"]), "an odd name of a tag")
    equal(texts("%21rel"), (1, ["release:"]), "names behind !")
    equal(texts("env:p"), (4, ["Production"]), "values of environments")
    equal(texts("browser:%22fire"), (8, [f'"Fire fox {number}"' for number in range(3)]), "values with blanks")
    equal(texts("user:ANA"), (5, ["ana@example.test"]), "values of users")
    equal(texts("assigned:m"), (9, ["me"]), "assignees")
    equal(texts("has:bro"), (4, ["browser"]), "has:")
    equal(len(server.issues("?q=tag[odd%20key]:x")["data"]), 3, "an odd tag is found")

    def keep(status=201, **fields):
        found, body, _ = server.request("POST", f"{path}/searches", json.dumps(fields).encode())
        equal(found, status, f"keep {fields}")
        return json.loads(body)

    kept = keep(name="Mine", query="is:unresolved level:error", sort="users")
    keep(409, name="Mine", query="")
    keep(400, name=" ")
    keep(400, name="x", query="level:x")
    keep(400, name="x", sort="name")
    keep(400, nothing=1)
    keep(400, name="\0", query="")
    listed = json.loads(server.request("GET", f"{path}/searches")[1])
    equal([(one["id"], one["name"], one["query"], one["sort"], one["shared"]) for one in listed],
          [(kept["id"], "Mine", "is:unresolved level:error", "users", True)], "kept searches")
    delete = lambda: json.loads(server.request("POST", f"{path}/searches/{kept['id']}/delete")[1])["affected"]
    equal((delete(), delete()), (1, 0), "forgotten once")


def older(server):
    """Issues of versions that noted nothing for searches."""
    server.store({"message": "Ältere Fehler", "fingerprint": ["older"]})
    server.change("UPDATE issues SET search_text = ''")
    check(eventually(lambda: len(server.issues("?q=%C3%A4LTERE+fehler")["data"]) == 1), "an issue of an older version is found")


def many(server):
    """Conditions that hundreds of issues fulfil are looked up in other ways than those of few; what is found is the same."""
    for start in range(0, 400, 100):
        events = [{"message": f"many {number}", "fingerprint": f"many {number}", "level": "warning" if number < 390 else "fatal",
                   "tags": {"kind": f"k{number % 4}_{number}", **({"rare": "yes"} if number % 100 == 7 else {})}}
                  for number in range(start, start + 100)]
        equal(server.request("POST", "/api/v1/events/bulk", json.dumps(events).encode(), AUTH)[0], 202, "a hundred events")

    def found(q):
        """How many of them: pages as long as there are more."""
        count, place = 0, ""
        while True:
            page = server.issues(f"?q=many+{q}&limit=100{place}")
            count += len(page["data"])
            if not page["has_more"]:
                return count
            place = f"&cursor={page['next_cursor']}&cursor_id={page['next_cursor_id']}"

    for q, wanted in [
        ("", 400), ("has:kind", 400), ("!has:kind", 0), ("has:rare", 4), ("!has:rare", 396), ("has:nothing", 0), ("!has:nothing", 400),
        ("kind:K*", 400), ("!kind:k*", 0), ("kind:k1_*", 100), ("!kind:k1_*", 300), ("kind:*_7", 1), ("!kind:*_7", 399),
        ("kind:k*_7", 1), ("kind:[k*,nothing]", 400), ("!kind:[k1_1,k2_*]", 299), ("!has:level", 400), ("level:fatal+!has:rare", 10),
        ("ma*y", 400), ("*", 400), ("m*39*", 14), ("!m*39*", 386), ("message:any*7*7", 4), ("%22m*39%22", 0), ("has:kind+!has:kind", 0), ("has:rare+!has:kind", 0), ("%21kind:k%25*", 400),
    ]:
        equal(found(q), wanted, f"issues of {q}")

    def events(q, limit=3):
        body = server.request("GET", f"/api/v1/projects/1/events/search?q={q}&limit={limit}")[1]
        return [one["message"] for one in json.loads(body)]

    equal(events("MANY"), ["many 399", "many 398", "many 397"], "the newest that have a word")
    equal(events("many+77"), ["many 377", "many 277", "many 177"], "the newest that have both words")
    equal(events("377+many", 2), ["many 377", "many 399"], "one that has both, then one that has one")
    equal(events("many+nowhere", 2), ["many 399", "many 398"], "none that has both")
    equal(events("nowhere"), [], "a word that nobody said")


def hostile(server):
    """What must be answered quickly and clearly, whatever it is."""
    path = "/api/v1/projects/1/issues"
    for query, status in [
        ("q=" + "a" * 1001, 400), ("q=" + "(" * 900, 200), ("q=" + "%22" * 900, 400), ("q=x:" + "*a" * 400, 400), ("q=" + "a%20" * 40, 400),
        ("q=%00", 400), ("q=%ff%fe", 200), ("q=x:%00", 400), ("q=x:y%00z", 400), ("q='%20OR%201=1--", 200), ("q=%25%25%25", 200), ("q=x:[" + "[" * 500, 400),
        ("q=tag[x']:y", 200), ("q=timesSeen:%3E999999999999999", 200), ("q=age:-999999w", 200), ("q=age:%2B999999w", 200),
        ("limit=99999999999999999999", 200), ("limit=-1", 200), ("cursor=%00x&cursor_id=%00y", 400), ("environment=%00", 400),
        ("assigned_to=%00", 400), ("sort=%00x", 400), ("status=%00x", 400), ("since=9999-12-31T23:59:59Z", 200), ("since=-1", 400),
        ("cursor=292277026596-01-01T00:00:00Z&cursor_id=00000000-0000-0000-0000-000000000000", 400),
    ]:
        found, body, _ = server.request("GET", f"{path}?{query}")
        check(found == status and isinstance(json.loads(body), dict), f"{query[:60]}: {found} {body[:200]}")
    for path in ("events/search?q=%00x", "events/tags?key=%00x&value=x", "dashboard/tags?key=%00x", "search/complete?q=%00"):
        equal(server.request("GET", f"/api/v1/projects/1/{path}")[0], 400, path)
    for path in ("search/complete?q=x&at=99999999999999999999", "search/complete?q=" + "a" * 5000, "search/complete?q=x&at=-1"):
        equal(server.request("GET", f"/api/v1/projects/1/{path}")[0], 200, path[:60])


def served(binary):
    with running(binary) as server:
        help_with(server)
        hostile(server)
        older(server)
        many(server)


def run(binary, meshc):
    if meshc:
        pure(meshc, "searches")
    on_both(served)(binary)
