"""What is made of events: grouping, limits, and what clients write that is not quite JSON."""
import json

from grouping_pairs import DIFFERENT, SAME
from harness import check, equal
from parts import asking


def normalised(parts, event, form="sentry"):
    return parts.ask("event", form=form, body=event if isinstance(event, str) else json.dumps(event))


def pairs(parts):
    """One issue or two, for events of many platforms."""
    for name, (left, right) in SAME.items():
        first, second = normalised(parts, left)["fingerprint"], normalised(parts, right)["fingerprint"]
        check(first == second, f"same, {name}: {first!r} and {second!r}")
    for name, (left, right) in DIFFERENT.items():
        first, second = normalised(parts, left)["fingerprint"], normalised(parts, right)["fingerprint"]
        check(first != second, f"different, {name}: {first!r}")
    print(f"{len(SAME)} pairs of one issue, {len(DIFFERENT)} of two")


def rules(parts):
    """The rule that grouped an event, what took part, and what older rules call it."""
    frames = [{"filename": "shop/cart.py", "function": "total", "in_app": True}]
    cause = {"type": "KeyError", "value": "'customer'", "stacktrace": {"frames": frames}}
    main = {"type": "ValueError", "value": "order 17 is bad", "stacktrace": {"frames": frames}}
    event = {"platform": "python", "exception": {"values": [cause, main]}}
    found = normalised(parts, event)
    wanted = "shop/cart.py|total:ValueError:order <num> is bad < KeyError:<str>@shop/cart.py|total"
    equal((found["fingerprint"], found["rule"]), (wanted, "stack"), "a stack with its cause")
    equal(found["older"], ["shop/cart.py|total:ValueError:order <num> is bad"], "what the first rules call it")
    explained = parts.ask("explain", form="sentry", body=json.dumps(event))
    equal((explained["version"], explained["rule"], explained["fingerprint"]), (4, "stack", wanted), "explanation")
    kinds = [(part["kind"], part["name"], part["wording"], part["frames"]) for part in explained["parts"]]
    place = ["shop/cart.py|total"]
    equal(kinds, [("exception", "ValueError", "order <num> is bad", place), ("exception", "KeyError", "<str>", place)], "parts")
    for event, rule in [
        ({"exception": {"type": "A", "value": "v"}}, "exception"),
        ({"message": "m"}, "message"),
        ({"message": "m", "fingerprint": ["a"]}, "custom"),
        ({"message": "m", "fingerprint": ["{{ default }}"]}, "message"),
        ({"exception": {"type": "A", "value": "v"}, "message": "m 5", "platform": "node", "fingerprint": None}, "exception"),
    ]:
        equal(normalised(parts, event)["rule"], rule, f"rule of {event}")
    synthetic = {"type": "Error", "value": "hi", "mechanism": {"synthetic": True}, "stacktrace": {"frames": frames}}
    found = normalised(parts, {"message": "said 5", "exception": {"values": [synthetic]}})["fingerprint"]
    equal(found, "shop/cart.py|total:msg:said <num>", "a stack that was made for a message")
    equal(normalised(parts, {"message": "m"})["older"], [], "rules that agree need no second look")
    native = normalised(parts, {"message": "M 0x5", "stacktrace": [{"filename": "a", "function_name": "f"}]}, "native")
    equal((native["fingerprint"], native["rule"], native["older"]), ("a|f:m 5", "stack", []), "native events keep the first rules")


def bounded(parts):
    """What costs little to send costs little to keep, and to group."""
    frames = [{"filename": f"f{n}.py", "function": "f" * 100} for n in range(3000)]
    event = {"message": "m", "fingerprint": ["{{default}}"] * 6000, "stacktrace": {"frames": frames}}
    body = json.dumps(event)
    found = normalised(parts, body)
    check(len(found["fingerprint"]) < 5000, f"a fingerprint of {len(found['fingerprint'])}")
    check(len(found["body"]) < len(body), f"a body of {len(found['body'])} from one of {len(body)}")
    equal(found["older"], [], "what nobody repeats")
    equal(found["cuts"], {"fingerprint": 1, "frames": 1}, "cuts of a hostile fingerprint")
    small = json.dumps({"message": "m", "stacktrace": {"frames": [{"lineno": n} for n in range(240)]}})
    detail = json.dumps(parts.ask("detail", form="sentry", body=small), separators=(",", ":"))
    check(len(detail) < 2 * len(small), f"small frames grow from {len(small)} to {len(detail)}")
    hollow = '{"message":"hollow","stacktrace":{"frames":[' + ",".join(["{}"] * 100000) + ',{"function":"f"}]}}'
    found = normalised(parts, hollow)
    equal((found["fingerprint"], len(found["body"]) < 2000), ("|f:msg:hollow", True), "frames that say nothing are none")
    deep = '{"message":"deep","extra":{"x":' + "[" * 50000 + "]" * 50000 + "}}"
    found = normalised(parts, deep)
    check(len(found["body"]) < 300, f"a deep value takes {len(found['body'])}")


