"""The dialog of a page that failed, in a page of somebody else with a strict policy: it shows texts as texts, and sends what is written."""
import functools
import http.server
import threading
import uuid

import error_page
from harness import running
from web_browser import check, context, equal, json_of

HOSTILE = '<img src=x onerror="window.hacked=1">'


class Shop(http.server.BaseHTTPRequestHandler):
    """A page that may use scripts of itself and of Mesher, and no styles in its markup."""

    def __init__(self, *rest, mesher):
        self.mesher = mesher
        super().__init__(*rest)

    def do_GET(self):
        body = b"<!doctype html><title>Shop</title><body><button id=b>Buy</button></body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src {self.mesher}; connect-src {self.mesher}; form-action 'none'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def run(browser, binary):
    with running(binary) as server:
        mesher = f"http://127.0.0.1:{server.http}"
        shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Shop, mesher=mesher))
        threading.Thread(target=shop.serve_forever, daemon=True).start()
        try:
            with context(browser, viewport={"width": 390, "height": 700}) as made:
                dialog(made.new_page(), server, mesher, shop.server_address[1])
        finally:
            shop.shutdown()
            shop.server_close()


def dialog(page, server, mesher, port):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" and "favicon" not in message.text else None)
    page.goto(f"http://127.0.0.1:{port}/")
    about = uuid.uuid4().hex
    page.focus("#b")
    source = mesher + error_page.address(server, about, title=HOSTILE, email=HOSTILE, labelComments=HOSTILE)
    page.evaluate("""(source) => {
        window.ended = 0;
        addEventListener('message', (event) => { window.ended += event.data === '__sentry_reportdialog_closed__'; });
        const script = document.createElement('script');
        script.async = true;
        script.src = source;
        document.head.append(script);
    }""", source)
    page.wait_for_selector("[role=dialog]")
    equal((page.inner_text("[role=dialog] h2"), page.input_value("[name=email]")), (HOSTILE, HOSTILE), "texts are texts")
    check(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits a phone")
    # The focus stays in it.
    for _ in range(12):
        page.keyboard.press("Tab")
        check(page.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)"), "the focus is in the dialog")
    page.fill("[name=name]", "Ida")
    page.fill("[name=email]", "ida@example.test")
    page.fill("[name=comments]", "It broke when I paid")
    page.click("[role=dialog] [type=submit]")
    page.wait_for_selector("[role=dialog] [role=status]")
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.ended === 1 && !document.querySelector('[role=dialog]')")
    equal(page.evaluate("[document.activeElement.id, window.hacked]"), ["b", None], "the page has its focus back")
    found = json_of(server, f"/api/v1/projects/1/feedback?event_id={about}")["data"]
    equal([(one["name"], one["email"], one["message"]) for one in found], [("Ida", "ida@example.test", "It broke when I paid")], "it is kept")
    equal(complaints, [], "nothing was stopped by the policy")
