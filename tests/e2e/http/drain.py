import time

from wire import Http, ask, show


def show_end(label, http):
    try:
        show(label, http.read())
    except ConnectionResetError:
        print(f"{label}: closed")


slow = Http()
slow.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
time.sleep(0.1)
show("go", ask("GET", "/go"))
show("slow", slow.read())
# The next server takes the port over.
time.sleep(0.2)
slow = Http()
slow.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
time.sleep(0.1)
show("go", ask("GET", "/go"))
show_end("slow", slow)
