"""Files that come with events, and minidumps."""

import json
import os
import threading
import time
import uuid

from envelopes import P, counted, get, item, post, send
from harness import KEY, check, equal, eventually


def files(server):
    id, content = uuid.uuid4().hex, bytes(range(256)) * 5000
    name = '../../x\r\nSet-Cookie: a=b"ü.html'
    event = item("event", {"event_id": id, "message": "with a file"})
    equal(send(server, event, item("attachment", content, filename=name, content_type="text/html")), 200, "an event with a file")
    row = server.rows("SELECT id FROM events WHERE event_id = ?", id)[0][0]
    for path in (f"/api/v1/events/{row}/attachments", f"/api/v1/events/{id}/attachments"):
        equal([(one["name"], one["size"]) for one in get(server, path)], [(name, len(content))], path)
    found = get(server, f"{P}/attachments?event_id={id}")["data"]
    status, body, headers = server.request("GET", f"/api/v1/attachments/{found[0]['id']}")
    equal((status, body == content), (200, True), "the file as it was")
    wanted = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Set-Cookie": None}
    equal({key: headers.get(key) for key in wanted}, wanted, "its headers")
    check(headers["Content-Disposition"].startswith('attachment; filename="'), f"a download: {headers['Content-Disposition']}")
    equal(len(headers.get_all("Content-Disposition")), 1, "one name")
    equal(send(server, item("attachment", b"no event")), 200, "a file without an event")
    equal(send(server, item("attachment", b"x" * 1_295_000), event_id=id), 200, "a file that is too large here")
    equal(send(server, *[item("attachment", b"x", filename=f"{n}") for n in range(30)], event_id=id), 200, "many files")
    equal(len(get(server, f"{P}/attachments?event_id={id}")["data"]), 20, "bounded files")
    counted(
        server,
        (("attachment", "invalid", "event_id"), 1),
        (("attachment", "invalid", "too_large"), 1),
        (("attachment", "limited", "too_many_of_event"), 11),
    )
    one = found[0]["id"]
    equal(post(server, f"/api/v1/attachments/{one}/delete")[1]["affected"], 1, "delete")
    get(server, f"/api/v1/attachments/{one}", 404)
    get(server, "/api/v1/attachments/x", 400)
    # The quota: the oldest go.
    for n in range(10):
        equal(
            send(server, item("attachment", os.urandom(250_000), filename=f"big {n}"), event_id=uuid.uuid4().hex),
            200,
            "a large file",
        )
    left = [one["name"] for one in get(server, f"{P}/attachments?limit=100")["data"]]
    equal(left[:4], ["big 9", "big 8", "big 7", "big 6"], "the newest stay")
    total = server.rows("SELECT sum(size) FROM attachments")[0][0]
    check(total <= 1_300_000, f"within the quota: {total}")
    equal(server.rows("SELECT attachment_bytes FROM item_settings")[0][0], total, "and counted rightly")


def sent_again(server):
    """A client that got no answer sends again: what is missing of its files is kept, and what is there is there once."""
    id, content = uuid.uuid4().hex, os.urandom(300_000)
    twin = item("attachment", content, filename="twin.bin")
    whole = [item("event", {"event_id": id, "message": "sent again"}), twin, twin, item("attachment", b"last", filename="last")]
    counted_bytes = lambda: server.rows("SELECT attachment_bytes FROM item_settings")[0][0]

    def there():
        rows = server.rows("SELECT id, size FROM attachments WHERE event_id = ? AND complete = TRUE ORDER BY received_at", id)
        return [size for one, size in rows if len(server.request("GET", f"/api/v1/attachments/{one}")[1]) == size]

    for attempt in range(3):
        equal(send(server, *whole), 200, f"an event with files, time {attempt + 1}")
        equal((there(), counted_bytes()), ([300_000, 300_000, 4], server.rows("SELECT sum(size) FROM attachments")[0][0]), "its files")
        if attempt == 0:
            # As an end in the middle leaves it: the second one in part, the third one not at all.
            second, third = [row[0] for row in server.rows("SELECT id FROM attachments WHERE event_id = ? ORDER BY received_at", id)][1:]
            server.change("UPDATE attachments SET complete = FALSE WHERE id = ?", second)
            server.change("DELETE FROM attachment_parts WHERE attachment_id = ? AND number = 1", second)
            server.change("DELETE FROM attachments WHERE id = ?", third)
            server.change("UPDATE item_settings SET attachment_bytes = attachment_bytes - 300004")
            equal(there(), [300_000], "what is left")
    counted(server, (("attachment", "discarded", "duplicate"), 4))
    equal(server.rows("SELECT count(*) FROM events WHERE event_id = ?", id)[0][0], 1, "one event")


def large(server):
    """100 MB of attachments cost neither the memory nor the other clients their answers."""
    slowest, done = [0.0], threading.Event()

    def others():
        while not done.is_set():
            start = time.time()
            equal(server.native({"message": "meanwhile"})[0], 202, "others meanwhile")
            slowest[0] = max(slowest[0], time.time() - start)

    thread = threading.Thread(target=others)
    thread.start()
    try:
        status = send(server, item("attachment", os.urandom(1 << 20) * 95), event_id=uuid.uuid4().hex)
    finally:
        done.set()
        thread.join()
    equal(status, 200, "a file of 95 MiB is passed over")
    check(slowest[0] < 5, f"others waited {slowest[0]:.1f} s")
    # What the body took is given back.
    check(eventually(lambda: server.memory() < 200_000_000), f"{server.memory()} bytes afterwards")


def minidumps(server):
    content = b"MDMP" + os.urandom(1000)
    id = uuid.uuid4().hex
    equal(
        send(server, item("attachment", content, filename="crash.dmp", attachment_type="event.minidump"), event_id=id),
        200,
        "a minidump alone",
    )
    equal(
        server.rows("SELECT i.title FROM events e JOIN issues i ON i.id = e.issue_id WHERE e.event_id = ?", id),
        [("Minidump: crash.dmp",)],
        "its event",
    )
    equal([one["kind"] for one in get(server, f"/api/v1/events/{id}/attachments")], ["event.minidump"], "its file")
    form = []
    for name, value, more in (
        ("sentry", json.dumps({"release": "9.9"}).encode(), ""),
        ("sentry[environment]", b"field", ""),
        ("upload_file_minidump", content, '; filename="b.dmp"'),
        ("log", b"text", '; filename="b.log"'),
    ):
        form.append(f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n")
    body = b"".join(form) + b"--B--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    status, answer, _ = server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", body, headers)
    equal(status, 200, f"a form: {answer}")
    id = uuid.UUID(answer.decode()).hex
    equal(
        server.rows("SELECT message, release, environment, level FROM events WHERE event_id = ?", id),
        [("Minidump: b.dmp", "9.9", "field", "fatal")],
        "its event",
    )
    equal(
        sorted(one["kind"] for one in get(server, f"/api/v1/events/{id}/attachments")),
        ["event.attachment", "event.minidump"],
        "its files",
    )
    equal(server.request("POST", "/api/1/minidump/", body, headers)[0], 401, "without a key")
    equal(
        server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", b"{}", {"Content-Type": "application/json"})[0],
        400,
        "no form",
    )
    equal(server.request("POST", f"/api/1/minidump/?sentry_key={KEY}", b"--B--\r\n", headers)[0], 400, "no minidump")
