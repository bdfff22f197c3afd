from wire import Http, ask, quit_server, show

answer = ask("GET", "/cookies")
print(answer.values("set-cookie"), answer.values("x-one"), answer.values("content-type"))
show("seen", ask("GET", "/seen", [("X-Thing", "one"), ("Accept", "x"), ("x-thing", "two")]))
http = Http()
for code in ["200", "299", "404", "599", "42", "0", "-1", "101", "199", "600", "999", "65736"]:
    answer = http.ask("GET", f"/status/{code}")
    print(code, answer.status)
quit_server()
