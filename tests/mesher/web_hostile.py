"""Texts that want to be markup or programs, in every field that pages show: nothing runs, nothing is parsed, all of it can be read."""
import json
import time
import uuid

from harness import AUTH, eventually, running
from web_browser import check, equal, json_of, opened, post_all, posted

MARKUP = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script><b>bold</b>"
SHORT = "<img src=x onerror=window.hacked=1>"
TURNED = "\u202etxt.exe\u202c \u0645\u0631\u062d\u0628\u0627 42"


def hostile_event(identity):
    """An event that has it in each field that a client may fill."""
    frame = {
        "filename": MARKUP, "function": MARKUP, "module": MARKUP, "abs_path": MARKUP + "x", "lineno": 3, "in_app": True, "pre_context": [MARKUP],
        "context_line": MARKUP, "post_context": [MARKUP], "vars": {MARKUP: MARKUP, "object": {MARKUP: [MARKUP]}},
    }
    return {
        "event_id": identity, "level": "error", "platform": SHORT, "environment": SHORT, "release": SHORT, "dist": SHORT, "server_name": MARKUP,
        "transaction": MARKUP, "logger": MARKUP, "user": {"id": MARKUP, "email": MARKUP, "username": MARKUP, "more": {MARKUP: MARKUP}},
        "tags": {"hostile": MARKUP, "javascript": "javascript:window.hacked=1", SHORT: SHORT},
        "request": {"url": "javascript:window.hacked=1", "method": MARKUP, "headers": {MARKUP: MARKUP, "Referer": MARKUP}, "data": MARKUP,
                    "cookies": {MARKUP: MARKUP}, "query_string": MARKUP, "env": {MARKUP: MARKUP}},
        "contexts": {MARKUP: {MARKUP: MARKUP, "name": MARKUP}, "os": {"name": MARKUP, "version": MARKUP}}, "extra": {MARKUP: [MARKUP, {MARKUP: MARKUP}]},
        "modules": {MARKUP: MARKUP}, "sdk": {"name": MARKUP, "version": MARKUP}, "fingerprint": [MARKUP],
        "threads": {"values": [{"id": 1, "name": MARKUP, "crashed": True, "stacktrace": {"frames": [frame]}}]},
        "debug_meta": {"images": [{"type": MARKUP, "code_file": MARKUP, "debug_id": MARKUP}]},
        "breadcrumbs": [{"timestamp": 1700000000, "category": MARKUP, "message": MARKUP, "level": MARKUP, "type": MARKUP, "data": {MARKUP: MARKUP}}],
        "exception": {"values": [
            {"type": MARKUP, "value": MARKUP, "module": MARKUP, "mechanism": {"type": MARKUP, "handled": False}, "stacktrace": {"frames": [frame, frame]}},
            {"type": MARKUP, "value": MARKUP, "module": MARKUP, "stacktrace": {"frames": [frame]}},
        ]},
        "nothing known": MARKUP, "attachments": MARKUP, "feedback": {"length": 3}, "errors": [{"type": MARKUP}],
    }


def envelope(server, items, head=None):
    lines = [json.dumps(head or {}).encode()]
    for kind, body in items:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines += [json.dumps({**kind, "length": len(data)}).encode(), data]
    status, answer, _ = server.request("POST", "/api/1/envelope/", b"\n".join(lines) + b"\n", AUTH)
    equal(status, 200, f"an envelope is taken: {answer}")


