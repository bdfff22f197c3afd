import Names

test("a name has characters, and no controls") do
  assert_eq Names.title("  My Shop ", "name", 100), Ok("My Shop")
  for text in ["", "  ", "a\nb", String.repeat("x", 101)] do
    let reason = "name must have 1 to 100 characters and no line ends"
    assert_eq Names.title(text, "name", 100), Err(reason)
  end
end

test("a short name is no number, and a platform is a word") do
  assert_eq Names.slug("shop"), Ok("shop")
  for text in ["1", "", "a/b c<script>", "Shop"] do
    assert Result.is_err(Names.slug(text))
  end
  assert_eq Names.platform(""), Ok("")
  assert_eq Names.platform("python-3.12"), Ok("python-3.12")
  for text in ["a b", String.repeat("x", 65)] do
    assert Result.is_err(Names.platform(text))
  end
end
