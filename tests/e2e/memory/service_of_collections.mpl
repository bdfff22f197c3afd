# A service with several collections in its state changes each of them in place.
# args: 100000
struct State do
  names :: List<String>
  counts :: Map<Int, List<Int>>
  seen :: Set<Int>
  total :: Int
end

service Store do
  fn init() -> State do
    State { names: [], counts: %{}, seen: Set.new(), total: 0 }
  end

  cast Add(n :: Int) do |state|
    %{state |
      names: List.append(state.names, "n"),
      counts: Map.update(state.counts, n % 2, [], fn l -> List.append(l, n) end),
      seen: Set.add(state.seen, n),
      total: state.total + n
    }
  end

  call Sizes() :: String do |state|
    let text =
      "${List.length(state.names)} ${Map.size(state.counts)} ${Set.size(state.seen)} ${state.total}"
    (state, text)
  end
end

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  let store = Store.start()
  for i in 0..n do
    Store.add(store, i)
  end
  println(Store.sizes(store))
end