def fill(server):
    """Hostile texts in all that clients and people can write."""
    identity = uuid.uuid4().hex
    post_all(server, [{"message": TURNED, "tags": {"\u0644\u063a\u0629": TURNED}, "user": {"username": TURNED}}, {"message": MARKUP, "level": "info"}])
    envelope(server, [({"type": "event"}, hostile_event(identity)),
                      ({"type": "attachment", "filename": MARKUP, "content_type": "text/html"}, f"<script>{MARKUP}</script>".encode())], {"event_id": identity})
    envelope(server, [({"type": "feedback"}, {"event_id": uuid.uuid4().hex, "environment": SHORT, "release": SHORT, "contexts": {"feedback": {
        "message": MARKUP, "name": MARKUP, "contact_email": "a@example.org", "url": "javascript:window.hacked=1", "associated_event_id": identity}}})])
    envelope(server, [({"type": "log", "item_count": 1, "content_type": "application/vnd.sentry.items.log+json"}, {"items": [
        {"timestamp": 1764000000, "trace_id": "a" * 32, "level": "error", "body": MARKUP, "attributes": {SHORT: {"value": MARKUP, "type": "string"}}},
        {"timestamp": time.time(), "trace_id": "b" * 32, "level": "error", "body": MARKUP, "attributes": {SHORT: {"value": MARKUP, "type": "string"}}}]})])
    envelope(server, [({"type": "check_in"}, {"check_in_id": uuid.uuid4().hex, "monitor_slug": "nightly", "status": "ok", "environment": SHORT, "release": SHORT,
                                              "monitor_config": {"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "UTC"}})])
    envelope(server, [({"type": "client_report"}, {"discarded_events": [{"reason": SHORT, "category": "error", "quantity": 3}]})])
    issue = next(one for one in json_of(server, "/api/v1/projects/1/issues?limit=100")["data"] if one["level"] == "error" and "onerror" in one["title"])
    posted(server, f"/api/v1/issues/{issue['id']}/comments", {"text": MARKUP})
    posted(server, "/api/v1/projects/1/searches", {"name": SHORT, "query": f'"{SHORT}"', "sort": "last_seen", "shared": True})
    posted(server, "/api/v1/projects/1/api-keys", {"label": SHORT})
    rule = posted(server, "/api/v1/projects/1/alert-rules", {
        "name": MARKUP, "condition": {"condition_type": "new_issue", "environment": [SHORT]}, "action": {"type": "websocket"}})
    check("id" in rule, f"a rule: {rule}")
    posted(server, "/api/v1/projects/1", {"name": MARKUP})
    return issue


def looked_at(page, what, shown=True):
    """Nothing ran or was parsed; and the text is there to be read."""
    page.until("() => document.querySelector('#main:not([aria-busy]) > *:not(.loading)') && !document.body.innerText.includes('Loading…')")
    # All that is folded is looked at, too.
    page.page.evaluate("""() => {
        document.querySelectorAll('details').forEach((one) => { one.open = true; });
        document.querySelectorAll('.more-frames').forEach((one) => one.click());
    }""")
    page.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
    found = page.page.evaluate("""() => ({
        hacked: window.hacked === undefined, parsed: document.querySelectorAll('body b, body img, body script, body iframe, [onerror]').length,
        links: [...document.querySelectorAll('a[href]')].filter((one) => !/^https?:$/.test(one.protocol)).map((one) => one.href),
        shown: document.body.innerText.includes('<img src=x onerror=')
    })""")
    equal((found["hacked"], found["parsed"], found["links"]), (True, 0, []), f"{what}: nothing runs, nothing is parsed")
    if shown:
        check(found["shown"], f"{what}: the text is shown as it is")


def run(browser, binary):
    with running(binary) as server:
        issue = fill(server)
        identity = issue["id"]
        with opened(browser, server, f"/issues/{identity}", permissions=["clipboard-read", "clipboard-write"]) as page:
            page.wait("#part-exception")
            looked_at(page, "the issue")
            page.wait("#part-attachments")
            page.wait("#part-feedback")
            parts = page.page.evaluate("[...document.querySelectorAll('.part')].map((one) => one.id.slice(5))")
            wanted = {"attachments", "feedback", "exception", "breadcrumbs", "tags", "request", "user", "contexts", "extra", "threads", "modules", "images"}
            equal(wanted - set(parts), set(), f"the parts of the event: {parts}")
            for part in wanted:
                check("onerror" in page.text(f"#part-{part}"), f"{part} shows what was sent")
            check("onerror" in page.text(".activity"), "the comment is shown")
            page.press("v")
            page.has("dialog pre", "onerror")
            looked_at(page, "the raw event")
            page.press("Escape")
            for entry in ("How it was grouped", "Similar issues"):
                page.page.click(".actions button:has-text('More')")
                page.page.click(f"[role=menuitem]:has-text('{entry}')")
                page.wait("dialog .dialog-body")
                looked_at(page, entry)
                page.press("Escape")
            page.press("c")
            page.has(".note", "Markdown copied")
            page.press("e")
            page.has(".note", "Resolved")
            looked_at(page, "the note")
            page.press("z")
            check(eventually(lambda: json_of(server, f"/api/v1/issues/{identity}")["status"] == "unresolved"), "taken back")
        pages(browser, server, identity)
        turned(browser, server)
        odd_forms(browser, server)


def pages(browser, server, identity):
    version = "%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E"
    # And where the text has to be read: the project's name stands on every page.
    places = {
        "projects/default/issues": ".issues", "projects/default/live": "", "projects/default/dashboard": "section[aria-label='Top issues']",
        "projects/default/releases": "table", f"projects/default/releases/{version}": "h1", "projects/default/crons": ".plain-list",
        "projects/default/crons/nightly": "table", "projects/default/feedback": ".plain-list", "projects/default/logs": ".logs",
        "projects/default/alerts": "section[aria-label=Rules]", "projects/default/settings": "h1", "projects/default/settings/keys": "table",
        "projects/default/settings/kept": "h1", "projects/new": "table", "settings/members": "section[aria-label=Projects]",
        "settings/audit": "table", f"issues/{identity}/events": "table", f"projects/default/issues?q={version}": ".empty",
    }
    with opened(browser, server, "/login") as page:
        for place, where in places.items():
            page.open("/" + place)
            if where:
                page.has(where, "<img src=x onerror")
            looked_at(page, place)
            page.page.set_viewport_size({"width": 390, "height": 844})
            check(page.overflow() <= 0, f"{place} is {page.overflow()} wider than a phone")
            page.page.set_viewport_size({"width": 1280, "height": 800})
        page.open("/projects/default/issues")
        page.page.click("button:has-text('Saved')")
        looked_at(page, "saved searches")
        page.press("Escape", "/")
        page.page.keyboard.press("Control+a")
        page.page.keyboard.type("release:")
        page.has("[role=option]", "<img")
        looked_at(page, "completions")
        page.open("/projects/default/live")
        page.has(".stream-state.live", "Live")
        check(eventually(lambda: (server.store({"message": MARKUP, "environment": SHORT}), page.page.locator(".live-row").count())[1]), "the stream")
        looked_at(page, "the stream")
        page.page.goto(page.base + "/login?next=javascript:window.hacked=1")
        looked_at(page, "the sign-in", False)


def turned(browser, server):
    """Text that turns the direction of writing stays in its own place."""
    with opened(browser, server, "/projects/default/issues") as page:
        title = page.page.locator(".issue-title", has_text="42")
        equal(title.evaluate("(one) => getComputedStyle(one).unicodeBidi"), "isolate", "a title is by itself")
        title.click()
        page.has("h1", "42")
        equal(page.page.locator("h1").evaluate("(one) => [one.dir, getComputedStyle(one).unicodeBidi]"), ["auto", "isolate"], "a heading, too")


def odd_forms(browser, server):
    """Events whose parts have forms that nobody expects: the page shows what it can, and all else."""
    odd = {"toString": "x", "constructor": 1, "length": 3, "__proto__": {"a": 1}}
    frame = {name: odd for name in ("function", "filename", "module", "abs_path", "lineno", "colno", "in_app", "pre_context", "context_line", "vars")}
    events = []
    for number, value in enumerate((odd, [odd, None, 7, "x"], True, {"values": [None, odd]}, {"frames": odd})):
        parts = {name: value for name in ("breadcrumbs", "tags", "extra", "user", "request", "contexts", "threads", "modules", "debug_meta", "timestamp")}
        chain = [{"type": f"Odd{number}", "value": value, "module": value, "mechanism": value, "stacktrace": {"frames": [frame, value, {**frame, "vars": value}]}}]
        events.append({**parts, "exception": {"values": chain}})
    post_all(server, events)
    for number, value in enumerate((odd, "text", [odd], 7)):
        native = {"message": f"native {chr(97 + number)}", "exception": {"type_name": "N", "value": "v", "chain": value}, "stacktrace": [{"filename": value, "vars": value}],
                  "breadcrumbs": [{"timestamp": value, "message": value, "level": value, "data": value}], "contexts": value, "request": value, "threads": value}
        server.native(native)
    issues = [one for one in json_of(server, "/api/v1/projects/1/issues?limit=100")["data"] if one["title"].startswith(("Odd", "native"))]
    check(len(issues) >= 5, f"events of odd forms are kept: {[one['title'] for one in issues]}")
    with opened(browser, server, "/login", permissions=["clipboard-read", "clipboard-write"]) as page:
        for issue in issues:
            page.open(f"/issues/{issue['id']}")
            page.wait(".event-bar")
            looked_at(page, issue["title"], False)
            check("form that cannot be shown" not in page.text("body"), f"{issue['title']}: all parts are shown")
            page.press("c")
            page.has(".note", "Markdown copied")
