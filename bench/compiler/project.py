#!/usr/bin/env python3
"""project.py OUT N [SEED]: a project of N modules of about 240 lines that import each other, and a main module."""
import os, random, sys

def module(i, deps, r, pkg):
    """module i; deps: list of earlier module indices"""
    s = []
    w = s.append
    w(f"##! Module {i}: accounts, ledgers and their reports.")
    w("")
    for d in deps:
        w(f"import {pkg(d)}.Mod{d}")
    for d in deps[:2]:
        w(f"from {pkg(d)}.Mod{d} import Account{d}, Event{d}")
    w("")
    w(f"""## An account of kind {i}.
pub struct Account{i} do
  id :: Int
  owner :: String
  balance :: Int
  tags :: List<String>
  limit :: Option<Int>
end deriving(Eq, Ord, Hash, Debug, Json)

pub struct Box{i}<T> do
  label :: String
  value :: T
  history :: List<T>
end

pub type Event{i} do
  Deposit{i}(amount :: Int)
  Withdraw{i}(amount :: Int, note :: String)
  Transfer{i}(to :: Int, amount :: Int, tags :: List<String>)
  Rename{i}(String)
  Close{i}
end deriving(Eq, Ord, Hash, Debug, Json)

pub type Tree{i}<T> do
  Leaf{i}
  Node{i}(Tree{i}<T>, T, Tree{i}<T>)
end

pub type Failure{i} do
  TooPoor{i}(Int)
  Unknown{i}(String)
  Frozen{i}
end deriving(Eq, Debug, Display)

pub interface Priced{i} do
  fn price(self) -> Int
  fn label(self) -> String do
    "price ${{self.price()}}"
  end
end

impl Priced{i} for Account{i} do
  fn price(self) -> Int = self.balance / {r.randint(2,9)} + List.length(self.tags)
end

impl Priced{i} for Event{i} do
  fn price(self) -> Int do
    case self do
      Deposit{i}(n) -> n
      Withdraw{i}(n, _) -> n * 2
      Transfer{i}(_, n, tags) -> n + List.length(tags)
      Rename{i}(name) -> String.length(name)
      Close{i} -> {r.randint(1,100)}
    end
  end
  fn label(self) -> String = "event {i}"
end

impl Display for Account{i} do
  fn to_string(self) -> String = "<${{self.owner}}: ${{self.balance}}>"
end

## Opens an account.
pub fn open(id :: Int, owner :: String) -> Account{i} do
  Account{i} {{ id: id, owner: owner, balance: 0, tags: ["new", "kind{i}"], limit: Some({r.randint(100,999)}) }}
end

fn within(account :: Account{i}, amount :: Int) -> Bool do
  case account.limit do
    Some(limit) when amount > limit -> false
    Some(limit) -> account.balance + limit >= amount
    None -> account.balance >= amount
  end
end

pub fn apply(account :: Account{i}, event :: Event{i}) -> Account{i}!Failure{i} do
  case event do
    Deposit{i}(amount) when amount < 0 -> Err(TooPoor{i}(amount))
    Deposit{i}(amount) -> Ok(%{{account | balance: account.balance + amount}})
    Withdraw{i}(amount, note) -> do
      if within(account, amount) do
        let tags = List.append(account.tags, note)
        Ok(%{{account | balance: account.balance - amount, tags: tags}})
      else
        Err(TooPoor{i}(amount))
      end
    end
    Transfer{i}(to, _, _) when to == account.id -> Err(Frozen{i})
    Transfer{i}(_, amount, tags) -> do
      let next = apply(account, Withdraw{i}(amount, String.join(tags, "+")))?
      Ok(%{{next | tags: List.filter(next.tags, fn t -> t != "" end)}})
    end
    Rename{i}("") -> Err(Unknown{i}("empty"))
    Rename{i}(name) -> Ok(%{{account | owner: name}})
    Close{i} -> Ok(%{{account | balance: 0, tags: []}})
  end
end

pub fn apply_all(account :: Account{i}, events :: List<Event{i}>) -> Account{i} do
  events |> List.reduce(account, fn acc, event ->
    case apply(acc, event) do
      Ok(next) -> next
      Err(_) -> acc
    end
  end)
end

fn insert(tree, x, less) do
  case tree do
    Leaf{i} -> Node{i}(Leaf{i}, x, Leaf{i})
    Node{i}(left, y, right) when less(x, y) -> Node{i}(insert(left, x, less), y, right)
    Node{i}(left, y, right) -> Node{i}(left, y, insert(right, x, less))
  end
end

fn walk(tree, found) do
  case tree do
    Leaf{i} -> found
    Node{i}(left, x, right) -> do
      let before = walk(left, found)
      walk(right, List.append(before, x))
    end
  end
end

pub fn sorted_by<T>(items :: List<T>, less :: Fun(T, T) -> Bool) -> List<T> do
  walk(List.reduce(items, Leaf{i}, fn tree, x -> insert(tree, x, less) end), [])
end

pub fn boxed(label, value) = Box{i} {{ label: label, value: value, history: [value] }}

pub fn rebox<A, B>(box :: Box{i}<A>, f :: Fun(A) -> B) -> Box{i}<B> do
  Box{i} {{ label: box.label <> "'", value: f(box.value), history: List.map(box.history, f) }}
end

fn fold_while(items, state, step) do
  case items do
    [] -> state
    first :: rest -> do
      case step(state, first) do
        Some(next) -> fold_while(rest, next, step)
        None -> state
      end
    end
  end
end

pub fn totals(numbers :: List<Int>) -> Map<String, Int> do
  let start = %{{"even" => 0, "odd" => 0, "big" => 0}}
  numbers |> List.reduce(start, fn acc, n ->
    let key = if n > {r.randint(50,90)} do
      "big"
    else if n % 2 == 0 do
      "even"
    else
      "odd"
    end
    Map.update(acc, key, 0, fn v -> v + n end)
  end)
end

pub fn report(account :: Account{i}, numbers :: List<Int>) -> String do
  let lines = totals(numbers)
    |> Map.to_list()
    |> List.map(fn ((key, value)) -> "${{key}}=${{value}}" end)
    |> List.filter(fn line -> String.length(line) > {r.randint(1,4)} end)
  let capped = fold_while(numbers, 0, fn sum, n -> if sum + n > 500 do None else Some(sum + n) end end)
  let head = "${{account}} (${{account.price()}}, ${{account.label()}})"
  let squares = for n in numbers when n % 3 == 0 do n * n + {r.randint(1,9)} end
  "${{head}}: ${{String.join(lines, ", ")}} capped ${{capped}} squares ${{squares}}"
end

fn grade(n :: Int) -> String when n < 0 = "negative"
fn grade(0) = "zero"
fn grade(n) when n > 100 = "many"
fn grade(_) = "some"

service Ledger{i} do
  fn init(owner :: String) -> Account{i} = open({i}, owner)

  call Apply(event :: Event{i}) :: Int!Failure{i} do |account|
    case apply(account, event) do
      Ok(next) -> (next, Ok(next.balance))
      Err(failure) -> (account, Err(failure))
    end
  end

  call Balance() :: Int do |account|
    (account, account.balance)
  end

  cast Reset() do |account|
    %{{account | balance: 0}}
  end
end

actor tally{i}(sum :: Int) do
  receive do
    Deposit{i}(n) -> tally{i}(sum + n)
    Withdraw{i}(n, _) -> tally{i}(sum - n)
    Close{i} -> ()
    _ -> tally{i}(sum)
  end
end
""")
    w(f"pub fn run(n :: Int) -> Int do")
    w(f"""  let events = [Deposit{i}(n + {r.randint(10,90)}), Withdraw{i}(n, "rent"), Transfer{i}(7, 3, ["a", "b"]), Rename{i}("Z{i}"), Deposit{i}(-1)]
  let account = apply_all(open(n, "owner{i}"), events)
  let numbers = for k in 0..n do k * {r.randint(2,9)} end
  let text = report(account, numbers)
  let ordered = sorted_by(numbers, fn a, b -> a > b end)
  let names = sorted_by(["x", "yy", "a"], fn a, b -> a < b end)
  let box = boxed("b", account.balance) |> rebox(fn v -> "${{v}}" end) |> rebox(String.length)
  let ledger = Ledger{i}.start("L{i}")
  let balance = case Ledger{i}.apply(ledger, Deposit{i}(n)) do
    Ok(b) -> b
    Err(_) -> 0
  end
  Ledger{i}.reset(ledger)
  let pid = spawn(tally{i}, 0)
  send(pid, Deposit{i}(1))
  send(pid, Close{i})
  let own = String.length(text) + List.length(ordered) + List.length(names) + box.value + balance + String.length(grade(n))""")
    if deps:
        for k, d in enumerate(deps):
            if k < 2:
                w(f'  let other{d} :: Account{d} = Mod{d}.open(n, "dep")')
                w(f"  let first{d} :: List<Event{d}> = []")
                w(f"  let seen{d} = Mod{d}.apply_all(other{d}, first{d}).balance + Mod{d}.boxed(\"q\", [n]).value[0]")
            else:
                w(f"  let seen{d} = List.length(Mod{d}.sorted_by([n, {d}], fn a, b -> a < b end))")
        w("  own + " + " + ".join(f"seen{d}" for d in deps))
    else:
        w("  own")
    w("end")
    return "\n".join(s) + "\n"

def gen(out, n, seed=1):
    r = random.Random(seed)
    pkg = lambda d: f"Pack{d // 20}"
    lines = 0
    for i in range(n):
        k = min(i, r.randint(2, 6))
        # realistic fan-in: mostly near, and a few popular utilities
        pool = list(range(max(0, i - 12), i)) + list(range(0, min(i, 6)))
        deps = sorted(set(r.sample(pool, min(k, len(pool))))) if i else []
        t = module(i, deps, r, pkg)
        p = f"{out}/pack{i // 20}/mod{i}.mpl"
        os.makedirs(os.path.dirname(p), exist_ok=True)
        open(p, "w").write(t)
        lines += t.count("\n")
    m = "".join(f"import {pkg(i)}.Mod{i}\n" for i in range(n))
    m += "\nfn main() do\n  let total = 0\n" + "".join(f"  let total = total + Mod{i}.run({i % 9 + 1})\n" for i in range(n)) + '  println("${total}")\nend\n'
    open(f"{out}/main.mpl", "w").write(m)
    lines += m.count("\n")
    return lines

if __name__ == "__main__":
    print(gen(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1))
