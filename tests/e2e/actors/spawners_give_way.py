import os
import strange

# On one worker those that were started run as soon as who starts them gives way.
program = strange.start(env={**os.environ, "MESH_WORKERS": "1"})
print(program.communicate(timeout=100)[0].decode(), end="")
print(strange.ended(program))
