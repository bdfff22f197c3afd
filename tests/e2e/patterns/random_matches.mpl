# Patterns made at random; what each call gives was found without a compiler.
type T do
  A
  B(Int)
  C(T, Bool)
end

fn f0(a0 :: Int, a1 :: String, a2 :: T) -> Int do
  case (a0, a1, a2) do
    (0, ("b" | _), (_ | A)) -> 0
    (0, "a", B(_)) -> 1000
    _ -> -1
  end
end

fn f1(a0 :: T, a1 :: T, a2 :: List<Int>, a3 :: String) -> Int do
  case (a0, a1, a2, a3) do
    (A, B(2), (2 :: _), "") -> 0
    (_, _, _, "b") -> 1000
    (B(x0), A, _, ("cc" | "" | "")) -> 2000 + x0 * 1
    ((_ | _), _, _, ((_ | ("a" | "cc" | "cc")) | _)) -> 3000
    (A, _, (_ :: _), _) -> 4000
    (_, _, _, (_ | _)) -> 5000
    (
      (C((_ | B(1)), _) | _ | C((A | C(C(A, false), true)), false)),
      C(C((A | C(A, false)), _), _),
      (0 :: (0 | 1 | (2 | 1 | _)) :: _),
      (_ | "a" | ("a" | "a" | "b"))
    ) -> 6000
    _ -> -1
  end
end

fn f2(a0 :: String, a1 :: (Int, Bool), a2 :: (Int, Bool)) -> Int do
  case (a0, a1, a2) do
    (("" | "b"), (_, _), (_ | _ | _)) -> 0
    ("a", (_, false), (x1, true)) -> 1000 + x1 * 1
    ("b", (_, true), _) -> 2000
    (
      "b",
      _,
      (
        (((_, false) | (1, true)) | ((_, _) | (_, true) | (0, true)))
          | (2, true)
          | ((_, _) | (_, _) | ((0, false) | (_, _)))
      )
    ) -> 3000
    (("cc" | "" | "a"), ((1, _) | _), (2, _)) -> 4000
    ((("a" | _) | "b"), ((_, false) | (((0, _) | (2, false) | (1, _)) | (_, false) | (0, _))), _) ->
      5000
    ("", (0, true), _) -> 6000
    ((("" | _ | "") | _), _, ((_ | (_, _)) | _)) -> 7000
    _ -> -1
  end
end

fn f3(a0 :: Int, a1 :: String) -> Int do
  case (a0, a1) do
    (0, ("b" | _ | _)) -> 0
    (x2, "") -> 1000 + x2 * 1
    (_, (("cc" | ("cc" | "b" | "a")) | "a" | ("cc" | "cc"))) -> 2000
    (_, "b") -> 3000
    (_, _) -> 4000
    _ -> -1
  end
end

fn f4(a0 :: List<Int>, a1 :: T, a2 :: List<Int>, a3 :: T) -> Int do
  case (a0, a1, a2, a3) do
    ([_], C((_ | (B(0) | A) | B(0)), _), ((1 | 2) :: _), C((_ | B(0)), false)) -> 0
    ([_], _, (((2 :: _ :: _) | [] | _) | _ | [1]), B((_ | _))) -> 1000
    ((_ :: _), A, [x3], _) when x3 > 0 -> 2000 + x3 * 1
    ((_ | (_ | (1 :: _)) | (_ | ((_ :: _) | (1 :: _ :: _) | _))), (C(B(_), _) | _), _, A) -> 3000
    _ -> -1
  end
end

fn f5(a0 :: List<Int>, a1 :: String, a2 :: Int) -> Int do
  case (a0, a1, a2) do
    (_, (("b" | ("cc" | _ | "b")) | (_ | (_ | "cc" | _) | _) | _), 1) -> 0
    (_, _, 1) -> 1000
    _ -> -1
  end
end

fn f6(a0 :: String, a1 :: String, a2 :: Int, a3 :: Int) -> Int do
  case (a0, a1, a2, a3) do
    (("a" | ""), ((_ | _ | _) | _ | "b"), x4, x5) -> 0 + x4 * 1 + x5 * 10
    (("a" | "a"), _, (1 | _), x6) when x6 > 0 -> 1000 + x6 * 1
    ("b", "", ((2 | 0 | 2) | 0), _) -> 2000
    _ -> -1
  end