def limits(parts):
    """Each limit, exactly, with its mark."""
    def cut(event, form="sentry"):
        found = normalised(parts, event, form)
        detail = parts.ask("detail", form=form, body=found["body"])
        return found, detail, detail["cut"]

    equal(cut({"message": "x" * 8192})[2], {}, "a message of 8192 characters")
    found, _, marks = cut({"message": "x" * 8193})
    equal((len(found["message"]), marks["message"]), (8192, {"kind": "message", "was": 8193, "kept": 8191, "times": 1}), "a longer one")
    found, detail, marks = cut({"message": "m", "tags": {"a" * 201: "v", "long": "v" * 201, "ok": "v" * 200}})
    equal(sorted(len(name) for name in found["tags"]), [2, 4, 5, 200], "names of tags")
    equal((len(found["tags"]["long"]), found["tags"]["ok"], found["cuts"]["tags"]), (200, "v" * 200, 2), "values of tags")
    found, detail, marks = cut({"message": "m", "tags": [["k", "v" * 300], ["n", 5], {"key": "o", "value": "p"}]})
    equal((len(found["tags"]["k"]), found["tags"]["n"], found["tags"]["o"]), (200, "5", "p"), "tags as pairs")
    stack = {"frames": [{"function": f"f{n}"} for n in range(300)]}
    _, detail, marks = cut({"exception": {"type": "E", "stacktrace": stack}})
    names = [frame["function_name"] for frame in detail["stacktrace"]]
    equal((len(names), names[124:126], marks["stacktrace.frames"]["was"]), (250, ["f124", "f175"], 300), "frames")
    chain = [{"type": f"E{n}"} for n in range(60)]
    found, detail, _ = cut({"exception": {"values": chain}})
    equal((len(detail["exception"]["chain"]), detail["exception"]["type_name"]), (50, "E59"), "exceptions")
    _, detail, _ = cut({"message": "m", "breadcrumbs": [{"message": f"b{n}"} for n in range(150)]})
    equal((len(detail["breadcrumbs"]), detail["breadcrumbs"][0]["message"]), (100, "b50"), "the last breadcrumbs")
    _, detail, marks = cut({"message": "m", "extra": {"big": "x" * 20000, "small": 1, "deep": [[[[[[[[1]]]]]]]]}})
    check(len(detail["extra"]["big"]) < 16385 and detail["extra"]["small"] == 1, "extra")
    equal((set(marks), "[Array]" in json.dumps(detail["extra"]["deep"])), ({"extra.big", "extra.deep"}, True), "marks of extra")
    _, detail, marks = cut({"message": "m", "contexts": {"big": {"x": "y" * 9000}, "os": {"name": "Linux"}}})
    equal((list(marks), detail["contexts"]["os"]), (["contexts.big"], {"name": "Linux"}), "contexts")
    _, detail, marks = cut({"message": "m", "threads": {"values": [{"id": n, "stacktrace": stack} for n in range(300)]}})
    equal((len(detail["threads"]), len(detail["threads"][0]["frames"])), (256, 250), "threads")
    _, detail, marks = cut({"message": "m", "fingerprint": ["a" * 300] * 30})
    equal((len(detail["client_fingerprint"]), len(detail["client_fingerprint"][0])), (20, 200), "parts of a fingerprint")
    _, detail, marks = cut({"message": "m", "stacktrace": [{"function_name": f"f{n}"} for n in range(251)]}, "native")
    equal((len(detail["stacktrace"]), marks["stacktrace.frames"]["was"]), (250, 251), "frames of native events")
    many = {f"n{n}": "x" for n in range(500)}
    found, _, _ = cut({"message": "m", "tags": many})
    equal(len(found["tags"]), 201, "how many tags")


