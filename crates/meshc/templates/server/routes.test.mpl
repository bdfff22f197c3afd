from Routes import greet

test("greets by name") do
  assert_eq greet("Ana").greeting, "Hello, Ana!"
end

test("a greeting is JSON") do
  assert_eq Json.encode(greet("Ana")), "{\"greeting\":\"Hello, Ana!\"}"
end