end

fn f7(a0 :: Int, a1 :: T, a2 :: String, a3 :: Int) -> Int do
  case (a0, a1, a2, a3) do
    (_, _, "", (_ | _)) -> 0
    (_, B(_), "", 0) -> 1000
    (_, (A | ((B(2) | B(_)) | C(A, false))), "b", 2) -> 2000
    (1, _, _, x7) -> 3000 + x7 * 1
    (x8, _, _, 0) when x8 > 0 -> 4000 + x8 * 1
    _ -> -1
  end
end

fn f8(a0 :: (Int, Bool), a1 :: List<Int>, a2 :: String) -> Int do
  case (a0, a1, a2) do
    (
      (_ | ((_ | (1, false)) | (_ | (_, false) | _)) | (1, false)),
      (([1] | ([] | (1 :: _)) | (1 :: 2 :: _)) | _),
      "cc"
    ) -> 0
    (
      ((_, _) | (_, _) | _),
      ((([] | [] | []) | ((1 :: 0 :: _) | (2 :: _))) | ((0 | _) :: _ :: _)),
      _
    ) -> 1000
    ((_, false), [], _) -> 2000
    _ -> -1
  end
end

fn f9(a0 :: String, a1 :: (Int, Bool)) -> Int do
  case (a0, a1) do
    (_, (_, _)) -> 0
    (_, (_, _)) -> 1000
    ("a", _) -> 2000
    ("a", (0, false)) -> 3000
    ("b", (2, _)) -> 4000
    ("cc", _) -> 5000
    _ -> -1
  end
end

fn f10(a0 :: (Int, Bool)) -> Int do
  case a0 do
    (_ | _ | (0, true)) -> 0
    ((1, false) | ((_, _) | (_, _) | _) | (_, false)) -> 1000
    (_, true) -> 2000
    ((2, _) | (((2, _) | (0, true) | _) | (2, false)) | _) -> 3000
    ((2 | (1 | 0 | 2) | 0), false) -> 4000
    _ -> 5000
    ((2, true) | ((0 | 2), _)) -> 6000
    _ -> 7000
    _ -> -1
  end
end

fn f11(a0 :: List<Int>, a1 :: (Int, Bool)) -> Int do
  case (a0, a1) do
    (([2] | ([2, 0] | [1])), _) -> 0
    (
      ((_ :: 1 :: _) | [(1 | 1)] | []),
      ((0, false) | (((1, false) | (1, _) | (_, false)) | (_, false) | ((0, _) | _)))
    ) -> 1000
    ((1 :: 0 :: _), (2, _)) -> 2000
    (((_ | 2) :: _), (0, true)) -> 3000
    ([(2 | _ | 1)], _) -> 4000
    ([x9, ((2 | 1 | 2) | 2)], _) when x9 > 0 -> 5000 + x9 * 1
    (_, (0, false)) -> 6000
    _ -> -1
  end
end

fn f12(a0 :: (Int, Bool), a1 :: (Int, Bool)) -> Int do
  case (a0, a1) do
    ((_, true), ((1, true) | (_ | (_ | _)) | (0, false))) -> 0
    ((_ | (1, _)), (x10, true)) -> 1000 + x10 * 1
    ((1, true), ((1, true) | ((1 | 2 | 0), true) | _)) -> 2000
    ((_, false), _) -> 3000
    ((x11, false), (((_ | _) | 2), false)) when x11 > 0 -> 4000 + x11 * 1
    ((2, false), (0, _)) -> 5000
    (((_ | _), _), ((1, _) | (1, true))) -> 6000
    (_, _) -> 7000
    _ -> -1
  end
end

fn f13(a0 :: List<Int>) -> Int do
  case a0 do
    [(0 | 0 | _)] -> 0
    [_, x12] when x12 > 0 -> 1000 + x12 * 1
    [x13] -> 2000 + x13 * 1
    [] -> 3000
    _ -> 4000
    [] -> 5000
    ((2 :: _) | ([0, 1] | [] | [0, 1]) | (([] | [_, 2]) | [2] | [])) -> 6000
    _ -> -1
  end
