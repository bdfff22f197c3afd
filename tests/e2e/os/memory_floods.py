import os
import resource
import strange

KINDS = ["list", "text", "map", "chain", "own mailbox", "other mailbox", "timers", "monitors", "names", "small actors"]
environment = {**os.environ, "MESH_MAX_ACTORS": "100000000", "MESH_WORKERS": "2"}


LIMIT = 300 << 20

for kind in KINDS:
    program = strange.start(
        args=[kind], preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT)), env=environment
    )
    printed, told = (text.decode() for text in program.communicate(timeout=100))
    print(printed.replace("\n", "; "), strange.ended(program), "out of memory" in told)
