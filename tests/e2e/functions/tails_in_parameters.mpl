# Whatever pattern stands behind the `::` of a parameter is the tail of a list, as in the arm of a `case`.
fn numbers(x :: 2 :: []) = "${x} and two"
fn numbers(_) = "other"

fn texts("a" :: "b" :: _) = "a b"
fn texts(_) = "other"

fn truths(h :: true :: _) = "${h} true"
fn truths(_) = "other"

fn negative(h :: -1 :: _) = "${h} -1"
fn negative(_) = "other"

fn pairs((a, _) :: (_, d) :: t) = "${a} ${d} ${List.length(t)}"
fn pairs(_) = "other"

fn either(h :: (1 | 2) :: t) = "${h} ${t}"
fn either(_) = "other"

fn nested(h :: [x] :: _) = "${h} ${x}"
fn nested(_) = "other"

fn options(_ :: Some(x) :: _) = "some ${x}"
fn options(_) = "other"

struct User do
  n :: Int
  name :: String
end

fn fields(first :: User { n: 1, name } :: _) = "${first.name} ${name}"
fn fields(_) = "other"

fn sum(n :: Int, rest :: List<Int>) = List.reduce(rest, n, fn(a, b) -> a + b end)

fn main() do
  println("${numbers([1, 2])} ${numbers([1, 2, 3])} ${texts(["a", "b"])} ${texts(["a"])}")
  println("${truths([false, true])} ${truths([true, false])} ${negative([4, -1])} ${negative([4, 1])}")
  println("${pairs([(1, 2), (3, 4), (5, 6)])} ${pairs([(1, 2)])} ${either([0, 2, 3])} ${either([0, 3])}")
  println("${nested([[0], [7]])} ${nested([[0], [7, 8]])} ${options([None, Some(3)])} ${options([Some(3), None])}")
  println(fields([User { n: 0, name: "Ana" }, User { n: 1, name: "Bob" }]))
  let of_four = fn(h :: (a, 4) :: _) -> "${h} ${a}" | _ -> "other" end
  println("${of_four([(1, 1), (2, 4)])} ${of_four([(1, 1), (2, 3)])}")
  let a :: 2 :: [] = [9, 2] else return () end
  let (b :: 5 :: c) = [1, 6] else
    println("${a} ${sum(1, [2, 3])}")
    return ()
  end
  println("${b} ${c}")
end
