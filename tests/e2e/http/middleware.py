from wire import ask, quit_server, show

show("passed", ask("GET", "/hello", [("Authorization", "secret")]))
show("stopped", ask("GET", "/hello"))
show("missing", ask("GET", "/missing", [("Authorization", "secret")]))
quit_server()
