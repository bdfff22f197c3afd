import os
import strange

writer, reader = strange.unread_pipe()
program = strange.start(stderr=writer)
os.close(writer)
printed, _ = program.communicate(timeout=100)
print(strange.ended(program), printed.decode().strip())
os.close(reader)
