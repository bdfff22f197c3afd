"""Starts the program with a server, kills that as if it had crashed, and starts it again."""
import os
import subprocess
import sys
import time

import postgres

server = postgres.Server(folder=os.getcwd() if os.geteuid() != 0 else None)
try:
    program = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "DATABASE_URL": server.url()})
    print(program.stdout.readline(), end="")
    time.sleep(0.5)
    server.halt("-QUIT")
    time.sleep(0.5)
    server.start()
    program.stdin.write("\n")
    program.stdin.flush()
    print(program.stdout.read(), end="")
    print(program.wait(60))
finally:
    server.stop()
