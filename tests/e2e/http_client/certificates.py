import os

from servers import Certificates, Peer, http, response, run

made = Certificates()
answer = http(lambda request: response(200, b"hello"))
good = Peer(answer, made.signed("good"))
peers = {
    "GOOD": good,
    "EXPIRED": Peer(answer, made.signed("expired", end="20210101000000Z")),
    "LATER": Peer(answer, made.signed("later", begin="20480101000000Z")),
    "OTHER": Peer(answer, made.signed("other", extensions="there")),
    "SELF": Peer(answer, made.self_signed("self")),
    "PLAIN": Peer(lambda connection, number: connection.sendall(b"SSH-2.0-hello\r\n") or connection.recv(9999)),
    "NONE": Peer(lambda connection, number: connection.recv(9999)),
}
ports = {name: peer.port for name, peer in peers.items()}


def show(said):
    for name, port in ports.items():
        said = said.replace(str(port), name)
    print(said, end="")


show(run(**ports))
# The file of SSL_CERT_FILE is what the system trusts.
print("SSL_CERT_FILE:")
said = run(**ports, SSL_CERT_FILE=os.path.abspath("ca.pem"))
show("".join(line for line in said.splitlines(True) if line.startswith("unknown issuer")))
