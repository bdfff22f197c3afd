extern "Rust" do
#      ^^^^^^ P0001
  fn one() -> Int
end

extern "C" do
  fn with_body() -> Int = 5
  #                       ^ E0064
  fn generic<T>(n :: Int) -> Int
  #          ^ E0064
  @fast
# ^^^^^ E0064
  fn attribute() -> Int
  @blocking("yes")
# ^^^^^^^^^^^^^^^^ E0064
  fn how_blocking() -> Int
  @symbol("a-b")
  #       ^^^^^ E0064
  fn symbol() -> Int
  @symbol(name)
# ^^^^^^^^^^^^^ E0064
  fn named() -> Int
  fn mesh_alloc(bytes :: Int) -> Int
  #  ^^^^^^^^^^ E0064
  @free_with("free")
# ^^^^^^^^^^^^^^^^^^ E0064
  fn freed() -> Int
  @blocking
  @blocking
# ^^^^^^^^^ E0064
  fn twice() -> Int
  fn same(n :: Int)
  fn same(m :: Int)
  #  ^^^^ E0055
  @blocking
# ^^^^^^^^^ E0064
  type Thing
  type Thing
  #    ^^^^^ E0055
end

const LENGTH = twice()
#              ^^^^^^^ E0079

fn main() do
  println("${one()} ${LENGTH}")
end