end

fn f14(a0 :: List<Int>, a1 :: (Int, Bool), a2 :: (Int, Bool)) -> Int do
  case (a0, a1, a2) do
    ((_ | ((1 | 0) :: _)), _, (_ | _)) -> 0
    ((((1 | 2 | 1) | 1) :: _ :: _), _, _) -> 1000
    (((2 | (0 | 2)) :: _ :: _), (((0 | 0) | _), true), (_, false)) -> 2000
    ([], (_ | _ | (2, false)), ((_, true) | (_ | ((2, _) | (0, _)) | (_, false)) | (0, true))) ->
      3000
    _ -> -1
  end
end

fn f15(a0 :: String, a1 :: T, a2 :: String) -> Int do
  case (a0, a1, a2) do
    ((_ | _), C(_, false), _) -> 0
    (_, B(0), _) -> 1000
    ("b", A, _) -> 2000
    _ -> -1
  end
end

fn f16(a0 :: (Int, Bool), a1 :: Int) -> Int do
  case (a0, a1) do
    (_, x14) -> 0 + x14 * 1
    (_, _) -> 1000
    ((_, _), 2) -> 2000
    _ -> -1
  end
end

fn f17(a0 :: List<Int>, a1 :: String, a2 :: Int) -> Int do
  case (a0, a1, a2) do
    (((1 :: 2 :: _) | (_ | ([_, 0] | _) | _) | (0 :: _)), "", 2) -> 0
    (((_ :: _) | _), _, _) -> 1000
    (
      (_ | (0 :: (2 | _) :: _)),
      (("" | "b") | "b" | (("cc" | "a" | _) | _ | ("cc" | _ | "b"))),
      x15
    ) when x15 > 0 -> 2000 + x15 * 1
    (((_ | _) | (2 :: _)), (((_ | _ | "") | "a") | "cc"), x16) -> 3000 + x16 * 1
    ((_ :: 0 :: _), ((("a" | "cc" | "") | "") | ("a" | "cc" | (_ | "b" | "cc"))), 0) -> 4000
    ([x17], "", _) -> 5000 + x17 * 1
    ([], ((("cc" | "" | _) | "cc" | "a") | (("b" | "cc" | "cc") | "") | "a"), _) -> 6000
    (([_, 1] | (1 :: 2 :: _)), (("a" | ("a" | "")) | "a"), 1) -> 7000
    _ -> -1
  end
end

fn f18(a0 :: Int) -> Int do
  case a0 do
    0 -> 0
    (_ | _) -> 1000
    0 -> 2000
    x18 -> 3000 + x18 * 1
    1 -> 4000
    _ -> -1
  end
end

fn f19(a0 :: List<Int>, a1 :: String, a2 :: String, a3 :: T) -> Int do
  case (a0, a1, a2, a3) do
    (
      [],
      (_ | "cc"),
      "a",
      (
        (B(1) | B(_))
          | ((B(0) | A | _) | (B(0) | _))
          | ((B(0) | C(_, false)) | C(C(C(_, false), false), _) | _)
      )
    ) -> 0
    (((1 | _ | 0) :: x19 :: _), _, _, B(_)) -> 1000 + x19 * 1
    (_, "", _, A) -> 2000
    (_, _, "", (C(A, true) | _ | (A | C(B(2), _) | _))) -> 3000
    (_, "b", "a", ((_ | C(C(C(C(C(B(2), true), _), _), false), true) | C(A, _)) | A)) -> 4000
    ([], (("b" | ("cc" | "") | "cc") | (("b" | _) | "")), _, _) -> 5000
    ([], _, _, (_ | A | _)) -> 6000
    ([(_ | 0), 1], _, "b", ((A | B(1)) | A)) -> 7000
    _ -> -1
  end
end

fn f20(a0 :: T, a1 :: Int, a2 :: String, a3 :: String) -> Int do
  case (a0, a1, a2, a3) do
    (B(2), _, "b", _) -> 0
    (B(_), _, (_ | ("cc" | _)), _) -> 1000
    (_, 1, _, _) -> 2000
    (A, 0, (("cc" | _ | ("b" | "a" | "a")) | ""), "") -> 3000
    (B(1), 0, (("b" | "cc") | "b" | ""), "cc") -> 4000
    _ -> -1
  end
