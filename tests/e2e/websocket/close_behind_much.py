import time

from wire import Ws

for path in ["/ws", "/last"]:
    ws = Ws(path)
    # The program has ended all it does by then.
    time.sleep(0.3)
    opcode, payload = ws.next()
    print(path, opcode, len(payload))
    # The reason is cut to what a frame holds.
    opcode, payload = ws.next()
    print(path, opcode, int.from_bytes(payload[:2], "big"), len(payload) - 2)
    ws.close(4000)
    ws.show(path)
