# What `sql"..."` gives: texts, and between each two of them a value of its own kind.

fn main() do
  let x = 5
  let name = "a' or '1' = '1"
  println("${sql"select ${x}, ${name}, ${1.5}, ${true}, ${Bytes.from_string("b")} from t"}")
  let maybe :: Option<Int> = None
  println("${sql"${maybe}${Some(3)}${[1, 2]}${DateTime.from_unix_micros(3)}${json { a: 1 }}"}")
  println("${sql"${x}"}${sql""}")
  println("${sql"""
    select *
      from "t" where a = ${"q ${x}"}
    """}")
  println("${sql"a ${sql"b ${x}"} c"}")
end
