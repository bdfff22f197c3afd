"""The list of issues and the page of one: by keyboard, by pointer, with undo."""
from harness import eventually, running
from web_browser import check, equal, exception, frame, issue_named, json_of, opened, post_all, posted, soon, status_of


def run(browser, binary):
    with running(binary) as server:
        post_all(server, [exception(name, f"value of {name}", release="shop@1.0") for name in ("Alpha", "Beta", "Gamma", "Delta")])
        keyboard(browser, server)
        many_at_once(browser, server)
        searching(browser, server)
        one_issue(browser, server)
        long_stack(browser, server)
        merged(browser, server)


def keyboard(browser, server):
    with opened(browser, server, "/") as page:
        page.wait(".issue:nth-child(4)")
        equal(page.titles(), ["Delta", "Gamma", "Beta", "Alpha"], "newest first")
        check(page.page.url.endswith("/projects/default/issues"), f"the address of the list: {page.page.url}")
        page.press("j", "j", "j", "k")
        gamma = issue_named(server, "Gamma")["id"]
        equal(page.focused(), gamma, "j and k move")
        page.press("e")
        check(soon(server, gamma, "resolved"), "e resolves")
        page.wait(f'.issue.over[data-id="{gamma}"]')
        equal(page.titles(), ["Delta", "Gamma", "Beta", "Alpha"], "what is resolved stays where it is")
        equal(page.focused(), gamma, "the focus stays")
        page.has(".note", "Resolved")
        page.press("z")
        check(soon(server, gamma, "unresolved"), "z takes it back")
        page.until("(id) => !document.querySelector(`.issue.over[data-id='${id}']`)", gamma)
        page.press("a")
        check(soon(server, gamma, "archived"), "a archives")
        page.page.click(".note:has-text('Archived') button:has-text('Undo')")
        check(soon(server, gamma, "unresolved"), "the button takes it back")
        page.press("?")
        page.has("dialog h2", "Keyboard shortcuts")
        page.press("j")
        page.press("Escape")
        page.until("() => !document.querySelector('dialog')")
        equal(page.focused(), gamma, "the focus is back after a dialog")
        page.press("/")
        equal(page.focused(), "Search issues", "/ goes to the search")
        page.page.keyboard.type("j")
        check(page.page.input_value("[role=combobox]").endswith("j") or "j" in page.page.input_value("[role=combobox]"), "keys in fields are letters")
        page.press("Escape", "Escape")
        page.press("g", "d")
        page.has("h1", "Dashboard")
        page.press("g", "i")
        page.wait(".issue:nth-child(4)")
        page.press("j", "Enter")
        page.has("h1", "Delta")
        page.press("u")
        page.wait(".issue:nth-child(4)")
        page.press("j", "A")
        equal(page.page.evaluate("document.activeElement.getAttribute('role')"), "menuitem", "A opens the menu, with the focus in it")
        page.press("ArrowDown", "Enter")
        delta = issue_named(server, "Delta")["id"]
        check(soon(server, delta, "archived"), "archived until ten more events")
        equal(json_of(server, f"/api/v1/issues/{delta}")["archived_until_count"], 11, "one event and ten more")
        page.has(".note", "Archived until 10 more events")
        page.press("z")
        check(soon(server, delta, "unresolved"), "taken back")
        page.page.goto(page.base + "/issues/" + delta)
        page.has("h1", "Delta")
        page.page.go_back()
        page.wait(f'.issue[data-id="{delta}"]')


def many_at_once(browser, server):
    with opened(browser, server, "/projects/default/issues") as page:
        page.wait(".issue:nth-child(4)")
        page.press("j", "x", "j", "x")
        page.has(".bulk-count", "2 selected")
        page.page.click(".bulk button:has-text('Resolve')")
        ids = [issue_named(server, name)["id"] for name in ("Delta", "Gamma")]
        check(all(soon(server, one, "resolved") for one in ids), "both are resolved")
        page.press("z")
        check(all(soon(server, one, "unresolved") for one in ids), "both are taken back")
        page.page.check(".bulk input[type=checkbox]")
        page.has(".bulk-count", "4 selected")
        page.page.uncheck(".bulk input[type=checkbox]")
        post_all(server, [exception("Doomed")])
        page.page.click(".news")
        page.wait(".issue:nth-child(5)")
        equal(page.titles()[0], "Doomed", "what is new stands first when it is asked for")
        page.page.check(".issue:first-child input[type=checkbox]")
        page.page.click(".bulk button:has-text('More')")
        page.page.click("[role=menuitem]:has-text('Delete')")
        page.page.click("dialog button.danger")
        check(soon_gone(server, "Doomed"), "it is deleted")
        page.page.click(".note:has-text('Deleted') button:has-text('Undo')")
        check(eventually(lambda: issue_named(server, "Doomed") is not None), "a deleted issue comes back")
        posted(server, f"/api/v1/issues/{issue_named(server, 'Doomed')['id']}/delete", {})


