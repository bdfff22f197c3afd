test("adds") do
  assert(1 + 1 == 2)
end

describe("a group") do
  setup do
    let x = 1
  end
  teardown do
    f()
  end
  test("waits") do
    assert_receive (:done, _)
    assert_receive Some(v), 100
  end
end
