import socket

from wire import PORT, Http, connect, show

idle, silent = Http(), connect()
show("idle", idle.ask("GET", "/"))
slow = Http()
slow.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
show("idle", idle.read())
print("silent:", silent.recv(1))
try:
    socket.create_connection(("127.0.0.1", PORT), timeout=30)
    print("connected")
except ConnectionRefusedError:
    print("refused")
answer = slow.read()
show("slow", answer)
print(answer.headers.get("connection"))
show("slow", slow.read())
