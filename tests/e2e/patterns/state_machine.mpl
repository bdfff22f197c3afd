# A tokenizer by list patterns over characters, and a stack machine over its tokens.
type Token do
  Number(Int)
  Op(String)
  Open
  Close
end deriving(Eq, Display)

fn digit(c :: String) -> Option<Int> do
  case c do
    "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" -> String.to_int(c)
    _ -> None
  end
end

fn tokens(text :: String) -> List<Token>!String = scan(String.characters(text), 0, [])

fn scan(chars :: List<String>, at :: Int, done :: List<Token>) -> List<Token>!String do
  case chars do
    [] -> Ok(done)
    " " :: rest -> scan(rest, at + 1, done)
    "(" :: rest -> scan(rest, at + 1, List.append(done, Open))
    ")" :: rest -> scan(rest, at + 1, List.append(done, Close))
    ("+" | "-" | "*" | "/" as op) :: rest -> scan(rest, at + 1, List.append(done, Op(op)))
    c :: rest ->
      case digit(c) do
        None -> Err("unexpected ${c} at ${at}")
        Some(first) -> do
          let (value, left, used) = number(rest, first, 1)
          scan(left, at + used, List.append(done, Number(value)))
        end
      end
  end
end

fn number(chars :: List<String>, value :: Int, used :: Int) -> (Int, List<String>, Int) do
  case chars do
    c :: rest ->
      case digit(c) do
        Some(d) -> number(rest, value * 10 + d, used + 1)
        None -> (value, chars, used)
      end
    [] -> (value, [], used)
  end
end

# sum = product { (+ | -) product }; product = atom { (* | /) atom }
fn sum(input :: List<Token>) -> (Int, List<Token>)!String do
  let (first, rest) = product(input)?
  sum_rest(first, rest)
end

fn sum_rest(acc :: Int, input :: List<Token>) -> (Int, List<Token>)!String do
  case input do
    Op("+") :: rest -> do
      let (n, left) = product(rest)?
      sum_rest(acc + n, left)
    end
    Op("-") :: rest -> do
      let (n, left) = product(rest)?
      sum_rest(acc - n, left)
    end
    _ -> Ok((acc, input))
  end
end

fn product(input :: List<Token>) -> (Int, List<Token>)!String do
  let (first, rest) = atom(input)?
  product_rest(first, rest)
end

fn product_rest(acc :: Int, input :: List<Token>) -> (Int, List<Token>)!String do
  case input do
    Op("*") :: rest -> do
      let (n, left) = atom(rest)?
      product_rest(acc * n, left)
    end
    Op("/") :: rest ->
      case atom(rest)? do
        (0, _) -> Err("division by zero")
        (n, left) -> product_rest(acc / n, left)
      end
    _ -> Ok((acc, input))
  end
end

fn atom(input :: List<Token>) -> (Int, List<Token>)!String do
  case input do
    Number(n) :: rest -> Ok((n, rest))
    Op("-") :: rest -> do
      let (n, left) = atom(rest)?
      Ok((-n, left))
    end
    Open :: rest ->
      case sum(rest)? do
        (n, Close :: left) -> Ok((n, left))
        (_, [t]) -> Err("expected ), found ${t}")
        (_, _) -> Err("expected )")
      end
    t :: _ -> Err("unexpected ${t}")
    [] -> Err("unexpected end")
  end
end

fn calculate(text :: String) -> Int!String do
  case sum(tokens(text)?)? do
    (value, []) -> Ok(value)
    (_, t :: _) -> Err("trailing ${t}")
  end
end

fn main() do
  for text in [
    "1 + 2 * 3",
    "(1+2)*3",
    "100/7/2 - -4",
    "2*(3+(4-1))*5",
    "8/(4-4)",
    "1 + $",
    "(1 + 2",
    "3 4",
    "",
    "2 * )",
    "((((9))))"
  ] do
    case calculate(text) do
      Ok(n) -> println("${text} = ${n}")
      Err(why) -> println("${text} ! ${why}")
    end
  end
end