end

fn f21(a0 :: Int, a1 :: List<Int>, a2 :: List<Int>) -> Int do
  case (a0, a1, a2) do
    (2, _, (([] | ((_ :: 2 :: _) | (2 :: 0 :: _) | _) | ((2 :: _) | _)) | (1 :: 0 :: _))) -> 0
    (1, ([] | [1, 0]), ([(0 | 0 | 0), _] | [1])) -> 1000
    (x20, ((_ | [_, _]) | (_ | [2] | _) | [0, 1]), [0]) -> 2000 + x20 * 1
    (1, [2], _) -> 3000
    (2, ([(0 | 1 | _), _] | ((2 | _ | 1) :: _)), (1 :: _ :: _)) -> 4000
    (2, _, [x21]) -> 5000 + x21 * 1
    (0, [1], ([] | _)) -> 6000
    (x22, _, (0 :: _ :: _)) when x22 > 0 -> 7000 + x22 * 1
    _ -> -1
  end
end

fn f22(a0 :: Int, a1 :: List<Int>, a2 :: T) -> Int do
  case (a0, a1, a2) do
    ((_ | 1 | 0), [_, _], A) -> 0
    (x23, [_, _], A) -> 1000 + x23 * 1
    (x24, (1 :: _), B((0 | _ | 0))) -> 2000 + x24 * 1
    (2, [], (C(A, true) | _ | A)) -> 3000
    (_, _, C((_ | A | (A | B(_) | _)), _)) -> 4000
    (_, [0, 0], A) -> 5000
    _ -> -1
  end
end

fn f23(a0 :: T, a1 :: List<Int>) -> Int do
  case (a0, a1) do
    (_, _) -> 0
    (
      (
        B((2 | 1 | 2))
          | ((B(1) | B(2) | _) | B(2) | (C(_, false) | C(_, false)))
          | C(C(B(0), true), false)
      ),
      [(_ | 2 | 1)]
    ) -> 1000
    ((C(A, false) | C(_, false) | B(1)), [(0 | _ | 1)]) -> 2000
    ((_ | _ | B(_)), (0 :: x25 :: _)) -> 3000 + x25 * 1
    _ -> -1
  end
end

