from wire import Http, Ws, quit_server

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
GOOD = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}


def case(label, path="/ws", method="GET", version="1.1", host="a.example:81", extra=(), **changes):
    """The usual headers with changes; those that are None are left out, lists are sent several times."""
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    lines = [f"{method} {path} HTTP/{version}", f"Host: {host}"]
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                lines.append(f"{name}: {one}")
    http = Http()
    http.send("\r\n".join(lines + list(extra)).encode() + b"\r\n\r\n")
    answer = http.read()
    kept = ["sec-websocket-accept", "sec-websocket-version", "sec-websocket-protocol", "upgrade", "allow"]
    shown = [f"{name}={answer.headers[name]}" for name in kept if name in answer.headers]
    said = ""
    if answer.status == 101:
        head = http.file.read(2)
        said = http.file.read(head[1]).decode()
    print(f"{label}: {answer.status} {' '.join(shown)} {said or answer.text()}")
    http.close()


case("good")
case("any case", Upgrade="WebSocket", Connection="keep-alive, UPGRADE")
case("not asked for", Upgrade=None, Connection=None, Sec_WebSocket_Key=None)
case("another upgrade", Upgrade="h2c", Sec_WebSocket_Key=None)
case("no Upgrade", Upgrade=None)
case("no Connection", Connection=None)
case("no version", Sec_WebSocket_Version=None)
case("version 8", Sec_WebSocket_Version="8")
case("two versions", Sec_WebSocket_Version=["13", "13"])
case("no key", Sec_WebSocket_Key=None)
case("an empty key", Sec_WebSocket_Key="")
case("a short key", Sec_WebSocket_Key="dGhlIHNhbXBsZQ==")
case("no Base64", Sec_WebSocket_Key="????????????????????????")
case("two keys", Sec_WebSocket_Key=[KEY, KEY])
case("POST", method="POST")
case("HTTP/1.0", version="1.0")
# ---- origins
case("its own origin", Origin="http://a.example:81")
case("its own, in capitals", Origin="http://A.EXAMPLE:81")
case("another port", Origin="http://a.example:82")
case("another host", Origin="http://b.example:81")
case("a longer name", Origin="http://a.example.evil:81")
case("no origin", Origin="null")
case("https before a proxy", host="a.example", Origin="https://a.example")
case("a stranger", path="/friends", Origin="https://stranger.example")
case("a friend", path="/friends", Origin="https://friend.example")
case("its own beside friends", path="/friends", Origin="http://a.example:81")
case("all", path="/all", Origin="https://stranger.example")
# ---- subprotocols
case("offered none", path="/chat")
case("offered others", path="/chat", Sec_WebSocket_Protocol="soap, xmpp")
case("offered both", path="/chat", Sec_WebSocket_Protocol="chat.v1, chat.v2")
case("offered one of two lines", path="/chat", Sec_WebSocket_Protocol=["soap", "chat.v1"])
case("the server speaks none", Sec_WebSocket_Protocol="chat.v1")
# ---- a limit of one's own
for size in [10, 11]:
    ws = Ws("/small")
    ws.next()
    ws.text("x" * size)
    ws.close()
    ws.show(f"{size} bytes")
quit_server()
