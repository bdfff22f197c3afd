# `C` is a module of the library, too.
service C do
  fn init(n :: Int) -> Int = n

  call Get() :: Int do |n|
    (n, n)
  end

  terminate do |_|
    ()
  end
end

fn main() do
  let c = C.start(1)
  println("${C.get(c)} ${C.Get(c)} ${C.init(3)}")
  #                        ^^^ E0004
  #                                    ^^^^ E0004
  C.terminate(c)
  # ^^^^^^^^^ E0004
end
