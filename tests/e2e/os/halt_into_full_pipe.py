import os
import time
import strange

for how in ("halt", "crash"):
    # Nobody reads.
    writer, reader = strange.unread_pipe()
    began = time.monotonic()
    program = strange.start(args=[how], stdout=writer)
    os.close(writer)
    print(how, strange.ended(program), "it waited:", time.monotonic() - began > 1.5)
    os.close(reader)
    # Somebody reads slowly, longer than two seconds in all.
    writer, reader = strange.unread_pipe()
    program = strange.start(args=[how], stdout=writer)
    os.close(writer)
    text = b""
    for _ in range(6):
        time.sleep(0.5)
        text += os.read(reader, 20000)
    text += os.fdopen(reader, "rb").read()
    print(how, strange.ended(program), len(text), text[-14:].decode().strip())
