import os
import subprocess

from peers import Server, certificate, until

certificate("one")
with Server() as server:
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += ["--ignore-certificate-errors", "--remote-debugging-port=0", f"--user-data-dir={os.getcwd()}/profile"]
    with open("browser.log", "w") as log:
        browser = subprocess.Popen([*command, f"https://localhost:{server.port}/"], stdout=log, stderr=log)
    done = until(lambda: server.said().endswith("done\n"), 120)
    browser.terminate()
    browser.wait(60)
    print(server.said(), end="")
    if not done:
        with open("browser.log") as log:
            print(log.read())
