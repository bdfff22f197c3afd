from wire import ask, quit_server, show

for method, path in [
    ("GET", "/"),
    ("GET", "/files/readme"),
    ("POST", "/files/readme"),
    ("PUT", "/files/readme"),
    ("GET", "/files/other"),
    ("GET", "/files/other/"),
    ("GET", "/files/readme/"),
    ("GET", "/any/"),
    ("GET", "/any//"),
    ("GET", "//"),
    ("GET", "//a/1/b/2"),
    ("GET", "/a//b/2"),
    ("GET", "/any//x"),
    ("GET", "/files/x//y"),
    ("GET", "/slash/"),
    ("GET", "/slash"),
    ("GET", "/a/1/b/2/"),
    ("GET", "/files/a/b/c"),
    ("GET", "/files"),
    ("GET", "/files/a%2Fb%20c+d"),
    ("GET", "/a/1/b/%C3%A9"),
    ("GET", "/any"),
    ("PATCH", "/any"),
    ("GET", "/nothing"),
]:
    show(f"{method} {path}", ask(method, path))
answer = ask("POST", "/only")
print("POST /only:", answer.status, answer.headers["allow"])
answer = ask("DELETE", "/files/x/y")
print("DELETE /files/x/y:", answer.status, answer.headers["allow"])
quit_server()
