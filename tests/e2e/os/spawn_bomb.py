import os
import resource
import strange


def limited(mebibytes):
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))


# The limit of actors is not what ends it.
for mebibytes in (300, 1000):
    environment = {**os.environ, "MESH_MAX_ACTORS": "100000000", "MESH_WORKERS": "2"}
    program = strange.start(preexec_fn=limited(mebibytes), env=environment)
    printed, told = (text.decode() for text in program.communicate(timeout=100))
    print(printed, end="")
    print(strange.ended(program), told.count("crashed: out of memory: "))
