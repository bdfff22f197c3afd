# A generic state monad, a parser-combinator library, church numerals: functions that make functions that make functions.
struct Parser<T> do
  run :: Fun(List<String>) -> Option<(T, List<String>)>
end

fn char_if(test :: Fun(String) -> Bool) -> Parser<String> do
  Parser {
    run: fn input ->
      case input do
        c :: rest when test(c) -> Some((c, rest))
        _ -> None
      end
    end
  }
end

fn char(c :: String) -> Parser<String> = char_if(fn x -> x == c end)

fn then<A, B>(first :: Parser<A>, next :: Fun(A) -> Parser<B>) -> Parser<B> do
  Parser {
    run: fn input ->
      let (a, rest) = first.run(input)?
      next(a).run(rest)
    end
  }
end

fn pure<T>(value :: T) -> Parser<T> = Parser { run: fn input -> Some((value, input)) end }

fn or_else<T>(first :: Parser<T>, second :: Parser<T>) -> Parser<T> do
  Parser {
    run: fn input ->
      case first.run(input) do
        Some(found) -> Some(found)
        None -> second.run(input)
      end
    end
  }
end

fn many<T>(one :: Parser<T>) -> Parser<List<T>> do
  fn go(input :: List<String>, done :: List<T>) -> Option<(List<T>, List<String>)> do
    case one.run(input) do
      Some((item, rest)) -> go(rest, List.append(done, item))
      None -> Some((done, input))
    end
  end
  Parser { run: fn input -> go(input, []) end }
end

fn lazily<T>(make :: Fun() -> Parser<T>) -> Parser<T> =
  Parser { run: fn input -> make().run(input) end }

fn number() -> Parser<Int> do
  let digit = char_if(fn c -> c >= "0" and c <= "9" end)
  then(digit, fn first ->
    then(many(digit), fn rest ->
      pure(Option.unwrap_or(String.to_int(first <> String.join(rest, "")), 0))
    end)
  end)
end

fn sum() -> Parser<Int> do
  let tail = many(then(char("+"), fn _ -> term() end))
  then(term(), fn first ->
    then(tail, fn rest -> pure(List.reduce(rest, first, fn a, b -> a + b end)) end)
  end)
end

fn term() -> Parser<Int> do
  let tail = many(then(char("*"), fn _ -> factor() end))
  then(factor(), fn first ->
    then(tail, fn rest -> pure(List.reduce(rest, first, fn a, b -> a * b end)) end)
  end)
end

fn factor() -> Parser<Int> do
  let inner =
    then(char("("), fn _ -> then(lazily(sum), fn n -> then(char(")"), fn _ -> pure(n) end) end) end)
  or_else(number(), inner)
end

fn evaluate(text :: String) -> Option<Int> do
  case sum().run(String.characters(text)) do
    Some((n, [])) -> Some(n)
    _ -> None
  end
end

fn church(n) = fn f -> fn x -> if n == 0 do x else f(church(n - 1)(f)(x)) end end end
fn plus(a, b) = fn f -> fn x -> a(f)(b(f)(x)) end end
fn to_int(c) = c(fn n -> n + 1 end)(0)

fn main() do
  for text in ["1+2*3", "(1+2)*3", "2*(3+4)*(5+(6))", "12", "1+", "(1", ""] do
    println("${text} -> ${evaluate(text)}")
  end
  println("${to_int(plus(church(3), church(4)))}")
  let pairs =
    then(char("a"), fn a -> then(many(char("b")), fn bs -> pure((a, List.length(bs))) end) end)
  println("${Option.map(pairs.run(["a", "b", "b", "c"]), fn ((value, rest)) -> "${value} ${rest}" end)}")
end
