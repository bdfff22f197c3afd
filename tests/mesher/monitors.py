"""Monitors: check-ins that come, that are missed, late or too slow, and floods of them."""

import tempfile
import time
import uuid

from envelopes import P, get, item, post, send
from harness import KEY, Server, check, equal, eventually


def crontab(value="0 3 * * *", **more):
    return {"schedule": {"type": "crontab", "value": value}, "timezone": "Europe/Berlin", **more}


def check_in(server, slug, status, config=None, id=None, **more):
    body = {
        "check_in_id": id or uuid.uuid4().hex,
        "monitor_slug": slug,
        "status": status,
        **({"monitor_config": config} if config else {}),
        **more,
    }
    equal(send(server, item("check_in", body)), 200, f"check-in {slug}")


def monitor(server, slug):
    return get(server, f"{P}/monitors/{slug}")


def checkins(server, slug):
    return get(server, f"{P}/monitors/{slug}/checkins")["data"]


def monitors(server):
    equal(
        post(
            server,
            "/api/v1/projects/1/alert-rules",
            {"name": "Crons", "condition": {"condition_type": "missed_checkin", "monitor": "nightly"}, "cooldown_minutes": 0},
        )[0],
        201,
        "a rule for check-ins",
    )
    check_in(server, "unknown", "ok")
    begun = uuid.uuid4().hex
    check_in(server, "Nightly", "in_progress", crontab(checkin_margin=5, max_runtime=10), begun, release="1.0")
    found = monitor(server, "nightly")
    wanted = {
        "slug": "nightly",
        "schedule": "0 3 * * *",
        "timezone": "Europe/Berlin",
        "checkin_margin": 5,
        "max_runtime": 10,
        "status": "active",
    }
    equal({key: found[key] for key in wanted}, wanted, "a monitor from a check-in")
    equal([(one["environment"], one["status"]) for one in found["environments"]], [("production", "waiting")], "its environment")
    check(found["environments"][0]["expected_at"].endswith(("T01:00:00.000000Z", "T02:00:00.000000Z")), "three o'clock in Berlin")
    check_in(server, "nightly", "ok", id=begun)
    equal(
        [(one["status"], one["release"], one["late"]) for one in checkins(server, "nightly")],
        [("ok", "1.0", False)],
        "one check-in",
    )
    check(checkins(server, "nightly")[0]["duration"] >= 0, "how long it took")
    # A job that runs for too long, and one that does not come: seen by the clock of the database, moved instead of waited for.
    check_in(server, "nightly", "in_progress", id=(slow := uuid.uuid4().hex))
    server.change("UPDATE checkins SET timeout_at = received_at - 1 WHERE checkin_id = ?", slow)
    check(eventually(lambda: checkins(server, "nightly")[0]["status"] == "timeout"), "it ran for too long")
    equal(monitor(server, "nightly")["environments"][0]["status"], "failing", "so it fails")
    alerts = get(server, f"{P}/alerts")
    equal([one["message"] for one in alerts], ["Monitor nightly ran for too long in production"], "an alert")
    check_in(server, "nightly", "ok", id=slow)
    equal(monitor(server, "nightly")["environments"][0]["status"], "ok", "it recovers")
    check(eventually(lambda: get(server, f"{P}/alerts")[0]["status"] == "resolved"), "and so does its alert")
    due = int(time.time() * 1e6) - 30_000_000
    server.change("UPDATE monitor_environments SET expected_at = ?, missed_at = ?", due - 1_000_000, due)
    check(eventually(lambda: checkins(server, "nightly")[0]["status"] == "missed"), "one is missed")
    equal(get(server, f"{P}/alerts")[0]["message"], "Monitor nightly missed its check-in in production", "another alert")
    time.sleep(0.5)
    equal([one["status"] for one in checkins(server, "nightly")].count("missed"), 1, "it is missed once")
    check_in(server, "nightly", "error")
    check(checkins(server, "nightly")[0]["late"], "what comes then is late")


def stopped(binary):
    """A stop of an hour, or a clock that was set: nobody is blamed for what could not be seen."""
    with tempfile.TemporaryDirectory() as folder:
        first = Server(binary, folder)
        check_in(first, "job", "ok", crontab())
        check_in(first, "slow", "in_progress", crontab())
        first.kill()
        hour_ago = int(time.time() * 1e6) - 3600_000_000
        first.change("UPDATE monitor_environments SET missed_at = ?", hour_ago + 60_000_000)
        first.change("UPDATE checkins SET timeout_at = ? WHERE status = 'in_progress'", hour_ago + 60_000_000)
        first.change("UPDATE monitor_clock SET looked_at = ?", hour_ago)
        second = Server(binary, folder, MESHER_ALERT_CHECK_MS=200)
        check(
            eventually(lambda: second.rows("SELECT min(missed_at) FROM monitor_environments")[0][0] > time.time() * 1e6),
            "deadlines move",
        )
        states = [checkins(second, slug)[0]["status"] for slug in ("job", "slow")]
        equal(states, ["ok", "in_progress"], "nothing is missed, nothing took too long")
        # A clock that was put back is no reason to wait until it has caught up.
        second.change("UPDATE monitor_clock SET looked_at = ?", int(time.time() * 1e6) + 86400_000_000)
        second.change("UPDATE monitor_environments SET missed_at = 5, expected_at = 4")
        check(
            eventually(lambda: checkins(second, "job")[0]["status"] == "missed"),
            "what is missed is seen with a clock that was put back",
        )
        equal(second.stop(), 0, "its end")


