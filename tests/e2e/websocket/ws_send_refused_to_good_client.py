import time

from wire import Http, Ws, quit_server

ws = Ws()
ws.text("send")
print("large:", all(len(ws.next()[1]) == 700_000 for _ in range(30)))
print("small:", all(ws.next()[1].decode() == f"m{i}" for i in range(1500)))
ws.show("end")
ws.text("try")
time.sleep(0.3)
while (frame := ws.next())[1] != b"done":
    assert len(frame[1]) == 700_000
print("tried")
ws.text("leave")
ws.next()
time.sleep(0.2)
ws.drop()
time.sleep(0.2)
quit_server()
