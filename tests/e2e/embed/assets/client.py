from wire import ask, quit_server

for path in ("", "/", "/index.html", "/app.js", "/sub/", "/sub", "/nothing", "/.hidden", "/%2e%2e/main.mpl"):
    answer = ask("GET", f"/static{path}")
    kind = answer.headers.get("content-type")
    print(path, answer.status, kind, answer.text()[:30].strip(), answer.headers.get("cache-control"), answer.headers.get("location", ""))
answer = ask("GET", "/kept/app.js")
print("kept:", answer.headers["etag"].startswith('"'))
print("known:", ask("GET", "/kept/app.js", [("If-None-Match", answer.headers["etag"])]).status)
print("part:", ask("GET", "/static/app.js", [("Range", "bytes=4-6")]).text())
print("head:", ask("HEAD", "/static/app.js").headers["content-length"])
quit_server()
