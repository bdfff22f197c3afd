import os
import pty
import signal
import subprocess
import termios

from strange import PROGRAM, ended, start, wait_for

# Whoever runs the tests in the background may have turned it off.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def shows(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def read_until(terminal, text):
    seen = b""
    while text not in seen:
        seen += os.read(terminal, 1000)
    return seen


def on_terminal(*args):
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, *args], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    read_until(ours, b"Password: ")
    return process, ours, theirs


process, ours, theirs = on_terminal()
print("shown while it is typed:", shows(theirs))
os.write(ours, b"hidden\n")
seen = read_until(ours, b"got Ok(Some(hidden))\r\n")
print("seen:", seen.replace(b"\r\n", b"|").decode())
print("shown then:", wait_for(lambda: shows(theirs)))
os.write(ours, b"open\n")
seen = read_until(ours, b"then Ok(Some(open))")
print("echo:", seen.count(b"open"), ended(process))

process, ours, theirs = on_terminal("halt")
print("before the halt:", shows(theirs))
print("after it:", ended(process), shows(theirs))

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    process, ours, theirs = on_terminal()
    hidden = not shows(theirs)
    process.send_signal(number)
    print("a signal:", hidden, ended(process), shows(theirs))

# No terminal at all.
process = start()
out, err = process.communicate(b"piped\nnext\n")
print(out.decode(), err.decode(), sep="", end="\n")
