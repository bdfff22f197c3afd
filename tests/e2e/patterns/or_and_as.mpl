type Token do
  Plus
  Minus
  Number(Int)
  Word(String)
end

fn kind(t :: Token) -> String do
  case t do
    Plus | Minus -> "operator"
    Number(1 | 2 | 3) -> "small"
    Number(n) as whole when n > 100 -> "big ${whole == Number(n)}"
    Number(_) -> "number"
    Word("if" | "else") -> "keyword"
    Word(w) -> "word ${w}"
  end
end

fn main() do
  for t in [Plus, Minus, Number(2), Number(50), Number(101), Word("else"), Word("x")] do
    println(kind(t))
  end
end
