import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = sys.argv[1]
HERE = Path(__file__).resolve().parent
PRINTERS = HERE.parents[2] / "editors" / "debuggers"
SOURCE = (HERE / "variables.mpl").read_text().split("\n")
LINES = [at for at, line in enumerate(SOURCE, 1) if re.match(r'  println\("\w+"\)$', line)]


def ask(*command):
    environment = {name: value for name, value in os.environ.items() if name != "DEBUGINFOD_URLS"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
    if "Operation not permitted" in done.stdout + done.stderr:
        print("nobody may be traced here, so no debugger was tried", file=sys.stderr)
        print((HERE / "variables.out").read_text(), end="")
        sys.exit()
    return done.stdout, done.stderr


def gdb():
    """The arguments of the functions, and a local variable of the first."""
    asked = ["-ex", "set disable-randomization off"]
    for line in LINES:
        asked += ["-ex", f"break variables.mpl:{line}"]
    asked += ["-ex", "run"]
    for _ in LINES:
        asked += ["-ex", "echo ----\\n", "-ex", "info args", "-ex", "info locals", "-ex", "continue"]
    said, problems = ask("gdb", "-q", "-nx", "-batch", "-x", str(PRINTERS / "mesh_gdb.py"), *asked, PROGRAM)
    shown = [line for part in said.split("----\n")[1:] for line in re.findall(r"^\w+ = .*$", part, re.MULTILINE)]
    return shown or [said, problems]


def lldb(name):
    asked = ["-o", f"command script import {PRINTERS / 'mesh_lldb.py'}", "-o", "settings set target.disable-aslr false"]
    for line in LINES:
        asked += ["-o", f"breakpoint set -f variables.mpl -l {line}"]
    asked += ["-o", "run"]
    for _ in LINES:
        asked += ["-o", "frame variable", "-o", "continue"]
    said, problems = ask(name, "-b", "-x", *asked, PROGRAM)
    shown = re.findall(r"^\(.*?\) (\w+) = (?:0x[0-9a-f]{16} )?(.*)$", said, re.MULTILINE)
    return [f"{name} = {value}" for name, value in shown] or [said, problems]


def without_addresses(lines):
    return [re.sub(r"0x[0-9a-f]+", "...", line) for line in lines]


by_gdb = without_addresses(gdb())
print("\n".join(by_gdb))
name = shutil.which("lldb-19") or shutil.which("lldb")
if name is None:
    print("lldb is not here, and was not tried", file=sys.stderr)
elif (by_lldb := without_addresses(lldb(name))) != by_gdb:
    print("lldb:", *by_lldb, sep="\n")
