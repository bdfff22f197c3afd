"""Every page: by its address, on a phone, without anything wider than the window, and small."""
import socket
import threading
import urllib.parse

from harness import free_port, running
from web_browser import check, context, equal, exception, issue_named, opened, post_all

# Address, and the heading that it shows.
PAGES = [
    ("/projects/default/issues", "Issues"), ("/projects/default/live", "Live"), ("/projects/default/dashboard", "Dashboard"),
    ("/projects/default/releases", "Releases"), ("/projects/default/crons", "Crons"), ("/projects/default/feedback", "Feedback"),
    ("/projects/default/logs", "Logs"), ("/projects/default/endpoints", "Slow endpoints"), ("/projects/default/alerts", "Alerts"),
    ("/projects/default/settings", "Settings of Default"), ("/projects/default/settings/keys", "Settings of Default"),
    ("/projects/default/settings/limits", "Settings of Default"), ("/projects/default/settings/kept", "Settings of Default"),
    ("/projects/new", "Projects"), ("/settings/members", "Settings"), ("/settings/tokens", "Settings"), ("/settings/audit", "Settings"),
    ("/settings/profile", "Settings"), ("/login", "Sign in"), ("/setup", "Welcome"), ("/accept", "Invitation"), ("/alerts", "Alerts"),
    ("/releases", "Releases"), ("/projects/default/releases/shop%401.0%2Bbuild", "shop@1.0+build"), ("/projects/nowhere/issues", "Not found"),
    ("/issues/00000000-0000-7000-8000-000000000000", "Not found"), ("/settings/nothing", "Not found"), ("/", "Issues"),
]
SMALL = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True, "is_mobile": True}


def run(browser, binary):
    with running(binary) as server:
        empty(browser, server)
        post_all(server, [exception("Alpha", "value", release="shop@1.0+build"), exception("B" * 250, "y" * 2000, transaction="z" * 190, release="r" * 190)])
        addresses(browser, server)
        phone(browser, server)
        first_load(browser, server)
        many(browser, server)
        themes(browser, server)
    prefix(browser, binary)


def empty(browser, server):
    """A new server says what to do next."""
    with opened(browser, server, "/") as page:
        page.has(".empty-title", "No unresolved issues")
        page.has(".copyable", "127.0.0.1")
        page.page.click(".tab:has-text('curl')")
        page.has("pre", "/api/1/store/")


def addresses(browser, server):
    alpha = issue_named(server, "Alpha")["id"]
    pages = PAGES + [(f"/issues/{alpha}", "Alpha"), (f"/issues/{alpha}/events", "Events of")]
    for options in ({}, SMALL):
        with opened(browser, server, "/login", **options) as page:
            for path, heading in pages:
                page.open(path)
                page.has("h1", heading)
                check(page.overflow() <= 0, f"{path} is {page.overflow()} wider than {page.page.viewport_size['width']}")
                trouble = page.page.locator(".trouble, .note.failed").all_inner_texts()
                equal(trouble, [], f"{path} works")
                nameless = page.page.evaluate("""() => [...document.querySelectorAll('button, a[href], input, select, textarea')].filter((one) =>
                    one.checkVisibility() && !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.[0]?.textContent.trim() || one.title))
                    .map((one) => one.outerHTML.slice(0, 100))""")
                equal(nameless, [], f"{path}: what has no name for those who hear")


def phone(browser, server):
    with opened(browser, server, "/projects/default/issues", **SMALL) as page:
        page.wait(".issue:nth-child(2)")
        equal(page.page.locator("#navigation").is_visible(), False, "the navigation is folded")
        page.page.tap(".nav-toggle")
        page.page.tap("#navigation a:has-text('Dashboard')")
        page.has("h1", "Dashboard")
        equal(page.page.locator("#navigation").is_visible(), False, "it folds again")
        page.page.go_back()
        page.wait(".issue:nth-child(2)")
        low = page.page.evaluate("""() => [...document.querySelectorAll('.issue button, .issue input, .top button, .bulk button')].filter((one) => one.checkVisibility())
            .map((one) => (one.closest('label') || one).getBoundingClientRect()).filter((box) => box.height < 16 || box.width < 16).length""")
        equal(low, 0, "what one taps is large enough")
        alpha = issue_named(server, "Alpha")["id"]
        page.page.tap(f'[data-id="{alpha}"] .issue-title')
        page.has("h1", "Alpha")
        page.page.tap(".actions button:has-text('Archive')")
        page.has(".note", "Archived")
        page.page.tap(".note button:has-text('Undo')")
        page.has(".actions", "Resolve")


