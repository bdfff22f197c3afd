##! Which release came first.

import Ingestion.Versions

fn main() do
  for (one, other) in [
    ("1.2", "1.10"), ("1.2", "1.2.0"), ("v2.0", "1.9.9"), ("shop@1.0.0", "shop@1.0.1"), ("shop@1.0.0", "other@1.0.1"), ("1.0.0-rc.1", "1.0.0"),
    ("1.0.0-rc.2", "1.0.0-rc.10"), ("1.0.0-alpha", "1.0.0-beta"), ("1.0.0-rc.1", "1.0.0-rc.x"), ("1.0+7", "1.0+8"), ("abc", "abc"), ("abc", "abd"),
    ("1.0", "abc"), ("", ""), ("", "1.0"), ("@scope/pkg@2.1", "@scope/pkg@2.2"), ("1.2.3.4.5.6.7", "1"), ("1234567890", "1"), ("2026.01.02", "2026.1.3")
  ] do
    let found = Option.map(Versions.compare(one, other), fn n -> if n < 0 do "older" else if n > 0 do "newer" else "the same" end end)
    println("${one} ${other} ${Option.unwrap_or(found, "unknown")}")
  end
end
