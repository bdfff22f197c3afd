import time

from wire import Http, ask, show

show("answered", ask("GET", "/answered"))
for path in ["/ask", "/end"]:
    http = Http()
    http.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    time.sleep(0.1)
    http.close()
    time.sleep(0.1)
