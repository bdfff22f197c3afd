from wire import Http, quit_server


def read_all(http, most=10):
    """The answers until the server closes, or nothing comes for a while."""
    http.socket.settimeout(10)
    answers = []
    try:
        while len(answers) < most:
            answer = http.read()
            if answer is None:
                return answers, "closed"
            answers.append(answer)
    except (TimeoutError, ConnectionResetError):
        return answers, "open"
    return answers, "open"


def case(label, *parts, head_only=False):
    """Sends the parts; shows what is answered, and whether the connection is closed then."""
    http = Http()
    for part in parts:
        http.send(part)
    if head_only:
        answer = http.read(head_only=True)
        print(f"{label}: {answer.status} {answer.headers.get('content-length')}")
    answers, end = read_all(http)
    said = ", ".join(f"{answer.status} {answer.text()}" for answer in answers)
    print(f"{label}: {said} ({end})")
    http.close()


def get(*headers, target="/", version="1.1", method="GET"):
    return f"{method} {target} HTTP/{version}\r\n".encode() + b"".join(h + b"\r\n" for h in headers) + b"\r\n"


HOST, CLOSE = b"Host: x", b"Connection: close"

# ---- Host (9112, 3.2)
case("no host", get(CLOSE))
case("two hosts", get(HOST, b"Host: y", CLOSE))
case("equal hosts", get(HOST, HOST, CLOSE))
case("empty host", get(b"Host:", CLOSE))
case("host with a blank", get(b"Host: a b", CLOSE))
case("host with a user", get(b"Host: me@a", CLOSE))
case("host is a list", get(b"Host: a, b", CLOSE))
case("host and port", get(b"Host: [::1]:80", CLOSE))
case("HTTP/1.0 without host", get(version="1.0"))
case("HTTP/1.0 with two", get(HOST, HOST, version="1.0"))
case("absolute target", get(HOST, CLOSE, target="http://x/echo?a=1"))
case("a refused head ends the connection", get(b"X: y"), get(HOST, CLOSE))