def soon_gone(server, title):
    return eventually(lambda: issue_named(server, title) is None)


def searching(browser, server):
    with opened(browser, server, "/projects/default/issues") as page:
        page.wait(".issue:nth-child(4)")
        page.press("/")
        page.page.keyboard.press("Control+a")
        page.page.keyboard.type("is:unr")
        page.has("[role=option]", "unresolved")
        page.press("ArrowDown")
        equal(page.page.get_attribute("[role=combobox]", "aria-activedescendant"), "completion-0", "the completion is told to those who hear")
        page.press("Enter")
        equal(page.page.input_value("[role=combobox]"), "is:unresolved ", "it is taken")
        page.page.keyboard.type("Beta")
        page.press("Enter")
        page.until("() => document.querySelectorAll('.issue').length === 1")
        equal(page.titles(), ["Beta"], "the search")
        check("q=is%3Aunresolved+Beta" in page.page.url, f"the search stands in the address: {page.page.url}")
        page.page.reload()
        page.until("() => document.querySelectorAll('.issue').length === 1")
        page.page.click("button:has-text('Saved')")
        page.page.click("[role=menuitem]:has-text('Save this search')")
        page.page.fill("dialog input[maxlength='80']", "only beta")
        page.page.click("dialog button.primary")
        page.has(".note", "Search saved")
        page.page.click(".tab:has-text('Unresolved')")
        page.wait(".issue:nth-child(4)")
        page.page.click("button:has-text('Saved')")
        page.page.click("[role=menuitem]:text-is('only beta')")
        page.until("() => document.querySelectorAll('.issue').length === 1")
        page.page.fill("[role=combobox]", "level:error level:odd")
        page.press("Enter")
        page.has(".trouble", "level")
        marked = "() => { const at = document.querySelector('[role=combobox]'); return at.value.slice(at.selectionStart, at.selectionEnd); }"
        check("odd" in page.page.evaluate(marked), f"what is wrong is marked: {page.page.evaluate(marked)}")
        page.page.fill("[role=combobox]", "nothing matches this")
        page.press("Enter")
        page.has(".empty-title", "No issues match")
        page.page.select_option("select[aria-label=Sort]", "event_count")
        check("sort=event_count" in page.page.url, "the order stands in the address")


