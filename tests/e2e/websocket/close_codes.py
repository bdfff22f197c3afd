from wire import Ws, quit_server

# It hears that the server has shown the end of another connection.
watch = Ws()
watch.text("watch")
watch.show("watch")


def ended(label, ws):
    ws.show(label)
    ws.show(label)
    watch.show("watch")


ws = Ws()
ws.close(3000, "client")
ended("client", ws)
ws = Ws()
ws.frame(8, b"")
ended("no code", ws)
# The server ends these, and the client echoes its code.
for label, text, code in [("server", "bye", 4001), ("server, then crash", "bye and crash", 4002), ("crash", "crash", 1011)]:
    ws = Ws()
    ws.text(text)
    ws.show(label)
    ws.close(code)
    ws.show(label)
    watch.show("watch")
# The server refuses these frames.
for label, opcode, payload, claim in [
    ("not utf-8", 1, b"\xff\xfe not utf-8", None),
    ("too large", 1, b"", 17_000_000),
    ("reserved", 3, b"reserved opcode", None),
]:
    ws = Ws()
    ws.frame(opcode, payload, claim=claim)
    ws.show(label)
    ws.drop()
    watch.show("watch")
ws = Ws()
ws.text("still works")
ws.show("other")
ws.drop()
watch.show("watch")
quit_server()
watch.show_halt("watch")