# ---- lines (9112, 2.2, 3, 5)
case("an empty line before", b"\r\n" + get(HOST, CLOSE))
case("folded", get(HOST, b"X: a\r\n b", CLOSE))
case("folded first", b"GET / HTTP/1.1\r\n X: a\r\nHost: x\r\n\r\n")
case("blank before the colon", get(HOST, b"X : a", CLOSE))
case("no colon", get(HOST, b"X", CLOSE))
case("no name", get(HOST, b": a", CLOSE))
case("a NUL", get(HOST, b"X: a\x00b", CLOSE))
case("a lone CR", get(HOST, b"X: a\rb", CLOSE))
case("two blanks", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n")
case("no version", b"GET /\r\nHost: x\r\n\r\n")
case("HTTP/2", get(HOST, version="2.0"))
case("lower-case http", b"GET / http/1.1\r\nHost: x\r\n\r\n")
case("a blank in the target", get(HOST, CLOSE, target="/a b"))
case("many headers", get(HOST, *[b"X: a"] * 200, CLOSE))
case("a long target", get(HOST, CLOSE, target="/" + "a" * 70_000))
case("CONNECT", get(HOST, CLOSE, method="CONNECT", target="x:80"))
case("a host for a target", get(HOST, CLOSE, target="e"))
case("a star for GET", get(HOST, CLOSE, target="*"))
case("OPTIONS *", get(HOST, CLOSE, method="OPTIONS", target="*"))
case("a method of one's own", get(HOST, CLOSE, method="BREW", target="/any"))

# ---- smuggling: one body, one meaning (9112, 6)
post = b"POST /echo HTTP/1.1\r\nHost: x\r\n"
evil = b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"
case("two equal lengths", post + b"Content-Length: 3\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
case("two lengths", post + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc" + evil)
case("a list of lengths", post + b"Content-Length: 3, 30\r\n\r\nabc" + evil)
case("a signed length", post + b"Content-Length: +3\r\n\r\nabc" + evil)
case("a negative length", post + b"Content-Length: -3\r\n\r\nabc" + evil)
case("a hex length", post + b"Content-Length: 0x3\r\n\r\nabc" + evil)
case("a huge length", post + b"Content-Length: 99999999999999999999999\r\n\r\nabc")
case("length, then chunked", post + b"Content-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + evil)
case("chunked, then length", post + b"Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n0\r\n\r\n" + evil)
case("chunked twice", post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + evil)
case("chunked, then identity", post + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + evil)
case("identity, then chunked", post + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + evil)
case("gzip in chunks", post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + evil)
case("a chunked of one's own", post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + evil)
case("blank before chunked's colon", post + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + evil)
case("chunked in HTTP/1.0", b"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + evil)

# ---- chunks (9112, 7.1)
chunked = post + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
case("chunks", chunked + b"3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n")
case("in pieces", chunked, b"3", b"\r\na", b"bc\r", b"\n0\r\n", b"\r\n")
case("an extension", chunked + b'3;a="b;c"\r\nabc\r\n0;x\r\n\r\n')
case("trailers", chunked + b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")
case("no size", chunked + b"\r\nabc\r\n0\r\n\r\n")
case("a signed size", chunked + b"+3\r\nabc\r\n0\r\n\r\n")
case("a size with 0x", chunked + b"0x3\r\nabc\r\n0\r\n\r\n")
case("a huge size", chunked + b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n")
case("a chunk that is longer", chunked + b"3\r\nabcd\r\n0\r\n\r\n")
case("a chunk without its end", chunked + b"3\r\nabc0\r\n\r\n")

# ---- pipelining, and what belongs to no body
case("three", get(HOST, target="/slow") + post + b"Content-Length: 2\r\n\r\nhi" + get(HOST, CLOSE))
case("a body for GET", b"GET /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi" + get(HOST, CLOSE))
case("a body that nobody reads", b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /" + get(HOST, CLOSE))
case("after close", get(HOST, CLOSE) + get(HOST))
case("too much of it", b"POST /picky HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\nConnection: close\r\n\r\n" + b"x" * 20)

# ---- answers without a body (9110, 6.4.1)
case("HEAD", get(HOST, CLOSE, method="HEAD"), head_only=True)
case("204", get(HOST, target="/none") + get(HOST, CLOSE))
case("205", get(HOST, target="/anew") + get(HOST, CLOSE))
case("304", get(HOST, target="/same") + get(HOST, CLOSE))
for status in (204, 205, 304):
    case(f"a streamed {status}", get(HOST, target=f"/streamed/{status}") + get(HOST, CLOSE))

# ---- what ends with the connection says so (9112, 9.3)
for version, keeps in [("1.0", True), ("1.0", False), ("1.1", True), ("1.1", False)]:
    for target in ["/pieces", "/"]:
        connection = b"Connection: " + (b"keep-alive" if keeps else b"close")
        http = Http()
        http.send(get(HOST, connection, target=target, version=version))
        said = b""
        http.socket.settimeout(1)
        try:
            while piece := http.socket.recv(4096):
                said += piece
            end = "closed"
        except TimeoutError:
            end = "open"
        head = said.split(b"\r\n\r\n")[0].decode().lower().split("\r\n")[1:]
        framing = sorted(line for line in head if line.startswith(("connection", "content-length", "transfer-encoding")))
        print(version, keeps, target, framing, end)
        http.close()

# ---- 100-continue (9110, 10.1.1)
asks = b"Content-Length: 2\r\nExpect: 100-continue\r\n"
http = Http()
http.send(post + asks + b"Connection: close\r\n\r\n")
print("continue:", http.read().status)
http.send(b"hi")
print("then:", http.read().text())
http.close()
case("not asked for", b"POST /unread HTTP/1.1\r\nHost: x\r\n" + asks + b"\r\n")
case("too large to ask for it", b"POST /picky HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n")
case("packed twice", post + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
case("nowhere", b"POST /nowhere HTTP/1.1\r\nHost: x\r\n" + asks + b"\r\n")
case("another expectation", post + b"Content-Length: 0\r\nExpect: 200-ok\r\n\r\n")

# ---- early ends
for head in [b"G", b"GET / HTTP/1.1\r\nHo", post + b"Content-Length: 5\r\n\r\nab", chunked + b"3\r\nab"]:
    http = Http()
    http.send(head)
    http.close()
case("still here", get(HOST, CLOSE))
quit_server()
