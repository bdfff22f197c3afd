# Addresses: their parts, building them, and what is none.
fn show(text :: String) -> () do
  case Url.parse(text) do
    Ok(url) ->
      println("${url} | ${Url.scheme(url)} ${Url.username(url)} ${Url.password(url)} ${Url.host(url)} ${Url.port(url)} ${Url.path(url)} ${Url.query(url)} ${Url.fragment(url)}")
    Err(error) -> println("${text} | ${error}")
  end
end

fn build() -> Result<Url, String> do
  let url = Url.parse("http://localhost")?
  let url = Url.with_scheme(url, "https")?
  let url = Url.with_host(url, "müller.example")?
  let url = Url.with_port(url, 8443)?
  let url = Url.with_user(url, "me", "p@ss:/?")?
  let url = Url.with_segments(url, ["a b", "c/d", "é?#"])?
  Ok(
    url
      |> Url.with_query([("q", "x & y"), ("page", "2")])
      |> Url.add_query("é", "=+")
      |> Url.with_fragment("top of it")
  )
end

fn main() do
  for text in [
    "HTTP://User:Pass@EXAMPLE.org:80/a/./b/../c?x=1&y#frag",
    "https://[2001:DB8::1]:8443",
    "https://bücher.example/ü?ü#ü",
    "mailto:a@b.c",
    "postgres://u@/db",
    "file:///tmp/x",
    "http://127.1/",
    "http://a.b/%7Efoo/%zz"
  ] do
    show(text)
  end
  for text in [
    "",
    "example.org",
    "//host/path",
    "http://",
    "http://a b/",
    "http://[::1",
    "http://h:99999/",
    "http://h:port/",
    "http://exa%23mple/",
    "ht tp://x",
    "http://999.1.1.1/"
  ] do
    show(text)
  end
  let built = build()
  println("${built}")
  let url = Result.unwrap(built)
  println("${Url.segments(url)} ${Url.query_pairs(url)} ${Url.query_value(url, "page")} ${Url.query_value(url, "none")} ${url.inspect()}")
  println("${Result.map(Url.parse("http://h/x/y/z?q"), fn base -> List.map(["../b", "/c", "//o/d", "?e", "#f", "http://g/", ""], fn r -> Result.unwrap(Url.join(base, r)) end) end)}")
  println("${Url.encode("a b/é~-._?&=+%")} ${Url.decode("a%20b%2F%C3%A9+")} ${Url.decode("%")} ${Url.decode("%4")} ${Url.decode("%zz")} ${Url.decode("%FF")} ${Url.encode("")}")
  println("${Url.encode_query([("a b", "c&d"), ("é", ""), ("", "x")])} ${Url.decode_query("a+b=c%26d&é&=x&&z=%FF")} ${Url.decode_query("")}")
  println("${Url.with_query(url, []) |> Url.query()} ${Url.with_fragment(url, "") |> Url.fragment()} ${Result.map(Url.with_user(url, "", ""), Url.username)}")
  println("${Url.with_port(url, 70000)} ${Url.with_host(url, "a b")} ${Url.with_scheme(url, "1x") |> Result.is_err()} ${Result.and_then(Url.parse("mailto:x@y"), fn m -> Url.with_path(m, "/z") end)} ${Result.and_then(Url.parse("mailto:x@y"), fn m -> Url.with_port(m, 1) end)}")
  println("${Url.parse("http://a/") == Url.parse("HTTP://A:80")} ${String.length(Url.encode(String.repeat("é", 100000)))} ${Result.map(Url.decode(Url.encode(String.repeat("é", 100000))), String.length)}")
  # What would lead elsewhere, or change the rest, is no part.
  let of = fn text -> Result.unwrap(Url.parse(text)) end
  println("${Url.with_segments(of("http://h/"), ["users", "..", "delete"])} ${Url.with_segments(of("http://h/"), ["."])} ${Url.with_segments(of("http://h/"), ["%2e", "...", ""])}")
  println("${Url.with_path(of("foo:/x"), "//evil/y")} ${Url.with_segments(of("foo:/x"), ["", "evil"])} ${Url.with_path(of("foo:/x"), "/y")} ${Url.with_path(of("http://h/"), "//y")}")
  println("${Url.with_host(of("http://h:1/"), "other:99")} ${Url.with_host(of("http://h/"), "other/x")} ${Url.with_host(of("http://h/"), "u@other")} ${Url.with_host(of("http://h:1/"), "[::1]")}")
  println("${Url.add_query(of("http://h/?flag&x=%ff&z=~"), "b", "2 3")} ${Url.add_query(of("http://h/?"), "b", "&")}")
end
