type Json2 do
  Nul
  Num(Float)
  Arr(List<Json2>)
  Obj(Map<String, Json2>)
end deriving(Eq, Display, Debug)

type Even do
  Zero
  SuccE(Odd)
end

type Odd do
  SuccO(Even)
end

fn even_value(e :: Even) -> Int do
  case e do
    Zero -> 0
    SuccE(o) -> odd_value(o) + 1
  end
end

fn odd_value(SuccO(e)) = even_value(e) + 1

struct Person do
  name :: String
  boss :: Option<Person>
  reports :: List<Person>
end

fn chain(p :: Person) -> String do
  case p do
    Person { name: n, boss: Some(b) } -> n <> " < " <> chain(b)
    Person { name: n } -> n
  end
end

interface Convert<T> do
  fn convert(self) -> T
end

impl Convert<String> for Int do
  fn convert(self) -> String = "#${self}"
end

impl Convert<Bool> for Int do
  fn convert(self) -> Bool = self != 0
end

fn main() do
  let j = Obj(%{"a" => Arr([Num(1.0), Nul]), "b" => Obj(%{})})
  println("${j} ${j == Obj(%{"a" => Arr([Num(1.0), Nul]), "b" => Obj(%{})})} ${j.inspect()}")
  println("${even_value(SuccE(SuccO(SuccE(SuccO(Zero)))))}")
  let ceo = Person { name: "C", boss: None, reports: [] }
  let vp = Person { name: "V", boss: Some(ceo), reports: [ceo] }
  println(chain(Person { name: "W", boss: Some(vp), reports: [vp, ceo] }))
  let text :: String = 5.convert()
  let flag :: Bool = 5.convert()
  println("${text} ${flag}")
  if List.any([1, 2], fn x -> x == 2 end) and
      (case 3 do
        3 -> true
        _ -> false
      end) do
    println("head ok")
  end
  let n = 5
  let m = n * 2
  println("${m}")
  while n > 10 do
    println("no")
  end
  let total =
    reduce(filter(map([1, 2, 3, 4], fn x -> x * x end), fn x -> x > 1 end), 0, fn a, b -> a + b end)
  println("${total}")
  let res = Some(5)
    |> Option.map(fn x -> x + 1 end)
    |> Option.ok_or("none")
  println("${res}")
  let f = fn x ->
    if x > 3 do
      return "early ${x}"
    end
    "late ${x}"
  end
  println("${f(5)} ${f(1)}")
  let out = for x in 1..6 do
    let g = fn y ->
      if y > x do return 0 end
      y
    end
    g(3)
  end
  println("${out}")
end
