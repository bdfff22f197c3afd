from wire import Http, ask, quit_server, show

http = Http()
show("possible", http.ask("GET", "/rep/3"))
for _ in range(40):
    assert ask("GET", "/rep/9223372036854775807").status == 500
show("below zero", ask("GET", "/rep/-1"))
show("same connection", http.ask("GET", "/rep/1000000"))
quit_server()
