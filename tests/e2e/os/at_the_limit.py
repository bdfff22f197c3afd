import os
import strange

program = strange.start(env={**os.environ, "MESH_MAX_ACTORS": "200", "MESH_WORKERS": "2"})
printed, told = (text.decode() for text in program.communicate(timeout=100))
print(printed, end="")
print(strange.ended(program), told.count("too many actors: 200 are alive, as many as MESH_MAX_ACTORS allows") >= 3)
