# In place: copied at each step, this would take minutes.
# args: 200000
# A part of a part is changed and put back by a constructor, a pattern or a struct with one field.
struct Buffer do
  items :: List<Int>
end

struct State do
  buffer :: Buffer
  seen :: Int
end

type Wrapped do
  Wrapped(List<Int>)
end

struct Holder do
  wrapped :: Wrapped
  seen :: Int
end

struct Maybe do
  items :: Option<List<Int>>
end

struct Paired do
  pair :: (List<Int>, Int)
end

service Kept do
  fn init() do
    State { buffer: Buffer { items: [] }, seen: 0 }
  end

  cast Add(n :: Int) do |s|
    %{s | buffer: Buffer { items: List.append(s.buffer.items, n) }, seen: s.seen + 1}
  end

  call Size() do |s|
    (s, "${List.length(s.buffer.items)} of ${s.seen}")
  end
end

@in_place
fn built(s :: State, n :: Int) -> State do
  State { buffer: Buffer { items: List.append(s.buffer.items, n) }, seen: s.seen + 1 }
end

@in_place
fn held(h :: Holder, n :: Int) -> Holder do
  let Wrapped(items) = h.wrapped
  %{h | wrapped: Wrapped(List.append(items, n)), seen: h.seen + 1}
end

@in_place
fn perhaps(m :: Maybe, n :: Int) -> Maybe do
  case m.items do
    Some(items) -> %{m | items: Some(List.append(items, n))}
    None -> Maybe { items: Some([n]) }
  end
end

@in_place
fn paired(p :: Paired, n :: Int) -> Paired do
  let (items, count) = p.pair
  %{p | pair: (List.append(items, n), count + 1)}
end

fn repeat<T>(value :: T, 0, _step :: Fun(T, Int) -> T) -> T = value
fn repeat(value, n, step) = repeat(step(value, n), n - 1, step)

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  let kept = Kept.start()
  for i in 0..n do
    Kept.add(kept, i)
  end
  println(Kept.size(kept))
  let s = repeat(State { buffer: Buffer { items: [] }, seen: 0 }, n, built)
  println("${List.length(s.buffer.items)} of ${s.seen}")
  let h = repeat(Holder { wrapped: Wrapped([]), seen: 0 }, n, held)
  let Wrapped(items) = h.wrapped
  println("${List.length(items)} of ${h.seen}")
  let m = repeat(Maybe { items: None }, n, perhaps)
  println("${Option.map(m.items, List.length)}")
  let p = repeat(Paired { pair: ([], 0) }, n, paired)
  println("${List.length(Tuple.first(p.pair))} of ${Tuple.second(p.pair)}")
end
