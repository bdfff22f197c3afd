from servers import Peer, http, response, run

peer = Peer(http(lambda request: response(200, b"inside")))
# No proxy looks up for it what it may not reach itself.
proxy = Peer(http(lambda request: response(200, b"by proxy")))
said = run(PEER=peer.port, HTTP_PROXY=f"http://127.0.0.1:{proxy.port}", NO_PROXY="127.0.0.1")
said = said.replace("localhost (::1)", "localhost (127.0.0.1)")
print(said.replace(str(peer.port), "PORT"), end="")
print("connections:", peer.count, proxy.count)
