import base64

from wire import ask, quit_server, show


def headers(answer, *names):
    return ", ".join(f"{name}: {'|'.join(answer.values(name))}" for name in names if answer.values(name)) or "none"


for method in ("PATCH", "GET"):
    answer = ask(method, "/thing")
    show(method, answer)
    print("  allow:", headers(answer, "allow"))
for method in ("HEAD", "GET", "OPTIONS", "PROPFIND", "DELETE"):
    answer = ask(method, "/own")
    show(method, answer)
    print("  own:", headers(answer, "x-own", "allow"))
show("REPORT", ask("REPORT", "/own", body=b"raw"))
show("nowhere", ask("GET", "/no%20where"))
show("crash", ask("GET", "/crash"))
show("log", ask("GET", "/log"))

# Cookies, in both directions.
show("cookies", ask("GET", "/cookies", [("Cookie", 'a=1; b="two"; c; d=x=y; =e; a=%41%zz'), ("Cookie", "f=6")]))
show("cookie", ask("GET", "/cookie", [("Cookie", "b=2; a=1; a=3")]))
show("no cookie", ask("GET", "/cookie"))
for line in ask("GET", "/set").values("set-cookie"):
    print("set:", line)
for name in ("good", "", "a%20b", "a%3Bb", "%C3%A4"):
    print(f"name {name}:", ask("GET", f"/bad_cookie?name={name}").status)
print("bad path:", ask("GET", "/bad_path").status)

# Who asks.
def basic(text):
    return [("Authorization", "Basic " + base64.b64encode(text.encode()).decode())]


for label, lines in {
    "nobody": [],
    "Ana": basic("Ana:open: sesame"),
    "wrong": basic("Ana:open"),
    "no colon": basic("Ana"),
    "no base64": [("Authorization", "Basic ???")],
    "lower case": [("Authorization", basic("Ana:open: sesame")[0][1].replace("Basic", "basic"))],
    "twice": basic("Ana:open: sesame") * 2,
    "token": [("Authorization", "Bearer t0ken")],
}.items():
    answer, other = ask("GET", "/staff", lines), ask("GET", "/api", lines)
    print(f"{label}: {answer.status} {headers(answer, 'www-authenticate')}; {other.status}")
show("basic", ask("GET", "/basic", basic("Ana:ä:b")))
show("bearer", ask("GET", "/bearer", [("Authorization", "Bearer  t0ken ")]))

# Pages of other origins.
names = [
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-expose-headers",
    "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age", "vary",
]
for origin in ("https://app.example", "https://evil.example"):
    line = [("Origin", origin)]
    print(origin, headers(ask("PATCH", "/thing", line), *names))
    answer = ask("OPTIONS", "/thing", [*line, ("Access-Control-Request-Method", "PATCH")])
    print(" ", answer.status, headers(answer, *names))
for path in ("/crash", "/killed", "/nowhere"):
    answer = ask("GET", path, [("Origin", "https://app.example")])
    print(path, answer.status, headers(answer, *names))
print("no origin:", headers(ask("PATCH", "/thing"), *names))
show("options of its own", ask("OPTIONS", "/own", [("Origin", "https://app.example")]))
quit_server()
