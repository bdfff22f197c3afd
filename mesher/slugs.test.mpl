import Slugs

test("a slug begins with a letter and looks like no id") do
  assert Slugs.is_slug("shop-2_b")
  assert not Slugs.is_slug("")
  assert not Slugs.is_slug("2shop")
  assert not Slugs.is_slug("Shop")
  assert not Slugs.is_slug("a b")
  assert not Slugs.is_slug("abcdef01-0000-0000-0000-000000000000")
  assert Slugs.is_slug(String.repeat("a", 50))
  assert not Slugs.is_slug(String.repeat("a", 51))
end

test("a name gives a slug") do
  assert_eq Slugs.of("My Shop!"), "my-shop"
  assert_eq Slugs.of("42 -- Ärger"), "rger"
  assert_eq Slugs.of(String.repeat("ab", 30)), String.repeat("ab", 20)
  assert_eq Slugs.of("!?"), ""
  assert_eq Slugs.of("42"), ""
end
