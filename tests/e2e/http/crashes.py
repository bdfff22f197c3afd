from wire import Http, ask, quit_server, show

http = Http()
show("works", http.ask("GET", "/divide?by=4"))
show("crashes", http.ask("GET", "/divide?by=0"))
show("same connection", http.ask("GET", "/divide?by=5"))
show("killed", http.ask("GET", "/kill"))
for _ in range(50):
    assert ask("GET", "/divide?by=0").status == 500
show("count", ask("GET", "/count"))
show("count", ask("GET", "/count"))
quit_server()
