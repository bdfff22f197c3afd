import json
import socket

from wire import Ws, quit_server


def say(ws, text):
    ws.text(text)
    ws.show(text)


boss, slow, quick = Ws(), Ws(), Ws()
# Little room on the way.
slow.http.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
say(slow, "join red")
boss.text("flood red")
refused = json.loads(boss.next()[1])
print("some are refused:", len(refused) > 0)
# All others come, always both texts of one.
for count in sorted(set(range(200)) - set(refused)):
    text = slow.next()[1].decode()
    assert text.startswith(f"{count} x") and len(text) > 60000, text[:20]
    assert slow.next()[1].decode() == f"and {count}"
# There is room again.
say(quick, "join red")
say(boss, "all red one two " + 130 * "z")
for _ in range(3):
    quick.show("quick")
    slow.show("slow")
slow.close(1000)
while slow.next():
    pass
say(boss, "all red alone")
quick.show("quick")
say(boss, "all nowhere x")
say(boss, "all red")
boss.text("twice")
for _ in range(3):
    boss.show("boss")
say(boss, "mirror join hello")
quit_server()
