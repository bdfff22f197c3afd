"""What the tests in the browser share: pages that must not complain, events to look at, and waiting."""
import contextlib
import json

from harness import AUTH, check, equal, eventually

__all__ = ["AUTH", "Page", "check", "context", "equal", "eventually", "exception", "frame", "opened"]

PATIENCE = 20000


def frame(number, in_app=True, **more):
    return {
        "filename": f"shop/part{number}.py" if in_app else f"lib/part{number}.py", "function": f"step_{number}", "lineno": number + 1,
        "in_app": in_app, "pre_context": ["def f():"], "context_line": f"    step_{number + 1}()", "post_context": ["    return"], **more,
    }


def exception(kind, value="broke", frames=None, **more):
    """An event with an exception, as clients send it."""
    stack = {"frames": frames if frames is not None else [frame(0, False), frame(1)]}
    return {"level": "error", "exception": {"values": [{"type": kind, "value": value, "stacktrace": stack}]}, **more}


@contextlib.contextmanager
def context(browser, **options):
    made = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    made.set_default_timeout(PATIENCE)
    try:
        yield made
    finally:
        made.close()


@contextlib.contextmanager
def opened(browser, server, path, base=None, **options):
    """A page of a server in a browser of its own."""
    with context(browser, **options) as made:
        page = Page(made.new_page(), server, base)
        try:
            page.open(path)
            yield page
            page.settle()
        except Exception:
            print(f"{page.page.url} showed:\n{page.text('body')[:3000]}\n{page.complaints}", flush=True)
            raise


class Page:
    """A page, and whatever it complained about: errors of scripts, and what the policy stopped."""

    def __init__(self, page, server, base=None):
        self.page, self.server = page, server
        self.base = base or f"http://127.0.0.1:{server.http}"
        self.complaints = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.told(message))

    def told(self, message):
        # What the server refused is looked at by those who ask for it.
        if message.type == "error" and "Failed to load resource" not in message.text and "WebSocket connection" not in message.text:
            self.complaints.append(message.text)

    def open(self, path):
        self.page.goto(self.base + path, timeout=PATIENCE)
        self.wait("#main:not([aria-busy]) > *:not(.loading)")

    def settle(self):
        equal(self.complaints, [], f"complaints of {self.page.url}")

    def wait(self, selector, **options):
        return self.page.wait_for_selector(selector, timeout=PATIENCE, **options)

    def until(self, script, argument=None):
        """Waits until a function of the page gives something true."""
        self.page.wait_for_function(script, arg=argument, timeout=PATIENCE)

    def text(self, selector):
        return self.page.inner_text(selector)

    def has(self, selector, text):
        """Waits until an element has a text."""
        self.until("([selector, text]) => [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text))", [selector, text])

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def titles(self):
        return [text.strip() for text in self.page.locator(".issue-title strong").all_inner_texts()]

    def focused(self):
        """What has the focus: the id of its issue, or its label."""
        return self.page.evaluate("""() => {
            const at = document.activeElement;
            return (at.closest('[data-id]') || { dataset: {} }).dataset.id || at.getAttribute('aria-label') || at.tagName;
        }""")

    def overflow(self):
        """By how much the page is wider than its window, or whatever can be used in it: fields of forms, and what is in nothing that scrolls."""
        return self.page.evaluate("""() => {
            const scrolls = (one) => one && one !== document.body && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
            const used = [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((one) => one.checkVisibility() &&
                ((one.closest('form') && !one.closest('table')) || !scrolls(one.parentElement)));
            return Math.max(document.documentElement.scrollWidth, ...used.map((one) => Math.floor(one.getBoundingClientRect().right))) - innerWidth;
        }""")


def json_of(server, path):
    return json.loads(server.request("GET", path)[1])


def posted(server, path, body):
    """Posts JSON as a program would; gives the answer."""
    headers = {"Content-Type": "application/json", "X-Requested-With": "test"}
    status, text, _ = server.request("POST", path, json.dumps(body).encode(), headers)
    check(status < 300, f"POST {path}: {status} {text[:200]}")
    return json.loads(text or b"{}")


def post_all(server, events):
    for event in events:
        status, answer, _ = server.store(event)
        equal(status, 200, f"an event is taken: {answer}")


def issue_named(server, title):
    """The issue whose title begins so."""
    for issue in json_of(server, "/api/v1/projects/1/issues?limit=100")["data"]:
        if issue["title"].startswith(title):
            return issue
    return None


def status_of(server, identity):
    return json_of(server, f"/api/v1/issues/{identity}")["status"]


def soon(server, identity, status):
    """Whether an issue has a state soon."""
    return eventually(lambda: status_of(server, identity) == status)

