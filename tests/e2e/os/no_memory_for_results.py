import os
import resource
import strange

LIMIT = 1000 << 20
program = strange.start(
    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)), env={**os.environ, "MESH_WORKERS": "2"}
)
printed, told = (text.decode() for text in program.communicate(timeout=100))
print(printed, end="")
print(strange.ended(program), told.count("crashed: out of memory: "))
