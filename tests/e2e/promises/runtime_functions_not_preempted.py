import os
import strange

os.environ["MESH_WORKERS"] = "1"
program = strange.start()
print(program.communicate()[0].decode(), end="")
print(strange.ended(program))
