import os
import strange

for workers in ("1", "2"):
    writer, reader = strange.unread_pipe()
    program = strange.start(stdout=writer, env={**os.environ, "MESH_WORKERS": workers})
    os.close(writer)
    said = ""
    while "in the middle" not in said or "one still prints: true" not in said:
        said += program.stderr.readline().decode()
    print(said.count("tick"), "ticks, a crash and one who still prints")
    lines = os.fdopen(reader, "rb").read().splitlines()
    print(len(lines), lines[-1][-2:].decode(), program.stderr.read().decode().splitlines()[-2:])
    print(strange.ended(program))

# Nobody reads standard error either: what is printed comes out nevertheless.
writer, reader = strange.full_pipe()
program = strange.start(stderr=writer)
os.close(writer)
print("standard error is full:", sum(1 for _ in range(20000) if program.stdout.readline()))
program.terminate()
print(strange.ended(program))
