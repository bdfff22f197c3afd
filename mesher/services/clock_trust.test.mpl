import Services.ClockTrust

fn minutes(count :: Int) -> Int = count * 60000

fn hours(count :: Int) -> Int = count * 3600000

test("clocks that go alike, and one that is put right by minutes") do
  let start = ClockTrust.begin(hours(1000), 0)
  let (next, believed) = ClockTrust.look(start, hours(1001), hours(1))
  assert_eq (next, believed), (start, true)
  let (_, after_sleep) = ClockTrust.look(next, hours(1002) + minutes(30), hours(2))
  assert after_sleep
end

test("a clock that is put forward is believed a day later, or when it is put back") do
  let start = ClockTrust.begin(hours(1000), 0)
  let (doubted, believed) = ClockTrust.look(start, hours(9000), hours(1))
  assert not believed
  let (still, later) = ClockTrust.look(doubted, hours(9020), hours(21))
  assert not later
  let (_, right) = ClockTrust.look(still, hours(1022), hours(22))
  assert right
  let (_, settled) = ClockTrust.look(still, hours(9024), hours(25))
  assert settled
end

test("a clock that is put back is believed at once") do
  let (trust, believed) = ClockTrust.look(ClockTrust.begin(hours(1000), 0), hours(3), hours(1))
  assert believed
  assert_eq trust, ClockTrust.begin(hours(3), hours(1))
end
