import socket
import struct
import strange
import subprocess

program = strange.start(stdin=subprocess.PIPE)
port = int(program.stdout.readline())
for _ in range(3):
    gone = socket.create_connection(("127.0.0.1", port))
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()
there = socket.create_connection(("127.0.0.1", port))
there.sendall(b"here\n")
print(program.communicate(b"go\n", timeout=100)[0].decode(), end="")
print(strange.ended(program))
