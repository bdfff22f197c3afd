"""Several processes of the program at once, which open the same new files."""
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    program = os.path.abspath(sys.argv[1])
    processes = [subprocess.Popen([program], cwd=folder, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        print(process.communicate()[0], process.wait())
