import time

from wire import Ws

ana, bob = Ws(), Ws()


def say(ws, text):
    ws.text(text)
    ws.show(text)


say(ana, "enter ana")
say(ana, "enter ana")
say(bob, "enter bob")
ana.text("tell bob hello")
bob.show("bob")
ana.show("ana")
ana.text("tell ana note")
ana.show("ana")
ana.show("ana")
bob.close(1000)
bob.show("bob")
bob.show("bob")
time.sleep(0.2)
say(ana, "tell bob too late")
ana.text("end")
ana.show("ana")
