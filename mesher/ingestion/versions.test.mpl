import Ingestion.Versions

fn in_order(names :: List<String>) do
  for (older, newer) in List.zip(names, List.drop(names, 1)) do
    assert Versions.is_older(older, newer)
    assert not Versions.is_older(newer, older)
    assert_eq Versions.compare(older, older), Some(0)
  end
end

test("numbers are compared as numbers") do
  in_order(["1.2", "1.10", "2.0.0", "10.0"])
  in_order(["shop@1.9.0", "shop@v1.10.0"])
end

test("what leads to a release is older") do
  in_order([
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-rc.2",
    "1.0.0-rc.10",
    "1.0.0"
  ])
end

test("names that do not tell") do
  assert_eq Versions.compare("shop@1.0", "blog@2.0"), None
  assert_eq Versions.compare("abc", "abd"), None
  assert_eq Versions.compare("abc", "abc"), Some(0)
  assert not Versions.is_older("abc", "1.0")
end

test("what was built does not matter") do
  assert_eq Versions.compare("1.0+linux", "1.0+mac"), Some(0)
end
