import Storage.DatabaseUrl

test("options go behind those that a URL has, and do not replace them") do
  let more = [("mode", "rw"), ("synchronous", "full")]
  let added = fn url -> DatabaseUrl.with_options(url, more) end
  assert_eq added("sqlite:a.db"), "sqlite:a.db?mode=rw&synchronous=full"
  assert_eq added("sqlite:a.db?mode=ro"), "sqlite:a.db?mode=ro&synchronous=full"
  let told = "sqlite:a.db?x=1&synchronous=off&mode=ro"
  assert_eq added(told), told
end

test("a database of SQLite has a file, unless it is in memory") do
  assert_eq DatabaseUrl.file_of("sqlite:/srv/a.db?mode=rw"), Some("/srv/a.db")
  assert_eq DatabaseUrl.file_of("sqlite::memory:"), None
  assert_eq DatabaseUrl.file_of("postgres://h/d"), None
end

test("no password is shown") do
  assert_eq DatabaseUrl.without_password("postgres://u:secret@h/d"), "postgres://h/d"
end
