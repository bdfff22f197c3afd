from wire import Http, quit_server, show

http = Http()
show("killed", http.ask("GET", "/kill"))
show("again", http.ask("GET", "/kill"))
quit_server()
