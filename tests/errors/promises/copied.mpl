# What is used again is copied by what changes it.
@in_place
fn grow(items :: List<Int>) -> Int do
  let more = List.append(items, 1)
  #          ^^^^^^^^^^^^^^^^^^^^^ E0081
  List.length(more) + List.length(items)
end

struct Account do
  owner :: String
  entries :: List<Int>
  tags :: List<String>
  limit :: Int
end

# Both the old one and the new one are given.
@in_place
fn raised(account :: Account) -> (Account, Account) do
  let new = %{account | limit: account.limit + 1}
  #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
  (account, new)
end

# A field is changed while the struct that holds it is needed.
@in_place
fn entered(account :: Account, amount :: Int) -> Int do
  let entries = List.append(account.entries, amount)
  #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
  List.length(entries) + List.length(account.tags) + List.length(account.entries)
end

# The value stays in the map while it is changed.
@in_place
fn noted(groups :: Map<String, List<Int>>, key :: String, value :: Int) -> Map<String, List<Int>> do
  Map.put(groups, key, List.append(Map.get(groups, key), value))
  #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

# A closure that may run again keeps what it captures.
@in_place
fn extended(items :: List<Int>, more :: List<Int>) -> List<List<Int>> do
  List.map(more, fn extra -> List.append(items, extra) end)
  #                          ^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
end

# Another function copies.
fn twice(items :: List<Int>) -> (List<Int>, List<Int>) do
  (List.append(items, 1), List.append(items, 2))
end

@in_place
fn forked(items :: List<Int>) -> Int do
  let (left, right) = twice(items)
  #                   ^^^^^^^^^^^^ E0081
  List.length(left) + List.length(right)
end

# A list that is taken apart lends its memory to its rest.
@in_place
fn turned(items :: List<Int>) -> List<Int> do
  case items do
    first :: others -> List.append(others, first)
    #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
    [] -> []
  end
end

# It is given back as it was, too.
@in_place
fn both(items :: List<Int>) -> (List<Int>, List<Int>) = (items, List.append(items, 1))
#                                                               ^^^^^^^^^^^^^^^^^^^^^ E0081

@in_place
fn clauses(0, items :: List<Int>) -> (List<Int>, List<Int>) = (items, List.append(items, 1))
#                                                                     ^^^^^^^^^^^^^^^^^^^^^ E0081
fn clauses(n, items) = clauses(n - 1, items)

# The whole way to what is changed is copied when the tree is needed, too.
type Tree do
  Leaf
  Node(Tree, Int, Tree)
end

@in_place
fn insert(tree :: Tree, item :: Int) -> Tree do
  case tree do
    Leaf -> Node(Leaf, item, Leaf)
    Node(left, value, right) ->
      if item < value do
        Node(insert(left, item), value, right)
      else
        Node(left, value, insert(right, item))
      end
  end
end

@in_place
fn persistent(tree :: Tree, item :: Int) -> (Tree, Tree) do
  let changed = insert(tree, item)
  #             ^^^^^^^^^^^^^^^^^^ E0081
  (tree, changed)
end

fn depth(tree :: Tree) -> Int do
  case tree do
    Leaf -> 0
    Node(left, _, _) -> 1 + depth(left)
  end
end

@in_place
fn looped(items :: List<Int>) -> List<List<Int>> do
  for i in 0..3 do
    let next = List.set(items, 0, i)
    #          ^^^^^^^^^^^^^^^^^^^^^ E0081
    next
  end
end

@in_place
fn kept(all :: List<List<Int>>, item :: List<Int>) -> List<List<Int>> do
  let more = List.append(all, item)
  List.append(more, List.append(item, 1))
  #                 ^^^^^^^^^^^^^^^^^^^^ E0081
end

@in_place
fn texts(base :: String) -> (String, String) do
  let one = base <> "x"
  #         ^^^^^^^^^^^ E0081
  (one, base <> "y")
end

@in_place
fn generic<T>(items :: List<T>, item :: T) -> List<T> do
  let more = List.append(items, item)
  #          ^^^^^^^^^^^^^^^^^^^^^^^^ E0081
  if List.length(items) > 1 do
    more
  else
    []
  end
end

# One of two closures is called twice: each keeps what it uses.
@in_place
fn either(items :: List<Int>, first :: Bool) -> List<Int> do
  let add = if first do
    fn x -> List.append(items, x) end
    #       ^^^^^^^^^^^^^^^^^^^^^ E0081
  else
    fn x -> List.append(items, x + 1) end
  end
  let length = List.length(add(1))
  add(length)
end

# Only what is read first is not copied.
@in_place
fn right(account :: Account, name :: String) -> Account do
  if String.length(name) > 3 do
    let length = List.length(account.entries)
    %{account |
      entries: List.append(account.entries, length),
      tags: List.append(account.tags, name)
    }
  else
    %{account | owner: account.owner <> name}
  end
end

fn main() do
  let account = right(Account { owner: "a", entries: [], tags: [], limit: 1 }, "abc")
  let (old, new) = raised(account)
  println("${grow([1])} ${old.limit} ${new.limit} ${entered(new, 1)} ${noted(%{}, "a", 1)}")
  println("${extended([1], [2])} ${forked([1])} ${turned([1])} ${both([1])} ${looped([1])}")
  let (before, changed) = persistent(Leaf, 1)
  println("${clauses(1, [])} ${depth(before)} ${depth(changed)}")
  println("${kept([], [1])} ${texts("a")} ${generic(["a"], "b")} ${either([1], true)}")
end
