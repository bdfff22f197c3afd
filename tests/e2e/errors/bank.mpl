# args: simulate
# A bank: commands parsed from text, a ledger of events, balances by folding, reports.
type Command do
  Open(String)
  Deposit(String, Int)
  Transfer(from :: String, to :: String, amount :: Int)
  Close(String)
end deriving(Debug, Eq)

type Failure do
  UnknownAccount(String)
  Insufficient(needed :: Int, available :: Int)
  Syntax(String)
  AlreadyOpen(String)
end

impl Display for Failure do
  fn to_string(self) -> String do
    case self do
      UnknownAccount(name) -> "no account ${name}"
      Insufficient(needed, available) -> "needs ${needed}, has ${available}"
      Syntax(line) -> "cannot read '${line}'"
      AlreadyOpen(name) -> "${name} is open"
    end
  end
end

struct Bank do
  balances :: Map<String, Int>
  log :: List<Command>
end

fn parse(line :: String) -> Command!Failure do
  let amount = fn text -> Option.ok_or(String.to_int(text), Syntax(line)) end
  case String.split(String.trim(line), " ") do
    ["open", name] -> Ok(Open(name))
    ["deposit", name, n] -> Ok(Deposit(name, amount(n)?))
    ["transfer", from, to, n] -> Ok(Transfer(from, to, amount(n)?))
    ["close", name] -> Ok(Close(name))
    _ -> Err(Syntax(line))
  end
end

fn balance(bank :: Bank, name :: String) -> Int!Failure =
  Option.ok_or(Map.fetch(bank.balances, name), UnknownAccount(name))

fn apply(bank :: Bank, command :: Command) -> Bank!Failure do
  let balances = case command do
    Open(name) ->
      if Map.has_key(bank.balances, name) do
        return Err(AlreadyOpen(name))
      else
        Map.put(bank.balances, name, 0)
      end
    Deposit(name, n) -> Map.put(bank.balances, name, balance(bank, name)? + n)
    Transfer(from, to, n) -> do
      let has = balance(bank, from)?
      let other = balance(bank, to)?
      if has < n do
        return Err(Insufficient(n, has))
      end
      bank.balances
        |> Map.put(from, has - n)
        |> Map.put(to, other + n)
    end
    Close(name) -> do
      balance(bank, name)?
      Map.delete(bank.balances, name)
    end
  end
  Ok(%{bank | balances: balances, log: List.append(bank.log, command)})
end

fn execute(
  bank :: Bank,
  lines :: List<String>,
  failures :: List<Failure>
) -> (Bank, List<Failure>) do
  case lines do
    [] -> (bank, failures)
    line :: rest ->
      case Result.and_then(parse(line), fn command -> apply(bank, command) end) do
        Ok(next) -> execute(next, rest, failures)
        Err(failure) -> execute(bank, rest, List.append(failures, failure))
      end
  end
end

fn main() -> Int!String do
  let ["simulate"] = Env.args() else return Err("usage") end
  let script = """
    open ann
    open bob
    deposit ann 100
    transfer ann bob 30
    transfer ann bob 500
    deposit cid 5
    open ann
    deposit bob ten
    close ann
    transfer bob ann 1
    """
  let (bank, failures) = execute(Bank { balances: %{}, log: [] }, String.lines(script), [])
  println("${bank.balances}")
  for failure in failures do
    println("! ${failure}")
  end
  println("${List.length(bank.log)} ${List.last(bank.log).inspect()}")
  let replayed = List.reduce(bank.log, Bank { balances: %{}, log: [] }, fn b, c ->
    Result.unwrap_or(apply(b, c), b)
  end)
  println("${replayed.balances == bank.balances and replayed.log == bank.log}")
  Ok(0)
end
