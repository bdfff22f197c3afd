from wire import Http, show

http = Http()
first = http.ask("GET", "/hello")
show("first", first)
print(first.headers.get("connection"))
last = http.ask("GET", "/stop")
show("last", last)
print(last.headers.get("connection"))
show("after", http.read())
