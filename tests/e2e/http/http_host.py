from wire import Http, quit_server, show

for label, head in [
    ("none", b"GET /hello HTTP/1.1\r\n\r\n"),
    ("two", b"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    ("one", b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
]:
    http = Http()
    http.send(head)
    show(label, http.read())
    http.close()
quit_server()
