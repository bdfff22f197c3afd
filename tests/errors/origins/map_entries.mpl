# The first entry of a map says what its keys and its values are; one of another type is told, not each after it.
fn values() = %{"a" => 1, "b" => "c", "d" => "e"}
#                                ^^^ E0001
fn keys() = %{"a" => 1, :b => 2, 3 => 3}
#                       ^^ E0001
fn both() = %{1 => "a", "b" => 2}
#                       ^^^ E0001
#                              ^ E0001
fn inner() = %{"a" => [1], "b" => ["c"]}
#                                  ^^^ E0001
fn wanted() -> Map<String, Int> = %{"a" => "b"}
#                                          ^^^ E0001
fn lists() = [[1, 2], [3, "a"], ["b"]]
#                         ^^^ E0001
#                                ^^^ E0001

fn main() do
  let ages = %{"ann" => 31}
  println("${Map.put(ages, 1, 2)} ${Map.put(ages, "bob", "old")} ${ages[1]}")
  #                        ^ E0001
  #                                                      ^^^^^ E0001
  #                                                                     ^ E0001
  println("${values()} ${keys()} ${both()} ${inner()} ${wanted()} ${lists()}")
end
