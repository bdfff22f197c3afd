# An expression language: parse tokens, simplify with deep patterns, evaluate with errors.
type Expr do
  Num(Int)
  Var(String)
  Add(Expr, Expr)
  Mul(Expr, Expr)
  Neg(Expr)
  Let(String, Expr, Expr)
end

fn simplify(e :: Expr) -> Expr do
  case e do
    Add(a, b) ->
      case (simplify(a), simplify(b)) do
        (Num(0), x) | (x, Num(0)) -> x
        (Num(m), Num(n)) -> Num(m + n)
        (x, Neg(y)) when same(x, y) -> Num(0)
        (x, y) -> Add(x, y)
      end
    Mul(a, b) ->
      case (simplify(a), simplify(b)) do
        (Num(0), _) | (_, Num(0)) -> Num(0)
        (Num(1), x) | (x, Num(1)) -> x
        (Num(m), Num(n)) -> Num(m * n)
        (Neg(x), Neg(y)) -> simplify(Mul(x, y))
        (x, y) -> Mul(x, y)
      end
    Neg(Neg(x)) -> simplify(x)
    Neg(x) ->
      case simplify(x) do
        Num(n) -> Num(-n)
        other -> Neg(other)
      end
    Let(name, value, body) -> Let(name, simplify(value), simplify(body))
    Num(_) | Var(_) as leaf -> leaf
  end
end

fn same(a :: Expr, b :: Expr) -> Bool = show(a) == show(b)

fn show(e :: Expr) -> String do
  case e do
    Num(n) when n < 0 -> "(${n})"
    Num(n) -> "${n}"
    Var(name) -> name
    Add(a, b) -> "(${show(a)} + ${show(b)})"
    Mul(a, b) -> "${show(a)} * ${show(b)}"
    Neg(a) -> "-${show(a)}"
    Let(name, value, body) -> "let ${name} = ${show(value)} in ${show(body)}"
  end
end

fn eval(e :: Expr, scope :: Map<String, Int>) -> Int!String do
  case e do
    Num(n) -> Ok(n)
    Var(name) ->
      case Map.fetch(scope, name) do
        Some(n) -> Ok(n)
        None -> Err("unbound ${name}")
      end
    Add(a, b) -> Ok(eval(a, scope)? + eval(b, scope)?)
    Mul(a, b) -> do
      let x = eval(a, scope)?
      let y = eval(b, scope)?
      case Int.checked_mul(x, y) do
        Some(n) -> Ok(n)
        None -> Err("too large")
      end
    end
    Neg(a) -> Result.map(eval(a, scope), fn n -> -n end)
    Let(name, value, body) -> eval(body, Map.put(scope, name, eval(value, scope)?))
  end
end

fn big(depth :: Int) -> Expr = if depth == 0 do Num(1) else Add(big(depth - 1), big(depth - 1)) end

fn main() do
  let e = Add(Mul(Num(1), Var("x")), Mul(Num(0), Var("y")))
  println("${show(e)} => ${show(simplify(e))}")
  println(show(simplify(Mul(Neg(Var("a")), Neg(Neg(Neg(Var("b"))))))))
  println(show(simplify(Add(Var("q"), Neg(Var("q"))))))
  println(show(simplify(Add(Num(2), Neg(Num(5))))))
  let program = Let("x", Num(6), Let("x", Add(Var("x"), Num(1)), Mul(Var("x"), Var("x"))))
  println("${show(program)} = ${eval(program, %{})}")
  println("${eval(Add(Num(1), Var("z")), %{"x" => 1})}")
  println("${eval(Mul(Num(4611686018427387904), Num(2)), %{})}")
  println("${eval(big(14), %{})}")
end
