import time

from wire import Ws, quit_server

a, b, c = Ws(), Ws(), Ws()
# It hears that the server has shown the end of another connection.
watch = Ws()


def say(ws, text):
    ws.text(text)
    ws.show(text)


say(watch, "join watch")
say(a, "join red")
say(a, "join red")
say(b, "join red")
say(b, "join blue")
say(c, "join blue")
say(a, "members red")
a.text("all red hello")
print("a and its answer:", sorted([a.next()[1], a.next()[1]]))
b.show("b")
c.silent("c")
say(a, "others red not me")
b.show("b")
a.silent("a")
say(c, "others nowhere hello")
say(b, "leave red")
say(b, "leave red")
say(a, "others red empty")
b.silent("b")
b.drop()
watch.show("watch")
c.close(1000)
c.show("c")
watch.show("watch")
until = time.monotonic() + 10
while time.monotonic() < until:
    a.text("members blue")
    if a.next()[1] == b"members 0":
        print("blue is empty")
        break
    time.sleep(0.05)
say(a, "others blue anybody")
a.close(1000)
a.show("a")
watch.show("watch")
quit_server()
watch.show_halt("watch")
