##! The language of searches: what is read, and what is wrong with what cannot be; and which release came first.

from Search.Terms import Term
import Ingestion.Versions
import Search.Query

# 2026-01-02T00:00:00Z
fn now() -> Int = 1767312000000000

fn show(term :: Term) -> String do
  let sign = if term.negated do "not " else "" end
  "${sign}${term.about}"
end

fn read(text :: String) -> () do
  case Query.parse(text, now()) do
    Ok(terms) -> println("${text} => ${String.join(List.map(terms, show), " & ")}")
    Err(problem) -> println("${text} => ${problem.at}+${problem.length} ${problem.error}")
  end
end

fn complete(text :: String) -> () do
  let found = Query.at(text, String.length(text))
  println("${text}| => ${found.name} ${found.prefix} ${found.from}")
end

fn main() do
  for text in [
    "",
    "  ",
    "Word",
    "\"Some  Words\"",
    "\"a \\\"b\\\" \\\\ \\c\"",
    "is:unresolved level:error",
    "!is:ignored",
    "level:[error, FATAL]",
    "release:1.* env:\"pro d\"",
    "tag[a b]:c",
    "tags[release]:x",
    "tag[my-key]:[x,\"y z\"]",
    "own:Value",
    "http://host/path",
    "a:b:c",
    "user.email:A@B.c",
    "assigned:me !assigned:none",
    "timesSeen:>10 events:<=3 users:5",
    "age:-24h last_seen:+7d",
    "first_seen:>2026-01-01 lastSeen:2026-01-01",
    "last_seen:<2026-01-01T12:00:00Z",
    "has:env !has:assigned",
    "message:\"größe X\"",
    "ÜBER",
    "x\ty",
    "!",
    "! a",
    "100%_",
    "type:*Error",
    "is:open",
    "level:eror",
    "level:[]",
    "level:[error",
    "timesSeen:many",
    "timesSeen:-1",
    "timesSeen:9999999999999999",
    "age:soon",
    "release:",
    "is: unresolved",
    "\"open",
    "\"a\"b",
    "x:\"a\"b",
    "x:[a]b",
    "is:[resolved]",
    "is:[resolved,archived]",
    "r:a*b*c*d*e*f",
    "r:a**********b"
  ] do
    read(text)
  end
  read(String.repeat("a ", 31))
  case Query.parse(String.repeat("a", 1001), now()) do
    Err(problem) -> println("long => ${problem.error}")
    Ok(_) -> println("long => read")
  end
  case Query.parse("x:[" <> String.repeat("a,", 100) <> "]", now()) do
    Err(problem) -> println("list => ${problem.error}")
    Ok(_) -> println("list => read")
  end
  for text in [
    "",
    "is",
    "!lev",
    "is:un",
    "a b",
    "release:\"1 2",
    "tag[x]:y",
    "is:unresolved ",
    "\"a b",
    "x:[a"
  ] do
    complete(text)
  end
  versions()
end

fn versions() -> () do
  for (one, other) in [
    ("1.2", "1.10"),
    ("1.2", "1.2.0"),
    ("v2.0", "1.9.9"),
    ("shop@1.0.0", "shop@1.0.1"),
    ("shop@1.0.0", "other@1.0.1"),
    ("1.0.0-rc.1", "1.0.0"),
    ("1.0.0-rc.2", "1.0.0-rc.10"),
    ("1.0.0-alpha", "1.0.0-beta"),
    ("1.0.0-rc.1", "1.0.0-rc.x"),
    ("1.0+7", "1.0+8"),
    ("abc", "abc"),
    ("abc", "abd"),
    ("1.0", "abc"),
    ("", ""),
    ("", "1.0"),
    ("@scope/pkg@2.1", "@scope/pkg@2.2"),
    ("1.2.3.4.5.6.7", "1"),
    ("1234567890", "1"),
    ("2026.01.02", "2026.1.3")
  ] do
    let found = Option.map(Versions.compare(one, other), fn n ->
      if n < 0 do "older" else if n > 0 do "newer" else "the same" end
    end)
    println("${one} ${other} ${Option.unwrap_or(found, "unknown")}")
  end
  ()
end