fn main() do
  println("${f0(0, "a", C(A, true))}")
  println("${f0(0, "a", C(B(2), false))}")
  println("${f0(0, "a", C(C(C(A, true), true), false))}")
  println("${f0(2, "a", C(A, true))}")
  println("${f0(2, "cc", B(1))}")
  println("${f0(2, "cc", B(1))}")
  println("${f0(0, "b", C(A, true))}")
  println("${f0(1, "cc", B(2))}")
  println("${f0(1, "", C(A, true))}")
  println("${f0(1, "b", B(0))}")
  println("${f0(1, "cc", A)}")
  println("${f0(2, "a", C(C(B(1), false), false))}")
  println("${f1(B(0), B(2), [0, 2], "cc")}")
  println("${f1(B(1), C(A, false), [0], "a")}")
  println("${f1(A, C(B(2), true), [2, 1, 0], "b")}")
  println("${f1(A, A, [], "b")}")
  println("${f1(B(0), A, [], "")}")
  println("${f1(A, B(2), [2], "")}")
  println("${f1(B(2), B(0), [], "")}")
  println("${f1(B(2), C(C(B(2), true), true), [], "cc")}")
  println("${f1(A, C(A, false), [0], "b")}")
  println("${f1(B(2), C(A, false), [2, 2], "cc")}")
  println("${f1(A, C(A, true), [0, 0], "cc")}")
  println("${f1(C(A, false), A, [1, 2, 2], "b")}")
  println("${f2("a", (1, true), (1, false))}")
  println("${f2("a", (2, false), (0, false))}")
  println("${f2("cc", (1, false), (1, true))}")
  println("${f2("b", (0, false), (2, false))}")
  println("${f2("cc", (2, false), (2, true))}")
  println("${f2("a", (2, false), (2, false))}")
  println("${f2("b", (0, true), (0, false))}")
  println("${f2("a", (1, false), (2, true))}")
  println("${f2("a", (2, false), (0, true))}")
  println("${f2("a", (1, false), (2, false))}")
  println("${f2("a", (2, false), (2, false))}")
  println("${f2("", (0, false), (0, false))}")
  println("${f3(2, "")}")
  println("${f3(1, "b")}")
  println("${f3(2, "")}")
  println("${f3(0, "")}")
  println("${f3(0, "cc")}")
  println("${f3(1, "cc")}")
  println("${f3(0, "b")}")
  println("${f3(0, "cc")}")
  println("${f3(2, "cc")}")
  println("${f3(1, "")}")
  println("${f3(2, "b")}")
  println("${f3(1, "")}")
  println("${f4([0, 2], B(2), [2, 0, 0], A)}")
  println("${f4([2, 2], A, [1, 0, 2], A)}")
  println("${f4([], C(B(1), true), [2, 0], B(2))}")
  println("${f4([2], A, [], B(2))}")
  println("${f4([0, 0], A, [2, 2, 1], A)}")
  println("${f4([0, 2], B(1), [1], A)}")
  println("${f4([2, 1], B(2), [0, 0, 1], C(C(A, true), false))}")
  println("${f4([0, 0], B(0), [1, 0], C(B(2), true))}")
  println("${f4([1], B(2), [], C(A, false))}")
  println("${f4([], A, [], C(A, true))}")
  println("${f4([], A, [1, 2, 1], C(A, false))}")
  println("${f4([1], A, [2], C(C(B(0), true), false))}")
  println("${f5([1, 2], "a", 1)}")
  println("${f5([1, 1], "a", 2)}")
  println("${f5([], "a", 0)}")
  println("${f5([], "cc", 2)}")
  println("${f5([1, 1, 1], "cc", 0)}")
  println("${f5([0, 0, 2], "", 2)}")
  println("${f5([2], "b", 1)}")
  println("${f5([1, 1], "a", 2)}")
  println("${f5([1], "b", 0)}")
  println("${f5([0, 2, 0], "cc", 2)}")
  println("${f5([0, 1], "a", 0)}")
  println("${f5([2, 0], "b", 0)}")
  println("${f6("", "b", 0, 0)}")
  println("${f6("", "a", 2, 2)}")
  println("${f6("b", "a", 1, 1)}")
  println("${f6("", "b", 2, 1)}")
  println("${f6("a", "b", 0, 1)}")
  println("${f6("cc", "a", 1, 0)}")
  println("${f6("cc", "b", 2, 2)}")
  println("${f6("a", "b", 1, 2)}")
  println("${f6("", "cc", 1, 2)}")
  println("${f6("", "cc", 0, 1)}")
  println("${f6("", "cc", 1, 0)}")
  println("${f6("", "b", 1, 2)}")
  println("${f7(2, B(0), "cc", 2)}")
  println("${f7(1, C(C(B(2), true), false), "cc", 1)}")
  println("${f7(2, B(1), "cc", 0)}")
  println("${f7(0, A, "cc", 1)}")
  println("${f7(0, B(2), "cc", 0)}")
  println("${f7(1, B(0), "a", 0)}")
  println("${f7(1, B(1), "a", 1)}")
  println("${f7(2, C(C(A, true), true), "", 2)}")
  println("${f7(2, A, "a", 2)}")
  println("${f7(1, C(A, true), "a", 2)}")
  println("${f7(2, C(A, true), "cc", 1)}")
  println("${f7(0, C(C(A, true), true), "", 0)}")
  println("${f8((2, false), [2, 0, 2], "")}")
  println("${f8((0, true), [], "cc")}")
  println("${f8((2, false), [1, 2, 1], "a")}")
  println("${f8((2, false), [0], "a")}")
  println("${f8((1, true), [], "a")}")
  println("${f8((1, false), [2, 0], "")}")
  println("${f8((2, false), [2, 2, 1], "")}")
  println("${f8((2, false), [0], "a")}")
  println("${f8((0, true), [2], "b")}")
  println("${f8((0, false), [0, 1], "")}")
  println("${f8((2, true), [1, 2, 2], "a")}")
  println("${f8((0, true), [2], "")}")
  println("${f9("b", (0, true))}")
  println("${f9("a", (2, true))}")
  println("${f9("", (1, true))}")
  println("${f9("a", (2, true))}")
  println("${f9("", (1, true))}")
  println("${f9("a", (1, true))}")
  println("${f9("", (0, false))}")
  println("${f9("", (1, false))}")
  println("${f9("cc", (1, false))}")
  println("${f9("a", (1, true))}")
  println("${f9("a", (1, true))}")
  println("${f9("a", (2, false))}")
  println("${f10((2, true))}")
  println("${f10((1, true))}")
  println("${f10((0, false))}")
  println("${f10((2, true))}")
  println("${f10((1, true))}")
  println("${f10((2, false))}")
  println("${f10((1, true))}")
  println("${f10((1, true))}")
  println("${f10((0, true))}")
  println("${f10((1, false))}")
  println("${f10((2, false))}")
  println("${f10((1, true))}")
  println("${f11([2, 2], (0, false))}")
  println("${f11([0], (2, true))}")
  println("${f11([], (2, true))}")
  println("${f11([0], (1, true))}")
  println("${f11([0], (1, false))}")
  println("${f11([2], (2, false))}")
  println("${f11([], (2, false))}")
  println("${f11([0, 1], (2, true))}")
  println("${f11([], (2, false))}")
  println("${f11([], (2, true))}")
  println("${f11([0, 0, 1], (1, false))}")
  println("${f11([1, 0, 2], (1, true))}")
  println("${f12((0, true), (2, false))}")
  println("${f12((0, true), (2, true))}")
  println("${f12((0, false), (1, false))}")
  println("${f12((1, true), (0, false))}")
  println("${f12((2, false), (2, false))}")
  println("${f12((1, false), (2, true))}")
  println("${f12((2, true), (0, false))}")
  println("${f12((1, true), (2, false))}")
  println("${f12((0, true), (0, true))}")
  println("${f12((0, true), (2, true))}")
  println("${f12((2, false), (0, true))}")
  println("${f12((2, false), (0, false))}")
  println("${f13([1])}")
  println("${f13([])}")
  println("${f13([1, 2, 0])}")
  println("${f13([2, 0])}")
  println("${f13([1, 2, 0])}")
  println("${f13([0, 0])}")
  println("${f13([2, 2, 1])}")
  println("${f13([1, 2])}")
  println("${f13([0])}")
  println("${f13([0])}")
  println("${f13([])}")
  println("${f13([2])}")
  println("${f14([], (1, false), (2, true))}")
  println("${f14([1, 0], (1, true), (1, true))}")
  println("${f14([2], (0, true), (1, false))}")
  println("${f14([1], (0, true), (1, true))}")
  println("${f14([], (1, false), (1, true))}")
  println("${f14([1], (1, true), (1, false))}")
  println("${f14([], (0, false), (0, false))}")
  println("${f14([2], (1, false), (0, true))}")
  println("${f14([1], (1, false), (0, false))}")
  println("${f14([], (1, true), (0, true))}")
  println("${f14([0, 2], (0, true), (2, true))}")
  println("${f14([1], (0, false), (2, true))}")
  println("${f15("cc", C(A, false), "")}")
  println("${f15("", B(2), "cc")}")
  println("${f15("a", A, "cc")}")
  println("${f15("cc", A, "")}")
  println("${f15("b", A, "")}")
  println("${f15("a", A, "")}")
  println("${f15("a", B(2), "cc")}")
  println("${f15("a", A, "")}")
  println("${f15("b", B(2), "cc")}")
  println("${f15("a", B(0), "cc")}")
  println("${f15("cc", C(A, false), "b")}")
  println("${f15("a", A, "a")}")
  println("${f16((2, true), 0)}")
  println("${f16((2, true), 1)}")
  println("${f16((0, false), 0)}")
  println("${f16((1, true), 1)}")
  println("${f16((2, false), 1)}")
  println("${f16((0, true), 1)}")
  println("${f16((0, false), 0)}")
  println("${f16((0, true), 2)}")
  println("${f16((1, false), 0)}")
  println("${f16((0, false), 1)}")
  println("${f16((2, true), 2)}")
  println("${f16((2, true), 0)}")
  println("${f17([], "a", 2)}")
  println("${f17([], "b", 0)}")
  println("${f17([2, 2, 1], "b", 2)}")
  println("${f17([1], "a", 0)}")
  println("${f17([2], "a", 0)}")
  println("${f17([], "a", 0)}")
  println("${f17([1, 2, 1], "a", 2)}")
  println("${f17([], "", 0)}")
  println("${f17([1], "", 0)}")
  println("${f17([], "", 2)}")
  println("${f17([], "a", 1)}")
  println("${f17([1], "cc", 0)}")
  println("${f18(1)}")
  println("${f18(2)}")
  println("${f18(1)}")
  println("${f18(1)}")
  println("${f18(0)}")
  println("${f18(0)}")
  println("${f18(2)}")
  println("${f18(1)}")
  println("${f18(2)}")
  println("${f18(2)}")
  println("${f18(2)}")
  println("${f18(0)}")
  println("${f19([0, 1], "cc", "b", A)}")
  println("${f19([], "", "", A)}")
  println("${f19([], "", "cc", A)}")
  println("${f19([1], "cc", "cc", C(B(1), true))}")
  println("${f19([], "a", "a", B(1))}")
  println("${f19([], "", "", A)}")
  println("${f19([1, 1, 0], "", "a", B(0))}")
  println("${f19([2, 2], "", "b", A)}")
  println("${f19([2], "a", "a", B(0))}")
  println("${f19([1, 0], "b", "a", C(B(2), false))}")
  println("${f19([0, 2, 1], "", "b", B(0))}")
  println("${f19([1, 0], "a", "a", A)}")
  println("${f20(B(2), 0, "cc", "cc")}")
  println("${f20(B(0), 0, "b", "b")}")
  println("${f20(C(C(A, true), false), 2, "a", "b")}")
  println("${f20(C(C(B(2), true), false), 0, "a", "a")}")
  println("${f20(B(2), 0, "cc", "b")}")
  println("${f20(C(C(C(A, false), false), true), 2, "a", "cc")}")
  println("${f20(C(B(2), true), 0, "cc", "a")}")
  println("${f20(A, 1, "a", "cc")}")
  println("${f20(A, 0, "", "a")}")
  println("${f20(A, 2, "b", "cc")}")
  println("${f20(B(0), 2, "b", "cc")}")
  println("${f20(A, 2, "b", "a")}")
  println("${f21(0, [], [2, 0])}")
  println("${f21(0, [1], [])}")
  println("${f21(2, [0, 0], [1, 2])}")
  println("${f21(0, [1, 2, 2], [0, 0])}")
  println("${f21(1, [], [])}")
  println("${f21(2, [1, 2], [1, 1, 0])}")
  println("${f21(0, [2, 2], [0, 1])}")
  println("${f21(2, [0, 0], [])}")
  println("${f21(0, [0], [])}")
  println("${f21(1, [1, 1], [2])}")
  println("${f21(2, [0, 2], [2, 1])}")
  println("${f21(0, [2, 2], [2, 1, 1])}")
  println("${f22(1, [1], A)}")
  println("${f22(1, [], A)}")
  println("${f22(0, [], A)}")
  println("${f22(1, [2], C(B(0), false))}")
  println("${f22(1, [0, 1, 1], C(C(C(A, true), true), false))}")
  println("${f22(2, [0], C(C(A, true), false))}")
  println("${f22(0, [2, 0, 2], A)}")
  println("${f22(0, [0, 0], A)}")
  println("${f22(1, [2], B(0))}")
  println("${f22(0, [2], C(A, false))}")
  println("${f22(2, [], C(B(1), false))}")
  println("${f22(0, [0, 0], C(A, true))}")
  println("${f23(B(0), [0, 2, 1])}")
  println("${f23(B(0), [1, 2])}")
  println("${f23(C(C(B(1), false), true), [1, 2])}")
  println("${f23(A, [2, 1, 2])}")
  println("${f23(A, [0])}")
  println("${f23(C(A, true), [2])}")
  println("${f23(B(2), [1, 1])}")
  println("${f23(A, [0])}")
  println("${f23(C(B(0), false), [2, 2])}")
  println("${f23(B(1), [0, 1])}")
  println("${f23(B(0), [0, 0, 0])}")
  println("${f23(B(1), [0, 2])}")
end
