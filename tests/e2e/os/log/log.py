import json
import os
import re
import subprocess
import strange

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def told(stderr=subprocess.PIPE, **settings):
    """What the program prints, and what it tells."""
    program = strange.start(env={**os.environ, **settings}, stderr=stderr)
    printed, text = program.communicate(timeout=60)
    print(settings, strange.ended(program), printed.decode().split("\n"))
    return (text or b"").decode()


def plain(text):
    """The lines, those of the crash last: they are written by a thread of their own."""
    text = re.sub(r"actor \S+ crashed", "actor crashed", TIME.sub("TIME", text))
    is_report = lambda line: "crashed" in line or line.startswith("    ")
    return "\n".join(sorted(text.splitlines(), key=is_report))


print(plain(told(MESH_LOG_FORMAT="text")))
print(plain(told(MESH_LOG_FORMAT="text", MESH_LOG="error,storage=debug")))
print(plain(told(MESH_LOG_FORMAT="text", MESH_LOG="off,Storage.disk_cache=info,oops,main=loud")))
print("evaluated twice:", told(MESH_LOG_FORMAT="text", MESH_LOG="debug").count("costly") == 2)
# What is no terminal gets JSON.
for line in sorted(told().splitlines(), key=lambda line: "crashed" in line):
    fields = json.loads(line)
    assert TIME.fullmatch(fields.pop("time")), line
    assert re.fullmatch(r"<\S+>|\d\S*", fields.pop("actor", "<1>")), line
    print(json.dumps(fields).replace(fields["message"].split(" ")[1], "PID") if "trace" in fields else json.dumps(fields))
# A terminal gets text.
ours, theirs = os.openpty()
told(stderr=theirs)
os.close(theirs)
print(plain(os.read(ours, 4096).decode()).splitlines()[0].strip())
