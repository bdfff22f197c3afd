from urllib.parse import parse_qs, urlsplit

from servers import Peer, http, response, run


def answer(request):
    body = request.body().decode()
    url = urlsplit(request.path)
    if url.path == "/go":
        query = parse_qs(url.query)
        return response(int(query["status"][0]), b"", [("Location", query["to"][0])])
    if url.path == "/form" and request.method == "POST":
        return response(303, b"", [("Location", "/form")])
    names = ("authorization", "cookie", "x-other", "referer", "host")
    seen = ", ".join(f"{name}: {request.header(name)}" for name in names if request.header(name))
    text = f"{request.method} {request.path} `{body}` ({seen})".encode()
    return response(200, text) if request.method != "HEAD" else response(200)


peer = Peer(http(answer))
print(run(PEER=peer.port).replace(str(peer.port), "PORT"), end="")
