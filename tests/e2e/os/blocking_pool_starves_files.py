import os
import strange

os.mkfifo("pipe")
os.mkfifo("pipe without a reader")
open("file", "w").close()
program = strange.start()
print(program.communicate()[0].decode(), end="")
print(strange.ended(program))
