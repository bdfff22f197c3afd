"""People: the one-time link of a new server, signing in and out, invitations, roles, projects, keys, tokens, rules."""
import json
import re

from harness import running
from web_browser import Page, check, context, equal, exception, opened, post_all

PASSWORD = "correct horse battery"


def run(browser, binary):
    with running(binary, MESHER_AUTH="required") as server:
        check(server.says("Set up: "), "a link is printed")
        link = re.search(r"Set up: http://[^/]+(/\S+)", server.output()).group(1)
        post_all(server, [exception("Alpha")])
        with context(browser) as made:
            page = set_up(browser, server, link, made)
            invitation = invite(page)
            join(browser, server, invitation)
            projects(page)
            tokens(page)
            rules(page)
            sign_out_and_in(page)
            page.settle()


def set_up(browser, server, link, made):
    with opened(browser, server, "/projects/default/issues") as stranger:
        stranger.has("h1", "Sign in")
        check("next=" in stranger.page.url, f"who is not signed in signs in first: {stranger.page.url}")
    page = Page(made.new_page(), server)
    page.open(link)
    page.has("h1", "Welcome")
    check("token" not in page.page.url, f"the token leaves the address: {page.page.url}")
    page.page.fill("[name=display_name]", "Ada <b>Lovelace</b>")
    page.page.fill("[name=email]", "ada@example.org")
    page.page.fill("[name=password]", "short")
    page.page.click("button.primary")
    equal(page.page.evaluate("document.querySelector('[name=password]').validity.tooShort"), True, "a password that is too short")
    page.page.fill("[name=password]", PASSWORD)
    page.page.click("button.primary")
    page.wait(".issue")
    page.has(".account-name", "Ada <b>Lovelace</b>")
    with opened(browser, server, link) as other:
        other.page.fill("[name=display_name]", "Eve")
        other.page.fill("[name=email]", "eve@example.org")
        other.page.fill("[name=password]", PASSWORD)
        other.page.click("button.primary")
        other.has(".wrong", "used or over")
    page.press("j", "m")
    page.page.click("[role=menuitem]:has-text('(me)')")
    page.has(".note", "Assigned to Ada")
    page.wait(".issue .avatar")
    page.page.click(".tab:has-text('Mine')")
    page.until("() => document.querySelectorAll('.issue').length === 1")
    return page


def invite(page):
    page.open("/settings/members")
    page.has("td", "ada@example.org")
    page.page.fill("[name=email]", "grace@example.org")
    page.page.click("form.fields button.primary")
    page.has("p", "It is shown only now")
    return re.search(r"(/accept\S+)", page.text(".copyable code")).group(1)


def join(browser, server, invitation):
    with opened(browser, server, invitation) as page:
        page.has("h1", "Join")
        check("token" not in page.page.url, "the token leaves the address")
        page.page.fill("[name=display_name]", "Grace")
        page.page.fill("[name=password]", PASSWORD)
        page.page.click("button.primary")
        page.wait(".issue")
        page.open("/settings/members")
        page.has("td", "grace@example.org")
        equal(page.page.locator("section[aria-label=Invitations]").count(), 0, "members invite nobody")
        equal(page.page.locator("td select:not(:disabled)").count(), 0, "and give no roles")
        page.open("/settings/audit")
        page.has(".list-foot", "Admins and owners")
        page.open("/projects/default/settings")
        equal(page.page.locator("button.danger").count(), 0, "and delete no projects")


