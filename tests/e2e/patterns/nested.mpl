type Expr do
  Num(Int)
  Add(Expr, Expr)
  Mul(Expr, Expr)
  Neg(Expr)
end

fn simplify(e :: Expr) -> Expr do
  case e do
    Add(Num(0), x) -> simplify(x)
    Add(x, Num(0)) -> simplify(x)
    Mul(Num(1), x) -> simplify(x)
    Mul(x, Num(1)) -> simplify(x)
    Mul(Num(0), _) -> Num(0)
    Neg(Neg(x)) -> simplify(x)
    Add(a, b) -> Add(simplify(a), simplify(b))
    Mul(a, b) -> Mul(simplify(a), simplify(b))
    Neg(x) -> Neg(simplify(x))
    Num(n) -> Num(n)
  end
end

fn eval(e :: Expr) -> Int do
  case e do
    Num(n) -> n
    Add(a, b) -> eval(a) + eval(b)
    Mul(a, b) -> eval(a) * eval(b)
    Neg(a) -> -eval(a)
  end
end

fn show(e :: Expr) -> String do
  case e do
    Num(n) -> "${n}"
    Add(a, b) -> "(${show(a)} + ${show(b)})"
    Mul(a, b) -> "${show(a)} * ${show(b)}"
    Neg(a) -> "-${show(a)}"
  end
end

fn main() do
  let e = Add(Mul(Num(1), Num(7)), Neg(Neg(Add(Num(0), Num(5)))))
  println(show(e))
  println(show(simplify(e)))
  println("${eval(e)} ${eval(simplify(e))}")
end