def monitor_forms(server):
    wrong = [
        ({"slug": "x"}, "schedule is required"),
        ({"slug": "///", **crontab()}, "slug is required: letters, digits, _ and -"),
        ({"slug": "x", **crontab("* * * *")}, "crontab must have five fields"),
        ({"slug": "x", **crontab("0 0 30 2 *")}, "crontab never comes"),
        ({"slug": "x", **crontab("*/0 * * * *")}, "crontab has `*/0`, which is not understood"),
        ({"slug": "x", **crontab("1," * 150 + "1 * * * *")}, "crontab is too long"),
        (
            {"slug": "x", "schedule": {"type": "interval", "value": 0, "unit": "day"}},
            "interval must be from 1 to 366 for this unit",
        ),
        ({"slug": "x", **crontab(), "timezone": "Mars/Phobos"}, "timezone is not known"),
        ({"slug": "x", **crontab(), "timezone": "../../etc/passwd"}, "timezone is not known"),
        ({"slug": "x", **crontab(), "max_runtime": -1}, "max_runtime must be from 1 to 40320"),
    ]
    for body, reason in wrong:
        equal(post(server, f"{P}/monitors", body), (400, {"error": reason}), f"monitor {body}")
    status, made = post(
        server, f"{P}/monitors", {"slug": "by-hand", "schedule": {"type": "interval", "value": 10, "unit": "minute"}}
    )
    equal(status, 201, "a monitor by hand")
    equal(get(server, f"/api/v1/monitors/{made['id']}")["schedule"], "10 minute", "by its id")
    for status, wanted in (("in_progress", 202), ("ok", 202), ("odd", 400)):
        equal(server.request("GET", f"/api/1/cron/by-hand/{KEY}/?status={status}")[0], wanted, f"by curl: {status}")
    equal([one["status"] for one in checkins(server, "by-hand")], ["ok"], "begun and ended without an id")
    equal(server.request("POST", f"/api/1/cron/nobody/{KEY}/?status=ok")[0], 404, "an unknown one by curl")
    equal(server.request("POST", "/api/1/cron/by-hand/wrong/?status=ok")[0], 403, "with a wrong key")
    equal(post(server, f"{P}/monitors/by-hand/pause")[1]["affected"], 1, "pause")
    equal(monitor(server, "by-hand")["status"], "paused", "paused")
    equal(post(server, f"{P}/monitors/by-hand/resume")[1]["affected"], 1, "resume")
    equal(post(server, f"{P}/monitors/by-hand/delete")[1]["affected"], 1, "delete")
    get(server, f"{P}/monitors/by-hand", 404)


def monitor_flood(server):
    """New names without end, and one job that reports without end."""
    for first in range(0, 600, 100):
        items = [
            item(
                "check_in",
                {"check_in_id": uuid.uuid4().hex, "monitor_slug": f"flood-{n}", "status": "ok", "monitor_config": crontab()},
            )
            for n in range(first, first + 100)
        ]
        equal(send(server, *items), 200, "a flood of names")
    check(server.rows("SELECT count(*) FROM monitors")[0][0] <= 500, "bounded monitors")
    items = [item("check_in", {"check_in_id": uuid.uuid4().hex, "monitor_slug": "flood-1", "status": "ok"}) for n in range(60)]
    equal(send(server, *items), 200, "a flood of check-ins")
    equal(
        len(
            server.rows(
                "SELECT c.id FROM checkins c JOIN monitor_environments e ON e.id = c.monitor_environment_id "
                "JOIN monitors m ON m.id = e.monitor_id WHERE m.slug = 'flood-1'"
            )
        ),
        30,
        "bounded check-ins",
    )
    items = [
        item("check_in", {"check_in_id": uuid.uuid4().hex, "monitor_slug": "flood-2", "status": "ok", "environment": f"e{n}"})
        for n in range(60)
    ]
    equal(send(server, *items), 200, "a flood of environments")
    equal(len(monitor(server, "flood-2")["environments"]), 50, "bounded environments")