def projects(page):
    page.open("/projects/new")
    page.page.fill("[name=name]", "Shop")
    page.page.select_option("[name=platform]", "node")
    page.page.click("form.fields button.primary")
    page.has("h1", "Settings of Shop")
    page.has(".copyable", "http://")
    check("npm install @sentry/node" in page.text(".snippet"), "first lines for the platform")
    page.page.click("button:has-text('New key')")
    page.page.fill("dialog [name=label]", "browser")
    page.page.click("dialog button.primary")
    page.has("td", "browser")
    page.page.click("tr:has-text('browser') button:has-text('Change')")
    page.page.fill("dialog [name=rate_limit]", "500")
    page.page.fill("dialog [name=allowed_origins]", "https://shop.example.org")
    page.page.click("dialog button.primary")
    page.has("td", "500 a minute")
    page.page.click("tr:has-text('browser') button:has-text('Revoke')")
    page.page.click("dialog button.danger")
    page.has("td", "revoked")
    page.page.click("nav a:has-text('Limits')")
    page.wait("[name=retention_days]")
    page.page.fill("[name=retention_days]", "30")
    page.page.fill("[name=sample_rate]", "0.5")
    page.page.click("form.fields button.primary")
    page.has(".note", "Settings saved")
    page.page.reload()
    page.wait("[name=retention_days]")
    equal([page.page.input_value(f"[name={name}]") for name in ("retention_days", "sample_rate", "rate_limit")], ["30", "0.5", ""], "the settings")
    page.page.fill("[name=retention_days]", "5000")
    page.page.click("form.fields button.primary")
    check(not page.page.evaluate("document.querySelector('[name=retention_days]').checkValidity()"), "days have a limit")
    page.page.select_option(".project-picker", "default")
    page.has("h1", "Settings of Default")


def tokens(page):
    page.open("/settings/tokens")
    page.page.fill("[name=name]", "pipeline")
    page.page.check("[name='scope releases']")
    page.page.click("form.fields button.primary")
    page.wait(".copyable code")
    token = page.text(".copyable code").strip()
    status, body, _ = page.server.request("GET", "/api/v1/projects", headers={"Authorization": f"Bearer {token}"})
    equal((status, len(json.loads(body))), (200, 2), "the token works")
    page.has("td", "pipeline")
    page.page.click("button:has-text('Revoke')")
    page.page.click("dialog button.danger")
    page.has("p", "No tokens.")
    equal(page.server.request("GET", "/api/v1/projects", headers={"Authorization": f"Bearer {token}"})[0], 401, "a revoked token")


def rules(page):
    page.open("/projects/default/alerts")
    page.has(".empty-title", "No rules")
    page.page.click(".empty button:has-text('New rule')")
    page.page.fill("dialog [name=name]", "Too much")
    page.page.select_option("dialog [name=condition_type]", "threshold")
    page.page.fill("dialog [name=threshold]", "5")
    page.page.fill("dialog [name=level]", "error, fatal")
    page.page.select_option("dialog [name=type]", "websocket")
    page.page.click("dialog button.primary")
    page.has(".plain-list", "more than 5 events in 60 minutes (level error or fatal) → told here")
    page.page.click("button:has-text('Test')")
    page.wait(".note")
    page.page.click("button:has-text('Change')")
    page.page.select_option("dialog [name=condition_type]", "new_issue")
    page.page.click("dialog button.primary")
    page.has(".plain-list", "an issue is new (level error or fatal)")
    post_all(page.server, [exception("Brand new")])
    # Alerts come by the stream, without a reload.
    page.has("section[aria-label=Alerts]", "Too much")
    page.page.click("button:has-text('Acknowledge')")
    page.has(".badge", "acknowledged")
    page.page.uncheck("[role=switch]")
    page.until("() => !document.querySelector('[role=switch]').checked")
    page.page.click("section[aria-label=Rules] button:has-text('Delete')")
    page.page.click("dialog button.danger")
    page.has(".empty-title", "No rules")


def sign_out_and_in(page):
    page.open("/settings/profile")
    page.has("td", "this one")
    page.page.click(".account")
    page.page.click("[role=menuitem]:has-text('Sign out')")
    page.has("h1", "Sign in")
    page.open("/projects/default/alerts")
    page.has("h1", "Sign in")
    page.page.fill("[name=email]", "ada@example.org")
    page.page.fill("[name=password]", "wrong password")
    page.page.click("button.primary")
    page.has(".wrong", "E-mail or password is wrong")
    page.page.fill("[name=password]", PASSWORD)
    page.page.click("button.primary")
    page.has("h1", "Alerts")
    # The session ends elsewhere: the next thing that one does leads to the sign-in, and back.
    page.server.change("DELETE FROM sessions")
    page.page.click("#navigation a:has-text('Dashboard')")
    page.has("h1", "Sign in")
    page.page.fill("[name=email]", "ada@example.org")
    page.page.fill("[name=password]", PASSWORD)
    page.page.click("button.primary")
    page.has("h1", "Dashboard")
