# What comes of an unknown name is not told again, through whatever the value goes.
fn get_user(_n :: Int) -> Result<String, Int> = Ok("a")

fn a() do
  let u = Result.unwrap(nope(3))
#                       ^^^^ E0004
  println(u.length())
end

fn b() do
  println(Result.unwrap(get_user(1, 2)).length())
#                       ^^^^^^^^^^^^^^ E0003
end

fn c() do
  for x in List.map(nope(3), fn y -> y.length() end) do
#                   ^^^^ E0004
    println(x.abs())
  end
end

fn d() do
  let f = fn -> nope(3) end
#               ^^^^ E0004
  println(f().length())
end

fn e() = List.reduce(nope(3), 0, fn n, x -> n + x.length() end)
#                    ^^^^ E0004

fn f() = List.filter(nope(3), fn x -> x.length() > 1 end)
#                    ^^^^ E0004

fn g() do
  let u = List.head([nope(3)])
#                    ^^^^ E0004
  println(u.length())
end

fn main() do
  a()
  b()
  c()
  d()
  println("${e()} ${f()}")
  g()
end
