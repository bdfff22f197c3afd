# modes: debug release
# Texts and bytes: what C gets is lent, what it gives is copied, and freed where the declaration says by what.
extern "C" do
  fn pieces() -> Int

  @free_with("give_back")
  fn louder(text :: String) -> String

  @blocking
  @symbol("louder")
  @free_with("give_back")
  fn louder_elsewhere(text :: String) -> String

  @free_with("give_back")
  fn only_long(text :: String) -> String?

  fn kept(which :: C.Int32) -> String

  @symbol("kept")
  fn maybe_kept(which :: C.Int32) -> String?

  fn length_or(text :: String?, otherwise :: Int) -> Int

  @free_with("give_back")
  fn doubled(bytes :: Bytes) -> Bytes

  @blocking
  @symbol("doubled")
  @free_with("give_back")
  fn doubled_elsewhere(bytes :: Bytes) -> Bytes

  @free_with("give_back")
  fn none(bytes :: Bytes?) -> Bytes?

  fn sum(a :: Bytes, scale :: Int, b :: Bytes) -> Int

  @blocking
  @symbol("sum")
  fn sum_elsewhere(a :: Bytes, scale :: Int, b :: Bytes) -> Int
end

fn told(work) -> String do
  case Job.await(Job.async(work)) do
    Ok(text) -> text
    Err(reason) -> reason
  end
end

fn main() do
  let text = "grün und rot"
  println("${louder(text)} ${louder("")} ${louder_elsewhere(text <> "!")}")
  println("${only_long("abc")} ${only_long("abcd")}")
  println("${kept(0)} ${maybe_kept(0)} ${maybe_kept(2)}")
  println(told(fn -> kept(1) end))
  println(told(fn -> kept(2) end))
  println(told(fn -> louder("a\0b") end))
  println(told(fn -> louder_elsewhere("a\0b") end))
  println("${length_or(Some(text), -1)} ${length_or(None, -1)}")
  let bytes = Bytes.from_string("abc")
  println("${Bytes.to_string_lossy(doubled(bytes))} ${Bytes.to_string_lossy(doubled_elsewhere(bytes))}")
  println("${Bytes.length(doubled(Bytes.from_string("")))}")
  println("${none(None) == None} ${none(Some(bytes)) == Some(doubled(bytes))}")
  println("${sum(bytes, 1000, bytes)} ${sum_elsewhere(bytes, 1000, bytes)}")
  let long = String.repeat("x", 1000000)
  println("${String.length(louder(long))} ${String.length(louder_elsewhere(long))}")
  let jobs = for n in 1..101 do
    Job.async(fn -> String.length(louder_elsewhere(String.repeat("y", n))) end)
  end
  println("${List.sum(for job in jobs do Result.unwrap(Job.await(job)) end)}")
  println("held: ${pieces()}")
end
