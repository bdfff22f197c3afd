from wire import Http, show

for label in ["in time", "too slow"]:
    # The second server takes the port over.
    http = Http()
    http.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    try:
        show(label, http.read())
    except ConnectionResetError:
        print(f"{label}: closed")
    http.close()
