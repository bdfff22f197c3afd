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
# The server has shown what it did with that end.
ana.show("ana")
say(ana, "tell bob too late")
ana.text("end")
ana.show_halt("ana")
