"""Talks to `meshc repl` at a pseudo terminal, as a person does."""

import os
import pty
import re
import select
import sys
import time

seen = ""


def pause(text, limit=100):
    """Waits until the terminal shows a text, and forgets what is before it."""
    global seen
    end = time.monotonic() + limit
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0, end - time.monotonic()))
        if not ready:
            sys.exit(f"`{text}` is not shown, but {seen!r}")
        try:
            new = os.read(terminal, 65536).decode(errors="replace")
        except OSError:
            sys.exit(f"the session ended before `{text}`: {seen!r}")
        seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", new)
    seen = seen[seen.index(text) + len(text):]


def type_in(text):
    os.write(terminal, text.encode())


child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], [sys.argv[1], "repl"])

pause("(type :help for commands)")
pause("mesh> ")
type_in("let x = 20 + 1\r")
pause("21 :: Int")
pause("mesh> ")
type_in("fn twice(n :: Int) -> Int do\r")
pause("  ... ")
type_in("n * 2\r")
pause("  ... ")
type_in("end\r")
pause("Defined: twice :: (Int) -> Int")
pause("mesh> ")
# What is begun and not wanted.
type_in("if true do\r")
pause("  ... ")
type_in("\x03")
pause("mesh> ")
# A loop without end, in the session's actor.
type_in("fn spin(n :: Int) -> Int = spin(n + 1)\r")
pause("Defined: spin")
pause("mesh> ")
type_in("spin(0)\r")
pause("spin(0)")
time.sleep(1)
type_in("\x03")
pause("Interrupted.")
pause("mesh> ")
# Tab, and what is still there.
type_in("twi\t(x)\r")
pause("42 :: Int")
pause("mesh> ")
type_in("IO.read_line()\r")
pause("IO.read_line()")
time.sleep(1)
type_in("typed\r")
pause("Ok(Some(\"typed\"))")
pause("mesh> ")
type_in("\x04")
pause("Goodbye!")
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
