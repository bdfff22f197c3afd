"""Mesher's pure parts, asked by the tests: `programs/parts.mpl` runs beside them."""
import contextlib
import json
import subprocess
import tempfile

from recovery import compiled


class Parts:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, question, **arguments):
        """The answer to one question."""
        self.process.stdin.write(json.dumps({"ask": question, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the program for parts ended at {question}: {self.process.wait()}")
        return json.loads(line)


@contextlib.contextmanager
def asking(meshc):
    """The program, compiled, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        parts = Parts(compiled(meshc, "parts", folder))
        try:
            yield parts
        finally:
            parts.process.stdin.close()
            parts.process.wait(timeout=60)
