import SampleProject

test("greets by name") do
  assert_eq SampleProject.greet("Bob"), "Hello, Bob!"
end
