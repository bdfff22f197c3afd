from wire import Http, show

http = Http()
first = http.ask("GET", "/hello")
show("first", first)
print(first.headers.get("connection"))
last = http.ask("GET", "/stop")
show("last", last)
show("after", http.read())
