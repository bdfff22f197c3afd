"""The front end in a real browser: Chromium, moved by Playwright, against a running Mesher.

Playwright's interpreter is that of `target/playwright`, which `scripts/bootstrap.sh clients` makes, or the one that PLAYWRIGHT_PYTHON names."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

import web_files
from harness import check, failures

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


def interpreter():
    """An interpreter that has Playwright."""
    for candidate in (os.environ.get("PLAYWRIGHT_PYTHON"), ROOT / "target/playwright/bin/python3", sys.executable):
        if candidate and shutil.which(candidate):
            if subprocess.run([candidate, "-c", "import playwright"], capture_output=True).returncode == 0:
                return str(candidate)
    return None


def run(binary, parts=()):
    web_files.run()
    python = interpreter()
    if not python or not shutil.which("chromium"):
        print(f"web: pages are skipped, {'chromium' if python else 'playwright'} is not installed")
        return
    command = [python, pathlib.Path(__file__).resolve(), binary, *parts]
    check(subprocess.run(command, timeout=600).returncode == 0, "the pages in the browser")


def in_browser(binary, parts):
    from playwright.sync_api import sync_playwright

    import web_accounts
    import web_dialog
    import web_hostile
    import web_issues
    import web_live
    import web_pages

    suites = {
        "issues": web_issues.run, "live": web_live.run, "pages": web_pages.run, "hostile": web_hostile.run, "accounts": web_accounts.run,
        "dialog": web_dialog.run,
    }
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        for name in parts or suites:
            start = time.time()
            suites[name](browser, binary)
            print(f"web, {name}: {time.time() - start:.1f} s", flush=True)
        browser.close()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    in_browser(pathlib.Path(sys.argv[1]), sys.argv[2:])
