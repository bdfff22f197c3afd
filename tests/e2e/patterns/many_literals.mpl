# Texts told apart by their hash, atoms and floats one after the other, lists by their length.
fn text(t :: String) -> Int do
  case t do
    "word 0" -> 0
    "word 1" -> 1
    "word 2" -> 2
    "word 3" -> 3
    "word 4" -> 4
    "word 5" -> 5
    "word 6" -> 6
    "word 7" -> 7
    "word 8" -> 8
    "word 9" -> 9
    "word 10" -> 10
    "word 11" -> 11
    "word 12" -> 12
    "word 13" -> 13
    "word 14" -> 14
    "word 15" -> 15
    "word 16" -> 16
    "word 17" -> 17
    "word 18" -> 18
    "word 19" -> 19
    "word 20" -> 20
    "word 21" -> 21
    "word 22" -> 22
    "word 23" -> 23
    "word 24" -> 24
    "word 25" -> 25
    "word 26" -> 26
    "word 27" -> 27
    "word 28" -> 28
    "word 29" -> 29
    "word 30" -> 30
    "word 31" -> 31
    "word 32" -> 32
    "word 33" -> 33
    "word 34" -> 34
    "word 35" -> 35
    "word 36" -> 36
    "word 37" -> 37
    "word 38" -> 38
    "word 39" -> 39
    "" -> -2
    _ -> -1
  end
end

fn atom(t :: Atom) -> Int do
  case t do
    :a0 -> 0
    :a1 -> 1
    :a2 -> 2
    :a3 -> 3
    :a4 -> 4
    :a5 -> 5
    :a6 -> 6
    :a7 -> 7
    :a8 -> 8
    :a9 -> 9
    :a10 -> 10
    :a11 -> 11
    :a12 -> 12
    :a13 -> 13
    :a14 -> 14
    :a15 -> 15
    :a16 -> 16
    :a17 -> 17
    :a18 -> 18
    :a19 -> 19
    :a20 -> 20
    :a21 -> 21
    :a22 -> 22
    :a23 -> 23
    :a24 -> 24
    :a25 -> 25
    :a26 -> 26
    :a27 -> 27
    :a28 -> 28
    :a29 -> 29
    :a30 -> 30
    :a31 -> 31
    :a32 -> 32
    :a33 -> 33
    :a34 -> 34
    :a35 -> 35
    :a36 -> 36
    :a37 -> 37
    :a38 -> 38
    :a39 -> 39
    _ -> -1
  end
end

fn float(t :: Float) -> Int do
  case t do
    0.5 -> 0
    1.5 -> 1
    2.5 -> 2
    3.5 -> 3
    4.5 -> 4
    5.5 -> 5
    6.5 -> 6
    7.5 -> 7
    8.5 -> 8
    9.5 -> 9
    10.5 -> 10
    11.5 -> 11
    12.5 -> 12
    13.5 -> 13
    14.5 -> 14
    15.5 -> 15
    16.5 -> 16
    17.5 -> 17
    18.5 -> 18
    19.5 -> 19
    20.5 -> 20
    21.5 -> 21
    22.5 -> 22
    23.5 -> 23
    24.5 -> 24
    25.5 -> 25
    26.5 -> 26
    27.5 -> 27
    28.5 -> 28
    29.5 -> 29
    30.5 -> 30
    31.5 -> 31
    32.5 -> 32
    33.5 -> 33
    34.5 -> 34
    35.5 -> 35
    36.5 -> 36
    37.5 -> 37
    38.5 -> 38
    39.5 -> 39
    _ -> -1
  end
end

fn list(t :: List<Int>) -> String do
  case t do
    [1, 2, 3, 4] -> "four"
    [_, _] -> "two"
    a :: b :: _ :: _ when a == b -> "equal"
    1 :: 2 :: rest -> "one, two, ${List.length(rest)}"
    _ :: (2 :: _ as tail) -> "two in ${List.length(tail)}"
    [] | [_] -> "few"
    _ -> "other"
  end
end

fn guards(x :: Int) -> Int do
  case x do
    n when n * 2 == 0 -> 1
    n when n * 2 == 2 -> 2
    n when n * 2 == 4 -> 3
    n when n * 2 == 6 -> 4
    n when n * 2 == 8 -> 5
    n when n * 2 == 10 -> 6
    n when n * 2 == 12 -> 7
    n when n * 2 == 14 -> 8
    n when n * 2 == 16 -> 9
    n when n * 2 == 18 -> 10
    n when n * 2 == 20 -> 11
    n when n * 2 == 22 -> 12
    n when n * 2 == 24 -> 13
    n when n * 2 == 26 -> 14
    n when n * 2 == 28 -> 15
    n when n * 2 == 30 -> 16
    n when n * 2 == 32 -> 17
    n when n * 2 == 34 -> 18
    n when n * 2 == 36 -> 19
    n when n * 2 == 38 -> 20
    n when n * 2 == 40 -> 21
    n when n * 2 == 42 -> 22
    n when n * 2 == 44 -> 23
    n when n * 2 == 46 -> 24
    n when n * 2 == 48 -> 25
    n when n * 2 == 50 -> 26
    n when n * 2 == 52 -> 27
    n when n * 2 == 54 -> 28
    n when n * 2 == 56 -> 29
    n when n * 2 == 58 -> 30
    n when n * 2 == 60 -> 31
    n when n * 2 == 62 -> 32
    n when n * 2 == 64 -> 33
    n when n * 2 == 66 -> 34
    n when n * 2 == 68 -> 35
    n when n * 2 == 70 -> 36
    n when n * 2 == 72 -> 37
    n when n * 2 == 74 -> 38
    n when n * 2 == 76 -> 39
    n when n * 2 == 78 -> 40
    n when n * 2 == 80 -> 41
    n when n * 2 == 82 -> 42
    n when n * 2 == 84 -> 43
    n when n * 2 == 86 -> 44
    n when n * 2 == 88 -> 45
    n when n * 2 == 90 -> 46
    n when n * 2 == 92 -> 47
    n when n * 2 == 94 -> 48
    n when n * 2 == 96 -> 49
    n when n * 2 == 98 -> 50
    n when n * 2 == 100 -> 51
    n when n * 2 == 102 -> 52
    n when n * 2 == 104 -> 53
    n when n * 2 == 106 -> 54
    n when n * 2 == 108 -> 55
    n when n * 2 == 110 -> 56
    n when n * 2 == 112 -> 57
    n when n * 2 == 114 -> 58
    n when n * 2 == 116 -> 59
    n when n * 2 == 118 -> 60
    _ -> -1
  end
end

fn main() do
  println("${text("word 0")} ${text("word 39")} ${text("word 7")} ${text("")} ${text("word")}")
  println("${atom(:a0)} ${atom(:a17)} ${atom(:a39)} ${atom(:b)}")
  println("${float(0.5)} ${float(39.5)} ${float(17.5)} ${float(17.25)}")
  println("${list([1, 2, 3, 4])} ${list([1, 2])} ${list([7, 7, 3])} ${list([1, 2, 5, 6])} ${list([3, 2, 9, 8, 7])}")
  println("${list([])} ${list([1])} ${list([1, 9, 2])}")
  println("${guards(0)} ${guards(59)} ${guards(60)} ${guards(31)}")
end
