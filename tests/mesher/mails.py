"""Alerts by mail."""

import base64
import contextlib
import email
import email.policy
import tempfile
import urllib.parse

from alerts import HOSTILE, QUICK, RULES, call, deliveries, rule
from harness import check, equal, eventually, running
from receivers import MailServer, certificates


def mailing(server, *to):
    """A rule that sends mails, and an event for it."""
    made, _ = rule(server, {"condition_type": "new_issue"}, {"type": "email", "to": list(to)})
    server.native({"message": HOSTILE, "exception": {"type_name": "X\r\nBcc: evil@example.test", "value": "é"}})
    return made


def became(server, *wanted):
    """Whether the deliveries become what is wanted: receiver, status, tries, error."""
    found = lambda: sorted((one["target"], one["status"], one["attempts"], one["error"]) for one in deliveries(server))
    check(eventually(lambda: found() == sorted(wanted)), f"{wanted}, found {found()}")


def mails(binary):
    """Alerts by mail: whatever stands in a title stays in its line, each receiver has a mail of its own, and a server that is not
    ready is asked again."""
    later, never = MailServer("451 not now", None), MailServer("554 no such user")
    try:
        with running(binary, **QUICK, MESHER_SMTP_URL=later.url, MESHER_MAIL_FROM="Mesher, é <mesher@example.test>") as server:
            mailing(server, "ana@example.test")
            check(eventually(lambda: later.mails), "a mail comes")
            became(server, ("ana@example.test", "delivered", 3, ""))
            (sender, recipients, text), = later.mails
            equal(
                (sender.split(" ")[1], [one.split("<")[1].split(">")[0] for one in recipients]),
                ("FROM:<mesher@example.test>", ["ana@example.test"]),
                "from whom and to whom",
            )
            mail = email.message_from_string(text, policy=email.policy.default)
            equal(
                (mail["Bcc"], mail["X-Evil"], mail["Auto-Submitted"]), (None, None, "auto-generated"), "no headers of strangers"
            )
            equal((mail["From"].addresses[0].display_name, mail["To"]), ("Mesher, é", "ana@example.test"), "the letter's head")
            check(
                mail["Subject"].startswith("[Default] R: <!channel> @everyone") and "\n" not in mail["Subject"],
                f"subject: {mail['Subject']!r}",
            )
            body = mail.get_content()
            check("/issues/" in body and "Level:" in body and "\nX-Evil" not in body, f"body: {body}")
            equal(mail["Message-ID"], f"<{deliveries(server)[0]['id']}@mesher>", "by which it is known again")
        with running(binary, **QUICK, MESHER_SMTP_URL=later.url) as server:
            later.mails.clear()
            made = mailing(server, "ana@example.test", "nobody@example.test", "bob@example.test", "ana@example.test")
            became(
                server,
                ("ana@example.test", "delivered", 1, ""),
                ("bob@example.test", "delivered", 1, ""),
                ("nobody@example.test", "failed", 1, "the mail server refused it (550)"),
            )
            equal(len(later.mails), 2, "a mail for each who can be reached, once")
            _, answer = call(server, "POST", f"/api/v1/alert-rules/{made}/test")
            tested = {one["target"].split("@")[0]: one["status"] for one in answer["deliveries"]}
            equal(tested, {"ana": "delivered", "bob": "delivered", "nobody": "failed"}, "the test button")
        with running(binary, **QUICK, MESHER_SMTP_URL=never.url) as server:
            mailing(server, "ana@example.test")
            became(server, ("ana@example.test", "failed", 1, "the mail server refused it (554)"))
            for address in ("a..b@example.test", "ana", "Ana <ana@example.test>"):
                form = {"condition": {"condition_type": "new_issue"}, "action": {"type": "email", "to": [address]}}
                equal(
                    call(server, "POST", RULES, form), (400, {"error": "to must hold 1 to 20 mail addresses"}), f"to {address!r}"
                )
        with running(binary, **QUICK) as server:
            form = {"condition": {"condition_type": "new_issue"}, "action": {"type": "email", "to": ["ana@example.test"]}}
            wanted = (400, {"error": "mail cannot be sent: MESHER_SMTP_URL is not set"})
            equal(call(server, "POST", RULES, form), wanted, "without a server")
    finally:
        later.close()
        never.close()


def secure_mails(binary):
    """Mail over TLS, from the start and by STARTTLS: the password goes nowhere else, and no log has it."""
    user, password = "mesher@example.test", "p:w/é secret"
    quoted = lambda text: urllib.parse.quote(text, safe="")
    secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        root, context = certificates(folder)
        delivered = ("delivered", 1, "")

        def tried(scheme, wanted, sent=password, ca=root, **more):
            """What becomes of a mail to a server, and what that one heard."""
            to = MailServer(user=user, password=password, **more)
            stack.callback(to.close)
            url = f"{scheme}://{quoted(user)}:{quoted(sent)}@localhost:{to.port}"
            settings = {**QUICK, "MESHER_ALERT_RETRY_MS": 600000, "MESHER_SMTP_URL": url}
            with running(binary, **settings, **({"MESHER_SMTP_CA": ca} if ca else {})) as server:
                mailing(server, "ana@example.test")
                became(server, ("ana@example.test", *wanted))
                if wanted != delivered:
                    check(server.says("an alert was not delivered"), "the log tells of it")
                shown = server.output() + str(deliveries(server)) + str(server.rows("SELECT target, error FROM alert_deliveries"))
                for text in (sent, quoted(sent), secret):
                    check(text not in shown, f"{scheme}: the password is shown")
            return to

        for scheme, starts in (("smtps", False), ("smtp+starttls", True)):
            to = tried(scheme, delivered, tls=context, starts=starts)
            equal(len(to.mails), 1, f"{scheme}: mails")
            early = [verb for encrypted, verb in to.heard if not encrypted]
            equal(early, ["EHLO", "STARTTLS"] if starts else [], f"{scheme}: said without TLS")
        tried("smtps", ("failed", 1, "the mail server refused it (535)"), sent="wrong one", tls=context)
        untrusted = ("waiting", 1, "the mail server's certificate is not trusted, or there is no TLS with it")
        for scheme, starts in (("smtps", False), ("smtp+starttls", True)):
            to = tried(scheme, untrusted, ca=None, tls=context, starts=starts)
            check(not any(verb == "AUTH" for _, verb in to.heard) and not to.mails, f"{scheme}: nothing for strangers")
        # One that offers no TLS, perhaps since somebody between took the offer away, gets neither password nor mail.
        to = tried("smtp+starttls", ("waiting", 1, "the mail server does not speak SMTP, or cannot do what is asked of it"))
        check(not any(verb in ("AUTH", "MAIL") for _, verb in to.heard), "nothing without TLS")
        equal(len(tried("smtp", delivered, ca=None).mails), 1, "a password to this machine")


def run(binary):
    mails(binary)
    secure_mails(binary)