def whole(parts):
    """Everything that a client sends can be had back."""
    frames = [{"function": "f", "filename": "a.py", "vars": {"x": 1}, "pre_context": ["a"], "post_context": ["b"], "context_line": "c"}]
    chain = [
        {"type": "Inner", "value": "i", "stacktrace": {"frames": frames}, "mechanism": {"type": "chained", "exception_id": 1, "parent_id": 0}},
        {"type": "Outer", "value": {"code": 5}, "module": "shop", "stacktrace": {"frames": frames * 2}, "mechanism": {"type": "django", "handled": False}, "thread_id": 7},
    ]
    event = {
        "exception": {"values": chain}, "threads": [{"id": 7, "name": "main", "crashed": True}, {"id": 8, "stacktrace": {"frames": frames}}],
        "debug_meta": {"images": [{"type": "sourcemap", "debug_id": "a"}]}, "dist": 17, "release": "shop@1", "transaction": "/cart",
        "request": {"url": "http://x/", "headers": [["Cookie", "c"], ["Accept", "a"]], "data": {"n": 1}}, "modules": {"django": "5.0"},
        "sdk": {"name": "sentry.python", "version": "2.0", "integrations": ["django"]}, "contexts": {"trace": {"trace_id": "t"}},
        "breadcrumbs": {"values": [{"timestamp": 1700000000.25, "message": "b", "data": {"n": 1}}]}, "user": {"email": "ana@shop.example", "geo": {"city": "Bern"}},
        "unheard_of": {"n": [1]}, "_meta": {"user": {"": {"len": 5}}}, "server_name": "web-1", "logger": "shop",
    }
    found = normalised(parts, event)
    detail = parts.ask("detail", form="sentry", body=found["body"])
    links = detail["exception"]["chain"]
    equal([(link["type_name"], link["value"], len(link["frames"])) for link in links], [("Inner", "i", 1), ("Outer", '{"code":5}', 2)], "chain")
    equal((links[0]["frames"][0]["function_name"], links[0]["frames"][0]["vars"], links[1]["thread_id"]), ("f", {"x": 1}, 7), "frames of the chain")
    equal((detail["exception"]["mechanism"], len(detail["stacktrace"])), ({"type": "django", "handled": False}, 2), "the outermost")
    equal((len(detail["threads"]), detail["threads"][1]["frames"][0]["filename"]), (2, "a.py"), "threads")
    for name in ("debug_meta", "dist", "modules", "sdk", "contexts", "unheard_of", "_meta", "server_name", "transaction", "logger"):
        equal(detail[name], event[name], name)
    equal((detail["user_context"], detail["breadcrumbs"][0]["timestamp"]), (event["user"], "2023-11-14T22:13:20.250000Z"), "user and breadcrumbs")
    equal(detail["request"]["headers"], [["Cookie", "[Filtered]"], ["Accept", "a"]], "headers")
    wanted = ("17", "ana@shop.example", False, "/cart", "Outer", "no")
    equal((found["dist"], found["user"], found["handled"], found["culprit"], found["exception_type"], found["tags"]["handled"]), wanted, "columns")
    old = {"sentry.interfaces.User": {"id": 5}, "sentry.interfaces.Exception": [{"type": "A", "value": "v"}], "sentry.interfaces.Http": {"url": "u"}}
    found = normalised(parts, old)
    detail = parts.ask("detail", form="sentry", body=found["body"])
    equal((found["title"], found["user"], detail["request"]["url"]), ("A: v", "5", "u"), "names of older clients")


def lenient(parts):
    """What is no JSON costs a value."""
    for text, wanted in [
        ('{"message":"m","extra":{"n":1e400,"ok":1}}', {"n": None, "ok": 1}),
        ('{"message":"m","extra":{"n":NaN,"m":-Infinity,"ok":"NaN"}}', {"n": None, "m": None, "ok": "NaN"}),
        ('{"message":"m","extra":{"n":"a\\u12","ok":"\\u00e9"}}', {"n": "a\ufffd", "ok": "é"}),
        ('{"message":"m","extra":{"n":"\\x41\\q","ok":"a\\\\b\\"c"}}', {"n": "x41q", "ok": 'a\\b"c'}),
        ('{"message":"m","extra":{"n":"a\tb\nc"}}', {"n": "a\tb\nc"}),
        ('{"message":"m","extra":{"n":"\\u0000z"}}', {"n": "\ufffdz"}),
    ]:
        found = normalised(parts, text)
        check("refused" not in found, f"{text}: {found}")
        equal(parts.ask("detail", form="sentry", body=found.get("body", "{}"))["extra"], wanted, text)
    for text in ('{"message":"m"', "[1]", '"x"', "", '{"message" "m"}'):
        equal(normalised(parts, text), {"refused": "invalid event"}, text)
    equal(normalised(parts, '{"message":"m","timestamp":1e400}', "native")["occurred_at"], None, "a number that fits nowhere")
    secrets = {"message": "m", "extra": {"passWord": "p", "p\u00e9": 1, "list": [["api_token", "t"]]}, "request": {"query_string": "a=1&token=x"}}
    body = json.loads(normalised(parts, secrets)["body"])
    equal((body["extra"]["passWord"], body["extra"]["list"], body["request"]["query_string"]), ("[Filtered]", [["api_token", "[Filtered]"]], "a=1&token=[Filtered]"), "secrets")
    escaped = normalised(parts, '{"message":"m","extra":{"p\\u0061ssword":"x"}}')["body"]
    equal(json.loads(escaped)["extra"], {"password": "[Filtered]"}, "a name with escapes")


def times(parts):
    for time, wanted in [
        ("2024-01-02T03:04:05", 1704164645000000), ("2024-01-02T03:04:05.5Z", 1704164645500000), ("2024-01-02T05:04:05+02:00", 1704164645000000),
        ("2024-01-02 03:04:05", 1704164645000000), (1704164645, 1704164645000000), ("1704164645.5", 1704164645500000), ("soon", None), (-1, None),
    ]:
        equal(parts.ask("micros", time=time)["at"], wanted, f"time {time!r}")
    found = normalised(parts, {"message": "m", "tags": {"environment": "eu", "n": 5}}, "native")
    equal((found["environment"], found["tags"]), ("eu", {"environment": "eu", "n": "5"}), "the environment in tags only")


def run(_binary, meshc):
    with asking(meshc) as parts:
        for test in (pairs, rules, bounded, limits, whole, lenient, times):
            test(parts)
