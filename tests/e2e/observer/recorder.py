import os
import signal
import subprocess
import sys

from traces import Trace

PROGRAM = sys.argv[1]
os.environ["MESH_WORKERS"] = "2"


def run(*args, **environment):
    command = [PROGRAM, *args]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def lines(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


def pid(name):
    """`<0.7>` of `<0.7> name`."""
    return name.split(" ")[0]


# A crash, where that is asked for.
done = run("crash", "1")
print("not asked for:", done.returncode, os.listdir())
done = run("crash", "3", MESH_FLIGHT_RECORDER="crash.trace.json")
print("crashes:", done.returncode, sorted(os.listdir()), lines(done.stderr, "flight record"))
trace = Trace("crash.trace.json")
print("threads:", sorted({name.split(" ")[0] for name in trace.threads}))
named = {turn["name"] for turn in trace.turns if 'ponger "one"' in turn["name"]}
print("turns:", len(trace.turns) > 1000, "of the named one:", len(named))
started = {pid(spawn["args"]["started"]) for spawn in trace.named("spawn")}
ended = [exit["args"] for exit in trace.named("exit")]
print("exits:", [end["reason"] for end in ended], "of who was started:", pid(ended[0]["actor"]) in started)
print("spawns:", pid(named.pop()) in started, "timer:", len(trace.named("timer")) > 0)
done = run("crash", "12", MESH_FLIGHT_RECORDER="many")
print("many crashes:", len([name for name in os.listdir() if name.startswith("many")]))
done = run("crash", "1", MESH_FLIGHT_RECORDER="no/such/folder/x")
print("nowhere:", done.returncode, lines(done.stderr, "no flight record"))
os.symlink("crash.trace.json", "link")
before = open("crash.trace.json").read()
done = run("crash", "1", MESH_FLIGHT_RECORDER="link")
print("a link is left:", lines(done.stderr, "no flight record"), open("crash.trace.json").read() == before)
print("private:", oct(os.stat("crash.trace.json").st_mode & 0o777))

# A signal, while all workers are busy and while all sleep.
pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
program = subprocess.Popen([PROGRAM, "signal"], text=True, **pipes)
print(program.stdout.readline().strip())
for number in range(2):
    program.send_signal(signal.SIGUSR1)
    told = program.stderr.readline().strip()
    print(told.replace(str(program.pid), "PID"))
    trace = Trace(told.split(": ")[1])
    print("turns:", len(trace.turns) > 500, "named:", any('ponger "one"' in turn["name"] for turn in trace.turns))
print(program.communicate("\n", timeout=60)[0].strip(), program.returncode)

# What the processor refuses.
program = subprocess.Popen([PROGRAM, "signal"], text=True, env={**os.environ, "MESH_FLIGHT_RECORDER": "fault.json"}, **pipes)
print(program.stdout.readline().strip())
program.send_signal(signal.SIGABRT)
print(lines(program.communicate(timeout=60)[1], "flight record"), len(Trace("fault.json").turns) > 500)
print("ends:", program.returncode == -signal.SIGABRT or program.returncode)

# The program itself.
done = run("ask", "asked.json")
print(done.stdout.split("\n"))
trace = Trace("asked.json")
print("turns:", len(trace.turns) > 900)
