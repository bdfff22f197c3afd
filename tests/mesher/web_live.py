"""What happens while one looks: the list under the pointer, the stream, and a server that goes away and comes back."""
import tempfile

import harness
from harness import Server, eventually, running
from web_browser import check, equal, exception, issue_named, opened, post_all, soon, status_of


def run(browser, binary):
    with running(binary) as server:
        post_all(server, [exception(name) for name in ("Alpha", "Beta", "Gamma")])
        under_the_pointer(browser, server)
        two_who_look(browser, server)
        stream(browser, server)
    away_and_back(browser, binary)


def boxes(page):
    """Where each row is."""
    return page.page.evaluate("""() => [...document.querySelectorAll('.issue')].map((row) => {
        const box = row.getBoundingClientRect();
        return [row.dataset.id, Math.round(box.top), Math.round(box.height)];
    })""")


def under_the_pointer(browser, server):
    with opened(browser, server, "/projects/default/issues") as page:
        page.wait(".issue:nth-child(3)")
        page.has(".stream-state.live", "Live")
        page.press("j", "j")
        beta = issue_named(server, "Beta")["id"]
        before = boxes(page)
        target = page.page.locator(f'[data-id="{beta}"] [aria-label="Resolve"]').bounding_box()
        page.page.mouse.move(target["x"] + 5, target["y"] + 5)
        # The last one happens again, and others are new: sorted by time all would move.
        post_all(server, [exception("Alpha"), exception("Delta"), exception("Epsilon"), exception("Alpha")])
        page.has(".news", "Show 2 new")
        page.until("(id) => document.querySelector(`[data-id='${id}'] .events`).innerText.startsWith('3')", issue_named(server, "Alpha")["id"])
        after = boxes(page)
        shift = after[0][1] - before[0][1]
        equal([[one[0], one[1] - shift, one[2]] for one in after], before, "no row has another place among the others")
        equal(shift, 0, "and none moves on the screen")
        equal(page.focused(), beta, "the focus stays")
        page.page.mouse.down()
        page.page.mouse.up()
        check(soon(server, beta, "resolved"), "the row under the pointer is resolved")
        equal([status_of(server, issue_named(server, name)["id"]) for name in ("Alpha", "Gamma")], ["unresolved"] * 2, "and no other")
        page.press("z")
        check(soon(server, beta, "unresolved"), "taken back")
        page.page.click(".news")
        page.wait(".issue:nth-child(5)")
        equal(sorted(page.titles()), ["Alpha", "Beta", "Delta", "Epsilon", "Gamma"], "what is new is shown on demand")
        equal(page.page.locator(".news").is_visible(), False, "nothing waits any more")


def two_who_look(browser, server):
    """What one does, the other sees."""
    with opened(browser, server, "/projects/default/issues") as one, opened(browser, server, "/projects/default/issues") as other:
        for page in (one, other):
            page.wait(".issue:nth-child(5)")
            page.has(".stream-state.live", "Live")
        first = one.page.get_attribute(".issue", "data-id")
        one.page.click(f'[data-id="{first}"] [aria-label="Resolve"]')
        other.wait(f'.issue.over[data-id="{first}"]')
        other.page.click(f'[data-id="{first}"] [aria-label="Reopen"]')
        one.until("(id) => !document.querySelector(`.issue.over[data-id='${id}']`)", first)


def stream(browser, server):
    with opened(browser, server, "/projects/default/live?level=error") as page:
        page.has(".stream-state.live", "Live")
        # The filter holds as soon as the server has said so; an event of before may still come.
        seen = "(text) => [...document.querySelectorAll('.live-row a')].some((one) => one.textContent.includes(text))"
        check(eventually(lambda: (server.store({"message": "an error"}), page.page.evaluate(seen, "an error"))[1]), "events arrive")
        post_all(server, [{"message": "only a warning", "level": "warning"}, {"message": "another error"}])
        page.until(seen, "another error")
        equal(page.page.evaluate(seen, "only a warning"), False, "the filter holds")
        page.press("p")
        equal(page.page.get_attribute("button:has-text('Resume')", "aria-pressed"), "true", "p pauses")
        post_all(server, [{"message": f"while paused {number}"} for number in range(3)])
        page.has(".badge.new", "3 while paused")
        equal(page.page.evaluate(seen, "while paused"), False, "nothing moves while paused")
        page.page.click("button:has-text('Resume')")
        page.until(seen, "while paused 2")
        post_all(server, [{"message": f"burst {number}"} for number in range(220)])
        page.until(seen, "burst 219")
        equal(page.page.locator(".live-row").count(), 200, "at most 200 rows")
        page.page.reload()
        equal(page.page.input_value("select[aria-label=Level]"), "error", "the filter stands in the address")
        page.page.click("button:has-text('Clear')")


def restarted(binary, folder, server):
    """A server in the place of one that has ended."""
    ports = iter((server.http, server.ws))
    old, harness.free_port = harness.free_port, lambda: next(ports)
    try:
        return Server(binary, folder)
    finally:
        harness.free_port = old


def away_and_back(browser, binary):
    """The server ends while one looks: that is said, what fails can be tried again, and all goes on when it is back."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(binary, folder)
        post_all(server, [exception("Alpha"), exception("Beta")])
        with opened(browser, server, "/projects/default/issues") as page:
            page.wait(".issue:nth-child(2)")
            page.has(".stream-state.live", "Live")
            page.page.evaluate("""() => {
                window.waits = [];
                const look = () => {
                    const found = /next try in (\\d+) s/.exec(document.querySelector('.stream-state').textContent);
                    if (found && window.waits.at(-1) !== Number(found[1])) window.waits.push(Number(found[1]));
                };
                new MutationObserver(look).observe(document.querySelector('.stream-state'), { childList: true, subtree: true, characterData: true });
            }""")
            server.kill()
            page.has(".stream-state.lost", "next try in")
            page.press("j", "e")
            page.has(".note.failed", "the server does not answer")
            equal(page.page.locator(".issue.over").count(), 0, "what failed is not shown as done")
            page.until("() => window.waits.length >= 3")
            equal(page.page.evaluate("window.waits.slice(0, 3)"), [1, 2, 4], "the waits double")
            again = restarted(binary, folder, server)
            page.page.click(".stream-state button:has-text('Retry now')")
            page.has(".stream-state.live", "Live")
            page.page.click(".note.failed button:has-text('Retry')")
            check(soon(again, issue_named(again, "Beta")["id"], "resolved"), "Retry does it")
            post_all(again, [exception("Gamma")])
            page.wait(".issue:has-text('Gamma'), .news:visible")
            equal(again.stop(), 0, "exit code")
            # A page whose module was not loaded yet.
            page.press("g", "d")
            page.has(".trouble", "This page could not be shown")
            last = restarted(binary, folder, server)
            page.page.click(".trouble button")
            page.has("h1", "Dashboard")
        equal(last.stop(), 0, "exit code")

