from Services.RateLimiter import RateLimiter

describe("a limiter of 3 events in a minute") do
  setup do
    RateLimiter.start(3, 60)
  end

  test("allows 3 of each project") do |limiter|
    for _ in 0..3 do
      assert RateLimiter.check_limit(limiter, "a")
    end
    assert not RateLimiter.check_limit(limiter, "a")
    assert RateLimiter.check_limit(limiter, "b")
  end

  test("tells which one is the last") do |limiter|
    assert not RateLimiter.take(limiter, "a", None, None, 2).exhausted
    let quota = RateLimiter.take(limiter, "a", None, None, 1)
    assert quota.allowed and quota.exhausted
    assert quota.scope == "project"
    assert quota.seconds_left > 0 and quota.seconds_left <= 60
  end

  test("takes all tokens or none") do |limiter|
    assert not RateLimiter.take(limiter, "a", None, None, 4).allowed
    assert RateLimiter.take(limiter, "a", None, None, 3).allowed
  end

  test("has no limit of 0") do |limiter|
    for _ in 0..10 do
      assert RateLimiter.take(limiter, "a", Some(0), None, 1).allowed
    end
  end

  test("counts keys by themselves") do |limiter|
    let key = Some(("key", 1))
    assert RateLimiter.take(limiter, "a", None, key, 1).allowed
    let second = RateLimiter.take(limiter, "a", None, key, 1)
    assert not second.allowed
    assert second.scope == "key"
    assert RateLimiter.take(limiter, "a", None, None, 2).allowed
  end

  test("begins anew with each window") do |limiter|
    for _ in 0..3 do
      RateLimiter.check_limit(limiter, "a")
    end
    RateLimiter.reset_window(limiter)
    assert RateLimiter.check_limit(limiter, "a")
  end

  # `meshc test mesher --schedules 100` tries the orders in which they come.
  test("gives no more to many at once") do |limiter|
    let asked = Job.map([1, 2, 3, 4, 5], fn _ -> RateLimiter.check_limit(limiter, "a") end)
    assert_eq List.length(List.filter(asked, fn answer -> answer == Ok(true) end)), 3
  end

  test("is found by its name") do |limiter|
    assert_eq Process.find("rate_limiter"), Some(limiter)
  end
end
