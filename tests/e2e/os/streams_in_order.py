import os
import subprocess
import strange

for workers in ("1", "2"):
    program = strange.start(stderr=subprocess.STDOUT, env={**os.environ, "MESH_WORKERS": workers})
    lines = program.communicate()[0].decode().splitlines()
    numbers = [int(line) for line in lines[:4002]]
    print(numbers == sorted(numbers), numbers.count(3000), lines[4002], strange.ended(program))
