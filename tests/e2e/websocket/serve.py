import time

from wire import Ws

ws = Ws("/open")
ws.show("open")
ws.text("loud")
ws.show("open")
ws.close(1000)
ws.show("open")
ws.show("open")
time.sleep(0.1)
refused = Ws("/secret")
refused.show("secret")
refused.drop()
last = Ws("/last")
last.show("last")
last.text("quit")
last.show("last")