def first_load(browser, server):
    """What the first page takes, uncompressed, and that nothing comes from elsewhere."""
    with context(browser) as made:
        page, sizes = made.new_page(), {}

        def came(answer):
            path = urllib.parse.urlparse(answer.url)
            if "/api/" not in path.path:
                sizes[f"{path.netloc}{path.path}"] = len(answer.body())

        page.on("requestfinished", lambda request: came(request.response()))
        page.goto(f"http://127.0.0.1:{server.http}/")
        page.wait_for_selector(".issue")
        page.wait_for_load_state("networkidle")
        check(sum(sizes.values()) <= 150_000, f"the first page takes {sum(sizes.values())} bytes: {sizes}")
        check(len(sizes) > 10 and all(name.startswith(f"127.0.0.1:{server.http}/") for name in sizes), f"from here: {sizes}")
    status, body, headers = server.request("GET", "/assets/js/app.js")
    tag = headers["ETag"]
    equal(status, 200, "a file")
    equal(server.request("GET", "/assets/js/app.js", headers={"If-None-Match": tag})[0], 304, "which browsers keep")
    equal(server.request("GET", "/assets/../main.mpl")[0], 404, "nothing else is served")


def many(browser, server):
    """A hundred rows are shown, and stay quick."""
    post_all(server, [exception(f"Many{number}", chr(97 + number % 26) * 5) for number in range(110)])
    with opened(browser, server, "/projects/default/issues") as page:
        page.wait(".issue:nth-child(50)")
        page.page.click(".list-foot button")
        page.wait(".issue:nth-child(100)")
        page.page.click(".list-foot button")
        page.wait(".issue:nth-child(112)")
        page.has(".list-foot", "112 issues")
        page.page.check(".bulk input[type=checkbox]")
        page.has(".bulk-count", "112 selected")
        page.page.uncheck(".bulk input[type=checkbox]")
        page.page.fill("[role=combobox]", "is:unresolved Many")
        page.press("Enter")
        page.until("() => document.querySelectorAll('.issue').length === 50")
        page.page.check(".bulk input[type=checkbox]")
        page.page.click("button:has-text('Select all that the search finds')")
        page.page.click(".bulk button:has-text('Resolve')")
        page.has(".note", "110 issues")
        page.has(".empty-title", "No issues match")
        page.press("Escape")
        page.page.click(".note button:has-text('Undo')")
        page.until("() => document.querySelectorAll('.issue').length === 50")


def themes(browser, server):
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, server, "/settings/profile", color_scheme="light") as page:
        light = page.page.evaluate(ground)
        page.page.select_option("select[name=theme]", "dark")
        dark = page.page.evaluate(ground)
        check(light != dark, "the dark theme is another")
        page.page.reload()
        page.has("h1", "Settings")
        equal(page.page.evaluate(ground), dark, "the choice is kept")
        page.page.emulate_media(color_scheme="dark")
        page.page.select_option("select[name=theme]", "auto")
        equal(page.page.evaluate(ground), dark, "as the system")
        page.page.emulate_media(color_scheme="light")
        equal(page.page.evaluate(ground), light, "as the system, when that changes")


# ---- behind a path ----------------------------------------------------------------------------------------------

def copied(source, target):
    try:
        while part := source.recv(65536):
            target.sendall(part)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def passed_on(client, port, path):
    """One connection of a proxy that puts the server below a path: one request, or one WebSocket."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = client.recv(65536)
        if not part:
            return
        head += part
    lines, body = head.split(b"\r\n\r\n", 1)
    first, *rest = lines.split(b"\r\n")
    method, target, version = first.split(b" ")
    if not target.startswith(path):
        client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        client.close()
        return
    upgrade = any(line.lower().startswith(b"upgrade:") for line in rest)
    kept = [line for line in rest if upgrade or not line.lower().startswith(b"connection:")] + ([] if upgrade else [b"Connection: close"])
    server = socket.create_connection(("127.0.0.1", port))
    server.sendall(b"\r\n".join([b" ".join([method, target[len(path):] or b"/", version]), *kept]) + b"\r\n\r\n" + body)
    threading.Thread(target=copied, args=(client, server), daemon=True).start()
    copied(server, client)


def proxy(listener, port, path):
    while True:
        try:
            client = listener.accept()[0]
        except OSError:
            return
        threading.Thread(target=passed_on, args=(client, port, path), daemon=True).start()


def prefix(browser, binary):
    """A proxy puts Mesher below a path."""
    outside = free_port()
    with running(binary, MESHER_PUBLIC_URL=f"http://127.0.0.1:{outside}/tools/mesher") as server, socket.create_server(("127.0.0.1", outside)) as listener:
        threading.Thread(target=proxy, args=(listener, server.http, b"/tools/mesher"), daemon=True).start()
        post_all(server, [exception("Alpha")])
        with opened(browser, server, "/", f"http://127.0.0.1:{outside}/tools/mesher") as page:
            page.wait(".issue")
            page.has(".stream-state.live", "Live")
            check(page.page.url.endswith("/tools/mesher/projects/default/issues"), f"addresses are below it: {page.page.url}")
            page.press("j", "Enter")
            page.has("h1", "Alpha")
            page.page.reload()
            page.has("h1", "Alpha")
        listener.shutdown(socket.SHUT_RDWR)
