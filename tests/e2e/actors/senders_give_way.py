import os
import strange

# On one worker the receiver runs as soon as its senders give way.
program = strange.start(env={**os.environ, "MESH_WORKERS": "1"})
print(program.communicate(timeout=100)[0].decode(), end="")
print(strange.ended(program))