def one_issue(browser, server):
    cause = {"type": "KeyError", "value": "'price'", "stacktrace": {"frames": [frame(7)]}}
    main = {"type": "OrderError", "value": "no price", "mechanism": {"type": "generic", "handled": False}, "stacktrace": {"frames": [
        frame(1, False), frame(2, False), frame(3, vars={"order": "<Order 17>"}), frame(4, False)]}}
    whole = {
        "exception": {"values": [cause, main]}, "transaction": "/checkout", "release": "shop@1.2", "environment": "production",
        "user": {"id": "42", "email": "ada@example.org"}, "tags": {"plan": "pro"}, "request": {"url": "https://shop.example/checkout", "method": "POST"},
        "breadcrumbs": [{"timestamp": 1700000000 + n, "category": "query", "message": f"crumb {n}"} for n in range(20)],
        "contexts": {"os": {"name": "Linux"}}, "extra": {"attempt": 3},
    }
    post_all(server, [{**whole, "message": f"number {n}"} for n in range(3)])
    issue = issue_named(server, "OrderError")
    with opened(browser, server, f"/issues/{issue['id']}", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.wait("#part-exception")
        equal(page.page.locator(".exception-type").all_inner_texts(), ["OrderError", "KeyError"], "the chain, outermost first")
        check(page.page.is_visible(".frame.app details[open] .source .here"), "frames of the application are open")
        equal(page.page.locator(".frame.library details[open]").count(), 0, "those of libraries are not")
        page.page.click(".more-frames")
        check(page.page.is_visible("text=lib/part1.py"), "folded frames are shown on demand")
        check(page.page.is_visible("text=<Order 17>"), "variables")
        equal(page.page.locator(".crumbs li").count(), 15, "the newest breadcrumbs")
        page.page.click("#part-breadcrumbs button")
        equal(page.page.locator(".crumbs li").count(), 20, "all breadcrumbs")
        for part in ("tags", "request", "user", "contexts", "extra"):
            check(page.page.is_visible(f"#part-{part}"), f"the part {part}")
        page.press("c")
        page.has(".note", "Markdown copied")
        copied = page.page.evaluate("navigator.clipboard.readText()")
        for text in ("# OrderError: no price", "Caused by `KeyError`", "> step_3 (shop/part3.py:4)", "crumb 19", "`plan`: `pro`", f"/issues/{issue['id']}"):
            check(text in copied, f"the Markdown has {text}: {copied[:300]}")
        page.press("v")
        page.has("dialog pre", '"/checkout"')
        page.press("Escape")
        newest = page.text(".event-bar .place")
        page.press("h")
        page.until("(text) => document.querySelector('.event-bar .place')?.innerText !== text && document.querySelector('.event-bar')", newest)
        check("/events/" in page.page.url, "an event has its address")
        page.page.reload()
        page.wait("#part-exception")
        check(page.text(".event-bar .place") != newest, "which works after a reload")
        page.press("l")
        page.until("(text) => document.querySelector('.event-bar .place')?.innerText.slice(0, 18) === text", newest[:18])
        page.press("n")
        page.page.keyboard.type("It is the *rates*.")
        page.page.keyboard.press("Control+Enter")
        page.has(".comment", "It is the *rates*.")
        page.press("Escape")
        page.page.click(".actions button:has-text('Resolve')")
        page.has(".actions", "Reopen")
        check(soon(server, issue["id"], "resolved"), "resolved")
        page.has(".activity", "resolved it")
        page.press("z")
        check(soon(server, issue["id"], "unresolved"), "taken back")
        page.has(".activity", "took that back")
        page.page.click("[aria-label='Resolve …']")
        page.page.click("[role=menuitem]:has-text('next release')")
        page.has(".issue-marks", "Resolved in the next release")
        page.page.click(".actions button:has-text('Reopen')")
        check(soon(server, issue["id"], "unresolved"), "reopened")
        page.page.click(".actions button:has-text('More')")
        page.page.click("[role=menuitem]:has-text('How it was grouped')")
        page.has("dialog", "fingerprint")
        page.press("Escape")
        page.page.click("a:has-text('All events')")
        page.until("() => document.querySelectorAll('tbody tr').length === 3")


def long_stack(browser, server):
    frames = [frame(n, n % 50 == 0) for n in range(200)]
    post_all(server, [exception("Deep", "x" * 3000, frames, transaction="t" * 190)])
    issue = issue_named(server, "Deep")
    with opened(browser, server, f"/issues/{issue['id']}", viewport={"width": 390, "height": 844}) as page:
        page.wait("#part-exception")
        equal(page.page.locator(".frame.app").count(), 4, "the frames of the application")
        check(page.page.locator(".frame").count() < 14, "the others are folded")
        check(page.overflow() <= 0, f"nothing is wider than a phone: {page.overflow()}")
        page.page.evaluate("document.querySelectorAll('.more-frames').forEach((one) => one.click())")
        equal(page.page.locator(".frame").count(), 200, "all frames on demand")
        equal(status_of(server, issue["id"]), "unresolved", "looking changes nothing")


def merged(browser, server):
    """Two issues become one, and what came together is taken apart again."""
    post_all(server, [exception("Twin", "left", [frame(20)]), exception("Twin", "right", [frame(21)]), exception("Twin", "right", [frame(21)])])
    with opened(browser, server, "/projects/default/issues?q=Twin") as page:
        page.wait(".issue:nth-child(2)")
        page.page.check(".bulk input[type=checkbox]")
        page.page.click(".bulk button:has-text('More')")
        page.page.click("[role=menuitem]:text-is('Merge')")
        page.has(".badge", "Merged")
        page.page.click(".note:has-text('Merged') button:has-text('Undo')")
        page.until("() => !document.querySelector('.issue.over')")
        page.page.check(".bulk input[type=checkbox]")
        page.page.click(".bulk button:has-text('More')")
        page.page.click("[role=menuitem]:text-is('Merge')")
        check(eventually(lambda: len(json_of(server, "/api/v1/projects/1/issues?q=Twin")["data"]) == 1), "they are one")
    issue = issue_named(server, "Twin")
    equal(issue["event_count"], 3, "with the events of both")
    with opened(browser, server, f"/issues/{issue['id']}") as page:
        page.page.click(".actions button:has-text('More')")
        page.page.click("[role=menuitem]:has-text('How it was grouped')")
        page.has("dialog h3", "Fingerprints that lead here")
        page.page.click("dialog li:last-child button")
        page.until("(id) => !location.pathname.includes(id)", issue["id"])
        page.has("h1", "Twin")
    equal(len(json_of(server, "/api/v1/projects/1/issues?q=Twin")["data"]), 2, "they are two again")
