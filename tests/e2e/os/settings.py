import os
import strange

for name, text in [
    ("MESH_WORKERS", "2"),
    ("MESH_WORKERS", ""),
    ("MESH_WORKERS", "nonsense"),
    ("MESH_WORKERS", "0"),
    ("MESH_WORKERS", "-3"),
    ("MESH_WORKERS", "1.5"),
    ("MESH_WORKERS", "100000"),
    ("MESH_WORKERS", "99999999999999999999999"),
    ("MESH_MAX_ACTORS", "10"),
    ("MESH_MAX_ACTORS", "many"),
    ("MESH_MAX_ACTORS", "0"),
]:
    program = strange.start(env={**os.environ, name: text})
    printed, told = (stream.decode().strip() for stream in program.communicate(timeout=60))
    print(f"{name}={text}: {strange.ended(program)} {printed}{told}")
