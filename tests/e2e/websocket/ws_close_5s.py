import time

from wire import Ws


def timed(label, ws):
    began = time.monotonic()
    ws.show(label)
    taken = time.monotonic() - began
    print(f"{label}: {'at once' if taken < 2 else f'after {taken:.1f} s'}")


ws = Ws()
ws.text("a")
ws.show("echo")
ws.close()
ws.show("by client")
timed("by client", ws)
ws = Ws()
ws.text("end")
ws.show("by server")
ws.close()
timed("by server", ws)
# A client that does not answer keeps its connection only for a while; others are served.
ws = Ws()
ws.text("end")
ws.show("no answer")
other = Ws()
other.text("quit")
